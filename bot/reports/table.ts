/** An incident as a line of a table. What each column is, is in docs/REPORTS.md, by the terms of docs/METRICS.md. Pure. */
import { type CardContext, workspaceOn } from '../../cards/context.ts';
import type { View } from '../incidents/audience.ts';
import type { FiguresRow } from '../incidents/figures-row.ts';
import { isoOf } from '../incidents/incident.ts';
import { acknowledgedAt, inTime, measuredOf } from '../incidents/measured.ts';
import { refOf } from '../incidents/state.ts';
import { outside } from './texts.ts';

/** In the order of a line. */
export const columns = [
  ...['number', 'workspace', 'title', 'severity', 'status', 'classification', 'reason', 'owner', 'teams'],
  ...['created', 'firstAct', 'minutesToFirstAct', 'inTime', 'closed', 'minutesToClose', 'waited'],
  ...['reopened', 'mergedInto', 'questions', 'questionsOpen', 'checks', 'lastChange'],
] as const;

/** Its cells as the view may see them; empty where there is nothing. Terms are Sentinel's, times are UTC. */
export function lineOf(row: FiguresRow, view: View, look: CardContext): string[] {
  const created = isoOf(row.since?.createdAt ?? row.createdAt);
  const firstAct = firstActFor(row, view);
  const closed = measuredOf(row).closedAt;
  const reopened = row.times.closings.filter((one) => one.reopened).length;
  const isSoc = view === 'all';
  const knows = (channel: string): boolean => view === 'all' || view.includes(channel);
  const shows = ({ channel }: { channel: string }): boolean => knows(channel);
  const { owner } = row;
  return [
    String(row.number),
    workspaceOn(look, refOf(row.logKey)),
    outside(row.title, 300),
    row.severity,
    row.deletedAt ? 'Deleted' : row.status,
    row.classification ?? '',
    row.classificationReason ?? '',
    outside(owner && (owner.name || owner.userPrincipalName || owner.email || owner.objectId), 120),
    row.teams
      .filter(shows)
      .map(({ name }) => outside(name, 120))
      .join(', '),
    secondOf(created),
    secondOf(firstAct),
    minutesFrom(created, firstAct),
    isSoc ? timely(row, look) : '',
    secondOf(closed),
    minutesFrom(created, closed),
    isSoc && closed ? String(Math.round((row.times.waitedMs ?? 0) / 60_000)) : '',
    String(reopened),
    row.mergedInto === undefined ? '' : String(row.mergedInto),
    String(row.asked.filter(knows).length),
    String(row.waiting.filter(shows).length),
    String(row.checks.filter(shows).length),
    secondOf(isoOf(row.modifiedAt)),
  ];
}

/** A team is told of its own acknowledgement; what the SOC did first is the SOC's. */
function firstActFor(row: FiguresRow, view: View): string | undefined {
  if (view === 'all') return acknowledgedAt(measuredOf(row));
  return row.acks
    .filter(({ channel }) => view.includes(channel))
    .map(({ at }) => at)
    .sort()[0];
}

/** As compliance is counted; empty where it is not, and as long as there is time. */
function timely(row: FiguresRow, { targets, now }: CardContext): string {
  const decided = inTime(measuredOf(row), targets);
  if (!decided || Date.parse(decided.at) > now.getTime()) return '';
  return decided.met ? 'yes' : 'no';
}

function secondOf(time: string | undefined): string {
  return time ? `${time.slice(0, 19)}Z` : '';
}

function minutesFrom(from: string, to: string | undefined): string {
  return to ? String(Math.max(0, Math.round((Date.parse(to) - Date.parse(from)) / 60_000))) : '';
}
