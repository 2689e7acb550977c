/**
 * How often one person may ask something of Muster, by button, dialog or message: far more often than people do by hand,
 * and far less often than programs do. Each replica counts for itself. A library would count by the machine's clock.
 */
import type { Clock } from '../ports.ts';
import { createRecent } from '../recent.ts';

/** A bucket: so many at once, and from then on so many in each `ms`. */
export interface Allowance {
  most: number;
  each: number;
  ms: number;
}

/** By hand nobody clicks once a second for minutes, or every three seconds for an hour. */
export const byHand: readonly Allowance[] = [
  { most: 120, each: 60, ms: 60_000 },
  { most: 1200, each: 1200, ms: 3_600_000 },
];

/** It is too often: in how many seconds to go on, and whether that was said a moment ago. */
export interface Wait {
  seconds: number;
  told: boolean;
}

export interface Often {
  /** Counts one; gives how long to wait where that is one too many, which then does not count. */
  take(oid: string): Wait | undefined;
}

/** How full each bucket was when something was last taken. */
interface Buckets {
  at: number;
  left: number[];
  toldAt: number;
}

/** So many people are remembered; whoever else comes begins anew. */
const remembered = 20_000;
const toldAgainMs = 10_000;
/** Nobody counts seconds. */
const roundedTo = 5;

export function createOften(clock: Clock, allowances: readonly Allowance[] = byHand): Often {
  const people = createRecent<string, Buckets>(remembered);

  return {
    take(oid) {
      const now = clock.now().getTime();
      const before = people.get(oid);
      const left = filled(before, now, allowances);
      if (left.every((amount) => amount >= 1)) {
        people.set(oid, { at: now, left: left.map((amount) => amount - 1), toldAt: before?.toldAt ?? 0 });
        return undefined;
      }
      const waits = allowances.map(({ each, ms }, i) => ((1 - left[i]!) * ms) / each);
      const told = now - (before?.toldAt ?? 0) < toldAgainMs;
      people.set(oid, { at: now, left, toldAt: told ? before!.toldAt : now });
      return { seconds: Math.ceil(Math.max(...waits) / 1000 / roundedTo) * roundedTo, told };
    },
  };
}

/** What is in each bucket now. A clock that was set back fills nothing. */
function filled(before: Buckets | undefined, now: number, allowances: readonly Allowance[]): number[] {
  const passed = Math.max(0, now - (before?.at ?? now));
  return allowances.map(({ most, each, ms }, i) =>
    Math.min(most, (before?.left[i] ?? most) + (passed * each) / ms),
  );
}
