/** Folds how an incident stands, by Sentinel's versions and by what people want of it, in place. */
import { covers, holds } from './change.ts';
import type { Intent } from './events.ts';
import { type Incident, isoOf, type Severity } from './incident.ts';
import { current, type IncidentState } from './state.ts';

/**
 * Closing and reopening, told from two versions of Sentinel. The time is Muster's: REST tells none by field.
 * @param ours it is what a person wanted in Teams, who reopened it when they did so
 */
export function noteStatus(
  state: IncidentState,
  before: Incident | undefined,
  after: Incident,
  at: string,
  ours = false,
): void {
  if (after.status === 'Closed') {
    if (before?.status !== 'Closed') state.closedAt ??= before ? at : isoOf(after.modifiedAt);
  } else {
    if (before?.status === 'Closed' && !ours) reopened(state, at);
    if (!state.pending.some((p) => p.change.status === 'Closed')) notClosed(state);
  }
}

export function noteClosing(state: IncidentState, { by, with: first }: Intent, at: string): void {
  state.closedAt = at;
  state.closedBy = by;
  if (first) state.closedWith = first;
  else delete state.closedWith;
}

/**
 * What was wanted and could not be written is settled once Sentinel holds it all the same, or once somebody's later wish
 * about the same is in.
 */
export function settleParked(state: IncidentState, incident: Incident, synced: Intent[]): void {
  for (const [id, { parked }] of Object.entries(state.trouble)) {
    if (!parked?.intents) continue;
    const left = parked.intents.filter(
      ({ change }) => !holds(incident, change) && !synced.some((later) => covers(later.change, change)),
    );
    if (left.length === 0) delete state.trouble[id];
    else parked.intents = left;
  }
}

export function notClosed(state: IncidentState): void {
  delete state.closedAt;
  delete state.closedBy;
  delete state.closedWith;
}

/**
 * Nothing more is written to what was merged away: it would open an empty incident again. An owner that was on its way
 * is not Sentinel's, but goes over to the surviving incident all the same.
 */
export function dropPending(state: IncidentState): void {
  if (state.assigned && state.pending.some((intent) => intent.change.owner)) state.assigned.unwritten = true;
  state.pending = [];
  for (const [id, { of }] of Object.entries(state.trouble))
    if (of === 'sentinel.write') delete state.trouble[id];
}

/** Raised is what people saw lower before: a raise of ours that comes back from Sentinel is none. */
export function noteRaise(state: IncidentState, to: Severity | undefined, at: string): void {
  const from = state.seen && current(state).severity;
  if (to === 'High' && from && from !== 'High') state.raised = { at, from };
}

export function reopens({ change }: Intent): boolean {
  return change.status !== undefined && change.status !== 'Closed';
}

/** What was reminded of before it was closed may be reminded of again, and the time to acknowledge begins anew. */
export function reopened(state: IncidentState, at: string): void {
  state.reopenedAt = at;
  delete state.mergedInto;
  state.reminded = [];
  state.backlog = false;
  delete state.raised;
}
