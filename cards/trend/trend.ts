/** How figures went on: bars of what arrived and was closed, and a line of what was open. */
import type { TrendDay } from '../../bot/incidents/trend.ts';
import type { CardContext } from '../context.ts';
import { fitted } from '../fit.ts';
import { type Scoped, type ScopedData, scopedData } from '../scope.ts';
import { type Card, template } from '../template.ts';
import json from './trend.template.json' with { type: 'json' };

/** A day, or several as one. */
type Point = Pick<TrendDay, 'date' | 'created' | 'closed' | 'open'>;

interface Shown {
  /** on the axis, where there is little room */
  x: string;
  day: string;
  open: number;
  /** what came and went, in words */
  flow: string;
}

interface TrendData extends ScopedData {
  fallbackText: string;
  tiles: { count: string; label: string; color: string }[];
  barsTitle: string;
  bars: { legend: string; color: string; values: { x: string; y: number }[] }[];
  points: Shown[];
  lineTitle: string;
  lineLegend: string;
  lineText: string;
}

const render = template<TrendData>('trend', json);

/** @param days each day of the window, earliest first */
export function trendCard(scoped: Scoped, days: Point[], context: CardContext): Card {
  return fitted([16, 8], (most) => render(data(scoped, days, context, most)));
}

function data(scoped: Scoped, days: Point[], context: CardContext, most: number): TrendData {
  const { words } = context;
  const points = thinned(days, most);
  const day = dayIn(context);
  const axis = axisIn(points, day);
  const sum = (of: (point: Point) => number): number => days.reduce((total, point) => total + of(point), 0);
  const tile = (key: string, count: number) => ({
    count: String(count),
    label: words(`cards:figures.${key}`, { count }),
    color: 'Default',
  });
  const bar = (key: string, color: string, of: (point: Point) => number) => ({
    legend: words(`cards:figures.trend.${key}`),
    color,
    values: points.map((point, i) => ({ x: axis[i]!, y: of(point) })),
  });
  const isDaily = points.length === days.length;
  return {
    ...scopedData(scoped, 'byDay', context),
    fallbackText: words('cards:notice.fallback'),
    tiles: [
      tile(
        'trend.arrivedTile',
        sum(({ created }) => created),
      ),
      tile(
        'trend.closedTile',
        sum(({ closed }) => closed),
      ),
      tile('open', days.at(-1)?.open ?? 0),
    ],
    barsTitle: words(`cards:figures.trend.${isDaily ? 'perDay' : 'perDays'}`, {
      count: lengthOf(days, most),
    }),
    bars: [
      bar('arrived', 'categoricalBlue', ({ created }) => created),
      bar('closed', 'good', ({ closed }) => closed),
    ],
    points: points.map((point, i) => ({
      x: axis[i]!,
      day: day(point.date),
      open: point.open,
      flow: words('cards:figures.trend.flow', { arrived: point.created, closed: point.closed }),
    })),
    lineTitle: words('cards:figures.trend.line'),
    lineLegend: words('cards:figures.trend.open'),
    lineText: points.map(({ date, open }) => `${day(date)}: ${open}`).join(' · '),
  };
}

/** How many days make one point. */
function lengthOf(days: Point[], most: number): number {
  return Math.max(1, Math.ceil(days.length / most));
}

/** No more points than a chart can show: so many days as one, from the last day back, so that the last is whole. */
function thinned(days: Point[], most: number): Point[] {
  const length = lengthOf(days, most);
  const points: Point[] = [];
  for (let end = days.length; end > 0; end -= length) {
    const part = days.slice(Math.max(0, end - length), end);
    points.unshift({
      date: part[0]!.date,
      created: part.reduce((sum, { created }) => sum + created, 0),
      closed: part.reduce((sum, { closed }) => sum + closed, 0),
      open: part.at(-1)!.open,
    });
  }
  return points;
}

/** The day of the month, which the scope tells; with the month where there is that day twice, since charts go by it. */
function axisIn(points: Point[], day: (date: string) => string): string[] {
  const numbers = points.map(({ date }) => String(Number(date.slice(8))));
  return points.map(({ date }, i) => (numbers.indexOf(numbers[i]!) < i ? day(date) : numbers[i]!));
}

/** `24 Nov`, without a year: a window is shorter than one. */
function dayIn(context: CardContext): (day: string) => string {
  const locale = context.language === 'en' ? 'en-GB' : context.language;
  const format = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', timeZone: 'UTC' });
  return (day) => format.format(new Date(`${day}T00:00:00Z`));
}
