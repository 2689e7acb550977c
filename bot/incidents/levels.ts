/** By when an incident is to be acknowledged. */
import { type FiguresRow, shownOf } from './figures-row.ts';
import type { Severity } from './incident.ts';
import { current, type IncidentState } from './state.ts';

/** Minutes from creation to acknowledgement, by severity; set by `ACKNOWLEDGE_MINUTES`. */
export type AcknowledgeTargets = Record<Severity, number>;

export const defaultTargets: AcknowledgeTargets = { High: 15, Medium: 60, Low: 480, Informational: 1440 };

const minute = 60_000;

/**
 * The deadline: arrival plus the target of the severity, where it absorbed an earlier incident that one's arrival. Where severity was raised to High later, it is the earlier of
 * the old deadline and the raise plus the new target, so that raising never gives more time.
 */
export function acknowledgeBy(state: IncidentState | FiguresRow, targets: AcknowledgeTargets): Date {
  const { severity } = shownOf(state);
  const start = Date.parse(state.reopenedAt ?? state.since?.arrivedAt ?? state.arrivedAt);
  const plain = start + targets[severity] * minute;
  if (!state.raised || severity !== 'High') return new Date(plain);
  const old = start + targets[state.raised.from] * minute;
  return new Date(Math.min(Date.parse(state.raised.at) + targets.High * minute, old));
}

/** Half of the time to acknowledge is gone. */
export function halfway(state: IncidentState, targets: AcknowledgeTargets): Date {
  const end = acknowledgeBy(state, targets).getTime();
  const start = end - targets[current(state).severity] * minute;
  return new Date((start + end) / 2);
}

/** Whether anybody has said that they see to it; an owner counts, since taking it is more than acknowledging. */
export function isAcknowledged(state: IncidentState | FiguresRow): boolean {
  const incident = shownOf(state);
  return state.acks.length > 0 || incident.status !== 'New' || incident.owner !== undefined;
}

/** Nobody has acknowledged it, it is still open, and the time is up. */
export function isOverdue(
  state: IncidentState | FiguresRow,
  targets: AcknowledgeTargets,
  now: Date,
): boolean {
  return shownOf(state).status !== 'Closed' && !isAcknowledged(state) && acknowledgeBy(state, targets) <= now;
}
