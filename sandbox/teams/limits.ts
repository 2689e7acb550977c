/** The limits that Teams publishes for what a bot sends and asks, with sliding windows. */

/** What a call of the connector does, as far as the limits tell calls apart. */
export type Operation = 'send' | 'members' | 'conversations' | 'other';

/** Of a window: its length in milliseconds and how many calls it takes. */
type Window = readonly [lengthMs: number, most: number];

const reads: Window[] = [
  [1_000, 14],
  [2_000, 16],
  [30_000, 120],
  [3_600_000, 3_600],
];

/**
 * Per bot and thread, where a thread is a chat or a whole channel
 * (learn.microsoft.com/microsoftteams/platform/bots/how-to/rate-limit). Teams counts sending and creating
 * conversations apart and says nothing of updates; here all three count as one, the stricter reading.
 */
export const PER_THREAD: Record<Exclude<Operation, 'other'>, Window[]> = {
  send: [
    [1_000, 7],
    [2_000, 8],
    [30_000, 60],
    [3_600_000, 1_800],
  ],
  members: reads,
  conversations: reads,
};

/** Of all calls of a bot in a tenant (same page). */
export const PER_TENANT: Window[] = [[1_000, 50]];

/** Counts calls. */
export type Limits = {
  /**
   * Counts a call, unless it is over a limit: then it gives the whole seconds to wait, for `Retry-After`, and
   * counts nothing. `thread` is the conversation's id without `;messageid=…`, absent where the call has none.
   */
  take: (operation: Operation, thread?: string) => number | undefined;
};

/** Limits that nothing has been counted against. @param now the clock. */
export function createLimits(now: () => Date): Limits {
  const taken = new Map<string, number[]>();
  const countOf = (key: string): number[] => {
    const times = taken.get(key) ?? [];
    taken.set(key, times);
    return times;
  };
  return {
    take(operation, thread) {
      const at = now().getTime();
      const counts = [{ times: countOf('tenant'), windows: PER_TENANT }];
      if (operation !== 'other' && thread !== undefined)
        counts.push({ times: countOf(`${operation} ${thread}`), windows: PER_THREAD[operation] });
      const wait = Math.max(...counts.map(({ times, windows }) => waitFor(times, windows, at)));
      if (wait > 0) return Math.ceil(wait / 1000);
      for (const { times, windows } of counts) {
        times.push(at);
        const longest = windows.at(-1)!;
        if (times.length > longest[1]) times.shift();
      }
      return undefined;
    },
  };
}

/** How long until one more call is within all windows, in milliseconds; at most 0 where it is now. `times` ascend. */
function waitFor(times: number[], windows: Window[], at: number): number {
  // A window is full exactly as long as its n-th newest call is in it.
  return Math.max(
    ...windows.map(([length, most]) => (times.at(-most) ?? Number.NEGATIVE_INFINITY) + length - at),
  );
}
