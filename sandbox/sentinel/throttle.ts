/**
 * Sentinel's own limits: requests per 5 minutes, subscription and endpoint
 * (learn.microsoft.com/rest/api/securityinsights/request-limits-and-throttling).
 */
const PER_WINDOW: Record<string, number> = {
  'read comments': 100,
  'read alerts': 100,
  'read entities': 100,
  'read relations': 100,
  'read bookmarks': 100,
  'put incidents': 75,
  'put comments': 75,
  'put relations': 75,
};
const WINDOW_MS = 5 * 60 * 1000;

/** Counts requests. A kind that has no limit always passes. */
export interface Throttle {
  /** @returns undefined to let it pass, else the seconds for Retry-After. */
  take(subscriptionId: string, kind: string): number | undefined;
}

/** @param now the clock. Who retries before the wait is over waits the whole window again. */
export function createThrottle(now: () => Date): Throttle {
  const windows = new Map<string, { ends: number; count: number; refused: boolean }>();
  return {
    take(subscriptionId, kind) {
      const limit = PER_WINDOW[kind];
      if (limit === undefined) return undefined;
      const key = `${subscriptionId.toLowerCase()} ${kind}`;
      const at = now().getTime();
      let w = windows.get(key);
      if (!w || at >= w.ends) {
        w = { ends: at + WINDOW_MS, count: 0, refused: false };
        windows.set(key, w);
      }
      w.count += 1;
      if (w.count <= limit) return undefined;
      if (w.refused) w.ends = at + WINDOW_MS;
      w.refused = true;
      return Math.max(1, Math.ceil((w.ends - at) / 1000));
    },
  };
}
