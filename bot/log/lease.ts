/** For how long what an entry asks for is left to the replica that asked for it. */

/** What waits in a long queue is leased for so long at most. */
export const longestLeaseMs = 120_000;

/** In milliseconds: the longer the queue, the longer, since a lease that runs out meanwhile costs a write to renew. */
export function leaseLength(leaseMs: number, queueMs: number): number {
  return Math.min(longestLeaseMs, Math.max(leaseMs, queueMs));
}
