/** The part of an incident's fold that times are measured by; what each means is in docs/METRICS.md. In place. */
import { ownerKey } from './change.ts';
import type { IncidentEvent } from './events.ts';
import { type Incident, isOlder, isoOf, type Severity, severities } from './incident.ts';
import { isOpen } from './question.ts';
import { current, type IncidentEntry, type IncidentState, routeOf } from './state.ts';

/** The first acts of people: of the SOC's in Teams or Sentinel, of an application team's in Teams. ISO UTC. */
export interface FirstActs {
  soc?: string;
  team?: string;
}

export interface Times extends FirstActs {
  /** how Muster found it: `old`, when it first looked or closed already; `owned`, a person had it already */
  begun?: 'old' | 'owned';
  /** each severity that it reached above those before, until a person acted */
  severities: { at: string; severity: Severity }[];
  /** when it was closed, oldest first, and opened again */
  closings: { at: string; reopened?: string }[];
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
export function firstAct({ times, firstActAt }: IncidentState): string | undefined {
  return earliest(times?.soc, times?.team, firstActAt);
}

/** Notes an entry's times, after everything else of it; `before`: the version that Sentinel held until then. */
export function foldTimes(state: IncidentState, entry: IncidentEntry, before: Incident | undefined): void {
  if (!state.seen) return;
  const shown = current(state);
  state.times ??= { severities: [], closings: [] };
  const { times } = state;
  if (!before) {
    if (state.backlog || shown.status === 'Closed') times.begun = 'old';
    else if (shown.owner?.userPrincipalName) times.begun = 'owned';
  }
  noteSentinelActs(state, times, entry, before);
  noteSeverity(times, shown.severity, entry.at);
  for (const event of entry.events) if (event.kind === 'absorbed') takeOver(times, event.carried.acts);
  const closed = shown.status === 'Closed';
  const last = times.closings.at(-1);
  const wasClosed = last !== undefined && !last.reopened;
  // Deleted it is neither closed nor opened again.
  if (closed && !wasClosed && !state.deletedAt)
    times.closings.push({ at: before ? entry.at : isoOf(shown.modifiedAt) });
  if (!closed && wasClosed) last.reopened = entry.at;
  noteWaiting(state, times, closed, entry.at);
}

/** Notes that a person acted in Teams. */
export function noteAct(state: IncidentState, act: IncidentEvent, at: string): void {
  if (!state.seen) return;
  state.times ??= { severities: [], closings: [] };
  const side = sideOf(state, act);
  state.times[side] = earliest(state.times[side], at);
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
  const acted = times.soc ?? times.team;
  if (!highest || (!acted && severities.indexOf(severity) < severities.indexOf(highest)))
    times.severities.push({ at, severity });
}

/**
 * A person's act in Sentinel, as far as its REST API tells: a comment of somebody with a user principal name, an owner
 * with one, a status that moved while such an owner has it. What Muster wrote itself is none.
 */
function noteSentinelActs(
  state: IncidentState,
  times: Times,
  entry: IncidentEntry,
  before: Incident | undefined,
): void {
  for (const event of entry.events) {
    if (event.kind === 'heard' && event.author.userPrincipalName)
      times.soc = earliest(times.soc, isoOf(event.at));
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
      times.soc = earliest(times.soc, entry.at, isoOf(modifiedAt));
  }
}

function takeOver(times: Times, acts: FirstActs = {}): void {
  const soc = earliest(times.soc, acts.soc);
  const team = earliest(times.team, acts.team);
  if (soc) times.soc = soc;
  if (team) times.team = team;
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
