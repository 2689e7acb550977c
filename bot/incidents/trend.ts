/** How it went, day by day. Pure; docs/METRICS.md defines it. */
import { DateTime } from 'luxon';
import type { FiguresRow } from './figures-row.ts';
import { begunAt, counts, isOver, measuredOf } from './measured.ts';
import { type Window, within } from './metrics.ts';

/** A day of a window, or what of it is in the window. */
export interface TrendDay extends Window {
  /** the date there: `2026-11-26` */
  date: string;
  created: number;
  closed: number;
  /** when it ended */
  open: number;
}

/** @param zone IANA; days are UTC's where it is none */
export function trendOf(given: FiguresRow[], window: Window, zone: string): TrendDay[] {
  const all = given.filter(counts).map((row) => ({ ...measuredOf(row), begun: begunAt(row) }));
  return daysOf(window, zone).map((day) => {
    const isWithin = within(day);
    const end = day.to.toISOString();
    return {
      ...day,
      created: all.filter(({ begun }) => isWithin(begun)).length,
      closed: all.filter(({ closedAt }) => isWithin(closedAt)).length,
      open: all.filter(({ row, begun }) => begun < end && !isOver(row, end)).length,
    };
  });
}

/** The days that a window has a part of in a zone, oldest first. */
function daysOf({ from, to }: Window, zone: string): (Window & { date: string })[] {
  const days: (Window & { date: string })[] = [];
  for (let begin = from; begin < to; ) {
    const there = DateTime.fromJSDate(begin, { zone });
    const local = there.isValid ? there : DateTime.fromJSDate(begin, { zone: 'utc' });
    const next = local.plus({ days: 1 }).startOf('day').toJSDate();
    const end = next < to ? next : to;
    days.push({ from: begin, to: end, date: local.toISODate()! });
    begin = end;
  }
  return days;
}
