/** An incident's state: what its log says so far. How it is folded from the log is in fold.ts. */
import type { Entry } from '../log/entry.ts';
import { withChange } from './change.ts';
import type { Check } from './containment.ts';
import type { About, IncidentEffect, IncidentEvent, Intent, Kept, Person, Piece, Route } from './events.ts';
import type { Times } from './fold-times.ts';
import type { Held } from './holding.ts';
import type { Alert, Entity, Incident, Owner, Severity } from './incident.ts';
import type { Absorbed } from './merge.ts';
import type { Question } from './question.ts';
import type { Overruled } from './reconcile.ts';
import type { SecondPersonState } from './second-person.ts';
import type { WrittenText } from './texts.ts';
import type { Troubles } from './trouble.ts';

export type { Question } from './question.ts';

export type IncidentEntry = Entry<IncidentEvent, IncidentEffect>;

/** Something said about an incident, wherever it was said. */
export interface Remark {
  id: string;
  at: string;
  by: Person;
  /** where it was said; absent: in a personal chat */
  channel?: string;
  text: string;
  /** `heard`: somebody else's comment in Sentinel, for the SOC alone */
  kind: 'comment' | 'share' | 'handback' | 'heard';
  /** it is, or will be, in Sentinel under this comment id */
  sentinel?: string;
  /** said as a message in the thread, so it goes to Sentinel rolled up with others */
  thread: boolean;
  /** Teams' id of that message, by which its author can edit and delete it */
  message?: string;
  /** what it said before it was edited, oldest first; `text` is the newest wording */
  earlier?: string[];
  /** what its author made of it in Teams since, oldest first */
  later?: Revision[];
  /** its author deleted it: it is kept, and no card shows it */
  deleted?: true;
  /** the entry that a comment of Sentinel's came with */
  seq?: number;
}

/** A message that was edited, deleted or brought back in Teams. */
export interface Revision {
  id: string;
  at: string;
  kind: 'edited' | 'deleted' | 'restored';
  /** the new wording */
  text: string;
}

/** A piece that waits for Sentinel, and until when. */
export interface Waiting extends Piece {
  due: string;
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
  /** it matches, and the channel can't be reached: the SOC sees to it meanwhile */
  unreached?: true;
  handedBack?: { by: Person; at: string; reason: string };
}

/** Where a message of ours is. */
export interface Whereabouts {
  thread: string;
  message: string;
}

/** A message of ours that Teams has. */
export interface Sent extends Whereabouts {
  again?: true;
  /** the same again, since an answer of Teams' got lost; each is kept up to date */
  copies?: Whereabouts[];
}

export interface IncidentState extends SecondPersonState {
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
  /** teams that it concerns and that are not told yet; absent: none */
  held?: Held[];
  /** channels that were told by an analyst's word */
  informed?: string[];
  acks: Acknowledgement[];
  remarks: Remark[];
  questions: Question[];
  /** what the SOC proposed to contain it, oldest first; absent: nothing yet */
  checks?: Check[];
  entities?: Entity[];
  alerts: Alert[];
  /** by channel, then by what the message is about */
  sent: Record<string, Record<string, Sent>>;
  /** channels in which a card is on its way */
  posting: string[];
  /** by channel: the storm whose card shows it there, and since when */
  grouped: Record<string, { storm: string; at: string }>;
  /** the first act of a person, in Teams; what time to acknowledge is measured to */
  firstActAt?: string;
  /** what times are measured by; absent: not arrived yet */
  times?: Times;
  /** when Muster learned that Sentinel doesn't have it any more; it counts as closed since */
  deletedAt?: string;
  closedAt?: string;
  /** who closed it in Teams; Sentinel names nobody */
  closedBy?: Person;
  /** who wanted that first, where it took two */
  closedWith?: Person;
  reopenedAt?: string;
  /** a person's words when one of them last reopened it in Teams; may be empty */
  reopenedWhy?: string;
  /** when and from what severity was raised to High after arrival */
  raised?: { at: string; from: Severity };
  reminded: string[];
  /** comments of ours in Sentinel by GUID (lower case), from the moment they are asked for, with the asking effect */
  ours: Record<string, { is: 'asked' | 'there' | 'refused'; effect: string }>;
  /** ids (lower case) of comments that others wrote in Sentinel */
  heard: string[];
  /** ids of comments that once were in Sentinel and are no more */
  gone: string[];
  /** what goes to Sentinel with the next roll-up */
  waiting: Waiting[];
  /** since when Sentinel takes no more comments on it */
  commentsEnded?: string;
  /** effects that have not got through, by their ids */
  trouble: Troubles;
  /** what people wrote and is not erased, oldest first; absent: nothing yet */
  texts?: WrittenText[];
  /** keys of the requests that made entries, with their seq, so that none makes a second */
  keys: Record<string, number>;
  /** the last entry made by a person, for undo */
  lastAct?: { seq: number; at: string; by: Person; action: string; events: IncidentEvent[] };
  undone: number[];
  /** who is owner by a person's act in Teams, and whose act it was; `unwritten`: a merge came before Sentinel had it */
  assigned?: { owner: Owner; by: Person; channel?: string; unwritten?: true };
  /** the incident that it lives on in */
  mergedInto?: { into: string; number: number; title: string; at: string; by?: Person };
  /** the incidents that were merged into it, oldest first */
  absorbed?: Absorbed[];
  /** when the earliest of it and of what it absorbed arrived, and was created */
  since?: { arrivedAt: string; createdAt: string };
}

