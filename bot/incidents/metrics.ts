/** How things stand, in figures. Pure; the definitions are those of facts every SOC argues about, so each is said here. */

import { type Incident, isoOf, type Severity, severities } from './incident.ts';
import { type AcknowledgeTargets, isAcknowledged, isOverdue } from './levels.ts';
import { isOpen } from './question.ts';
import { isMerged } from './redirect.ts';
import { current, type IncidentState } from './state.ts';

/** A set of lengths of time: how many, and their median. Under five there is no median; the values say more. */
export interface Lengths {
  n: number;
  /** milliseconds */
  median?: number;
  values?: number[];
}

export interface OldestIncident {
  state: IncidentState;
  incident: Incident;
}

export interface Figures {
  open: Record<Severity, number>;
  unacknowledged: number;
  overdue: number;
  /** questions that nobody has answered */
  openQuestions: number;
  oldest: OldestIncident[];
  /** creation to the first act of a person in Teams, for those first acted on within the window */
  acknowledge: Lengths;
  /** creation to the last closing, for those closed within the window and still closed */
  resolve: Lengths;
}

const day = 86_400_000;

/**
 * Figures over the incidents given. One that was merged into another counts there and not by itself, from the creation
 * of the earliest of them.
 *
 * The window of the lengths is the last `days` days, half open: [now - days, now).
 */
export function figuresOf(given: IncidentState[], targets: AcknowledgeTargets, now: Date, days = 7): Figures {
  const states = given.filter((state) => !isMerged(state));
  const from = now.getTime() - days * day;
  const within = (time: string | undefined): time is string =>
    time !== undefined && Date.parse(time) >= from && Date.parse(time) < now.getTime();
  const since = (state: IncidentState, time: string): number =>
    Math.max(0, Date.parse(time) - Date.parse(isoOf(state.since?.createdAt ?? current(state).createdAt)));
  const open = states.filter((state) => current(state).status !== 'Closed');
  const oldest = [...open]
    .sort((a, b) => isoOf(current(a).createdAt).localeCompare(isoOf(current(b).createdAt)))
    .slice(0, 5);
  return {
    open: Object.fromEntries(
      severities.map((severity) => [
        severity,
        open.filter((state) => current(state).severity === severity).length,
      ]),
    ) as Record<Severity, number>,
    unacknowledged: open.filter((state) => !isAcknowledged(state)).length,
    overdue: open.filter((state) => isOverdue(state, targets, now)).length,
    openQuestions: open.flatMap((state) => state.questions).filter(isOpen).length,
    oldest: oldest.map((state) => ({ state, incident: current(state) })),
    acknowledge: lengths(states.filter((s) => within(s.firstActAt)).map((s) => since(s, s.firstActAt!))),
    resolve: lengths(
      states
        .filter((s) => current(s).status === 'Closed' && !s.deletedAt && within(s.closedAt))
        .map((s) => since(s, s.closedAt!)),
    ),
  };
}

/** Median by nearest rank: the value at place ceil(n / 2) of the sorted values. */
function lengths(values: number[]): Lengths {
  const sorted = [...values].sort((a, b) => a - b);
  const n = sorted.length;
  return n < 5 ? { n, values: sorted } : { n, median: sorted[Math.ceil(n / 2) - 1]! };
}
