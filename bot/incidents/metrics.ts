/** How things stand, in figures. Pure; docs/METRICS.md defines each so that anybody gets the same number from the log. */
import { firstAct } from './fold-times.ts';
import { type Incident, isoOf, type Severity, severities } from './incident.ts';
import { type AcknowledgeTargets, isAcknowledged, isOverdue } from './levels.ts';
import { type Compared, lengthsOf } from './percentiles.ts';
import { isPractice } from './practice.ts';
import { isOpen } from './question.ts';
import { isMerged } from './redirect.ts';
import { current, type IncidentState } from './state.ts';

/** A stretch of time: it begins at `from` and ends before `to`. */
export interface Window {
  from: Date;
  to: Date;
}

export interface OldestIncident {
  state: IncidentState;
  incident: Incident;
}

/** Acknowledged in time, and not: by then, or not at all. */
export interface Compliance {
  met: number;
  breached: number;
}

/** An analytics rule and how its incidents were closed. */
export interface RuleFigures {
  name: string;
  closed: number;
  falsePositives: number;
}

export interface Figures {
  open: Record<Severity, number>;
  unacknowledged: number;
  overdue: number;
  /** questions that nobody has answered */
  openQuestions: number;
  oldest: OldestIncident[];
  /** creation to the first act of a person; of one of the SOC's; of one of an application team's */
  acknowledge: Compared;
  bySoc: Compared;
  byTeams: Compared;
  /** creation to the last closing, for those closed within the window and still closed; and what of it was whose */
  resolve: Compared;
  waitedForTeams: Compared;
  withSoc: Compared;
  compliance: Record<Severity, Compliance>;
  /** how those closed in the window were classified; `unclear`: as Undetermined, or as nothing */
  closed: {
    all: number;
    automated: number;
    reopened: number;
    judged: number;
    falsePositives: number;
    unclear: number;
  };
  /** the three with the most false positives */
  noisiest: RuleFigures[];
}

const day = 86_400_000;
const minute = 60_000;
const reopenedWithin = 14 * day;

/** The window that ends now and began so many days ago. */
export function lastDays(days: number, now: Date): Window {
  return { from: new Date(now.getTime() - days * day), to: now };
}

/** The window of equal length before another. */
export function before({ from, to }: Window): Window {
  return { from: new Date(2 * from.getTime() - to.getTime()), to: from };
}

/**
 * Figures over the incidents given. What is open, and waits, is so now; what is measured fell within the window. One that
 * was merged into another counts there and not by itself, from the creation of the earliest of them; practice never does.
 */
export function figuresOf(
  given: IncidentState[],
  targets: AcknowledgeTargets,
  now: Date,
  window: Window = lastDays(7, now),
): Figures {
  const states = given.filter((state) => !isMerged(state) && !isPractice(state.logKey));
  const open = states.filter((state) => current(state).status !== 'Closed');
  const oldest = [...open]
    .sort((a, b) => isoOf(current(a).createdAt).localeCompare(isoOf(current(b).createdAt)))
    .slice(0, 5);
  const closed = states.filter((state) => isWithin(window, closedAt(state)));
  return {
    open: bySeverity((severity) => open.filter((state) => current(state).severity === severity).length),
    unacknowledged: open.filter((state) => !isAcknowledged(state)).length,
    overdue: open.filter((state) => isOverdue(state, targets, now)).length,
    openQuestions: open.flatMap((state) => state.questions).filter(isOpen).length,
    oldest: oldest.map((state) => ({ state, incident: current(state) })),
    acknowledge: compared(states, window, acknowledgedAt),
    bySoc: compared(states, window, (state) => acknowledgedAt(state) && state.times?.soc),
    byTeams: compared(states, window, (state) => acknowledgedAt(state) && state.times?.team),
    resolve: compared(states, window, resolvedAt),
    waitedForTeams: compared(states, window, resolvedAt, waited),
    withSoc: compared(states, window, resolvedAt, own),
    compliance: complianceOf(states, targets, window, now),
    closed: closingsOf(closed, states, window),
    noisiest: noisiestOf(closed),
  };
}

function bySeverity<T>(of: (severity: Severity) => T): Record<Severity, T> {
  return Object.fromEntries(severities.map((severity) => [severity, of(severity)])) as Record<Severity, T>;
}

function isWithin({ from, to }: Window, time: string | undefined): time is string {
  if (time === undefined) return false;
  const at = Date.parse(time);
  return at >= from.getTime() && at < to.getTime();
}

/** Closed in Sentinel, or wanted so; what was deleted is not there to be closed. */
function isClosed(state: IncidentState): boolean {
  return current(state).status === 'Closed' && !state.deletedAt;
}

/** When it was closed last, while it still is. */
export function closedAt(state: IncidentState): string | undefined {
  return isClosed(state) ? state.times?.closings.at(-1)?.at : undefined;
}

/** The first act of a person; of what was old when Muster first saw it, nobody knows that. */
export function acknowledgedAt(state: IncidentState): string | undefined {
  return state.times?.begun === 'old' ? undefined : firstAct(state);
}

