/** Times as people read them: absolute and with the zone, since a stored card can't count down. */
import { DateTime } from 'luxon';

/** `24 Nov 2026, 20:58 CET`. An unknown zone falls back to UTC. */
export function timeText(time: string | Date, zone: string, language: string): string {
  const date = typeof time === 'string' ? DateTime.fromISO(time) : DateTime.fromJSDate(time);
  const local = date.setZone(zone);
  const shown = (local.isValid ? local : date.toUTC()).setLocale(localeOf(language));
  return shown.isValid ? shown.toFormat('d LLL yyyy, HH:mm ZZZZ') : '';
}

/** Hours and minutes with the zone, for a time that is near: `20:58 CET`. */
export function clockText(time: string | Date, zone: string, language: string): string {
  const date = typeof time === 'string' ? DateTime.fromISO(time) : DateTime.fromJSDate(time);
  const local = date.setZone(zone);
  const shown = (local.isValid ? local : date.toUTC()).setLocale(localeOf(language));
  return shown.isValid ? shown.toFormat('HH:mm ZZZZ') : '';
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
