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

/**
 * Azure Resource Manager's, before Sentinel's: a bucket for each subscription, caller and kind of operation
 * (learn.microsoft.com/azure/azure-resource-manager/management/request-limits-and-throttling).
 */
const BUCKETS: Record<string, { holds: number; perSecond: number }> = {
  read: { holds: 250, perSecond: 25 },
  put: { holds: 200, perSecond: 10 },
  delete: { holds: 200, perSecond: 10 },
};

/** Counts requests. A kind that has no limit always passes Sentinel's. */
export interface Throttle {
  /**
   * @param kind operation and endpoint, e.g. `put comments`
   * @param caller whose bucket it is
   * @returns undefined to let it pass, else the seconds for Retry-After.
   */
  take(subscriptionId: string, kind: string, caller: string): number | undefined;
}

/** @param now the clock. Windows slide. Who retries before the wait is over waits five minutes again. */
export function createThrottle(now: () => Date): Throttle {
  const windows = new Map<string, { taken: number[]; closedUntil: number }>();
  const buckets = new Map<string, { left: number; at: number }>();

  const fromBucket = (key: string, operation: string, at: number): number | undefined => {
    const size = BUCKETS[operation];
    if (!size) return undefined;
    const before = buckets.get(key) ?? { left: size.holds, at };
    const left = Math.min(size.holds, before.left + ((at - before.at) / 1000) * size.perSecond);
    buckets.set(key, { left: left >= 1 ? left - 1 : left, at });
    return left >= 1 ? undefined : Math.max(1, Math.ceil((1 - left) / size.perSecond));
  };
  const fromWindow = (key: string, limit: number, at: number): number | undefined => {
    const w = windows.get(key) ?? { taken: [], closedUntil: 0 };
    windows.set(key, w);
    if (at < w.closedUntil) {
      w.closedUntil = at + WINDOW_MS;
    } else {
      w.taken = w.taken.filter((t) => t + WINDOW_MS > at);
      if (w.taken.length < limit) {
        w.taken.push(at);
        return undefined;
      }
      w.closedUntil = w.taken[0]! + WINDOW_MS;
    }
    return Math.max(1, Math.ceil((w.closedUntil - at) / 1000));
  };

  return {
    take(subscriptionId, kind, caller) {
      const at = now().getTime();
      const subscription = subscriptionId.toLowerCase();
      const [operation = ''] = kind.split(' ');
      const wait = fromBucket(`${subscription} ${caller} ${operation}`, operation, at);
      if (wait !== undefined) return wait;
      const limit = PER_WINDOW[kind];
      return limit === undefined ? undefined : fromWindow(`${subscription} ${kind}`, limit, at);
    },
  };
}
