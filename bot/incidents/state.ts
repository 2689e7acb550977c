/** An incident's state, folded from its log. Pure: the same entries always give the same state. */
import type { Entry } from '../log/entry.ts';
import type { IncidentEffect, IncidentEvent, Intent, Person, Route } from './events.ts';
import type { Alert, Entity, Incident, IncidentChange, Owner, Severity } from './incident.ts';

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

/** Adds one entry to a state, which it changes in place and returns: a hot state is folded once for each entry. */
export function foldIncident(state: IncidentState, entry: IncidentEntry): IncidentState {
  state.seq = entry.seq;
  state.head = entry.hash;
  state.keys[entry.key] = entry.seq;
  for (const event of entry.events) apply(state, event, entry);
  for (const effect of entry.effects) if (effect.kind === 'card.post') state.posting.push(effect.channel);
  if (entry.actor.kind === 'person' && entry.events.some(isAct)) {
    const { oid, name, upn } = entry.actor;
    state.lastAct = {
      seq: entry.seq,
      at: entry.at,
      by: { oid, name, upn },
      action: entry.action,
      events: entry.events,
    };
    state.firstActAt ??= entry.at;
  }
  return state;
}

/** A person's words to the bot are no act; everything else that a person's entry says is. */
function isAct(event: IncidentEvent): boolean {
  return event.kind !== 'commanded';
}

const erased = '';

function apply(state: IncidentState, event: IncidentEvent, entry: IncidentEntry): void {
  const text = (name: string): string => entry.texts[name]?.text ?? erased;
  switch (event.kind) {
    case 'arrived':
      state.seen = event.incident;
      state.backlog = event.backlog;
      state.arrivedAt = entry.at;
      noteStatus(state, undefined, event.incident, entry.at);
      return;
    case 'changed':
    case 'synced':
      noteRaise(state, event.incident.severity, entry.at);
      if (event.kind === 'synced') state.pending = state.pending.filter((p) => !event.intents.includes(p.id));
      noteStatus(state, state.seen, event.incident, entry.at);
      state.seen = event.incident;
      return;
    case 'detailed':
      state.entities = event.entities;
      state.alerts = event.alerts;
      return;
    case 'routed':
      reroute(state, event.routes);
      return;
    case 'acknowledged':
      state.acks.push({ channel: event.channel, at: entry.at, by: event.by });
      return;
    case 'unacknowledged':
      state.acks = state.acks.filter((ack) => ack.channel !== event.channel);
      return;
    case 'intended':
      noteRaise(state, event.intent.change.severity, entry.at);
      state.pending.push(event.intent);
      if (event.intent.change.status === 'Closed') state.closedAt = entry.at;
      else if (event.intent.change.status && event.intent.before.status === 'Closed') {
        reopened(state, entry.at);
        delete state.closedAt;
      }
      return;
    case 'commented':
    case 'shared':
      state.remarks.push({
        id: event.id,
        at: entry.at,
        by: event.by,
        channel: event.kind === 'commented' ? event.channel : undefined,
        text: text(event.kind === 'commented' ? 'comment' : 'share'),
        kind: event.kind === 'commented' ? 'comment' : 'share',
        thread: event.kind === 'commented' && event.thread === true,
      });
      return;
    case 'asked': {
      const { id, by, channel, people, from } = event;
      state.questions.push({
        id,
        at: entry.at,
        by,
        channel,
        people,
        from,
        text: text('question'),
        answers: [],
      });
      return;
    }
    case 'answered': {
      const question = state.questions.find((q) => q.id === event.question);
      question?.answers.push({ id: event.id, at: entry.at, by: event.by, text: text('answer') });
      return;
    }
    case 'handedBack': {
      const route = routeOf(state, event.channel);
      if (route) route.handedBack = { by: event.by, at: entry.at, reason: text('reason') };
      return;
    }
    case 'takenBack': {
      const route = routeOf(state, event.channel);
      if (route) delete route.handedBack;
      return;
    }
    case 'undone':
      state.undone.push(event.seq);
      return;
    case 'posted': {
      const { channel, about, thread, message, again } = event;
      state.sent[channel] = { ...state.sent[channel], [about]: { thread, message, ...(again && { again }) } };
      if (about === 'card') state.posting = state.posting.filter((c) => c !== channel);
      return;
    }
    case 'rolledUp':
      for (const remark of state.remarks) if (event.comments.includes(remark.id)) remark.sentinel = event.id;
      return;
    case 'reminded':
      state.reminded.push(event.what);
      return;
    case 'delayed':
      state.trouble[event.effect] = { where: event.where, since: event.since, error: event.error };
      return;
    case 'gaveUp':
      state.posting = state.posting.filter((channel) => channel !== event.channel);
      state.pending = state.pending.filter((intent) => !event.intents?.includes(intent.id));
      delete state.trouble[event.effect];
      return;
    case 'recovered':
      delete state.trouble[event.effect];
      return;
    case 'commanded':
    case 'commentWritten':
      return;
  }
}

