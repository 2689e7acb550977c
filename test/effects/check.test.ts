/** A containment check's card and its time, over a restart: posted once, asked of whoever is there, and held when time is up. */
import { expect, test } from '@jest/globals';
import type { ContainmentEvent } from '../../bot/incidents/containment.ts';
import { type IncidentDraft, incidents } from '../../bot/log/kinds.ts';
import { ada, at, incident, intended, logKey, paymentsId, socChannel, socId, teamChannel } from '../build.ts';
import { worldOn } from './world.ts';

const proposed: Extract<ContainmentEvent, { kind: 'proposed' }> = {
  kind: 'proposed',
  id: '2',
  by: ada,
  channel: socId,
  measure: 'isolateHost',
  entities: [],
  due: at(60).toISOString(),
  onSilence: 'analyst',
  rule: { who: ['team'], people: 1 },
};

/** `meanwhile`: what happens while the check's card is on its way. */
async function world(channel = socId, meanwhile?: IncidentDraft) {
  let now = at(0);
  const pass = (minutes: number): void => {
    now = new Date(now.getTime() + minutes * 60_000);
  };
  const clock = { now: () => now, wait: async (ms: number) => pass(ms / 60_000) };
  const w = worldOn(clock, [socChannel(), teamChannel(paymentsId, { tags: ['nobody'] })]);
  const one = w.replica('one');
  await one.arrive(incident());
  const { reply } = w.messenger;
  if (meanwhile)
    w.messenger.reply = async (...given) => {
      w.messenger.reply = reply;
      await one.journal.append(incidents, logKey, () => meanwhile);
      return reply(...given);
    };
  await one.journal.append(
    incidents,
    logKey,
    (): IncidentDraft => ({
      actor: { kind: 'person', ...ada },
      action: 'propose',
      key: 'propose',
      events: [{ ...proposed, channel }],
      effects: [
        { kind: 'check.post', channel: socId, check: '2' },
        { kind: 'check.due', check: '2', due: proposed.due },
      ],
      texts: { why: 'bad', lifting: 'by hand' },
    }),
  );
  await one.dispatcher.idle();
  const standing = async () => (await w.replica('any', { carries: false }).state()).checks?.[0]?.standing;
  const told = (words: RegExp): number =>
    w.messenger.sent.filter(({ message }) => words.test(message?.text ?? '')).length;
  return { ...w, pass, standing, told };
}

test('its card is posted once and mentions whoever is asked now; its message is known by what it is about', async () => {
  const w = await world();
  const cards = w.messenger.sent.filter(({ message }) =>
    JSON.stringify(message?.card ?? '').includes('Containment check'),
  );
  expect(cards).toHaveLength(1);
  expect(cards[0]?.message).toMatchObject({ mentions: [{ name: 'Ada' }] });
  expect((await w.replica('any', { carries: false }).state()).sent[socId]).toHaveProperty('check:2');
});

test('where the incident is closed while its card is on its way, the card is brought up to date', async () => {
  const closing = intended({ status: 'Closed', classification: 'Undetermined' });
  const w = await world(socId, {
    actor: { kind: 'person', ...ada },
    action: 'close',
    key: 'closed meanwhile',
    events: [closing],
    effects: [],
  });
  const cards = w.messenger.sent.map(({ operation, message }) => ({
    operation,
    card: JSON.stringify(message?.card ?? ''),
  }));
  const shown = cards.filter(({ card }) => card.includes('Containment check'));
  expect(shown.map(({ operation }) => operation)).toEqual(['reply', 'update']);
  expect(shown.map(({ card }) => card.includes('"verb":"go ahead"'))).toEqual([true, false]);
});

test('its time outlives whoever proposed it: another replica has analysts asked, and then it is held, each told once', async () => {
  const w = await world(paymentsId);
  const other = w.replica('other');
  w.pass(59);
  await other.tick();
  expect(await w.standing()).toBe('open');
  w.pass(1);
  await other.tick();
  await other.tick();
  expect(w.told(/who did not propose it decides now/)).toBe(1);
  expect(await w.standing()).toBe('open');
  const third = w.replica('third');
  w.pass(30);
  for (const one of [third, other]) await one.tick();
  expect(await w.standing()).toBe('expired');
  expect(w.told(/Nobody decided on/)).toBe(1);
  expect(w.sentinel.asked).not.toContain('runPlaybook');
});
