/** The playbook of an agreed check: run at most once, whatever fails and whoever dies, and told in any case. */
import { describe, expect, test } from '@jest/globals';
import { NotFound, Upstream, type UpstreamDetails } from '../../bot/errors.ts';
import type { CheckEffect, ContainmentEvent } from '../../bot/incidents/containment.ts';
import { refOf } from '../../bot/incidents/state.ts';
import { type IncidentDraft, incidents } from '../../bot/log/kinds.ts';
import { ada, at, ben, incident, logKey, paymentsId, socChannel, teamChannel } from '../build.ts';
import { worldOn } from './world.ts';

const playbook = { name: 'Isolate', id: '/subscriptions/x/workflows/Isolate' };
const run: Omit<Extract<CheckEffect, { kind: 'playbook.run' }>, 'id'> = {
  kind: 'playbook.run',
  channel: paymentsId,
  check: '2',
};
const agreed: ContainmentEvent[] = [
  {
    kind: 'proposed',
    id: '2',
    by: ada,
    channel: paymentsId,
    measure: 'playbook',
    playbook,
    entities: [],
    due: at(60).toISOString(),
    onSilence: 'hold',
    rule: { who: ['team'], people: 1 },
  },
  { kind: 'decided', id: '2', check: '2', by: ben, as: 'team', go: true, channel: paymentsId },
  { kind: 'settled', check: '2', as: 'agreed', channel: paymentsId },
];
type Replica = ReturnType<ReturnType<typeof worldOn>['replica']>;

function world() {
  let now = at(0);
  const pass = (seconds: number): void => {
    now = new Date(now.getTime() + seconds * 1000);
  };
  const clock = { now: () => now, wait: async (ms: number) => pass(ms / 1000) };
  const w = worldOn(clock, [socChannel(), teamChannel(paymentsId, { tags: ['nobody'] })]);
  const agree = async (one: Replica, events: ContainmentEvent[] = agreed): Promise<void> => {
    await one.journal.append(
      incidents,
      logKey,
      (): IncidentDraft => ({
        actor: { kind: 'person', ...ben },
        action: 'go ahead',
        key: 'agree',
        events,
        effects: [run],
        texts: { why: 'bad', lifting: 'by hand', reason: 'fine' },
      }),
    );
    await one.dispatcher.idle();
  };
  return {
    ...w,
    pass,
    agree,
    runs: () => w.sentinel.runs(refOf(logKey)),
    standing: async (one: Replica) => (await one.state()).checks?.[0],
    told: () => w.messenger.sent.map(({ message }) => message?.text ?? '').join('\n'),
  };
}
const failure = (details: Partial<UpstreamDetails>): Upstream =>
  new Upstream('no', { service: 'sentinel', operation: 'run playbook', outcome: 'retry', ...details });
const lost = failure({ outcome: 'unknown' });

async function arrivedWorld() {
  const w = world();
  const one = w.replica('one');
  await one.arrive(incident());
  return { w, one };
}

test('it is an entry that it is begun before it is run, and that it ran is told', async () => {
  const { w, one } = await arrivedWorld();
  await w.agree(one);
  expect(w.runs()).toEqual([playbook.id]);
  expect((await w.events()).map(({ kind }) => kind)).toEqual(
    expect.arrayContaining(['settled', 'runBegun', 'runOver']),
  );
  expect(await w.standing(one)).toMatchObject({ standing: 'done', runs: [{ is: 'ran' }] });
  expect(w.told()).toMatch(/Sentinel took it/);
});

describe('one whose answer was lost', () => {
  test.each(['before', 'after'] as const)(
    'is in doubt and is never run again by itself (%s it was run)',
    async (when) => {
      const { w, one } = await arrivedWorld();
      w.sentinel.failNext('runPlaybook', lost, when);
      await w.agree(one);
      const runs = w.runs().length;
      expect(runs).toBe(when === 'after' ? 1 : 0);
      expect(await w.standing(one)).toMatchObject({ standing: 'doubt' });
      expect(w.told()).toMatch(/answer got lost/);
      for (let i = 0; i < 5; i++) {
        w.pass(600);
        await one.tick();
      }
      expect(w.runs()).toHaveLength(runs);
      expect(w.sentinel.asked.filter((what) => what === 'runPlaybook')).toHaveLength(1);
    },
  );
});

