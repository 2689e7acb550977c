/** Lengths of time over several incidents, and what is said of them. Pure. */

/** How many, and their median and 90th percentile. Under five there are none; the values say more. */
export interface Lengths {
  n: number;
  /** milliseconds */
  median?: number;
  p90?: number;
  /** shortest first */
  values?: number[];
}

/** Lengths in a window, and in the one of equal length before it. */
export interface Compared {
  now: Lengths;
  before: Lengths;
}

const few = 5;

/** @param values milliseconds, in any order */
export function lengthsOf(values: number[]): Lengths {
  const sorted = [...values].sort((a, b) => a - b);
  const n = sorted.length;
  return n < few
    ? { n, values: sorted }
    : { n, median: nearestRank(sorted, 50), p90: nearestRank(sorted, 90) };
}

/** The value at place ceil(n * percent / 100) of the sorted values, counted from 1: always one that there was. */
function nearestRank(sorted: number[], percent: number): number {
  return sorted[Math.ceil((sorted.length * percent) / 100) - 1]!;
}
