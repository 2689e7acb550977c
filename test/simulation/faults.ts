/** What goes wrong in a run, drawn from its seed: a weather of faults for each service, outages, and strikes at single calls. */
import { type Fate, fates } from './network.ts';
import type { Random } from './random.ts';

export interface Faults {
  fateOf(service: string, operation: string): Fate;
  /** Everything works from now on. */
  end(): void;
  /** what it held in store, for people who look at a failed run */
  plan: object;
}

type Weather = Partial<Record<Fate, number>>;

const badFates = fates.filter((fate) => fate !== 'done');
/** Every call that there is; what changes something is struck most often, since reads are most of all calls. */
const struck = [
  'cosmos log.append',
  'cosmos log.append',
  'cosmos log.append',
  'cosmos log.amend',
  'cosmos log.read',
  'cosmos log.due',
  'cosmos snapshots.put',
  'cosmos paces.write',
  'cosmos paces.get',
  'cosmos watermarks.move',
  'cosmos hints.put',
  'cosmos hints.remove',
  'cosmos replicas.beat',
  'teams post',
  'teams post',
  'teams reply',
  'teams reply',
  'teams update',
  'sentinel PUT incident',
  'sentinel PUT comment',
  'sentinel POST runPlaybook',
  'sentinel POST runPlaybook',
  'sentinel GET incident',
  'sentinel GET incidents',
  'sentinel GET details',
  'sentinel GET comments',
  'cosmos snapshots.list',
  'cosmos snapshots.inStorm',
  'cosmos hints.due',
  'cosmos watermarks.get',
  'cosmos replicas.list',
  'cosmos replicas.remove',
  'teams remove',
  'sentinel GET open incidents',
  'graph members',
  'graph member',
  'graph roles',
  'graph find',
  'graph find',
];

/** @param now epoch milliseconds */
export function createFaults(random: Random, now: () => number): Faults {
  let over = false;
  const severity = random.pick([0, 0.005, 0.02, 0.06]);
  const weather: Record<string, Weather> = {};
  for (const service of ['cosmos', 'teams', 'sentinel', 'graph']) {
    if (!random.chance(0.5)) continue;
    const kinds = Array.from({ length: random.int(1, 3) }, () =>
      random.pick(badFates.filter((fate) => !/^(dies|sleeps)/.test(fate))),
    );
    weather[service] = Object.fromEntries(kinds.map((fate) => [fate, severity * random.real()]));
  }
  const strikes = Array.from({ length: random.int(0, 5) }, () => ({
    operation: random.pick(struck),
    nth: random.int(1, 20),
    fate: random.pick(badFates),
  }));
  // A service that is away altogether for a while.
  const outages = Array.from({ length: random.pick([0, 0, 1, 2]) }, () => {
    const from = now() + random.int(5, 90) * 1000;
    return {
      service: random.pick(['cosmos', 'teams', 'sentinel', 'sentinel', 'graph']),
      from,
      to: from + random.int(5, 45) * 1000,
      fate: random.pick(['refused', 'unsent', 'lost', 'unanswered'] as const),
    };
  });
  const counts = new Map<string, number>();

  return {
    plan: { weather, outages, strikes },
    end: () => {
      over = true;
    },
    fateOf(service, operation) {
      if (over) return 'done';
      const name = `${service} ${operation}`;
      const count = (counts.get(name) ?? 0) + 1;
      counts.set(name, count);
      const strike = strikes.find((one) => one.operation === name && one.nth === count);
      if (strike) return strike.fate;
      const away = outages.find((one) => one.service === service && one.from <= now() && now() < one.to);
      if (away) return away.fate;
      for (const [fate, probability] of Object.entries(weather[service] ?? {}))
        if (random.chance(probability)) return fate as Fate;
      return 'done';
    },
  };
}
