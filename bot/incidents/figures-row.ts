/**
 * An incident as lists count it and figures measure it, and no more: a status reads thousands. Its snapshot carries it
 * beside the state. Nothing that people wrote is in it, so nothing has to be erased from it. Pure.
 */
import type { Check } from './containment.ts';
import { copied } from './copy.ts';
import type { Times } from './fold-times.ts';
import type { Incident } from './incident.ts';
import { isOpen, owing } from './question.ts';
import { defenderNumber, isMerged } from './redirect.ts';
import { current, type IncidentState, routeOf, teamRoutes } from './state.ts';

type Shown = Pick<
  Incident,
  | 'number'
  | 'title'
  | 'severity'
  | 'status'
  | 'owner'
  | 'classification'
  | 'classificationReason'
  | 'createdAt'
  | 'modifiedAt'
  | 'firstActivityAt'
>;
type Folded = Pick<IncidentState, 'arrivedAt' | 'since' | 'reopenedAt' | 'raised' | 'deletedAt'>;

/** What people see of an incident, with what is counted of it. What depends on the time now is decided when it is read. */
export interface FiguresRow extends Shown, Folded {
  logKey: string;
  /** it lives on in another incident, where it counts */
  merged?: true;
  /** Defender's number, where it has another */
  defender?: number;
  /** somebody wants it closed, and a second person has not agreed yet */
  wanted?: true;
  /** the number of the incident that a person linked it to */
  mergedInto?: number;
  /** the channels that have acknowledged it */
  acks: { channel: string; at: string }[];
  /** the application teams that it concerns now, who may know of it */
  teams: { channel: string; name: string }[];
  /** the channel of each question, whether answered or not */
  asked: string[];
  /** the questions that nobody has answered */
  waiting: WaitingRow[];
  checks: CheckRow[];
  /** the rules that its alerts name, each once */
  rules: string[];
  times: Times;
}

/** A row as it is stored: what the log is called stands beside it. */
export type StoredRow = Omit<FiguresRow, 'logKey'>;

/** A question that nobody has answered. */
export interface WaitingRow {
  channel: string;
  /** of that channel's team */
  name: string;
  /** names of those whose answer it waits for */
  people: string[];
  at: string;
  due?: string;
}

export type CheckRow = Pick<Check, 'channel' | 'standing' | 'doneAt'> & { overridden?: { at: string } };

/** What people see of an incident, whether of its state or of its row. */
export function shownOf(of: IncidentState | FiguresRow): Shown {
  return 'pending' in of ? current(of) : of;
}

/** The application teams that it concerns now. */
export function teamsOf(of: IncidentState | FiguresRow): { channel: string }[] {
  return 'pending' in of ? teamRoutes(of) : of.teams;
}

/** The row of an incident that has arrived. It shares nothing with the state, which goes on changing. */
export function figuresRowOf(state: IncidentState): FiguresRow {
  return { logKey: state.logKey, ...storedRowOf(state) };
}

/** The same without its log key. */
export function storedRowOf(state: IncidentState): StoredRow {
  const { number, title, severity, status, owner, createdAt, modifiedAt, ...seen } = current(state);
  const { classification, classificationReason, firstActivityAt } = seen;
  const defender = defenderNumber(current(state));
  const { arrivedAt, since, reopenedAt, raised, deletedAt, mergedInto, times, checks = [] } = state;
  const { waitingSince: _since, ...measured } = times ?? { severities: [], closings: [] };
  return copied({
    number,
    title,
    severity,
    status,
    ...(owner && { owner }),
    ...(classification && { classification }),
    ...(classificationReason && { classificationReason }),
    createdAt,
    modifiedAt,
    ...(firstActivityAt && { firstActivityAt }),
    arrivedAt,
    ...(since && { since }),
    ...(reopenedAt && { reopenedAt }),
    ...(raised && { raised }),
    ...(deletedAt && { deletedAt }),
    ...(defender !== undefined && { defender }),
    ...(state.wantedClosing && { wanted: true as const }),
    ...(isMerged(state) && { merged: true as const }),
    ...(mergedInto && { mergedInto: mergedInto.number }),
    acks: state.acks.map(({ channel, at }) => ({ channel, at })),
    teams: teamRoutes(state).map(({ channel, name }) => ({ channel, name })),
    asked: state.questions.map(({ channel }) => channel),
    waiting: state.questions.filter(isOpen).map((question) => ({
      channel: question.channel,
      name: routeOf(state, question.channel)?.name ?? '',
      people: owing(question).map(({ name }) => name),
      at: question.at,
      ...(question.due && { due: question.due }),
    })),
    checks: checks.map(({ channel, standing, doneAt, overridden }) => ({
      channel,
      standing,
      ...(doneAt && { doneAt }),
      ...(overridden && { overridden: { at: overridden.at } }),
    })),
    rules: [...new Set(state.alerts.flatMap(({ ruleName }) => (ruleName ? [ruleName] : [])))],
    times: measured,
  });
}
