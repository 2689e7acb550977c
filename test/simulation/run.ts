/** One run: several replicas of Muster through an hour of bad luck that a seed draws, and what is true afterwards. */
import type { Logger } from 'pino';
import { Conflict, Upstream } from '../../bot/errors.ts';
import { createFakeSentinel } from '../fakes/sentinel.ts';
import { fakeStore } from '../fakes/store.ts';
import { createCrowd } from './crowd.ts';
import { createFaults } from './faults.ts';
import { broken, type Seen, theWorkspace } from './invariants.ts';
import { createNetwork } from './network.ts';
import { connectAll, pam, payments, placeOf } from './people.ts';
import { createRandom } from './random.ts';
import { type Replica, type ReplicaWorld, startReplica } from './replica.ts';
import { createTeams } from './teams.ts';
import { createTime } from './time.ts';

export interface Run {
  seed: number;
  /** what is not as promised; empty where all is well */
  broken: string[];
  /** what the seed had in store */
  plan: object;
  /** what the core logged as an unexpected error */
  errors: string[];
  incidents: number;
  presses: number;
  accepted: number;
  deaths: number;
  calls: number;
  /** how often each operation was the last call of a process */
  deathsAt: Record<string, number>;
}

const start = Date.parse('2026-03-02T10:00:00.000Z');
const quietTries = 20;

/** @param look told of the world as it is at the end, before it is judged for the last time */
export async function simulate(seed: number, look?: (seen: Seen) => Promise<void>): Promise<Run> {
  const random = createRandom(seed);
  const time = createTime(start);
  const faults = createFaults(random, time.now);
  let begun = false;
  const network = createNetwork({
    time,
    random,
    fateOf: (service, operation) => (begun ? faults.fateOf(service, operation) : 'done'),
  });
  const store = fakeStore();
  const sentinel = createFakeSentinel({ workspaces: [theWorkspace], now: () => new Date(time.now()) });
  const teams = createTeams(network, random, time.now);
  const errors: string[] = [];
  const world: ReplicaWorld = {
    time,
    random,
    network,
    store,
    sentinel,
    teams,
    logger: listener(errors),
    cardsPerMinute: random.pick([3, 1000, 1000]),
    reached: [],
  };

  let lives = 0;
  const startOne = (): Replica => startReplica(`r${++lives}`, world);
  const replicas = Array.from({ length: random.int(1, 3) }, startOne);
  const up = (): Replica[] => replicas.filter(({ process }) => process.isAlive());
  const [first] = replicas;
  if (!first) throw new Error('A run needs a replica.');
  await Promise.race([connectAll(first.core.journal), time.pass(1000)]);
  await time.pass(4000);

  const crowd = createCrowd({ time, random, sentinel, teams, up });
  begun = true;
  const until = time.now() + random.int(40, 120) * 1000;
  let over = false;

  /** Whoever died comes back after a while, as a new process. */
  function supervise(): void {
    for (const [i, { process }] of replicas.entries()) if (!process.isAlive()) replicas[i] = startOne();
    if (!over) time.after(random.int(1, 10) * 1000, supervise);
  }
  time.after(1000, supervise);

  for (let i = random.int(10, 40); i > 0; i--)
    time.after(random.int(0, until - time.now()), () => void crowd.act());
  for (let i = random.int(1, 5); i > 0; i--)
    time.after(random.int(0, (until - time.now()) / 2), crowd.create);
  if (random.chance(0.2)) time.after(random.int(0, until - time.now()), crowd.destroy);
  if (random.chance(0.4))
    time.after(random.int(0, until - time.now()), () => {
      teams.leave(pam);
      // Teams tells one replica, once; whatever becomes of that, somebody looks within the hour.
      if (up().length > 0)
        void random
          .pick(up())
          .core.contactWatch.changed(placeOf(payments))
          .catch(() => undefined);
    });
  const befalls = random.int(0, 3);
  for (let i = 0; i < befalls; i++) {
    const what = random.pick(['kill', 'kill', 'freeze', 'deploy', 'clock'] as const);
    time.after(random.int(0, until - time.now()), () => {
      const [one] = up().length > 0 ? [random.pick(up())] : [];
      if (!one) return;
      if (what === 'kill') one.process.die();
      if (what === 'freeze') one.process.freeze(random.int(2, 40) * 1000);
      if (what === 'clock') one.process.setClock(random.int(-4, 4) * 1000);
      if (what === 'deploy') void one.core.stop().then(one.process.die.bind(one.process));
    });
  }

  await time.pass(until - time.now());
  faults.end();
  // Whoever stands still wakes within that time, and Teams' last deliveries end.
  await time.pass(50_000);
  // In some runs what was asked falls due.
  if (random.chance(0.06)) await time.pass(12 * 60_000);
  let found: string[] = ['No replica was up at the end.'];
  for (let i = 0; i < quietTries; i++) {
    await time.pass(30_000);
    const [one] = up();
    // The last one has just been replaced by a new version, which is not up yet.
    if (!one) continue;
    void one.core.contactWatch.sweep().catch(() => undefined);
    const { reached } = world;
    const seen: Seen = { store, sentinel, teams, crowd, reached, now: time.now(), lookAt: one.core.lookAt };
    const looked = broken(seen);
    // It asks a replica, which answers over the network.
    const waited = time.pass(2000);
    found = await looked;
    await waited;
    if (found.length === 0) break;
    if (i === quietTries - 1) await look?.(seen);
  }
  over = true;
  for (const { process } of replicas) process.die();
  return {
    seed,
    broken: found,
    plan: faults.plan,
    errors,
    incidents: crowd.created.length,
    presses: crowd.presses.length,
    accepted: crowd.presses.filter(({ accepted }) => accepted).length,
    deaths: lives - replicas.length,
    calls: [...network.seen.values()].reduce((sum, count) => sum + count, 0),
    deathsAt: Object.fromEntries(network.deaths),
  };
}

/** Hears what the core logs as an error; what it expected is a warning. */
function listener(errors: string[]): Logger {
  const ignore = (): void => undefined;
  const error = (about: { err?: unknown }, text: string): void => {
    const { err } = about;
    // What is parked is told as an error, and is named in the log: the invariants see to it.
    if (err instanceof Upstream || err instanceof Conflict || 'why' in about) return;
    errors.push(`${text}: ${err instanceof Error ? err.stack : JSON.stringify(about)}`);
  };
  return { debug: ignore, info: ignore, warn: ignore, error } as unknown as Logger;
}
