/** Times as people read them: absolute and with the zone, since a stored card can't count down. */
import { DateTime } from 'luxon';

/** `24 Nov 2026, 20:58 CET`. An unknown zone falls back to UTC; what is no time is empty. */
export function timeText(time: string | Date, zone: string, language: string): string {
  return shown(time, zone, language, 'd LLL yyyy, HH:mm ZZZZ');
}

/** A day of the calendar, given as `2026-11-23`, with no zone: `23 Nov 2026`. What is no day is empty. */
export function dayText(day: string, language: string): string {
  const date = DateTime.fromISO(day, { zone: 'utc' }).setLocale(localeOf(language));
  return date.isValid ? date.toFormat('d LLL yyyy') : '';
}

/** Hours and minutes with the zone, for a time that is near: `20:58 CET`. */
export function clockText(time: string | Date, zone: string, language: string): string {
  return shown(time, zone, language, 'HH:mm ZZZZ');
}

// Naming a zone takes 60 µs, a card has ten times, and what is shown is the same for a whole minute.
const known = new Map<string, string>();
const mostKnown = 10_000;

function shown(time: string | Date, zone: string, language: string, format: string): string {
  const milliseconds = typeof time === 'string' ? Date.parse(time) : time.getTime();
  const key = `${Math.floor(milliseconds / 60_000)} ${language} ${zone} ${format}`;
  const before = known.get(key);
  if (before !== undefined) return before;
  const there = DateTime.fromMillis(milliseconds).setZone(zone);
  const local = (there.isValid ? there : DateTime.fromMillis(milliseconds, { zone: 'utc' })).setLocale(
    localeOf(language),
  );
  const text = local.isValid ? local.toFormat(format) : '';
  if (known.size >= mostKnown) known.clear();
  known.set(key, text);
  return text;
}

/** American English names European zones by their offset only; British English knows CET. */
function localeOf(language: string): string {
  return language === 'en' ? 'en-GB' : language;
}

/** A length of time in its two largest units: `2 h 5 min`, `3 d 4 h`. */
export function lengthText(milliseconds: number): string {
  const minutes = Math.max(0, Math.round(milliseconds / 60_000));
  const [days, hours, rest] = [Math.floor(minutes / 1440), Math.floor((minutes % 1440) / 60), minutes % 60];
  if (days > 0) return hours > 0 ? `${days} d ${hours} h` : `${days} d`;
  if (hours > 0) return rest > 0 ? `${hours} h ${rest} min` : `${hours} h`;
  return `${rest} min`;
}
