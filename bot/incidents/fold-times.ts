/** The part of an incident's fold that times are measured by; what each means is in docs/METRICS.md. In place. */
import { ownerKey } from './change.ts';
import type { IncidentEvent } from './events.ts';
import { type Incident, isOlder, isoOf, type Severity, severities } from './incident.ts';
import type { Carried } from './merge.ts';
import { isOpen } from './question.ts';
import { current, type IncidentEntry, type IncidentState, routeOf } from './state.ts';

/** The first acts of people: of the SOC's in Teams or Sentinel, of an application team's in Teams. ISO UTC. */
export interface FirstActs {
  soc?: string;
  team?: string;
}

export interface Times extends FirstActs {
  /** the first act on what was merged into it before it was told whose it was */
  carried?: string;
  /** how Muster found it: `old`, when it first looked or closed already; `owned`, a person had it already */
  begun?: 'old' | 'owned';
  /** each severity that it reached above those before, until a person acted */
  severities: { at: string; severity: Severity }[];
  /** when it was closed, oldest first, and opened again */
  closings: { at: string; reopened?: string }[];
  /** when each channel got its first card of it while it was open, but where a storm's card had shown it there before */
  carded?: { channel: string; at: string }[];
  /** since when it waits for an application team's word */
  waitingSince?: string;
  /** how long it waited before that, in milliseconds */
  waitedMs?: number;
}

/** The earliest of some times in one notation; undefined where there is none. */
export function earliest(...times: (string | undefined)[]): string | undefined {
  let first: string | undefined;
  for (const time of times) if (time !== undefined && (first === undefined || time < first)) first = time;
  return first;
}

/** The first act of any person. */
export function firstAct({ times }: Pick<IncidentState, 'times'>): string | undefined {
  return earliest(times?.soc, times?.team, times?.carried);
}

/** Whether it was closed just before a time (ISO UTC). */
export function wasClosed({ closings }: Pick<Times, 'closings'>, time: string): boolean {
  return closings.some(({ at, reopened }) => at < time && (reopened === undefined || reopened >= time));
}

/** How an incident stood before an entry: what Sentinel held, and whether people saw it closed. */
interface Before {
  seen: Incident;
  closed: boolean;
}

/**
 * Notes an entry's times, after everything else of it; `act`: the first event by which a person acted in Teams. What is
 * done on what is closed and stays so was not waited for, and is no first act.
 */
export function foldTimes(
  state: IncidentState,
  entry: IncidentEntry,
  before: Before | undefined,
  act: IncidentEvent | undefined,
): void {
  if (!state.seen) return;
  const shown = current(state);
  const closed = shown.status === 'Closed';
  state.times ??= { severities: [], closings: [] };
  const { times } = state;
  if (!before) {
    if (state.backlog || closed) times.begun = 'old';
    else if (shown.owner?.userPrincipalName) times.begun = 'owned';
  }
  noteClosing(state, times, shown, before ? entry.at : isoOf(shown.modifiedAt), entry.at);
  if (!(before?.closed && closed)) {
    if (act) noteAct(times, sideOf(state, act), entry.at);
    noteVersions(state, times, entry, before?.seen);
  }
  noteComments(times, entry, closed);
  for (const event of entry.events) if (event.kind === 'absorbed') takeOver(times, event.carried, closed);
  noteSeverity(times, shown.severity, entry.at);
  noteWaiting(state, times, closed, entry.at);
  noteCards(state, times, entry);
}

function noteAct(times: Times, side: 'soc' | 'team', at: string | undefined): void {
  const first = earliest(times[side], at);
  if (first) times[side] = first;
}

/** Deleted it is neither closed nor opened again. */
function noteClosing(
  state: IncidentState,
  times: Times,
  { status }: Incident,
  closedAt: string,
  at: string,
): void {
  const last = times.closings.at(-1);
  const isShut = last !== undefined && !last.reopened;
  if (status === 'Closed' && !isShut && !state.deletedAt) {
    times.closings.push({ at: closedAt });
    // A reopening that could not be written closes it again, which no event says.
    if (!state.closedAt || state.closedAt < closedAt) state.closedAt = closedAt;
  }
  if (status !== 'Closed' && isShut) last.reopened = at;
}

