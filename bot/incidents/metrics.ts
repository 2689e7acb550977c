/** How things stand, in figures. Pure; docs/METRICS.md defines each so that anybody gets the same number from the log. */
import type { FiguresRow } from './figures-row.ts';
import { type Severity, severities } from './incident.ts';
import { type AcknowledgeTargets, isAcknowledged, isOverdue } from './levels.ts';
import {
  acknowledgedAt,
  begunAt,
  containedAt,
  counts,
  detectedAt,
  inTime,
  isAutomated,
  type Measured,
  measuredOf,
  notifiedAt,
  own,
  resolvedAt,
  since,
  sinceOwn,
  undetected,
  waited,
} from './measured.ts';
import { type Compared, type Lengths, lengthsOf } from './percentiles.ts';

/** A stretch of time: it begins at `from` and ends before `to`. */
export interface Window {
  from: Date;
  to: Date;
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

/** How many in a window, and in the one of equal length before it. */
export interface Counted {
  now: number;
  before: number;
}

export interface Figures {
  open: Record<Severity, number>;
  /** how long what is open has been so since it was created, and the longest of that, in milliseconds */
  age: Lengths & { longest?: number };
  unacknowledged: number;
  overdue: number;
  /** questions that nobody has answered */
  openQuestions: number;
  /** the five that were created first */
  oldest: FiguresRow[];
  /** what came and what went: created, and closed and still closed */
  flow: { created: Counted; closed: Counted };
  /** the first activity to the creation, for those created within the window where Sentinel tells both */
  detect: Compared;
  /** creation to the first card that Teams took, and to the first containment that was done */
  notify: Compared;
  contain: Compared;
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
  given: FiguresRow[],
  targets: AcknowledgeTargets,
  now: Date,
  window: Window = lastDays(7, now),
): Figures {
  const all = given.filter(counts).map(measuredOf);
  const open = all.map(({ row }) => row).filter(({ status }) => status !== 'Closed');
  const isWithin = within(window);
  const closed = all.filter(({ closedAt }) => isWithin(closedAt));
  const counted = (times: (string | undefined)[]): Counted => ({
    now: times.filter(isWithin).length,
    before: times.filter(within(before(window))).length,
  });
  return {
    open: bySeverity((severity) => open.filter((row) => row.severity === severity).length),
    unacknowledged: open.filter((row) => !isAcknowledged(row)).length,
    overdue: open.filter((row) => isOverdue(row, targets, now)).length,
    openQuestions: open.reduce((sum, { waiting }) => sum + waiting.length, 0),
    oldest: oldestOf(open),
    age: ageOf(all, now),
    flow: {
      created: counted(all.map(({ row }) => begunAt(row))),
      closed: counted(all.map(({ closedAt }) => closedAt)),
    },
    detect: compared(all, window, detectedAt, undetected),
    notify: compared(all, window, (one) => notifiedAt(one), sinceOwn),
    contain: compared(all, window, (one) => containedAt(one)),
    acknowledge: compared(all, window, acknowledgedAt),
    bySoc: compared(all, window, (one) => acknowledgedAt(one) && one.row.times.soc),
    byTeams: compared(all, window, (one) => acknowledgedAt(one) && one.row.times.team),
    resolve: compared(all, window, resolvedAt),
    waitedForTeams: compared(all, window, resolvedAt, waited),
    withSoc: compared(all, window, resolvedAt, own),
    compliance: complianceOf(all, targets, window, now),
    closed: closingsOf(closed, all, window),
    noisiest: noisiestOf(closed),
  };
}

const shownOldest = 5;

function oldestOf(open: FiguresRow[]): FiguresRow[] {
  return open
    .map((row) => ({ row, created: Date.parse(row.createdAt) }))
    .sort((a, b) => a.created - b.created)
    .slice(0, shownOldest)
    .map(({ row }) => row);
}

function ageOf(all: Measured[], now: Date): Figures['age'] {
  const ages = all.filter(({ row }) => row.status !== 'Closed').map((one) => since(one, now.toISOString()));
  const longest = ages.reduce((most, age) => Math.max(most, age), 0);
  return { ...lengthsOf(ages), ...(ages.length > 0 && { longest }) };
}

function bySeverity<T>(of: (severity: Severity) => T): Record<Severity, T> {
  return Object.fromEntries(severities.map((severity) => [severity, of(severity)])) as Record<Severity, T>;
}

/** Whether a time, as the log writes it, is in a window. */
export function within(window: Window): (time: string | undefined) => time is string {
  const [from, to] = [window.from.toISOString(), window.to.toISOString()];
  return (time): time is string => time !== undefined && time >= from && time < to;
}

/** A length of each incident whose time fell into the window, and into the one before. */
export function compared(
  all: Measured[],
  window: Window,
  time: (one: Measured) => string | undefined,
  length: (one: Measured, at: string) => number = since,
): Compared {
  const [isNow, wasBefore] = [within(window), within(before(window))];
  const lengths: Record<keyof Compared, number[]> = { now: [], before: [] };
  for (const one of all) {
    const at = time(one);
    if (isNow(at)) lengths.now.push(length(one, at));
    else if (wasBefore(at)) lengths.before.push(length(one, at));
  }
  return { now: lengthsOf(lengths.now), before: lengthsOf(lengths.before) };
}

/** What was decided in the window, and is not ahead. */
function complianceOf(
  all: Measured[],
  targets: AcknowledgeTargets,
  window: Window,
  now: Date,
): Record<Severity, Compliance> {
  const counted = bySeverity((): Compliance => ({ met: 0, breached: 0 }));
  const isWithin = within(window);
  for (const one of all) {
    const decided = inTime(one, targets);
    if (decided && isWithin(decided.at) && Date.parse(decided.at) <= now.getTime())
      counted[decided.severity][decided.met ? 'met' : 'breached'] += 1;
  }
  return counted;
}

function closingsOf(closed: Measured[], all: Measured[], window: Window): Figures['closed'] {
  const as = (classification: string): number =>
    closed.filter(({ row }) => row.classification === classification).length;
  const judged = as('TruePositive') + as('BenignPositive') + as('FalsePositive');
  const isWithin = within(window);
  const reopened = all.filter(({ row }) =>
    row.times.closings.some(
      ({ at, reopened: again }) =>
        isWithin(at) && again !== undefined && Date.parse(again) - Date.parse(at) <= reopenedWithin,
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
function noisiestOf(closed: Measured[]): RuleFigures[] {
  const byRule = new Map<string, RuleFigures>();
  for (const { row } of closed) {
    for (const name of row.rules) {
      const rule = byRule.get(name) ?? { name, closed: 0, falsePositives: 0 };
      rule.closed += 1;
      if (row.classification === 'FalsePositive') rule.falsePositives += 1;
      byRule.set(name, rule);
    }
  }
  return [...byRule.values()]
    .filter(({ falsePositives }) => falsePositives > 0)
    .sort((a, b) => b.falsePositives - a.falsePositives || b.closed - a.closed || (a.name < b.name ? -1 : 1))
    .slice(0, shownRules);
}
