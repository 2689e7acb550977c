/** How many first cards a channel got within the last minute: what makes a storm. Pure. */

const windowMs = 60_000;

/** The times (ms) that are still within the last minute before `now`, with `now` among them. */
export function withArrival(times: readonly number[], now: number): number[] {
  return [...times.filter((time) => time > now - windowMs && time <= now), now];
}

/** Whether that many first cards within a minute are more than a channel is to get. */
export function isStorm(times: readonly number[], cardsPerMinute: number): boolean {
  return times.length > cardsPerMinute;
}
