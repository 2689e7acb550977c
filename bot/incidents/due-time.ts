/** When something is due that people choose in words, in the zone of those who are to do it. Pure. */
import { DateTime } from 'luxon';

/** Sensible times. `today` and `tomorrow` are working hours; `at` is a date and a time. */
export const whens = ['30m', '1h', '4h', 'today', 'tomorrow', 'monday', 'at', 'never'] as const;
export type When = (typeof whens)[number];

const spans: Partial<Record<When, number>> = { '30m': 30, '1h': 60, '4h': 240 };
const endOfDay = 17;
const morning = 10;
/** Nobody is reminded of anything that is due sooner than this, in minutes, or later than so many days. */
export const soonest = 5;
export const latestDays = 30;

/**
 * The time as ISO UTC, on a whole minute; undefined for `never`. Where clocks are set forward, a time that there is not
 * is the one after; where they are set back, of two the first. Fails with a word for what is wrong.
 */
export function dueAt(
  when: When,
  given: { date?: string; time?: string },
  now: Date,
  zone: string,
): { due?: string } | { wrong: 'noTime' | 'tooSoon' | 'tooLate' } {
  if (when === 'never') return {};
  const due = chosen(when, given, now, zone);
  if (!due?.isValid) return { wrong: 'noTime' };
  const minutes = (due.toMillis() - now.getTime()) / 60_000;
  if (minutes < soonest) return { wrong: 'tooSoon' };
  if (minutes > latestDays * 1440) return { wrong: 'tooLate' };
  return { due: due.toUTC().toISO() ?? '' };
}

function chosen(
  when: When,
  { date = '', time = '' }: { date?: string; time?: string },
  now: Date,
  zone: string,
): DateTime | undefined {
  const local = DateTime.fromJSDate(now).setZone(zone);
  const here = local.isValid ? local : DateTime.fromJSDate(now, { zone: 'utc' });
  const span = spans[when];
  // Promises fall on whole minutes; nobody gets less time than they were told.
  if (span) return here.plus({ minutes: span, seconds: 59 }).startOf('minute');
  const at = (day: DateTime, hour: number): DateTime => day.startOf('day').set({ hour });
  switch (when) {
    case 'today':
      return at(here, endOfDay);
    case 'tomorrow':
      return at(here.plus({ days: 1 }), morning);
    case 'monday':
      return at(here.plus({ weeks: 1 }).startOf('week'), morning);
    default:
      if (!/^\d{4}-\d\d-\d\d$/.test(date) || !/^\d\d:\d\d$/.test(time)) return undefined;
      return DateTime.fromISO(`${date}T${time}`, { zone: here.zone });
  }
}
