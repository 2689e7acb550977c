/** An incident's state: what its log says so far. How it is folded from the log is in fold.ts. */
import type { Entry } from '../log/entry.ts';
import { withChange } from './change.ts';
import type { IncidentEffect, IncidentEvent, Intent, Person, Route } from './events.ts';
import type { Alert, Entity, Incident, Severity } from './incident.ts';
import type { Overruled } from './reconcile.ts';

export type IncidentEntry = Entry<IncidentEvent, IncidentEffect>;

/** Something said about an incident, wherever it was said. */
export interface Remark {
  id: string;
  at: string;
  by: Person;
  /** where it was said; absent: in a personal chat */
  channel?: string;
  text: string;
  kind: 'comment' | 'share' | 'handback';
  /** it is, or will be, in Sentinel under this comment id */
  sentinel?: string;
  /** said as a message in the thread, so it goes to Sentinel rolled up with others */
  thread: boolean;
}

export interface Answer {
  id: string;
  at: string;
  by: Person;
  text: string;
}

/** A question of the SOC to one channel. */
export interface Question {
  id: string;
  at: string;
  by: Person;
  channel: string;
  /** whom it is put to; empty: everybody in the channel */
  people: Person[];
  /** where it was asked from, so that the asker is told there */
  from?: string;
  text: string;
  answers: Answer[];
}

export interface Acknowledgement {
  channel: string;
  at: string;
  by: Person;
}

/** A route with what became of it. */
export interface RouteState extends Route {
  /** false: it matched once and no longer does */
  active: boolean;
  handedBack?: { by: Person; at: string; reason: string };
}

/** A message of ours that Teams has. */
export interface Sent {
  thread: string;
  message: string;
  again?: true;
}

export interface IncidentState {
  logKey: string;
  seq: number;
  /** hash of the last entry, which the next one names */
  head: string;
  /** the last version seen in Sentinel */
  seen?: Incident;
  /** what people want changed and Sentinel does not hold yet, oldest first */
  pending: Intent[];
  /** what people wanted and others had changed in Sentinel, as long as nobody has set it again */
  overruled: { id: string; lost: Overruled[] }[];
  backlog: boolean;
  arrivedAt: string;
  routes: RouteState[];
  acks: Acknowledgement[];
  remarks: Remark[];
  questions: Question[];
  entities?: Entity[];
  alerts: Alert[];
  /** by channel, then by what the message is about */
  sent: Record<string, Record<string, Sent>>;
  /** channels in which a card is on its way */
  posting: string[];
  /** the first act of a person, in Teams; what time to acknowledge is measured to */
  firstActAt?: string;
  closedAt?: string;
  /** who closed it in Teams; Sentinel names nobody */
  closedBy?: Person;
  reopenedAt?: string;
  /** when and from what severity was raised to High after arrival */
  raised?: { at: string; from: Severity };
  reminded: string[];
  trouble: Record<string, { where: 'sentinel' | 'teams'; since: string; error: string }>;
  /** keys of the requests that made entries, with their seq, so that none makes a second */
  keys: Record<string, number>;
  /** the last entry made by a person, for undo */
  lastAct?: { seq: number; at: string; by: Person; action: string; events: IncidentEvent[] };
  undone: number[];
}

export function incidentLogKey(workspace: string, id: string): string {
  return `incident:${workspace}:${id.toLowerCase()}`;
}

export function refOf(logKey: string): { workspace: string; id: string } {
  const [, workspace = '', id = ''] = logKey.split(':');
  return { workspace, id };
}

export function emptyIncident(logKey: string): IncidentState {
  return {
    logKey,
    seq: 0,
    head: '',
    pending: [],
    overruled: [],
    backlog: false,
    arrivedAt: '',
    routes: [],
    acks: [],
    remarks: [],
    questions: [],
    alerts: [],
    sent: {},
    posting: [],
    reminded: [],
    trouble: {},
    keys: {},
    undone: [],
  };
}

export function routeOf(state: IncidentState, channel: string): RouteState | undefined {
  return state.routes.find((route) => route.channel === channel);
}

/** The SOC's route, once a SOC channel is named. */
export function socRoute(state: IncidentState): RouteState | undefined {
  return state.routes.find((route) => route.audience === 'soc' && route.active);
}

/** The application teams' routes that still match. */
export function teamRoutes(state: IncidentState): RouteState[] {
  return state.routes.filter((route) => route.audience === 'team' && route.active);
}

/** What people see: Sentinel's version with everything laid over it that is still on its way there. */
export function current(state: IncidentState): Incident {
  if (!state.seen) throw new Error(`${state.logKey} has not arrived yet, so it has no version to show.`);
  return state.pending.reduce((incident, intent) => withChange(incident, intent.change), state.seen);
}
