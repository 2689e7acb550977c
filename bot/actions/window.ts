/**
 * A stretch of time as people say it, in English or German: `last 7 days`, `seit Montag`, `november`. Pure. Dates are read by
 * chrono; what it takes for a moment, or does not know in German, is read here.
 */
import { createRequire } from 'node:module';
import type { ParsedResult, ParsingReference } from 'chrono-node';
import type * as German from 'chrono-node/de';
import type * as English from 'chrono-node/en';
import { DateTime, type DateTimeUnit, Info } from 'luxon';
import type { Window } from '../incidents/metrics.ts';

/** When and where it is said, and in which language first. */
export interface Saying {
  now: Date;
  /** IANA */
  zone: string;
  language: string;
}

/** A window, and where in the text it was said. */
export interface Found {
  window: Window;
  from: number;
  to: number;
}

interface Stretch {
  from: DateTime;
  to: DateTime;
}

const units: [RegExp, DateTimeUnit][] = [
  [/^(?:hours?|h|stunden?|std)$/, 'hour'],
  [/^(?:days?|d|tagen?|tage?)$/, 'day'],
  [/^(?:weeks?|w|wochen?)$/, 'week'],
  [/^(?:months?|monaten?|monate?)$/, 'month'],
];
const last = '(?:last|past|previous|letzt(?:e[nrs]?)?|vergangene[nrs]?|vorige[nrs]?)';
const current = '(?:this|current|diese[nrs]?|laufende[nrs]?)';
const begin = '(?<![\\p{L}\\p{N}])';
const end = '(?![\\p{L}\\p{N}])';
const phrase = (pattern: string): RegExp => new RegExp(`${begin}${pattern}${end}`, 'iu');
const rolling = phrase(`(?:${last}\\s+)?(\\d{1,4})\\s*(\\p{L}+)`);
const calendar = phrase(`(${last}|${current})\\s+(week|month|woche|monat)`);
const dayNamed = phrase('(today|heute|yesterday|gestern)');
const since = /(?:^|\s)(?:since|seit|ab)\s+(?:de[mnr]\s+)?$/iu;
/** Day and month, or month and day? Nobody knows. */
const slashed = /\d+\/\d+/;
const dotted =
  /(?<!\d)(\d{1,2})\.(\d{1,2})\.(20\d\d)?(?:\s*(?:bis|to|-|–)\s*(\d{1,2})\.(\d{1,2})\.(20\d\d)?)?(?!\d)/i;

/** The window that a text names; undefined where it names none. It may lie ahead. */
export function windowIn(text: string, saying: Saying): Found | undefined {
  const now = DateTime.fromJSDate(saying.now, { zone: saying.zone });
  // Teams may name a zone that this Node does not know.
  const there = now.isValid ? now : DateTime.fromJSDate(saying.now, { zone: 'utc' });
  const found =
    rollingIn(text, there) ??
    namedIn(text, there) ??
    dottedIn(text, there) ??
    monthIn(text, there) ??
    dateIn(text, there, saying);
  if (!found) return undefined;
  const { stretch, at, length } = found;
  const word = since.exec(text.slice(0, at));
  const window = { from: stretch.from.toJSDate(), to: (word ? there : stretch.to).toJSDate() };
  // What has only begun goes on until now.
  const to = stretch.from < there && window.to > saying.now ? saying.now : window.to;
  return { window: { ...window, to }, from: word ? word.index : at, to: at + length };
}

interface Match {
  stretch: Stretch;
  at: number;
  length: number;
}

/** `last 7 days`: so many times 24 hours of the clock on the wall, until now. */
function rollingIn(text: string, now: DateTime): Match | undefined {
  const match = rolling.exec(text);
  const unit = units.find(([name]) => name.test((match?.[2] ?? '').toLowerCase()))?.[1];
  if (!match || !unit) return undefined;
  // `3 days ago` and `vor 3 Tagen` are days of their own.
  const isAgo =
    /^\s+ago/i.test(text.slice(match.index + match[0].length)) || /vor\s+$/i.test(text.slice(0, match.index));
  if (isAgo) return undefined;
  return {
    stretch: { from: now.minus({ [unit]: Number(match[1]) }), to: now },
    at: match.index,
    length: match[0].length,
  };
}

