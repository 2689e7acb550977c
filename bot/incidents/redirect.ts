/** Incidents that Defender's correlation merges away, and the numbers that incidents go by. Pure. */
import type { Incident } from './incident.ts';
import { current, type IncidentState } from './state.ts';

/**
 * Whether this version is what a merge leaves behind: closed, emptied of its alerts and labelled `Redirected` by
 * automation. ARM says no more; the type of the label tells it from a tag of that name which a person set.
 */
export function isRedirected({ status, labels, alertsCount }: Incident): boolean {
  const labelled = labels.some(
    ({ name, type }) => type === 'AutoAssigned' && name.toLowerCase() === 'redirected',
  );
  return status === 'Closed' && alertsCount === 0 && labelled;
}

/**
 * Whether an incident lives on in another one: merged away by Defender, or linked by a person. Only while it is closed:
 * one that comes back is worked on, and counted, by itself again.
 */
export function isMerged(state: IncidentState): boolean {
  const incident = current(state);
  return incident.status === 'Closed' && (state.mergedInto !== undefined || isRedirected(incident));
}

/** Defender's own number for an incident, where it has another than Sentinel's; undefined otherwise. */
export function defenderNumber({
  number,
  providerIncidentId,
}: Pick<Incident, 'number' | 'providerIncidentId'>): number | undefined {
  if (!providerIncidentId || !/^\d{1,9}$/.test(providerIncidentId)) return undefined;
  const own = Number(providerIncidentId);
  return own === number ? undefined : own;
}

/** Defender's number of the incident that a merged-away one points at: its link leads there instead of to itself. */
export function pointsAt(incident: Incident): number | undefined {
  const found = /\/incident2\/(\d{1,9})(?:[/?#]|$)/.exec(incident.defenderUrl ?? '')?.[1];
  if (!found || !isRedirected(incident)) return undefined;
  const own = incident.providerIncidentId ?? String(incident.number);
  return found === own ? undefined : Number(found);
}

/** Whether an incident holds any of the alerts that another one held before it was merged away. */
export function sharesAlerts(a: Pick<IncidentState, 'alerts'>, b: Pick<IncidentState, 'alerts'>): boolean {
  const ids = new Set(b.alerts.map((alert) => alert.id));
  return a.alerts.some((alert) => ids.has(alert.id));
}
