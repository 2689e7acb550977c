/** A write meets what others wrote since: it is handed on as a poll would, and decides what is still to be written. */
import { describe, expect, test } from '@jest/globals';
import { Upstream } from '../../bot/errors.ts';
import type { IncidentChange } from '../../bot/incidents/incident.ts';
import { ada, at, incident, logKey } from '../build.ts';
import type { FakeMessenger } from '../fakes/messenger.ts';
import { worldOn } from './world.ts';

const ref = { workspace: incident().workspace, id: incident().id };

/** Sentinel's incident has come, and its card is posted; its version here is Sentinel's own. */
async function world(first: IncidentChange = {}, before?: (messenger: FakeMessenger) => void) {
  let now = at(0);
  const w = worldOn({
    now: () => now,
    wait: async (ms) => {
      now = new Date(now.getTime() + ms);
    },
  });
  w.sentinel.edit(ref, first);
  before?.(w.messenger);
  let amended = 0;
  const one = w.replica('one', {
    log: {
      ...w.store.log,
      amend(...given) {
        amended += 1;
        return w.store.log.amend(...given);
      },
    },
  });
  await one.arrive(await w.sentinel.get(ref));
  return {
    ...w,
    one,
    amended: () => amended,
    pass: (minutes: number) => {
      now = new Date(now.getTime() + minutes * 60_000);
    },
    kinds: async () => (await w.events()).map(({ kind }) => kind),
    replies: () =>
      w.messenger.sent.filter(({ operation }) => operation === 'reply').map(({ message }) => message),
  };
}

describe('a write', () => {
  test('that finds the incident reopened tells it, and its deadlines begin anew', async () => {
    const closed = { status: 'Closed', classification: 'Undetermined' } as const;
    const w = await world(closed);
    w.pass(1);
    w.sentinel.edit(ref, { status: 'Active' });
    await w.one.want({ addLabels: ['vip'] });
    expect(await w.kinds()).toEqual(expect.arrayContaining(['changed', 'synced']));
    const state = await w.one.state();
    expect(state.seen).toMatchObject({ status: 'Active', labels: [{ name: 'vip' }] });
    expect(state.reopenedAt).toBeDefined();
    const timers = (await w.store.log.read(state.logKey))
      .filter((entry) => entry.action === 'changed')
      .flatMap((entry) => entry.effects.filter(({ kind }) => kind === 'timer'));
    expect(timers).toHaveLength(2);
  });

  test('that the budget sends away is put off with the strike of its entry, and what is wanted meanwhile goes with it', async () => {
    const w = await world();
    await w.one.pacing.budget.block('sub', 'PUT incident', 5 * 60_000);
    const before = w.amended();
    await w.one.want({ addLabels: ['vip'] });
    await w.one.want({ severity: 'High' });
    const entries = (await w.store.log.read(logKey)).filter(({ action }) => action === 'x');
    expect(w.amended() - before).toBe(entries.length);
    for (const { seq } of entries) {
      expect(await w.open(seq)).toEqual(['sentinel.write']);
      const open = await w.openEffect(seq, 'sentinel.write');
      expect(open).toEqual({ due: at(5).toISOString(), attempts: 0 });
    }
    expect((await w.sentinel.get(ref)).severity).toBe('Medium');
    w.pass(6);
    await w.one.tick();
    expect(await w.sentinel.get(ref)).toMatchObject({ severity: 'High', labels: [{ name: 'vip' }] });
    for (const { seq } of entries) expect(await w.open(seq)).toEqual([]);
  });

  test('that the budget sends away is given back by a replica that stops, for when its turn comes', async () => {
    const w = await world();
    await w.one.pacing.budget.block('sub', 'PUT incident', 5 * 60_000);
    await w.one.want({ severity: 'High' });
    await w.one.dispatcher.stop();
    const two = w.replica('two');
    w.pass(6);
    await two.tick();
    expect((await w.sentinel.get(ref)).severity).toBe('High');
  });

  test('that finds the incident merged away writes nothing', async () => {
    const w = await world();
    w.pass(1);
    w.sentinel.add({
      ...(await w.sentinel.get(ref)),
      etag: '"merged"',
      status: 'Closed',
      classification: 'Undetermined',
      labels: [{ name: 'Redirected', type: 'AutoAssigned' }],
      alertsCount: 0,
    });
    await w.one.want({ severity: 'High', status: 'Active' });
    expect(await w.sentinel.get(ref)).toMatchObject({ severity: 'Medium', status: 'Closed' });
    expect((await w.one.state()).pending).toEqual([]);
  });

  /** Somebody wants High while Sentinel does not answer, and meanwhile it becomes Low there. */
  async function overrule(w: Awaited<ReturnType<typeof world>>): Promise<void> {
    w.sentinel.failNext('change', new Error('no answer'));
    await w.one.want({ severity: 'High' });
    w.pass(5);
    w.sentinel.edit(ref, { severity: 'Low' });
    await w.one.tick();
    await w.one.tick();
    expect((await w.one.state()).overruled).toMatchObject([{ lost: [{ by: { oid: ada.oid } }] }]);
    expect((await w.one.state()).seen?.severity).toBe('Low');
  }

  test('that is overruled tells so in the thread', async () => {
    const w = await world();
    await overrule(w);
    expect(w.replies()).toHaveLength(1);
    expect(JSON.stringify(w.replies()[0]?.card)).toContain(
      'became Low in Sentinel meanwhile, so High by Ada',
    );
  });

  test('that is overruled where the incident has no card tells nobody, and nothing waits for a thread', async () => {
    const refused = () =>
      new Upstream('refused', { service: 'teams', operation: 'post', outcome: 'never', status: 400 });
    const w = await world({}, (messenger) => {
      for (let i = 0; i < 9; i++) messenger.failNext('post', refused());
    });
    await overrule(w);
    expect(w.replies()).toEqual([]);
    w.pass(60);
    await w.one.tick();
    const open = (await w.store.log.read(logKey)).flatMap((entry) =>
      entry.effects.filter(({ id }) => entry.open[id]).map(({ kind }) => kind),
    );
    expect(open).not.toContain('overruled');
  });
});
