/** What the figures ask of one incident; docs/METRICS.md has the terms. Pure. */
import type { FiguresRow } from './figures-row.ts';
import { earliest, firstAct, wasClosed } from './fold-times.ts';
import { isoOf, type Severity } from './incident.ts';
import type { AcknowledgeTargets } from './levels.ts';
import { isPractice } from './practice.ts';

/** An incident with what is asked of it again and again. */
export interface Measured {
  row: FiguresRow;
  /** closed in Sentinel, or wanted so; what was deleted is not there to be closed */
  isClosed: boolean;
  /** the first act of a person */
  acted: string | undefined;
  /** when it was closed last, while it still is */
  closedAt: string | undefined;
}

/** Whether somebody acted in time, for which severity, and when that was decided. */
export interface Decided {
  met: boolean;
  severity: Severity;
  at: string;
}

const minute = 60_000;

/** Neither practice nor merged into another, where it counts instead. */
export function counts({ logKey, merged }: Pick<FiguresRow, 'logKey' | 'merged'>): boolean {
  return !merged && !isPractice(logKey);
}

export function measuredOf(row: FiguresRow): Measured {
  const isClosed = row.status === 'Closed' && !row.deletedAt;
  const closedAt = isClosed ? row.times.closings.at(-1)?.at : undefined;
  return { row, isClosed, acted: firstAct(row), closedAt };
}

/** The first act of a person; of what was old when Muster first saw it, nobody knows that. */
export function acknowledgedAt({ row, acted }: Measured): string | undefined {
  return row.times.begun === 'old' ? undefined : acted;
}

/** Whether it was closed, or gone, just before a time (ISO UTC). */
export function isOver({ times, deletedAt }: FiguresRow, time: string): boolean {
  return (deletedAt !== undefined && deletedAt < time) || wasClosed(times, time);
}

/** The first of some times at which it was waited for: of what was old nobody knows the first, and what is over waits for nothing. */
function firstOf(row: FiguresRow, times: (string | undefined)[]): string | undefined {
  if (row.times.begun === 'old') return undefined;
  return earliest(...times.filter((time) => time !== undefined && !isOver(row, time)));
}

/** When the first of these channels acknowledged it, as far as that stands. */
export function acknowledgedBy({ row }: Measured, channels: string[]): string | undefined {
  const own = row.acks.filter(({ channel }) => channels.includes(channel));
  return firstOf(
    row,
    own.map(({ at }) => at),
  );
}

/** When it began: its creation, and of what was merged into it the earliest. Where Sentinel's clock is ahead, its arrival. */
export function begunAt({ since, createdAt, arrivedAt }: FiguresRow): string {
  return earliest(isoOf(since?.createdAt ?? createdAt), since?.arrivedAt ?? arrivedAt)!;
}

/** When it was created itself, where Sentinel says since when something had been going on. */
export function detectedAt({ row }: Measured): string | undefined {
  return row.firstActivityAt && isoOf(row.createdAt);
}

/** How long something had been going on before Sentinel made an incident of it. */
export function undetected({ row }: Measured): number {
  return Math.max(0, Date.parse(row.createdAt) - Date.parse(row.firstActivityAt ?? row.createdAt));
}

/** When the first of these channels had its card, any of them where none is named. */
export function notifiedAt({ row }: Measured, channels?: string[]): string | undefined {
  const own = (row.times.carded ?? []).filter(({ channel }) => channels?.includes(channel) ?? true);
  return firstOf(
    row,
    own.map(({ at }) => at),
  );
}

/** From its own creation: what was merged into it had cards of its own. */
export function sinceOwn({ row }: Measured, at: string): number {
  return Math.max(0, Date.parse(at) - Date.parse(row.createdAt));
}

/** When the first containment was done that one of these channels was asked, any of them where none is named. */
export function containedAt({ row }: Measured, channels?: string[]): string | undefined {
  const own = row.checks.filter(({ channel }) => channels?.includes(channel) ?? true);
  return firstOf(
    row,
    own.map(({ doneAt }) => doneAt),
  );
}

/** Nobody has acted on it, and it is closed. */
export function isAutomated({ isClosed, acted }: Measured): boolean {
  return isClosed && acted === undefined;
}

/** When people closed it last, while it still is. */
export function resolvedAt({ acted, closedAt }: Measured): string | undefined {
  return acted === undefined ? undefined : closedAt;
}

/** From the creation of the earliest that was merged into it; a clock that is ahead gives no negative length. */
export function since({ row }: Measured, at: string): number {
  return Math.max(0, Date.parse(at) - Date.parse(row.since?.createdAt ?? row.createdAt));
}

export function waited({ row }: Measured): number {
  return row.times.waitedMs ?? 0;
}

/** What of the time to resolve it was neither closed nor waiting for an application team. */
export function own(one: Measured, at: string): number {
  const gaps = one.row.times.closings.map(({ at: from, reopened }) =>
    reopened ? Math.max(0, Date.parse(reopened) - Date.parse(from)) : 0,
  );
  return Math.max(0, since(one, at) - waited(one) - gaps.reduce((sum, gap) => sum + gap, 0));
}

/**
 * Met is decided when somebody acted in time, breached when the time was up. What Muster did not see begin, what nobody
 * but automation closed and what was deleted is neither: undefined.
 */
export function inTime(one: Measured, targets: AcknowledgeTargets): Decided | undefined {
  const { row, acted } = one;
  const { times } = row;
  const last = times.severities.at(-1);
  if (!last || row.deletedAt || isAutomated(one)) return undefined;
  if (times.begun === 'old' || (times.begun && !acted)) return undefined;
  const deadline = new Date(deadlineOf(row, targets)).toISOString();
  const met = acted !== undefined && acted <= deadline;
  return { met, severity: last.severity, at: met ? acted : deadline };
}

/** Arrival plus the target; where severity was raised before anybody acted, a raise plus its target, if that is earlier. */
function deadlineOf({ times, since: begun, arrivedAt }: FiguresRow, targets: AcknowledgeTargets): number {
  const ends = times.severities.map(({ at, severity }, i) => {
    const start = i === 0 ? (begun?.arrivedAt ?? arrivedAt) : at;
    return Date.parse(start) + targets[severity] * minute;
  });
  return Math.min(...ends);
}
