/** Closing in two: each way in which one person may try it alone, decided on the whole way to the log. */
import { describe, expect, test } from '@jest/globals';
import { act } from '../../bot/actions/act.ts';
import { deleted } from '../../bot/actions/automatic/deleted.ts';
import { seen } from '../../bot/actions/automatic/seen.ts';
import { createFinder } from '../../bot/actions/finder.ts';
import type { IncidentEvent } from '../../bot/incidents/events.ts';
import { defaultTargets } from '../../bot/incidents/levels.ts';
import type { TwoPeopleRule } from '../../bot/incidents/second-person.ts';
import { current } from '../../bot/incidents/state.ts';
import { createJournal } from '../../bot/log/journal.ts';
import { type IncidentDraft, incidents } from '../../bot/log/kinds.ts';
import {
  ada,
  at,
  ben,
  cardParked,
  context,
  eve,
  incident,
  intended,
  later,
  logKey,
  socChannel,
  socId,
  tenant,
} from '../build.ts';
import { stillClock } from '../fakes/clock.ts';
import { fakeStore } from '../fakes/store.ts';
import { incidentVerb } from '../verbs.ts';

const asFalse = { classification: 'FalsePositive', reason: 'InaccurateData', comment: 'The feed was wrong.' };
const rules: TwoPeopleRule[] = [{ from: 'High', as: 'FalsePositive' }];

/** A High of the SOC's; whoever acts is an analyst there. */
async function world({ severity = 'High' as const, twoPeople = rules } = {}) {
  const store = fakeStore();
  const clock = stillClock(at(10));
  const journal = createJournal({ log: store.log, clock, owner: 'one', leaseMs: 1 });
  const channels = [socChannel()];
  const seeing = { now: at(0), channels, targets: defaultTargets, backlog: false };
  const around = {
    journal,
    directory: { roles: async () => [], members: async () => [], member: async () => undefined },
    channels: async () => channels,
    clock,
    quietSeconds: 60,
    tenantId: tenant,
    targets: defaultTargets,
    twoPeople,
    finder: createFinder(journal, store.snapshots, clock),
  };
  await journal.append(incidents, logKey, (state) => seen(state, incident({ severity }), seeing));
  let clicks = 0;
  return {
    /** One press of a button; the same `key` is the same click again. */
    press: (verb: string, actor: typeof ada, input: object = {}, key = `click ${clicks++}`) =>
      act(incidentVerb(verb), logKey, input, context({ actor, twoPeople }), `${actor.oid} ${key}`, around),
    happen: (draft: (state: Parameters<typeof seen>[0]) => IncidentDraft | undefined) =>
      journal.append(incidents, logKey, draft),
    seeing,
    journal,
    state: () => journal.read(incidents, logKey),
    entries: () => store.log.read(logKey),
  };
}

const byHand =
  (events: IncidentEvent[]): (() => IncidentDraft) =>
  () => ({
    actor: { kind: 'muster' },
    action: 'x',
    key: 'x',
    events,
    effects: [],
  });

