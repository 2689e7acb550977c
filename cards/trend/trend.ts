/** How figures went on: bars of what arrived and was closed, and a line of what was open. */
import type { TrendDay } from '../../bot/incidents/trend.ts';
import type { CardContext } from '../context.ts';
import { type Scoped, type ScopedData, scopedData } from '../scope.ts';
import { type Card, template } from '../template.ts';
import json from './trend.template.json' with { type: 'json' };

/** A day, or several as one; `last` is the last of them, at whose end so many are open. */
interface Point extends Pick<TrendDay, 'date' | 'created' | 'closed' | 'open'> {
  last: string;
  /** shorter than the others, as the first may be */
  isPart: boolean;
}

/** `x` stands on the axis, where there is little room. */
interface Value {
  x: string;
  y: number;
}

interface TrendData extends ScopedData {
  fallbackText: string;
  tiles: { count: string; label: string; color: string }[];
  barsTitle: string;
  bars: { legend: string; color: string; values: Value[] }[];
  /** the bars in words */
  flows: { day: string; flow: string }[];
  lineTitle: string;
  lineLegend: string;
  line: Value[];
  lineText: string;
  /** a multiple of four, so that the lines across it stand at whole numbers */
  lineMost: number;
}

const render = template<TrendData>('trend', json);

/** @param days each day of the window, earliest first */
export function trendCard(scoped: Scoped, days: TrendDay[], context: CardContext): Card {
  return render(data(scoped, days, context));
}

function data(scoped: Scoped, days: TrendDay[], context: CardContext): TrendData {
  const { words } = context;
  const length = lengths.find((one) => days.length <= one * mostPoints) ?? days.length;
  const points = thinned(days, length);
  // What is open is so at an end, and the end of a part of a day says little.
  const ends = points.length > 2 && points[0]!.isPart ? points.slice(1) : points;
  const day = dayIn(context);
  const barsAxis = axisOf(
    points.map(({ date }) => date),
    day,
  );
  const lineAxis = axisOf(
    ends.map(({ last }) => last),
    day,
  );
  const sum = (of: (day: TrendDay) => number): number => days.reduce((total, point) => total + of(point), 0);
  const tile = (key: string, count: number) => ({
    count: String(count),
    label: words(`cards:figures.${key}`, { count }),
    color: 'Default',
  });
  const bar = (key: string, color: string, of: (point: Point) => number) => ({
    legend: words(`cards:figures.trend.${key}`),
    color,
    values: points.map((point, i) => ({ x: barsAxis[i]!, y: of(point) })),
  });
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
    barsTitle: words(`cards:figures.trend.${length === 1 ? 'perDay' : 'perDays'}`, { count: length }),
    bars: [
      bar('arrived', 'categoricalBlue', ({ created }) => created),
      bar('closed', 'good', ({ closed }) => closed),
    ],
    flows: points.map(({ date, created, closed }) => ({
      day: day(date),
      flow: words('cards:figures.trend.flow', { arrived: created, closed }),
    })),
    line: ends.map(({ open }, i) => ({ x: lineAxis[i]!, y: open })),
    lineTitle: words('cards:figures.trend.line'),
    lineLegend: words('cards:figures.trend.open'),
    lineText: ends.map(({ last, open }) => `${day(last)}: ${open}`).join(' · '),
    lineMost: Math.max(4, Math.ceil(Math.max(...points.map(({ open }) => open)) / 4) * 4),
  };
}

// As many labels as stand beside each other under a chart of 200 pixels, and lengths of time that people count in.
const mostPoints = 8;
const lengths = [1, 2, 7, 14];

/** So many days as one, from the last day back, so that the last is whole. */
function thinned(days: TrendDay[], length: number): Point[] {
  const points: Point[] = [];
  for (let end = days.length; end > 0; end -= length) {
    const part = days.slice(Math.max(0, end - length), end);
    points.unshift({
      date: part[0]!.date,
      created: part.reduce((sum, { created }) => sum + created, 0),
      closed: part.reduce((sum, { closed }) => sum + closed, 0),
      open: part.at(-1)!.open,
      last: part.at(-1)!.date,
      isPart: part.length < length || isPartOfDay(part[0]!),
    });
  }
  return points;
}

/** A day on which clocks are set has 23 hours. */
function isPartOfDay({ from, to }: TrendDay): boolean {
  return to.getTime() - from.getTime() < 23 * 3_600_000;
}

/** The day of the month, which the scope tells; with the month where there is that day twice, since charts go by it. */
function axisOf(dates: string[], day: (date: string) => string): string[] {
  const numbers = dates.map((date) => String(Number(date.slice(8))));
  return dates.map((date, i) => (numbers.indexOf(numbers[i]!) < i ? day(date) : numbers[i]!));
}

/** `24 Nov`, without a year: a window is shorter than one. */
function dayIn(context: CardContext): (day: string) => string {
  const locale = context.language === 'en' ? 'en-GB' : context.language;
  const format = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', timeZone: 'UTC' });
  return (day) => format.format(new Date(`${day}T00:00:00Z`));
}
