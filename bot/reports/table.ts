/** An incident as a line of a table. What each column is, is in docs/REPORTS.md, by the terms of docs/METRICS.md. Pure. */
import { type CardContext, workspaceOn } from '../../cards/context.ts';
import type { View } from '../incidents/audience.ts';
import { isoOf } from '../incidents/incident.ts';
import { acknowledgedAt, inTime, measuredOf } from '../incidents/measured.ts';
import { isOpen } from '../incidents/question.ts';
import { current, type IncidentState } from '../incidents/state.ts';
import { outside } from './texts.ts';

/** In the order of a line. */
export const columns = [
  ...['number', 'workspace', 'title', 'severity', 'status', 'classification', 'reason', 'owner', 'teams'],
  ...['created', 'firstAct', 'minutesToFirstAct', 'inTime', 'closed', 'minutesToClose', 'waited'],
  ...['reopened', 'mergedInto', 'questions', 'questionsOpen', 'checks', 'lastChange'],
] as const;

/** Its cells as the view may see them; empty where there is nothing. Terms are Sentinel's, times are UTC. */
export function lineOf(state: IncidentState, view: View, look: CardContext): string[] {
  const incident = current(state);
  const created = isoOf(state.since?.createdAt ?? incident.createdAt);
  const firstAct = firstActFor(state, view);
  const closed = measuredOf(state).closedAt;
  const reopened = (state.times?.closings ?? []).filter((one) => one.reopened).length;
  const isSoc = view === 'all';
  const shows = ({ channel }: { channel: string }): boolean => view === 'all' || view.includes(channel);
  const teams = state.routes.filter((route) => route.audience === 'team' && route.active && shows(route));
  const questions = state.questions.filter(shows);
  const { owner } = incident;
  return [
    String(incident.number),
    workspaceOn(look, incident),
    outside(incident.title, 300),
    incident.severity,
    state.deletedAt ? 'Deleted' : incident.status,
    incident.classification ?? '',
    incident.classificationReason ?? '',
    outside(owner && (owner.name || owner.userPrincipalName || owner.email || owner.objectId), 120),
    teams.map(({ name }) => outside(name, 120)).join(', '),
    secondOf(created),
    secondOf(firstAct),
    minutesFrom(created, firstAct),
    isSoc ? timely(state, look) : '',
    secondOf(closed),
    minutesFrom(created, closed),
    isSoc && closed ? String(Math.round((state.times?.waitedMs ?? 0) / 60_000)) : '',
    String(reopened),
    state.mergedInto ? String(state.mergedInto.number) : '',
    String(questions.length),
    String(questions.filter(isOpen).length),
    String((state.checks ?? []).filter(shows).length),
    secondOf(isoOf(incident.modifiedAt)),
  ];
}

/** A team is told of its own acknowledgement; what the SOC did first is the SOC's. */
function firstActFor(state: IncidentState, view: View): string | undefined {
  if (view === 'all') return acknowledgedAt(measuredOf(state));
  return state.acks
    .filter(({ channel }) => view.includes(channel))
    .map(({ at }) => at)
    .sort()[0];
}

/** As compliance is counted; empty where it is not, and as long as there is time. */
function timely(state: IncidentState, { targets, now }: CardContext): string {
  const decided = inTime(measuredOf(state), targets);
  if (!decided || Date.parse(decided.at) > now.getTime()) return '';
  return decided.met ? 'yes' : 'no';
}

function secondOf(time: string | undefined): string {
  return time ? `${time.slice(0, 19)}Z` : '';
}

function minutesFrom(from: string, to: string | undefined): string {
  return to ? String(Math.max(0, Math.round((Date.parse(to) - Date.parse(from)) / 60_000))) : '';
}
