/** When an effect that failed is tried again. Pure but for the jitter. */

const firstMs = 1000;
const longestMs = 60_000;

/**
 * Doubling waits with jitter, at most a minute; never sooner than the service asked for, since Sentinel starts its
 * window again for those who come back early.
 */
export function nextTry(now: Date, attempts: number, retryAfterMs = 0, random = Math.random): Date {
  const wait = Math.min(longestMs, firstMs * 2 ** Math.min(attempts, 10));
  return new Date(now.getTime() + Math.max(retryAfterMs, wait * (0.75 + random() / 2)));
}