describe('closing a High as a false positive', () => {
  test('is kept as a wish, told in the SOC’s thread, and written nowhere', async () => {
    const { press, state, entries } = await world();
    const { say } = await press('close', ada, asFalse);
    expect(say.key).toBe('close.wanted');
    expect(current(await state()).status).toBe('New');
    const last = (await entries()).at(-1)!;
    expect(last.events).toEqual([
      {
        kind: 'closingWanted',
        id: '2',
        classification: 'FalsePositive',
        classificationReason: 'InaccurateData',
        by: ada,
        channel: socId,
      },
    ]);
    expect(last.effects.map(({ kind }) => kind)).toEqual(['notice']);
    expect(last.effects).toMatchObject([{ channel: socId, notice: { kind: 'closingWanted' } }]);
    expect(JSON.stringify([last.events, last.effects])).not.toContain('feed');
  });

  test('takes one person where nothing else is set, or where it is something else', async () => {
    const off = await world({ twoPeople: [] });
    await off.press('close', ada, asFalse);
    expect(current(await off.state()).status).toBe('Closed');
    const other = await world();
    await other.press('close', ada, { classification: 'Undetermined' });
    expect(current(await other.state()).status).toBe('Closed');
  });

  test('is done by a second person, in both names, and nobody else’s words', async () => {
    const { press, state } = await world();
    await press('close', ada, asFalse);
    const { say } = await press('agree closing', ben, { wanted: '2', comment: 'forged', by: eve });
    expect(say).toEqual({ key: 'agreeClosing.done', params: { number: '1042' } });
    expect(current(await state())).toMatchObject({
      status: 'Closed',
      classification: 'FalsePositive',
      classificationReason: 'InaccurateData',
      classificationComment: 'Ada (SOC, Teams): The feed was wrong.\n– agreed by Ben (SOC, Teams)',
    });
    expect(await state()).toMatchObject({ closedBy: { oid: ben.oid }, closedWith: { oid: ada.oid } });
  });

  test('is done when a second person wants the same by themselves, and refused when they want another', async () => {
    const { press, state } = await world();
    await press('close', ada, asFalse);
    const other = { classification: 'FalsePositive', reason: 'IncorrectAlertLogic' };
    await expect(press('close', ben, other)).rejects.toMatchObject({ word: 'closingWanted' });
    await press('close', ben, { ...asFalse, comment: 'I saw it too.' });
    expect(current(await state()).classificationComment).toBe(
      'Ada (SOC, Teams): The feed was wrong.\n– agreed by Ben (SOC, Teams): I saw it too.',
    );
  });
});

describe('whoever wants it', () => {
  test('can’t agree, in whatever letters their object id is written', async () => {
    const { press, state } = await world();
    await press('close', ada, asFalse);
    const same = { ...ada, oid: ada.oid.toUpperCase(), name: 'Somebody else' };
    for (const actor of [ada, same])
      await expect(press('agree closing', actor)).rejects.toMatchObject({ word: 'ownClosing' });
    await press('close', same, asFalse);
    expect(current(await state()).status).toBe('New');
  });

  test('may say the same again, or something else, which a button drawn before does not agree to', async () => {
    const { press, state, entries } = await world();
    await press('close', ada, asFalse, 'first');
    await press('close', ada, asFalse, 'first');
    expect((await press('close', ada, asFalse)).say.key).toBe('close.wantedBefore');
    expect(await entries()).toHaveLength(2);
    await press('close', ada, { ...asFalse, comment: 'Closing a real one quietly.' });
    await expect(press('agree closing', ben, { wanted: '2' })).rejects.toMatchObject({
      word: 'nothingWanted',
    });
    expect((await state()).wantedClosing).toMatchObject({ id: '3' });
  });

  test('takes it back by undoing it or by declining it', async () => {
    const { press, state } = await world();
    await press('close', ada, asFalse);
    await press('undo', ada);
    expect((await state()).wantedClosing).toBeUndefined();
    await press('close', ada, asFalse);
    expect((await press('decline closing', ada, { reason: 'Not sure.' })).say.key).toBe('declineClosing.own');
    expect((await state()).wantedClosing).toBeUndefined();
    await expect(press('agree closing', ben)).rejects.toMatchObject({ word: 'nothingWanted' });
  });

  test('does not get round it by lowering the severity, whatever is done in between', async () => {
    const { press, state } = await world();
    await press('severity', ada, { severity: 'Low' });
    expect((await press('close', ada, asFalse)).say.key).toBe('close.wanted');
    await press('decline closing', ada, { reason: 'x' });
    await press('close', ada, { classification: 'Undetermined' });
    await press('reopen', ada);
    expect((await press('close', ada, asFalse)).say.key).toBe('close.wanted');
    expect(current(await state()).status).toBe('Active');
  });

  test('closes it alone once somebody else lowered the severity: the wish ends, and they are told', async () => {
    const { press, state, entries } = await world();
    await press('close', ada, asFalse);
    await press('severity', ben, { severity: 'Medium' });
    expect((await state()).wantedClosing).toBeUndefined();
    expect((await entries()).at(-1)?.effects).toContainEqual(
      expect.objectContaining({ notice: { kind: 'closingFreed', params: { by: 'Ben' } }, mention: [ada] }),
    );
    expect((await press('close', ada, asFalse)).say.key).toBe('close.done');
  });
});

