/** Erasing as it is carried out: in every replica, whatever was on its way, and again where it was broken off. */
import { describe, expect, test } from '@jest/globals';
import { incidentLogKey } from '../../bot/incidents/state.ts';
import { erasing, writtenBy } from '../../bot/incidents/texts.ts';
import { findingsIn, linkOf } from '../../bot/log/findings.ts';
import { type ChannelDraft, channels, type IncidentDraft, incidents } from '../../bot/log/kinds.ts';
import { ada, at, ben, incident, logKey, socId } from '../build.ts';
import { worldOn } from './world.ts';

const canary = 'CANARY';
const elsewhere = incidentLogKey('sub~rg-soc~ws-soc', '22222222-2222-4333-8444-555555555555');

function world() {
  let now = at(0);
  const pass = (seconds: number): void => {
    now = new Date(now.getTime() + seconds * 1000);
  };
  const w = worldOn({ now: () => now, wait: async (ms: number) => pass(ms / 1000) });
  type Replica = ReturnType<typeof w.replica>;
  return {
    ...w,
    pass,
    /** Somebody says something, with what is to be done about it. */
    async say(one: Replica, by = ada, effects: IncidentDraft['effects'] = [], log = logKey) {
      await one.journal.append(incidents, log, (state): IncidentDraft => {
        const id = String(state.seq + 1);
        const named = effects.map((effect) =>
          effect.kind === 'sentinel.comment' ? { ...effect, of: `remark:${id}` } : effect,
        );
        return {
          actor: { kind: 'person', ...by },
          action: 'comment',
          key: `say ${id}`,
          events: [{ kind: 'commented', id, by, channel: socId }],
          effects: named,
          texts: { comment: `${canary} of ${by.name}` },
        };
      });
    },
    async erase(one: Replica, of = ada, everywhere = false) {
      await one.journal.append(
        incidents,
        logKey,
        (state): IncidentDraft => ({
          actor: { kind: 'person', ...ben },
          action: 'erase',
          key: `erase ${state.seq}`,
          events: [erasing(writtenBy(state, of.oid), 'request', of)],
          effects: [{ kind: 'erase' }, ...(everywhere ? [{ kind: 'erase.everywhere' as const, of }] : [])],
          texts: { reason: 'request 17' },
        }),
      );
    },
    /** Everything that the store holds of logs and snapshots. */
    async stored() {
      const heads = await w.store.snapshots.heads();
      const logs = await Promise.all(heads.map((head) => w.store.log.read(head.logKey)));
      const kinds = ['incident', 'channel', 'person'] as const;
      const snapshots = await Promise.all(kinds.map((kind) => w.store.snapshots.list({ kind })));
      return JSON.stringify([logs, snapshots]);
    },
  };
}

describe('an erased text', () => {
  test('is nowhere in the store, the chain holds, and others’ words stay', async () => {
    const w = world();
    const one = w.replica('one');
    await one.arrive();
    await w.say(one, ada);
    await w.say(one, ben);
    await one.dispatcher.idle();
    expect(await w.stored()).toContain('CANARY of Ada');
    await w.erase(one);
    await one.dispatcher.idle();
    const stored = await w.stored();
    expect(stored).not.toContain('CANARY of Ada');
    expect(stored).toContain('CANARY of Ben');
    expect(stored).toContain('request 17');
    const said = (await w.store.log.read(logKey)).filter(({ action }) => action === 'comment');
    const [hers, his] = said;
    expect(Object.values(hers!.texts)).toEqual([{ text: '', salt: '' }]);
    expect(his!.texts.comment?.salt).toMatch(/^[0-9a-f]{32}$/);
    const links = (await w.store.log.read(logKey)).map((entry) => linkOf(entry, logKey));
    expect(findingsIn(logKey, links)).toEqual([]);
    expect(await w.open(links.length - 1)).toEqual([]);
  });

  test('is forgotten by every replica as soon as it reads the log again', async () => {
    const w = world();
    const [one, two] = [w.replica('one'), w.replica('two')];
    await one.arrive();
    await w.say(one);
    expect(JSON.stringify(await two.state())).toContain(canary);
    const remembered = await two.state();
    await w.erase(one);
    await one.dispatcher.idle();
    expect(JSON.stringify(await one.journal.read(incidents, logKey, false))).not.toContain(canary);
    expect(JSON.stringify(await two.state())).not.toContain(canary);
    // Whoever still works with what they read before has it no more either.
    expect(JSON.stringify(remembered)).not.toContain(canary);
    expect(await two.state()).toEqual(await one.state());
  });

  test('that waits for Sentinel is not written there, not even as an empty comment', async () => {
    const w = world();
    const one = w.replica('one');
    await one.arrive();
    const due = at(5).toISOString();
    await w.say(one, ada, [
      { kind: 'sentinel.comment', guid: 'c0000000-0000-4000-8000-00000000000a', of: '', due },
    ]);
    await w.erase(one);
    await one.dispatcher.idle();
    w.pass(600);
    await one.tick();
    expect(await w.sentinel.comments({ workspace: 'sub~rg-soc~ws-soc', id: incident().id })).toEqual([]);
    expect(await w.open(2)).toEqual([]);
  });

  test('that was carried into another thread is taken back there', async () => {
    const w = world();
    const one = w.replica('one');
    await one.arrive();
    await w.say(one, ada);
    const { seq } = await one.state();
    await one.note(
      [{ kind: 'reminded', what: 'half' }],
      [{ kind: 'relay', channel: socId, of: `remark:${seq}` }],
    );
    expect(JSON.stringify(w.messenger.there)).toContain(canary);
    await w.erase(one);
    await one.dispatcher.idle();
    expect(JSON.stringify(w.messenger.there)).not.toContain(canary);
    expect((await one.state()).sent[socId]?.card).toBeDefined();
  });

  test('is erased by others where the replica died that was to do it', async () => {
    const w = world();
    const dead = w.replica('dead', { carries: false });
    const one = w.replica('one');
    await one.arrive();
    await w.say(one);
    await one.dispatcher.idle();
    await w.erase(dead);
    expect(await w.stored()).toContain('CANARY of Ada');
    w.pass(60);
    await one.tick();
    await one.tick();
    expect(await w.stored()).not.toContain('CANARY of Ada');
  });
});

test('everywhere means every log, also channels’; done again it changes nothing, and it says how much it was', async () => {
  const w = world();
  const one = w.replica('one');
  await one.arrive();
  await one.arrive(incident({ id: '22222222-2222-4333-8444-555555555555', number: 1043 }));
  await w.say(one, ada);
  await w.say(one, ada, [], elsewhere);
  await w.say(one, ben, [], elsewhere);
  await one.journal.append(
    channels,
    `channel:${socId}`,
    (): ChannelDraft => ({
      actor: { kind: 'person', ...ada },
      action: 'drop',
      key: 'drop',
      events: [{ kind: 'hearsAll' }],
      effects: [],
      texts: { reason: 'CANARY of Ada' },
    }),
  );
  await one.dispatcher.idle();
  await w.erase(one, ada, true);
  await one.dispatcher.idle();
  const stored = await w.stored();
  expect(stored).not.toContain('CANARY of Ada');
  expect(stored).toContain('CANARY of Ben');
  expect(await w.events()).toContainEqual({ kind: 'erasedElsewhere', logs: 2, texts: 2 });
  const before = (await w.store.log.read(elsewhere)).length;
  await w.erase(one, ada, true);
  await one.dispatcher.idle();
  expect(await w.store.log.read(elsewhere)).toHaveLength(before);
});
