/** Several workspaces: each is read, swept and measured by itself, and one that refuses holds up none of the others. */
import { describe, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { Upstream } from '../bot/errors.ts';
import { createHealth } from '../bot/health.ts';
import type { IncidentEvent } from '../bot/incidents/events.ts';
import { workspaceKey } from '../bot/incidents/incident.ts';
import { defaultTargets } from '../bot/incidents/levels.ts';
import { incidentLogKey } from '../bot/incidents/state.ts';
import type { TroubleEvent } from '../bot/incidents/trouble.ts';
import { workspaceNames } from '../bot/incidents/workspaces.ts';
import { createIntake } from '../bot/intake.ts';
import { createJournal } from '../bot/log/journal.ts';
import { incidents } from '../bot/log/kinds.ts';
import type { Store } from '../bot/ports.ts';
import {
  arrived,
  at,
  cardParked,
  channel,
  logKey,
  paymentsId,
  socChannel,
  stateAfter,
  teamChannel,
} from './build.ts';
import { createFakeSentinel } from './fakes/sentinel.ts';
import { fakeStore } from './fakes/store.ts';

const named = (workspaceName: string, resourceGroup = 'rg-soc', subscriptionId = 'sub') => ({
  subscriptionId,
  resourceGroup,
  workspaceName,
});
const [one, two] = [named('ws-1'), named('ws-2')];
const [first, second] = [workspaceKey(one), workspaceKey(two)];
const forbidden = () =>
  new Upstream('forbidden', { service: 'sentinel', operation: 'GET', status: 403, outcome: 'retry' });

function stage() {
  let now = Date.parse('2026-11-24T14:02:00Z');
  const clock = { now: () => new Date(now), wait: async () => undefined };
  const sentinel = createFakeSentinel({ workspaces: [first, second], now: clock.now });
  const store = fakeStore();
  const journal = createJournal({ log: store.log, clock, owner: 'me', leaseMs: 30_000 });
  const channels = [
    socChannel(),
    { ...teamChannel(paymentsId, {}), unreachable: { at: '', why: 'deleted' as const } },
    channel('19:nobody', { present: false }),
  ];
  const intake = createIntake({
    workspaces: [one, two],
    sweepMinutes: 15,
    spacing: { few: 2, gapMs: 4000 },
    sentinel,
    store,
    journal,
    channels: async () => channels,
    targets: defaultTargets,
    clock,
    logger: pino({ level: 'silent' }),
    settled: async () => undefined,
  });
  const metrics = new Registry();
  const listed = { channels: async () => channels };
  const health = createHealth({
    workspaces: intake.health,
    channels: () => listed.channels(),
    snapshots: store.snapshots,
    waiting: () => ({ channel: 0, sentinel: 3 }),
    throttled: { teams: 1, sentinel: 0 },
    unreadable: () => new Map([['incident:x', { since: '2026-11-24T14:00:00Z', error: 'TypeError' }]]),
    pollSeconds: 30,
    clock,
    metrics,
  });
  return {
    store,
    sentinel,
    intake,
    health,
    clock,
    pass: (seconds: number) => {
      now += seconds * 1000;
    },
    title: async (workspace: string, id: string) =>
      (await journal.read(incidents, incidentLogKey(workspace, id))).seen?.title,
    metrics,
    listed,
    metric: async (name: string, workspace: string) =>
      (await metrics.getSingleMetric(name)!.get()).values.find(
        ({ labels }) => labels.workspace === workspace || workspace === '',
      )?.value,
  };
}

test('one workspace that refuses is named, and the other is read all the same', async () => {
  const { sentinel, intake, health, title } = stage();
  const ref = sentinel.add({ workspace: second, title: 'in the second' });
  sentinel.failNext('changedSince', forbidden());
  expect(health.notReady()).toHaveLength(2);
  await Promise.all(intake.pollers.map((poller) => poller.poll()));
  expect(await title(second, ref.id)).toBe('in the second');
  expect(health.notReady()).toEqual([
    expect.stringMatching(/^The Sentinel workspace ws-1 has not been read/),
  ]);
  await intake.pollers[0]!.poll();
  expect(health.notReady()).toEqual([]);
});

test('one workspace that never answers holds up no other’s poll', async () => {
  const { sentinel, intake, title } = stage();
  const ref = sentinel.add({ workspace: second, title: 'in the second' });
  const { changedSince } = sentinel;
  let answer = (): void => undefined;
  const silence = new Promise<void>((resolve) => {
    answer = resolve;
  });
  sentinel.changedSince = (workspace, since) =>
    workspace === first
      ? (async function* () {
          await silence;
          yield* changedSince(workspace, since);
        })()
      : changedSince(workspace, since);
  const waiting = intake.pollers[0]!.poll();
  await intake.pollers[1]!.poll();
  expect(await title(second, ref.id)).toBe('in the second');
  expect(intake.pollers[0]!.lastGood()).toBeUndefined();
  answer();
  await waiting;
  expect(intake.pollers[0]!.lastGood()).toBeDefined();
});

test('a sweep of one workspace does not take what another holds for deleted', async () => {
  const { sentinel, intake, title, metric } = stage();
  const ref = sentinel.add({ workspace: second, title: 'in the second' });
  await Promise.all(intake.pollers.map((poller) => poller.poll()));
  await Promise.all(intake.sweepers.map((sweeper) => sweeper.sweep()));
  expect(await title(second, ref.id)).toBe('in the second');
  expect(await metric('muster_doubted_deletions', 'ws-1')).toBe(0);
});

test('the metrics tell each workspace by its name, and count the channels that can’t be written to', async () => {
  const { intake, pass, metric } = stage();
  await Promise.all(intake.pollers.map((poller) => poller.poll()));
  await intake.sweepers[1]!.sweep();
  pass(40);
  await intake.pollers[1]!.poll();
  expect(await metric('muster_seconds_since_poll', 'ws-1')).toBe(40);
  expect(await metric('muster_seconds_since_poll', 'ws-2')).toBe(0);
  expect(await metric('muster_last_sweep_seconds', 'ws-2')).toBe(40);
  // Payments alone: nothing should go to the channel that nobody connected.
  expect(await metric('muster_unreachable_channels', '')).toBe(1);
});

test('data older than three polls are told, with when they were read', async () => {
  const { intake, health, clock, pass } = stage();
  await intake.pollers[1]!.poll();
  expect(health.readAt()).toBeUndefined();
  await Promise.all(intake.pollers.map((poller) => poller.poll()));
  const readAt = clock.now();
  expect(health.readAt()).toEqual(readAt);
  pass(90);
  expect(health.late()).toEqual([]);
  await intake.pollers[0]!.poll();
  pass(1);
  expect(health.late()).toEqual([{ workspace: 'ws-2', readAt }]);
});

test('a workspace is called by its name, and by more where two share one', () => {
  const names = (...workspaces: ReturnType<typeof named>[]) => Object.values(workspaceNames(workspaces));
  expect(names(one, two)).toEqual(['ws-1', 'ws-2']);
  expect(names(one, named('WS-1', 'rg-us'), two)).toEqual(['rg-soc/ws-1', 'rg-us/WS-1', 'ws-2']);
  expect(names(one, named('ws-1', 'rg-soc', 'other'))).toEqual(['sub/rg-soc/ws-1', 'other/rg-soc/ws-1']);
});

describe('what has not got through', () => {
  const parked = cardParked(paymentsId, 'refused');
  const delayed: TroubleEvent = {
    kind: 'delayed',
    effect: '2.0',
    of: 'sentinel.write',
    where: 'sentinel',
    since: at(1).toISOString(),
    error: '503',
  };
  const putInto = async (store: Store, ...events: IncidentEvent[]): Promise<void> => {
    const state = stateAfter(arrived(), ...events.map((event) => [event]));
    await store.snapshots.put({ logKey, kind: 'incident', seq: state.seq, state, ...incidents.index(state) });
  };

  test('is told by kind in the metrics, found by index, and gone from them once it is over', async () => {
    const { store, pass, metrics } = stage();
    const said = async (): Promise<string[]> =>
      (await metrics.metrics()).split('\n').filter((line) => /^muster_(parked|delayed|unread)/.test(line));
    await putInto(store, parked, delayed);
    expect(await said()).toEqual([
      'muster_parked_effects{kind="card.post"} 1',
      'muster_delayed_effects{kind="sentinel.write"} 1',
      'muster_unreadable_logs 1',
    ]);
    await putInto(
      store,
      parked,
      delayed,
      { kind: 'recovered', effect: '2.0' },
      { kind: 'dropped', effect: '1.0' },
    );
    pass(2);
    expect(await said()).toEqual(['muster_unreadable_logs 1']);
  });

  test('stands in health with the channels’ own, what waits, and the workspaces', async () => {
    const { store, intake, health, clock } = stage();
    await putInto(store, parked);
    await intake.pollers[0]!.poll();
    expect(await health.standing()).toMatchObject({
      workspaces: [
        { name: 'ws-1', lastPoll: clock.now(), doubted: 0 },
        { name: 'ws-2', doubted: 0 },
      ],
      services: [
        { name: 'teams', waiting: 0, throttled: 1 },
        { name: 'sentinel', waiting: 3, throttled: 0 },
      ],
      incidents: [{ logKey }],
      channels: [],
      unreadable: [{ log: 'incident:x' }],
    });
  });

  test('does not keep the other metrics from being told when the store does not answer', async () => {
    const { store, metrics } = stage();
    store.snapshots.list = async () => {
      throw new Error('no store');
    };
    expect(await metrics.metrics()).toContain('muster_unreachable_channels 1');
  });

  test('nor does it where channels can’t be listed: the last count of them stands', async () => {
    const { metrics, listed } = stage();
    await metrics.metrics();
    listed.channels = async () => {
      throw new Error('no store');
    };
    expect(await metrics.metrics()).toContain('muster_unreachable_channels 1');
  });
});
