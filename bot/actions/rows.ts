/** An incident as one row of a list, with the button that shows it. */

import type { Button } from '../../cards/button.ts';
import { type CardContext, workspaceOn } from '../../cards/context.ts';
import { type FiguresRow, figuresRowOf, shownOf } from '../incidents/figures-row.ts';
import { isoOf, severities } from '../incidents/incident.ts';
import { isAcknowledged, isOverdue } from '../incidents/levels.ts';
import { type IncidentState, refOf } from '../incidents/state.ts';
import { timeText } from '../words/time.ts';

/** Rows that a list shows before it says how many more there are: a phone's screen, and well under 25 KB. */
export const shownRows = 12;

export function rowOf(of: IncidentState | FiguresRow, look: CardContext, now: Date) {
  const incident = 'pending' in of ? figuresRowOf(of) : of;
  const { defender } = incident;
  const owner = incident.owner?.name ?? incident.owner?.userPrincipalName;
  const other = defender === undefined ? '' : ` ${look.words('cards:defenderNumber', { number: defender })}`;
  return {
    text: `#${incident.number}${other} ${incident.title}`,
    detail: [
      workspaceOn(look, refOf(incident.logKey)),
      standingWords(incident, look, now),
      incident.wanted && look.words('talk:row.wanted'),
      owner ?? look.words('talk:row.nobody'),
      timeText(isoOf(incident.createdAt), look.zone, look.language),
    ]
      .filter(Boolean)
      .join(' · '),
    severity: incident.severity,
    button: showButton(incident, look),
  };
}

/** How it stands, in a few words that everybody who may see it may read. */
export function standingWords(of: IncidentState | FiguresRow, look: CardContext, now: Date): string {
  const standing = standingOf('pending' in of ? figuresRowOf(of) : of, look, now);
  return look.words(`talk:row.${standing}`);
}

function standingOf(row: FiguresRow, { targets }: CardContext, now: Date): string {
  if (row.deletedAt) return 'deleted';
  if (row.merged) return 'merged';
  if (row.status === 'Closed') return 'closed';
  if (isOverdue(row, targets, now)) return 'overdue';
  return isAcknowledged(row) ? 'acknowledged' : 'waiting';
}

export function showButton({ logKey }: Pick<IncidentState, 'logKey'>, look: CardContext): Button {
  return {
    title: look.words('talk:button.show'),
    verb: 'show',
    data: { incident: logKey },
    dialog: false,
    style: 'default',
  };
}

/** High first, then the oldest first. */
export function bySeverity(a: IncidentState | FiguresRow, b: IncidentState | FiguresRow): number {
  const [one, other] = [shownOf(a), shownOf(b)];
  const rank = ({ severity }: typeof one): number => severities.indexOf(severity);
  return rank(one) - rank(other) || isoOf(one.createdAt).localeCompare(isoOf(other.createdAt));
}
