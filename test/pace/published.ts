/** What Teams and Sentinel publish, and a count that knows nothing of how Muster keeps inside it. */

/** Per channel or chat (msteams-docs, rate-limit.md): [milliseconds, messages]. */
export const teams: [number, number][] = [
  [1_000, 7],
  [2_000, 8],
  [30_000, 60],
  [3_600_000, 1_800],
];

/** The most that lie in any window of so many milliseconds, whenever it begins. */
export function mostWithin(times: number[], ms: number): number {
  const sorted = times.toSorted((a, b) => a - b);
  let first = 0;
  let most = 0;
  for (const [i, time] of sorted.entries()) {
    while (time - (sorted[first] ?? 0) >= ms) first += 1;
    most = Math.max(most, i - first + 1);
  }
  return most;
}

/** The windows that are broken, in words; empty where none is. */
export function broken(times: number[], windows: [number, number][]): string[] {
  return windows.flatMap(([ms, max]) => {
    const most = mostWithin(times, ms);
    return most > max ? [`${most} in ${ms} ms, where ${max} are taken`] : [];
  });
}
