/** A drill: replicas are killed, at named points and at random, and frozen, while everything goes on; then it is judged. */
import type { Entry } from '../../bot/log/entry.ts';
import type { Hint, Snapshot } from '../../bot/ports.ts';
import { PLACE_IDS } from '../../sandbox/teams/people.ts';
import { type Chance, chanceFrom } from './chance.ts';
import { judge, type Verdict } from './invariants.ts';
import { type Point, points } from './points.ts';
import type { Seen } from './proxy.ts';
import { createTraffic } from './traffic.ts';
import { startWorld } from './world.ts';

export interface DrillOptions {
  seed: number;
  kills: number;
  /** how often a replica is stopped for longer than its lease, and woken */
  freezes: number;
  replicas: number;
  /** told after each */
  progress?(struck: number): void;
}

export interface Report extends Verdict {
  /** how often replicas were struck, by the point at which */
  strikes: Record<string, number>;
  incidents: number;
  acts: Record<'accepted' | 'refused' | 'unknown', number>;
  /** messages that Teams took, with updates */
  messages: number;
  /** what replicas printed as errors and warnings, the newest */
  printed: readonly string[];
}

const leaseMs = 1500;
const calmMs = 40_000;
const stepsPerStrike = 8;
/** A point that is not reached within this becomes a moment like any other. */
const reachedMs = 3000;

interface Strike {
  point?: Point;
  when: 'before' | 'after';
  /** reached so often before it counts */
  skip: number;
  afterMs: number;
  freeze: boolean;
}

/** Each point, before and after, in any order: none comes again before all have come. */
function deckOf(chance: Chance): Pick<Strike, 'point' | 'when'>[] {
  const all = points.flatMap((point) => (['before', 'after'] as const).map((when) => ({ point, when })));
  return all
    .map((one) => ({ one, at: chance.int(0, 1_000_000) }))
    .sort((a, b) => a.at - b.at)
    .map(({ one }) => one);
}

/** Runs it, and resolves once everything is as it should be or has had the time to become so. */
export async function drill({ seed, kills, freezes, replicas, progress }: DrillOptions): Promise<Report> {
  const chance = chanceFrom(seed);
  const teams: Seen[] = [];
  const strikes: Record<string, number> = {};
  let armed: Strike | undefined;
  let hit: (() => void) | undefined;

  function strike(name: string, { point, when, freeze }: Strike): void {
    armed = undefined;
    const at = `${freeze ? 'frozen' : 'killed'} ${point ? `${when} ${point.name}` : 'at a random moment'}`;
    strikes[at] = (strikes[at] ?? 0) + 1;
    if (freeze) world.fleet.freeze(name, leaseMs + 1500);
    else world.fleet.kill(name);
    hit?.();
  }
  /** Whether the asker dies of this request. */
  function reached(when: Strike['when'], seen: Seen): boolean {
    if (!armed?.point || armed.when !== when || !armed.point.is(seen)) return false;
    if (when === 'after' && seen.status >= 300) return false;
    if (!world.fleet.serving().includes(seen.by)) return false;
    if (armed.skip-- > 0) return false;
    const { freeze } = armed;
    strike(seen.by, armed);
    return !freeze;
  }

  const world = await startWorld({
    replicas,
    env: {
      SENTINEL_POLL_SECONDS: '1',
      COMMENT_QUIET_SECONDS: '1',
      STORM_CARDS_PER_MINUTE: '1000',
      SANDBOX_LEASE_MS: String(leaseMs),
      SANDBOX_TICK_MS: '400',
      SANDBOX_LIMITS: 'off',
    },
    arrived: (seen) => reached('before', seen),
    answered(seen) {
      if (seen.service === 'teams' && seen.method !== 'GET') teams.push(seen);
      return reached('after', seen);
    },
  });
  try {
    // In every other drill nobody may look for a message whose answer was lost.
    world.gateway.setGraph({ consent: seed % 2 === 0 });
    // Lots of its own: how much of it there is depends on the machine, and the strikes shall not.
    const traffic = createTraffic(world, chanceFrom(~seed), Math.max(8, Math.min(60, kills)));
    await traffic.begin();
    await world.fleet.grow();
    teams.length = 0;
    let steps = 0;
    let struck = 0;
    // However slow the machine is, so much happens between two strikes and not more.
    const began = setInterval(() => {
      const most = stepsPerStrike * (struck + (armed ? 3 : 1));
      if (steps < most && traffic.step()) steps += 1;
    }, 80);

    const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
    const deck: Pick<Strike, 'point' | 'when'>[] = [];
    const frozen = new Set<number>();
    while (frozen.size < freezes) frozen.add(chance.int(0, kills + freezes - 1));
    for (let i = 0; i < kills + freezes; i++) {
      const freeze = frozen.has(i);
      const named = freeze || chance.happens(0.75);
      if (deck.length === 0) deck.push(...deckOf(chance));
      const plan: Strike = {
        ...(named ? deck.pop()! : { when: 'before' as const }),
        skip: chance.int(0, 2),
        afterMs: chance.int(0, 700),
        freeze,
      };
      // Now and then there is nobody left for a while.
      const least = replicas === 1 || (!freeze && chance.happens(0.4)) ? 1 : 2;
      while (world.fleet.serving().length < least) await wait(20);
      await new Promise<void>((resolve) => {
        const which = chance.int(0, 7);
        const sudden = (): void => {
          const serving = world.fleet.serving();
          const { point: _point, ...moment } = plan;
          if (serving.length === 0) timer = setTimeout(sudden, 20);
          else strike(serving[which % serving.length]!, moment);
        };
        let timer = setTimeout(sudden, plan.point ? reachedMs : plan.afterMs);
        hit = () => {
          clearTimeout(timer);
          resolve();
        };
        armed = plan;
      });
      struck = i + 1;
      progress?.(struck);
    }
    clearInterval(began);
    await traffic.over();

    const look = async (): Promise<Verdict> => {
      const all = await world.documents<Entry | Snapshot | Hint>('entry', 'snapshot', 'hint');
      const of = <T>(type: string): T[] =>
        all.filter((one) => (one as { type?: string }).type === type) as T[];
      return judge({
        entries: of<Entry>('entry'),
        snapshots: of<Snapshot>('snapshot'),
        hints: of<Hint>('hint'),
        held: [...world.sentinel.world.all()],
        teams,
        acts: [...traffic.acts],
        struck: world.fleet.struck,
        channels: PLACE_IDS,
        now: new Date().toISOString(),
      });
    };
    let verdict = await look();
    for (const end = Date.now() + calmMs; verdict.breaches.length > 0 && Date.now() < end; ) {
      await wait(400);
      verdict = await look();
    }
    const count = (became: string): number => traffic.acts.filter((act) => act.became === became).length;
    return {
      ...verdict,
      strikes,
      incidents: traffic.numbers.length,
      acts: { accepted: count('accepted'), refused: count('refused'), unknown: count('unknown') },
      messages: teams.length,
      printed: world.fleet.printed,
    };
  } finally {
    await world.stop();
  }
}
