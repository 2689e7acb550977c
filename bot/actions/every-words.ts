/**
 * What follows `every`: days and a time in English or German, in any order, and what follows `status`. Pure.
 * `weekday at 08:00`, `Monday and Thursday at 4pm payments high`, `Werktag um 8`, `1st of the month at 9`
 */
import { closest, distance } from 'fastest-levenshtein';
import { Refused } from '../errors.ts';
import type { Schedule } from '../incidents/schedule.ts';
import { readStatus, type StatusAsked } from './status-words.ts';
import type { Saying } from './window.ts';

export interface EveryAsked {
  schedule: Omit<Schedule, 'zone'>;
  /** what is left for `status`; absent: nothing */
  of?: string;
  /** that names a stretch of time */
  window?: true;
}

type Days = Omit<Schedule, 'zone' | 'at'>;

const begin = '(?<![\\p{L}\\p{N}])';
const end = '(?![\\p{L}\\p{N}])';
const phrase = (pattern: string): RegExp => new RegExp(`${begin}(?:${pattern})${end}`, 'iu');

/** A day after one of these belongs to the time that is told of. */
const notAfter =
  '(?<!(?:since|until|till|from|last|past|previous|this|seit|bis|ab|vom|letzte[nrs]?|vorige[nrs]?|diese[nrs]?)\\s+(?:the\\s+|dem\\s+)?)';
const weekdayNames = [
  'mon(?:days?)?|montags?',
  'tue(?:s|sdays?)?|dienstags?',
  'wed(?:nesdays?)?|mittwochs?',
  'thu(?:r|rs|rsdays?)?|donnerstags?',
  'fri(?:days?)?|freitags?',
  'sat(?:urdays?)?|samstags?|sonnabends?',
  'sun(?:days?)?|sonntags?',
];
const anyWeekday = `${begin}(${weekdayNames.join('|')})${end}`;
const firstWeekday = new RegExp(`${notAfter}${anyWeekday}`, 'iu');
const furtherWeekday = new RegExp(
  `^\\s*(?<!\\p{L})(and|und|&|\\+|/|-|–|to|bis|through)?\\s*${anyWeekday}`,
  'iu',
);
const isRange = /^(?:-|–|to|bis|through)$/i;

const workdays = phrase(
  'week\\s?days?|work(?:ing)?\\s?days?|business\\s?days?|werktag(?:e|s)?|arbeitstag(?:e|s)?',
);
const weekend = phrase('weekends?|wochenenden?');
const day = phrase('(?<!(?:by|per|nach|pro)\\s+)(?:day|daily|tag|täglich)');
const week = new RegExp(`${notAfter}${phrase('week|woche').source}`, 'iu');
const partsOfDay = phrase(
  '(morning|morgen|vormittag)s?|(afternoon|evening|night|nachmittag|abend)s?|(noon|midday|mittag)s?',
);
const ofMonth = phrase(
  [
    '(\\d{1,2}|first|ersten?)(?:st|nd|rd|th)?\\.?\\s+(?:day\\s+)?(?:of\\s+(?:(?:the|each|every|a)\\s+)?month|des\\s+monats|im\\s+monat)',
    '(?:month|monat)\\s+(?:on|am)\\s+(?:the\\s+)?(\\d{1,2})(?:st|nd|rd|th)?',
  ].join('|'),
);
const month = new RegExp(`${notAfter}${phrase('month|monat').source}`, 'iu');

const half = '([ap]\\.?m\\.?|uhr|h|o.?clock)';
/** Where it says so, where it looks like one, and where a bare number begins what is left once the days are taken out. */
const times = [
  new RegExp(`${begin}(?:at|um|@)\\s*(\\d{1,2})(?:[:.](\\d{2}))?(?:\\s*${half})?${end}`, 'iu'),
  new RegExp(`${begin}(\\d{1,2}):(\\d{2})(?:\\s*${half})?${end}`, 'iu'),
  new RegExp(`${notAfter}${begin}(\\d{1,2})()\\s*${half}${end}`, 'iu'),
];
const bareTime =
  /^\s*(\d{1,2})(?=\s*$|\s+(?!(?:days?|hours?|weeks?|months?|tagen?|stunden?|wochen?|monaten?)(?!\p{L}))\p{L})/iu;

const tooOften = /^(?:\d+\s*)?(?:hours?|minutes?|min|seconds?|stunden?|minuten?|sekunden?)(?!\p{L})/iu;
const fillers = phrase(
  'every|each|jede[nrsm]?|at|um|please|bitte|(?:in|to|in|an)\\s+(?:this|the|diese[nrm]?)\\s+(?:group\\s+)?(?:chat|channel|kanal|gruppenchat|team)|here|hier(?:her)?',
);

const defaultAt = '08:00';
const latestDate = 28;

/** What may be said of days, to find what somebody meant. */
const vocabulary =
  'weekday weekdays workday day daily week month morning evening weekend werktag tag täglich woche monat morgen abend wochenende monday tuesday wednesday thursday friday saturday sunday montag dienstag mittwoch donnerstag freitag samstag sonntag'.split(
    ' ',
  );

/**
 * Reads it; where no time is said it is 08:00, where no days are said it is each.
 * @throws Refused `everyWhen`, `everyOften`, `everyTime`, `everyDate`; `everyMeant`, `everyNotRead` for words that are no
 * days; and as `readStatus` does
 */