/** A day, week or month that is named by its distance from today. */
function namedIn(text: string, now: DateTime): Match | undefined {
  const match = calendar.exec(text) ?? dayNamed.exec(text);
  if (!match) return undefined;
  const [, first = '', second = 'day'] = match;
  const unit = units.find(([name]) => name.test(second.toLowerCase()))![1];
  const isBefore = new RegExp(`^(?:${last}|yesterday|gestern)$`, 'iu').test(first);
  const from = now.startOf(unit).minus({ [unit]: isBefore ? 1 : 0 });
  return { stretch: { from, to: from.plus({ [unit]: 1 }) }, at: match.index, length: match[0].length };
}

const months = ['en', 'de'].flatMap((locale) =>
  (['long', 'short'] as const).map((length) =>
    Info.months(length, { locale }).map((name) => name.replace('.', '').toLowerCase()),
  ),
);

/** A month by its name, the last one of it that has begun; a year may follow. */
function monthIn(text: string, now: DateTime): Match | undefined {
  for (const names of months)
    for (const [i, name] of names.entries()) {
      const match = phrase(`(?<!\\d\\.?\\s*)${name}(?:\\s+(20\\d\\d))?(?!\\s*\\d)`).exec(text);
      if (!match) continue;
      const from = DateTime.fromObject(
        { year: match[1] ? Number(match[1]) : now.year, month: i + 1 },
        { zone: now.zone },
      );
      const begun = from > now && !match[1] ? from.minus({ year: 1 }) : from;
      return {
        stretch: { from: begun, to: begun.plus({ month: 1 }) },
        at: match.index,
        length: match[0].length,
      };
    }
  return undefined;
}

/** `1.11.`, `1.11.2026`, `1.11. bis 10.11.`: the day comes first, whoever writes it. Without a year, the last that was. */
function dottedIn(text: string, now: DateTime): Match | undefined {
  const match = dotted.exec(text);
  if (!match) return undefined;
  const day = (at: number): DateTime => {
    const [date, month] = [Number(match[at]), Number(match[at + 1])];
    const of = DateTime.fromObject(
      { year: Number(match[at + 2] ?? now.year), month, day: date },
      { zone: now.zone },
    );
    return match[at + 2] || of <= now ? of : of.minus({ year: 1 });
  };
  const from = day(1);
  const to = match[4] ? day(4) : from;
  if (!from.isValid || !to.isValid) return undefined;
  return { stretch: { from, to: to.plus({ day: 1 }) }, at: match.index, length: match[0].length };
}

/** Days and stretches of days as chrono reads them, on the calendar of the zone; the last of their name that has begun. */
function dateIn(text: string, now: DateTime, { language }: Saying): Match | undefined {
  if (slashed.test(text)) return undefined;
  const reference: ParsingReference = { instant: now.toJSDate(), timezone: now.offset };
  const readers = language.startsWith('de') ? [german(), english()] : [english(), german()];
  const results = readers.map((read) => read(text, reference)[0]).filter((one) => one !== undefined);
  const [result] = results.sort((a, b) => b.text.length - a.text.length);
  if (!result) return undefined;
  const from = dayOf(result.start, now);
  const to = result.end ? dayOf(result.end, now) : from;
  // A weekday or a day without its year is the one that was, not the one to come.
  const back = from <= now ? {} : agoOf(result.start);
  const stretch = {
    from: from.minus(back),
    to: to.minus(back).plus(isExact(result.start) ? {} : { day: 1 }),
  };
  return { stretch, at: result.index, length: result.text.length };
}

type Part = ParsedResult['start'];

const isExact = (part: Part): boolean => part.isCertain('hour');

function dayOf(part: Part, now: DateTime): DateTime {
  const of = (name: 'year' | 'month' | 'day' | 'hour' | 'minute'): number => part.get(name) ?? 0;
  const day = { year: of('year'), month: of('month'), day: of('day') };
  const time = isExact(part) ? { hour: of('hour'), minute: of('minute') } : {};
  return DateTime.fromObject({ ...day, ...time }, { zone: now.zone });
}

function agoOf(part: Part): { days?: number; years?: number } {
  if (part.isCertain('weekday') && !part.isCertain('day')) return { days: 7 };
  if (part.isCertain('day') && !part.isCertain('year')) return { years: 1 };
  return part.isCertain('day') ? {} : { days: 1 };
}

// Loading them takes 40 ms each, which no start and no other verb has to wait for.
const require = createRequire(import.meta.url);
const english = () => (require('chrono-node/en') as typeof English).parse;
const german = () => (require('chrono-node/de') as typeof German).parse;
