/** How many comments an incident has in Sentinel, and what that leaves. Sentinel takes 100 on an incident. Pure. */
import type { IncidentState } from './state.ts';

/** Sentinel's own limit (sentinel-service-limits.md). */
export const mostComments = 100;
/** From here on nothing is written at once: everything waits for the next roll-up, and longer. */
export const sparingFrom = 90;
/** From here on one more is written, which says where the whole conversation is. The rest is left for other people. */
export const closingFrom = 98;

// Near the limit a thread has to be quiet for this many times as long.
const longer = 10;

const count = (state: IncidentState, is: 'asked' | 'there'): number =>
  Object.values(state.ours).filter((one) => one.is === is).length;

/** How many comments we know to be in Sentinel: ours that were written, and those of others that we read. */
export function expectedComments(state: IncidentState): number {
  return state.heard.length + count(state, 'there') - state.gone.length;
}

/** Comments of ours that were asked for and may be in Sentinel already: nobody has said so yet. */
export function askedComments(state: IncidentState): number {
  return count(state, 'asked');
}

/** How many comments it will hold once everything that we asked for is written; rather one too many. */
export function heldComments(state: IncidentState): number {
  return Math.max(state.seen?.commentsCount ?? 0, expectedComments(state)) + askedComments(state);
}

/** Whether comments have become scarce. */
export function isSparing(state: IncidentState): boolean {
  return heldComments(state) >= sparingFrom;
}

/** How long a thread must be quiet before what was said goes to Sentinel, in seconds. */
export function quietFor(state: IncidentState, quietSeconds: number): number {
  return isSparing(state) ? quietSeconds * longer : quietSeconds;
}