describe('nobody closes alone what takes two', () => {
  test('by undoing that they reopened it', async () => {
    const { press, happen, seeing, state } = await world();
    const closed = { status: 'Closed', classification: 'FalsePositive', severity: 'High' } as const;
    await happen((before) => seen(before, later(closed), { ...seeing, now: at(5) }));
    await press('reopen', ada);
    await expect(press('undo', ada)).rejects.toMatchObject({ word: 'closingTakesTwo' });
    expect(current(await state()).status).toBe('Active');
  });

  test('by setting again what Sentinel overruled', async () => {
    const { press, happen } = await world();
    const ours = { status: 'Closed', classification: 'FalsePositive' } as const;
    const lost = [{ field: 'status' as const, ours, theirs: { status: 'Active' as const }, by: ada }];
    await happen(byHand([{ kind: 'overruled', id: 'o', lost }]));
    await expect(press('set again', ada)).rejects.toMatchObject({ word: 'closingTakesTwo' });
  });

  test('by having tried again what one alone wanted while it was less severe; what two wanted is', async () => {
    const change = { status: 'Closed', classification: 'FalsePositive' } as const;
    const parked = {
      ...cardParked(socId, 'refused'),
      effect: { id: '9.0', kind: 'sentinel.write' },
      where: 'sentinel',
    };
    const events = (more: object): IncidentEvent[] => [
      intended(change, {}, more),
      { ...parked, channel: undefined, intents: ['i'] } as unknown as IncidentEvent,
    ];
    const alone = await world();
    await alone.happen(byHand(events({})));
    await expect(alone.press('try again', ada)).rejects.toMatchObject({ word: 'closingTakesTwo' });
    const two = await world();
    await two.happen(byHand(events({ with: ben })));
    await two.press('try again', ada);
    expect(current(await two.state()).status).toBe('Closed');
  });
});

describe('what others do meanwhile', () => {
  const endings: [string, (w: Awaited<ReturnType<typeof world>>) => Promise<unknown>, string, string][] = [
    [
      'declines it',
      ({ press }) => press('decline closing', ben, { reason: 'No.' }),
      'closingDeclined',
      'Ben',
    ],
    [
      'closes it as something else',
      ({ press }) => press('close', ben, { classification: 'Undetermined' }),
      'closingOver',
      'Ben',
    ],
    [
      'closes it in Sentinel',
      ({ happen, seeing }) =>
        happen((state) =>
          seen(state, later({ status: 'Closed', severity: 'High' }), { ...seeing, now: at(5) }),
        ),
      'closingOver',
      'Sentinel',
    ],
    [
      'deletes it in Sentinel',
      ({ happen }) => happen((state) => deleted(state, at(5))),
      'closingOver',
      'Sentinel',
    ],
  ];
  test.each(endings)('when somebody %s, whoever wanted it is told once', async (_what, end, kind, by) => {
    const there = await world();
    await there.press('close', ada, asFalse);
    await end(there);
    expect((await there.state()).wantedClosing).toBeUndefined();
    const told = (await there.entries()).at(-1)!.effects.filter((effect) => effect.kind === 'notice');
    expect(told).toMatchObject([
      { channel: socId, notice: { kind, params: { by } }, mention: [{ oid: ada.oid }] },
    ]);
  });

  test('when they agree, nobody has to be told', async () => {
    const { press, entries } = await world();
    await press('close', ada, asFalse);
    await press('agree closing', ben);
    expect((await entries()).at(-1)!.effects.map(({ kind }) => kind)).toEqual(['sentinel.write']);
  });
});