export function incidentLogKey(workspace: string, id: string): string {
  return `incident:${workspace}:${id.toLowerCase()}`;
}

/** Whether a text has the shape of an incident's log key; whether there is such an incident is another matter. */
export function isIncidentLogKey(text: string): boolean {
  return /^incident:[\w.~()-]{1,300}:[0-9a-f-]{36}$/.test(text);
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
    grouped: {},
    reminded: [],
    ours: {},
    heard: [],
    gone: [],
    waiting: [],
    trouble: {},
    keys: {},
    undone: [],
  };
}

export function routeOf(state: IncidentState, channel: string): RouteState | undefined {
  return state.routes.find((route) => route.channel === channel);
}

/** Every message about something that the channel has: one, unless an answer of Teams' got lost. */
export function messagesOf(state: IncidentState, channel: string, about: About): Whereabouts[] {
  const sent = state.sent[channel]?.[about];
  return sent ? [sent, ...(sent.copies ?? [])] : [];
}

/** Whether it is a card in the incident's thread that is kept up to date. */
export function isKeptInThread(about: About): about is Exclude<Kept, 'card'> {
  return about.startsWith('question:') || about.startsWith('check:');
}

/** It has a card of its own in the channel, or one is on its way there. */
export function isCarded(state: IncidentState, channel: string): boolean {
  return state.sent[channel]?.card !== undefined || state.posting.includes(channel);
}

/** Only a storm's card shows it in the channel. */
export function isOnlyGrouped(state: IncidentState, channel: string): boolean {
  return state.grouped[channel] !== undefined && !isCarded(state, channel);
}

/** The SOC's route, once a SOC channel is named. */
export function socRoute(state: IncidentState): RouteState | undefined {
  return state.routes.find((route) => route.audience === 'soc' && route.active);
}

/** The application teams' routes that still match. */
export function teamRoutes(state: IncidentState): RouteState[] {
  return state.routes.filter((route) => route.audience === 'team' && route.active);
}

/** How long a change may be on its way to Sentinel before its card says that it is not there. */
const patienceMs = 60_000;

/** What should be in Sentinel by now and is still on its way. */
export function lateIntents(state: IncidentState, now: Date): Intent[] {
  const before = new Date(now.getTime() - patienceMs).toISOString();
  return state.pending.filter(({ at }) => at < before);
}

/**
 * What people see: Sentinel's version with everything laid over it that is still on its way. Deleted is closed. A card
 * asks for it at each of its parts, so it is kept until the state moves; nobody may change it.
 */
export function current(state: IncidentState): Incident {
  const { seen, pending, deletedAt } = state;
  if (!seen) throw new Error(`${state.logKey} has not arrived yet, so it has no version to show.`);
  const kept = shown.get(state);
  const { length } = pending;
  // Only added to since: what was added is laid over it.
  const stands = kept && kept.seen === seen && kept.pending === pending && kept.length <= length;
  if (stands && kept.deletedAt === deletedAt && kept.length === length) return kept.incident;
  const more = stands && !kept.deletedAt ? pending.slice(kept.length) : pending;
  const under = stands && !kept.deletedAt ? kept.incident : seen;
  const incident = deletedAt
    ? { ...seen, status: 'Closed' as const }
    : more.reduce((held, intent) => withChange(held, intent.change), under);
  shown.set(state, { seen, pending, length, deletedAt, incident });
  return incident;
}

/** Says of a copy that was made just now, with a list of its own of what is wanted, that people see the same there. */
export function showsAlike(copy: IncidentState, state: IncidentState): void {
  const kept = shown.get(state);
  if (kept && kept.pending === state.pending) shown.set(copy, { ...kept, pending: copy.pending });
}

/** What is shown of a state, and what that was made of: a fold replaces versions and only adds intents in place. */
const shown = new WeakMap<
  IncidentState,
  Pick<IncidentState, 'pending' | 'deletedAt'> & { seen: Incident; length: number; incident: Incident }
>();
