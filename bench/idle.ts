/**
 * What Muster asks of others when nothing happens: calls a minute of one replica, over an hour of virtual time with 100
 * open incidents, and 10,000 or 100,000 that are closed. A query of the store is two requests on the wire (the SDK asks
 * for its plan as well) and counts two; everything else is one.
 */
import { createFakeSentinel } from '../test/fakes/sentinel.ts';
import { fakeStore } from '../test/fakes/store.ts';
import { type Figure, figure, type Measure } from './figure.ts';
import { fill, incidentOf } from './filled.ts';
import {
  coreOn,
  limitedTeams,
  settleIn,
  slowSentinel,
  slowStore,
  virtualClock,
  workspaceName,
} from './virtual.ts';

const open = 100;
const minutes = 60;
const queries = [
  'log.due',
  'hints.due',
  'snapshots.list',
  'snapshots.rows',
  'snapshots.open',
  'snapshots.inStorm',
  'replicas.list',
];

type Calls = Record<'store' | 'sentinel' | 'teams', number> & { by: Record<string, number> };

export const measure: Measure = async (progress) => {
  const few = await idle(10_000);
  progress(1, 2);
  const many = await idle(100_000);
  progress(2, 2);
  const told = Object.entries(few.by)
    .sort(([, a], [, b]) => b - a)
    .map(([name, count]) => `${(count / minutes).toFixed(1)} ${name}`)
    .join(', ');
  const stated = (service: 'store' | 'sentinel' | 'teams'): Figure =>
    figure(`idle: calls of ${service}`, few[service] / minutes, 'calls/min', {
      ...(service === 'store' && { note: told }),
    });
  const total = ({ store, sentinel, teams }: Calls): number => store + sentinel + teams;
  return [
    stated('store'),
    stated('sentinel'),
    stated('teams'),
    figure(
      'idle: calls with 100,000 closed incidents over those with 10,000',
      total(many) / total(few),
      'x',
      {
        goal: { atMost: 1 },
      },
    ),
  ];
};

async function idle(closed: number): Promise<Calls> {
  const start = new Date('2026-03-02T10:00:00.000Z');
  const clock = virtualClock(start);
  const plain = fakeStore();
  await fill(plain, closed + open, open, start);
  const calls: Calls = { store: 0, sentinel: 0, teams: 0, by: {} };
  const store = slowStore(plain, clock, (name) => {
    const requests = queries.includes(name) ? 2 : 1;
    calls.store += requests;
    calls.by[name] = (calls.by[name] ?? 0) + requests;
  });
  const fake = createFakeSentinel({ workspaces: [workspaceName], now: clock.now });
  for (let number = closed + 1; number <= closed + open; number++) fake.add(incidentOf(number, true, start));
  const sentinel = slowSentinel(fake, clock, () => {
    calls.sentinel += 1;
  });
  const { messenger } = limitedTeams(clock, () => {
    calls.teams += 1;
  });
  const core = coreOn({ clock, store, sentinel, messenger });
  const settling = settleIn(core, 5);
  await clock.pass(1000);
  await settling;
  const starting = core.start();
  // Until the first looks and their details are over.
  await clock.pass(30 * 60_000);
  await starting;
  Object.assign(calls, { store: 0, sentinel: 0, teams: 0, by: {} });
  await clock.pass(minutes * 60_000);
  return calls;
}
