/** An incident as one row of a list, with the button that shows it. */

import type { Button } from '../../cards/button.ts';
import type { CardContext } from '../../cards/context.ts';
import { isoOf, severities } from '../incidents/incident.ts';
import { isAcknowledged, isOverdue } from '../incidents/levels.ts';
import { current, type IncidentState } from '../incidents/state.ts';
import { timeText } from '../words/time.ts';

/** Rows that a list shows before it says how many more there are: a phone's screen, and well under 25 KB. */
export const shownRows = 12;

export function rowOf(state: IncidentState, look: CardContext, now: Date) {
  const incident = current(state);
  const owner = incident.owner?.name ?? incident.owner?.userPrincipalName;
  const standing = isOverdue(state, look.targets, now)
    ? 'overdue'
    : isAcknowledged(state)
      ? 'acknowledged'
      : 'waiting';
  return {
    text: `#${incident.number} ${incident.title}`,
    detail: [
      look.words(`talk:row.${incident.status === 'Closed' ? 'closed' : standing}`),
      owner ?? look.words('talk:row.nobody'),
      timeText(isoOf(incident.createdAt), look.zone, look.language),
    ].join(' · '),
    severity: incident.severity,
    button: showButton(state, look),
  };
}

export function showButton(state: IncidentState, look: CardContext): Button {
  return {
    title: look.words('talk:button.show'),
    verb: 'show',
    data: { incident: state.logKey },
    dialog: false,
    style: 'default',
  };
}

/** High first, then the oldest first. */
export function bySeverity(a: IncidentState, b: IncidentState): number {
  const rank = (state: IncidentState): number => severities.indexOf(current(state).severity);
  return rank(a) - rank(b) || isoOf(current(a).createdAt).localeCompare(isoOf(current(b).createdAt));
}