/** Whose act it is: what is said or decided for a team's channel is the team's; all else is the SOC's. */
function sideOf(state: IncidentState, act: IncidentEvent): 'soc' | 'team' {
  const inChannel = (channel: string | undefined): 'soc' | 'team' =>
    channel && routeOf(state, channel)?.audience === 'team' ? 'team' : 'soc';
  switch (act.kind) {
    case 'acknowledged':
    case 'commented':
      return inChannel(act.channel);
    case 'intended':
      return inChannel(act.intent.channel);
    case 'answered':
    case 'passedOn':
    case 'givenTime':
    case 'noted':
    case 'impactTold':
    case 'handedBack':
    case 'healthTold':
      return 'team';
    case 'decided':
      return act.as === 'team' || act.as === 'contact' ? 'team' : 'soc';
    default:
      return 'soc';
  }
}

function noteSeverity(times: Times, severity: Severity, at: string): void {
  const highest = times.severities.at(-1)?.severity;
  const acted = firstAct({ times });
  if (!highest || (!acted && severities.indexOf(severity) < severities.indexOf(highest)))
    times.severities.push({ at, severity });
}

/** A comment of somebody with a user principal name in Sentinel, unless it was written after the closing. */
function noteComments(times: Times, { events }: IncidentEntry, closed: boolean): void {
  for (const event of events) {
    if (event.kind !== 'heard' || !event.author.userPrincipalName) continue;
    const at = isoOf(event.at);
    if (!closed || isUntilClosing(times, at)) noteAct(times, 'soc', at);
  }
}

/** Whether a time is not after the closing that stands. */
function isUntilClosing({ closings }: Times, time: string): boolean {
  const last = closings.at(-1);
  return last !== undefined && !last.reopened && time <= last.at;
}

/**
 * A person's act in Sentinel, as far as a version tells: an owner with a user principal name, a status that moved while
 * such an owner has it. What Muster wrote itself is none.
 */
function noteVersions(
  state: IncidentState,
  times: Times,
  entry: IncidentEntry,
  before: Incident | undefined,
): void {
  for (const event of entry.events) {
    if (event.kind !== 'changed' || !before || isOlder(event.incident, before)) continue;
    const { owner, status, modifiedAt } = event.incident;
    const ours = (of: 'owner' | 'status'): boolean =>
      state.pending.some(({ change }) =>
        of === 'owner'
          ? ownerKey(change.owner ?? undefined) === ownerKey(owner)
          : change.status !== undefined && change.status === status,
      );
    const owned = owner?.userPrincipalName !== undefined && ownerKey(owner) !== ownerKey(before.owner);
    const moved =
      status !== before.status && (owner?.userPrincipalName ?? before.owner?.userPrincipalName) !== undefined;
    if ((owned && !ours('owner')) || (moved && !ours('status')))
      noteAct(times, 'soc', earliest(entry.at, isoOf(modifiedAt)));
  }
}

/** An older Muster said only when the first act was, and not whose. */
function takeOver(
  times: Times,
  { acts, firstActAt }: Pick<Carried, 'acts' | 'firstActAt'>,
  closed: boolean,
): void {
  const inTime = (at: string | undefined) => (at && (!closed || isUntilClosing(times, at)) ? at : undefined);
  noteAct(times, 'soc', inTime(acts?.soc));
  noteAct(times, 'team', inTime(acts?.team));
  const carried = earliest(times.carried, inTime(acts ? undefined : firstActAt));
  if (carried) times.carried = carried;
}

function noteCards({ grouped }: IncidentState, times: Times, { events, at }: IncidentEntry): void {
  if (wasClosed(times, at)) return;
  for (const event of events) {
    if (event.kind !== 'posted' || event.about !== 'card') continue;
    const { channel } = event;
    const known = grouped[channel] || times.carded?.some((one) => one.channel === channel);
    if (!known) times.carded = [...(times.carded ?? []), { channel, at }];
  }
}

/** It waits for a team while it is open and a question of the SOC's, or a check that only the team decides, is open. */
function noteWaiting(state: IncidentState, times: Times, closed: boolean, at: string): void {
  const asks = state.checks?.some((check) => check.standing === 'open' && !check.analystsSince);
  const waits = !closed && (state.questions.some(isOpen) || asks === true);
  if (waits) times.waitingSince ??= at;
  else if (times.waitingSince) {
    times.waitedMs = (times.waitedMs ?? 0) + Math.max(0, Date.parse(at) - Date.parse(times.waitingSince));
    delete times.waitingSince;
  }
}