test.each<[string, Error, string]>([
  ['for want of a role', failure({ status: 403, code: 'AuthorizationFailed' }), '403 AuthorizationFailed'],
  ['for good', failure({ status: 400, outcome: 'never' }), '400'],
  ['since it is not there', new NotFound('gone'), '404'],
])(
  'one that is refused %s has failed, which is told with the reason, and is not tried again',
  async (_why, error, code) => {
    const { w, one } = await arrivedWorld();
    w.sentinel.failNext('runPlaybook', error);
    await w.agree(one);
    w.pass(600);
    await one.tick();
    expect(w.runs()).toEqual([]);
    expect(await w.standing(one)).toMatchObject({ standing: 'failed', runs: [{ is: 'failed', why: code }] });
    expect(w.told()).toMatch(/did not work/);
  },
);

test('one that did not get there is tried again for some minutes, and then no more', async () => {
  const { w, one } = await arrivedWorld();
  w.sentinel.failNext('runPlaybook', failure({ status: 429 }));
  await w.agree(one);
  expect(await w.standing(one)).toMatchObject({ standing: 'agreed', runs: [{ is: 'asked', tries: 1 }] });
  w.pass(60);
  await one.tick();
  expect(w.runs()).toHaveLength(1);

  const { w: other, one: late } = await arrivedWorld();
  for (let i = 0; i < 40; i++) other.sentinel.failNext('runPlaybook', failure({ code: 'ECONNREFUSED' }));
  await other.agree(late);
  for (let i = 0; i < 10; i++) {
    other.pass(60);
    await late.tick();
  }
  expect(other.runs()).toEqual([]);
  expect(await other.standing(late)).toMatchObject({ standing: 'failed', runs: [{ why: 'late' }] });
});

describe('another replica', () => {
  test('runs what one that died had not begun', async () => {
    const { w, one } = await arrivedWorld();
    const dead = w.replica('dead', { carries: false });
    await w.agree(dead);
    w.pass(31);
    await one.tick();
    expect(w.runs()).toHaveLength(1);
  });

  test('does not run what one that died had begun, and tells that nobody knows', async () => {
    const { w, one } = await arrivedWorld();
    const dead = w.replica('dead', { carries: false });
    await w.agree(dead);
    const { id } = (await w.standing(one))!.runs[0]!;
    await one.note([{ kind: 'runBegun', check: '2', run: id, channel: paymentsId }], []);
    w.pass(31);
    await one.tick();
    expect(w.runs()).toEqual([]);
    expect(await w.standing(one)).toMatchObject({ standing: 'doubt' });
  });

  test('does not run what was withdrawn meanwhile, or agreed to long ago', async () => {
    const { w, one } = await arrivedWorld();
    const dead = w.replica('dead', { carries: false });
    await w.agree(dead);
    await one.note([{ kind: 'checkWithdrawn', check: '2', by: ada, channel: paymentsId }], []);
    w.pass(31);
    await one.tick();
    expect(w.runs()).toEqual([]);
    expect(await w.standing(one)).toMatchObject({ standing: 'withdrawn', runs: [{ is: 'failed' }] });

    const { w: other, one: later } = await arrivedWorld();
    await other.agree(other.replica('dead', { carries: false }));
    other.pass(3600);
    await later.tick();
    expect(other.runs()).toEqual([]);
    expect(await other.standing(later)).toMatchObject({ standing: 'failed', runs: [{ why: 'late' }] });
  });

  test('that thought it was in doubt is put right by the one that was only slow', async () => {
    const { w, one } = await arrivedWorld();
    const { runPlaybook } = w.sentinel;
    w.sentinel.runPlaybook = async (...given) => {
      // Another took this one for dead while it was at it.
      const { id } = (await w.standing(one))!.runs[0]!;
      const other = w.replica('other', { carries: false });
      await other.note([{ kind: 'runOver', check: '2', run: id, as: 'doubt', channel: paymentsId }], []);
      await runPlaybook(...given);
    };
    await w.agree(one);
    expect(await w.standing(one)).toMatchObject({ standing: 'done', runs: [{ is: 'ran' }] });
  });
});
