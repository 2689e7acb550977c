/** An incident as one row of a list, with the button that shows it. */

import type { Button } from '../../cards/button.ts';
import { type CardContext, workspaceOn } from '../../cards/context.ts';
import { isoOf, severities } from '../incidents/incident.ts';
import { isAcknowledged, isOverdue } from '../incidents/levels.ts';
import { defenderNumber, isMerged } from '../incidents/redirect.ts';
import { current, type IncidentState } from '../incidents/state.ts';
import { timeText } from '../words/time.ts';

/** Rows that a list shows before it says how many more there are: a phone's screen, and well under 25 KB. */
export const shownRows = 12;

export function rowOf(state: IncidentState, look: CardContext, now: Date) {
  const incident = current(state);
  const owner = incident.owner?.name ?? incident.owner?.userPrincipalName;
  const defender = defenderNumber(incident);
  const other = defender === undefined ? '' : ` ${look.words('cards:defenderNumber', { number: defender })}`;
  return {
    text: `#${incident.number}${other} ${incident.title}`,
    detail: [
      workspaceOn(look, incident),
      standingWords(state, look, now),
      state.wantedClosing && look.words('talk:row.wanted'),
      owner ?? look.words('talk:row.nobody'),
      timeText(isoOf(incident.createdAt), look.zone, look.language),
    ]
      .filter(Boolean)
      .join(' · '),
    severity: incident.severity,
    button: showButton(state, look),
  };
}

/** How it stands, in a few words that everybody who may see it may read. */
export function standingWords(state: IncidentState, look: CardContext, now: Date): string {
  const standing = standingOf(state, look, now);
  return look.words(`talk:row.${standing}`);
}

function standingOf(state: IncidentState, { targets }: CardContext, now: Date): string {
  if (state.deletedAt) return 'deleted';
  if (isMerged(state)) return 'merged';
  if (current(state).status === 'Closed') return 'closed';
  if (isOverdue(state, targets, now)) return 'overdue';
  return isAcknowledged(state) ? 'acknowledged' : 'waiting';
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