/** Closing and reopening, told from two versions of Sentinel. The time is Muster's: REST tells none by field. */
function noteStatus(state: IncidentState, before: Incident | undefined, after: Incident, at: string): void {
  if (after.status === 'Closed') {
    if (before?.status !== 'Closed') state.closedAt ??= before ? at : isoOf(after.modifiedAt);
  } else {
    if (before?.status === 'Closed') reopened(state, at);
    if (!state.pending.some((p) => p.change.status === 'Closed')) delete state.closedAt;
  }
}

/** Raised is what people saw lower before: a raise of ours that comes back from Sentinel is none. */
function noteRaise(state: IncidentState, to: Severity | undefined, at: string): void {
  const from = state.seen && current(state).severity;
  if (to === 'High' && from && from !== 'High') state.raised = { at, from };
}

/** What was reminded of before it was closed may be reminded of again, and the time to acknowledge begins anew. */
function reopened(state: IncidentState, at: string): void {
  state.reopenedAt = at;
  state.reminded = [];
  state.backlog = false;
  delete state.raised;
}

/** Sentinel's times carry seven digits; everything of ours carries three. */
export function isoOf(time: string): string {
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? time : date.toISOString();
}

function reroute(state: IncidentState, routes: Route[]): void {
  for (const old of state.routes) old.active = false;
  for (const route of routes) {
    const old = routeOf(state, route.channel);
    if (old) Object.assign(old, route, { active: true });
    else state.routes.push({ ...route, active: true });
  }
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

/** An incident as it is once a change is in. Closing fields go when it is no longer closed. */
export function withChange(incident: Incident, change: IncidentChange): Incident {
  const { owner, addLabels = [], removeLabels = [], ...fields } = change;
  const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();
  const labels = incident.labels
    .filter((label) => !removeLabels.some((name) => same(name, label.name)))
    .concat(
      addLabels
        .filter((name) => !incident.labels.some((label) => same(label.name, name)))
        .map((name) => ({ name, type: 'User' as const })),
    );
  const changed: Incident = { ...incident, ...fields, labels };
  if (owner !== undefined) changed.owner = owner ?? undefined;
  if (changed.status !== 'Closed') {
    delete changed.classification;
    delete changed.classificationReason;
    delete changed.classificationComment;
  }
  return changed;
}

/** Whether an incident already is as a change wants it. */
export function holds(incident: Incident, change: IncidentChange): boolean {
  const wanted = withChange(incident, change);
  const relevant = (i: Incident) => [
    i.status,
    i.severity,
    ownerKey(i.owner),
    i.classification,
    i.classificationReason,
    i.classificationComment,
    i.labels.map((l) => l.name.toLowerCase()).sort(),
  ];
  return JSON.stringify(relevant(wanted)) === JSON.stringify(relevant(incident));
}

/** Two owners are one where their object ids are equal, or their UPNs where an id is missing. */
export function ownerKey(owner: Owner | undefined): string {
  return (owner?.objectId ?? owner?.userPrincipalName ?? owner?.name ?? '').toLowerCase();
}