/** Nobody has acted on it, and it is closed. */
function isAutomated(state: IncidentState): boolean {
  return isClosed(state) && firstAct(state) === undefined;
}

function resolvedAt(state: IncidentState): string | undefined {
  return isAutomated(state) ? undefined : closedAt(state);
}

/** From the creation of the earliest that was merged into it; a clock that is ahead gives no negative length. */
function since(state: IncidentState, at: string): number {
  return Math.max(0, Date.parse(at) - Date.parse(isoOf(state.since?.createdAt ?? current(state).createdAt)));
}

function waited(state: IncidentState): number {
  return state.times?.waitedMs ?? 0;
}

/** What of the time to resolve it was neither closed nor waiting for an application team. */
function own(state: IncidentState, at: string): number {
  const gaps = (state.times?.closings ?? []).map(({ at: from, reopened }) =>
    reopened ? Math.max(0, Date.parse(reopened) - Date.parse(from)) : 0,
  );
  return Math.max(0, since(state, at) - waited(state) - gaps.reduce((sum, gap) => sum + gap, 0));
}

/** A length of each incident whose time fell into the window, and into the one before. */
function compared(
  states: IncidentState[],
  window: Window,
  time: (state: IncidentState) => string | undefined,
  length: (state: IncidentState, at: string) => number = since,
): Compared {
  const within = (one: Window) =>
    lengthsOf(
      states.flatMap((state) => {
        const at = time(state);
        return isWithin(one, at) ? [length(state, at)] : [];
      }),
    );
  return { now: within(window), before: within(before(window)) };
}

/** Whether somebody acted in time, for which severity, and when that was decided. */
interface Decided {
  met: boolean;
  severity: Severity;
  at: string;
}

/**
 * Met is decided when somebody acted in time, breached when the time was up. What Muster did not see begin, what nobody
 * but automation closed and what was deleted is neither: undefined.
 */
export function inTime(state: IncidentState, targets: AcknowledgeTargets): Decided | undefined {
  const { times } = state;
  const acted = firstAct(state);
  const last = times?.severities.at(-1);
  if (!times || !last || state.deletedAt || isAutomated(state)) return undefined;
  if (times.begun === 'old' || (times.begun && !acted)) return undefined;
  const deadline = new Date(deadlineOf(state, times.severities, targets)).toISOString();
  const met = acted !== undefined && acted <= deadline;
  return { met, severity: last.severity, at: met ? acted : deadline };
}

function complianceOf(
  states: IncidentState[],
  targets: AcknowledgeTargets,
  window: Window,
  now: Date,
): Record<Severity, Compliance> {
  const counted = bySeverity((): Compliance => ({ met: 0, breached: 0 }));
  for (const state of states) {
    const decided = inTime(state, targets);
    if (decided && isWithin(window, decided.at) && Date.parse(decided.at) <= now.getTime())
      counted[decided.severity][decided.met ? 'met' : 'breached'] += 1;
  }
  return counted;
}

/** Arrival plus the target; where severity was raised before anybody acted, a raise plus its target, if that is earlier. */
function deadlineOf(
  state: IncidentState,
  reached: { at: string; severity: Severity }[],
  targets: AcknowledgeTargets,
): number {
  const ends = reached.map(({ at, severity }, i) => {
    const start = i === 0 ? (state.since?.arrivedAt ?? state.arrivedAt) : at;
    return Date.parse(start) + targets[severity] * minute;
  });
  return Math.min(...ends);
}

function closingsOf(closed: IncidentState[], states: IncidentState[], window: Window): Figures['closed'] {
  const as = (classification: string): number =>
    closed.filter((state) => current(state).classification === classification).length;
  const judged = as('TruePositive') + as('BenignPositive') + as('FalsePositive');
  const reopened = states.filter((state) =>
    (state.times?.closings ?? []).some(
      ({ at, reopened: again }) =>
        isWithin(window, at) && again !== undefined && Date.parse(again) - Date.parse(at) <= reopenedWithin,
    ),
  );
  return {
    all: closed.length,
    automated: closed.filter(isAutomated).length,
    reopened: reopened.length,
    judged,
    falsePositives: as('FalsePositive'),
    unclear: closed.length - judged,
  };
}

const shownRules = 3;

/** Each incident counts once for each rule that its alerts name. */
function noisiestOf(closed: IncidentState[]): RuleFigures[] {
  const byRule = new Map<string, RuleFigures>();
  for (const state of closed) {
    const names = state.alerts.flatMap(({ ruleName }) => (ruleName ? [ruleName] : []));
    for (const name of new Set(names)) {
      const rule = byRule.get(name) ?? { name, closed: 0, falsePositives: 0 };
      rule.closed += 1;
      if (current(state).classification === 'FalsePositive') rule.falsePositives += 1;
      byRule.set(name, rule);
    }
  }
  return [...byRule.values()]
    .filter(({ falsePositives }) => falsePositives > 0)
    .sort((a, b) => b.falsePositives - a.falsePositives || b.closed - a.closed || (a.name < b.name ? -1 : 1))
    .slice(0, shownRules);
}