export function readEvery(said: string, teams: string[], saying: Saying): EveryAsked {
  let rest = said
    .normalize('NFC')
    .replace(/[\s,;?!]+/g, ' ')
    .replace(/#/g, '')
    .trim();
  if (tooOften.test(rest)) throw new Refused('everyOften');
  const take = (pattern: RegExp): RegExpExecArray | null => {
    const found = pattern.exec(rest);
    if (found) rest = `${rest.slice(0, found.index)} ${rest.slice(found.index + found[0].length)}`.trim();
    return found;
  };
  // A team may be called after a day.
  const team = [...teams]
    .filter(Boolean)
    .sort((a, b) => b.length - a.length)
    .find((name) => take(phrase(escaped(name.normalize('NFC')).replace(/\s+/g, '\\s+'))));
  // A date before a time: both have digits.
  const dated = daysOfMonth(take);
  const told = times.reduce<RegExpExecArray | null>((found, pattern) => found ?? take(pattern), null);
  const { days, later, noon } = dated ?? daysIn(take);
  const time = told ?? (days ? take(bareTime) : null);
  while (take(fillers));
  rest = rest.replace(/\s+/g, ' ').replace(/^[\s.:–-]+|[\s.:–-]+$/g, '');
  rest = [team, rest].filter(Boolean).join(' ');
  if (!days && !time && !rest) throw new Refused('everyWhen');
  const asked = understood(rest, days !== undefined, teams, saying);
  if (!days && !time) throw new Refused('everyWhen');
  const at = time ? clockOf(time, later) : noon ? '12:00' : later ? '18:00' : defaultAt;
  return {
    schedule: { ...(days ?? { on: 'day' }), at },
    // Words that add nothing may be left.
    ...((asked.team || asked.severities || asked.window || asked.by) && { of: rest }),
    ...(asked.window && { window: true }),
  };
}

type Take = (pattern: RegExp) => RegExpExecArray | null;

interface DaysFound {
  days?: Days;
  /** in the second half of the day, or just in its middle */
  later?: boolean;
  noon?: boolean;
}

function daysOfMonth(take: Take): DaysFound | undefined {
  const found = take(ofMonth);
  if (!found) return undefined;
  const date = /^\d/.test(found[1] ?? '') ? Number(found[1]) : Number(found[2] ?? 1);
  if (date < 1 || date > latestDate) throw new Refused('everyDate', { most: String(latestDate) });
  return { days: { on: 'month', date } };
}

function daysIn(take: Take): DaysFound {
  const isWorkdays = take(workdays) !== null;
  const names = isWorkdays ? [] : take(weekend) ? [6, 7] : weekdaysIn(take);
  const part = take(partsOfDay);
  const isDay = take(day) !== null;
  // `every week on Monday`
  const isWeek = take(week) !== null;
  const isMonth = !isWeek && names.length === 0 && take(month) !== null;
  const half = { later: part?.[2] !== undefined, noon: part?.[3] !== undefined };
  if (isWorkdays) return { days: { on: 'weekday' }, ...half };
  if (names.length > 0) return { days: { on: 'week', days: names }, ...half };
  if (isWeek) return { days: { on: 'week', days: [1] }, ...half };
  if (isMonth) return { days: { on: 'month', date: 1 }, ...half };
  return isDay || part ? { days: { on: 'day' }, ...half } : {};
}

/** `Monday and Thursday`, `Mon–Fri`: those that stand beside each other, in order. */
function weekdaysIn(take: Take): number[] {
  const first = take(firstWeekday);
  if (!first) return [];
  let last = numberOf(first[1]!);
  const days = new Set([last]);
  const rest = first.input.slice(first.index + first[0].length);
  let left = rest;
  for (;;) {
    const next = furtherWeekday.exec(left);
    if (!next) break;
    const number = numberOf(next[2]!);
    if (isRange.test(next[1] ?? '')) for (let day = last; day !== number; day = (day % 7) + 1) days.add(day);
    days.add(number);
    last = number;
    left = left.slice(next[0].length);
  }
  const further = rest.slice(0, rest.length - left.length).trim();
  if (further) take(new RegExp(escaped(further)));
  return [...days].sort((a, b) => a - b);
}

function numberOf(name: string): number {
  return weekdayNames.findIndex((pattern) => new RegExp(`^(?:${pattern})$`, 'iu').test(name)) + 1;
}

function clockOf([said, first = '', second, half = '']: RegExpExecArray, later?: boolean): string {
  const [given, minute] = [Number(first), Number(second || 0)];
  const letter = half.toLowerCase().charAt(0);
  const isHalf = letter === 'a' || letter === 'p';
  const isAfternoon = letter === 'p' || (!isHalf && later === true && given < 12);
  const hour = (isHalf ? given % 12 : given) + (isAfternoon ? 12 : 0);
  if (hour > 23 || minute > 59 || (isHalf && (given < 1 || given > 12)))
    throw new Refused('everyTime', { time: said.replace(/^(?:at|um|@)\s*/i, '').trim() });
  return [hour, minute].map((part) => String(part).padStart(2, '0')).join(':');
}

/** What is left is for `status`. Where no days were found, they may be among what was not understood. */
function understood(rest: string, hasDays: boolean, teams: string[], saying: Saying): StatusAsked {
  if (!rest) return {};
  try {
    return readStatus(rest, teams, saying);
  } catch (error) {
    if (hasDays || !(error instanceof Refused) || !error.word.startsWith('status')) throw error;
    const meant = rest
      .split(' ')
      .map((word) => nearest(word) ?? word)
      .join(' ');
    if (meant !== rest) throw new Refused('everyMeant', { words: rest, meant });
    throw new Refused('everyNotRead', { words: rest });
  }
}

function nearest(word: string): string | undefined {
  if (word.length < 3) return undefined;
  const near = closest(word.toLowerCase(), vocabulary);
  return distance(word.toLowerCase(), near) <= (word.length < 5 ? 1 : 2) ? near : undefined;
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
