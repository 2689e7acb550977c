import { expect, test } from '@jest/globals';
import { pino } from 'pino';
import { workspaceKey } from '../bot/incidents/incident.ts';
import { defaultTargets } from '../bot/incidents/levels.ts';
import { incidentLogKey } from '../bot/incidents/state.ts';
import { createIntake } from '../bot/intake.ts';
import { createJournal } from '../bot/log/journal.ts';
import { at } from './build.ts';
import { stillClock } from './fakes/clock.ts';
import { createFakeSentinel } from './fakes/sentinel.ts';
import { fakeStore } from './fakes/store.ts';

test('of many that arrive at once a few are looked into at once, the rest one by one, and High at once', async () => {
  const workspace = { subscriptionId: 'sub', resourceGroup: 'rg-soc', workspaceName: 'ws-soc' };
  const clock = stillClock(at(0));
  const store = fakeStore();
  const sentinel = createFakeSentinel({ workspaces: [workspaceKey(workspace)], now: clock.now });
  const intake = createIntake({
    workspaces: [workspace],
    sentinel,
    store,
    journal: createJournal({ log: store.log, clock, owner: 'one', leaseMs: 30_000 }),
    channels: async () => [],
    targets: defaultTargets,
    sweepMinutes: 15,
    spacing: { few: 2, gapMs: 4_000 },
    clock,
    logger: pino({ level: 'silent' }),
    settled: async () => undefined,
  });
  await intake.pollers[0]!.poll();
  const low = Array.from({ length: 4 }, () => sentinel.add({ severity: 'Low' }));
  const high = sentinel.add({ severity: 'High' });
  await intake.pollers[0]!.poll();
  const detailsDue = async (ref: { workspace: string; id: string }) =>
    (await store.log.read(incidentLogKey(ref.workspace, ref.id)))[0]?.effects.find(
      ({ kind }) => kind === 'details',
    )?.due;
  const seconds = (due: string | undefined) => due && (Date.parse(due) - at(0).getTime()) / 1000;
  expect(seconds(await detailsDue(high))).toBeUndefined();
  expect((await Promise.all(low.map(detailsDue))).map(seconds)).toEqual([0, 0, 4, 8]);
});
