/** The working hours of a day as people type them: `08:00-12:00, 13-17`. */
import type { Span } from '../../bot/incidents/contacts.ts';
import { clean } from '../../bot/words/clean.ts';
import type { Problem } from '../dialog.ts';
import { split } from '../fields.ts';

/** More parts of one day nobody keeps. */
const mostSpans = 4;

// `8`, `08:00`, `8.30`, `8h30`, with whatever stands between two times in English and German.
const time = String.raw`(\d{1,2})(?:[:.h](\d{2}))?`;
const span = new RegExp(`^${time}\\s*(?:-|–|—|to|bis)\\s*${time}$`, 'i');

/** The hours of a day, earliest first; none where nothing was typed. */
export function readHours(typed: string): { hours: Span[] } | { problem: Problem } {
  const parts = split(typed, 'comma');
  if (parts.length > mostSpans) return { problem: { key: 'manyHours', params: { most: mostSpans } } };
  const hours: Span[] = [];
  for (const part of parts) {
    const params = { typed: clean(part, 40) };
    const [, ...numbers] = span.exec(part) ?? [];
    const [from, to] = [clock(numbers[0], numbers[1]), clock(numbers[2], numbers[3])];
    if (from === undefined || to === undefined || from === '24:00')
      return { problem: { key: 'hours', params } };
    if (from >= to) return { problem: { key: 'hoursBackwards', params } };
    hours.push({ from, to });
  }
  hours.sort((a, b) => a.from.localeCompare(b.from));
  if (hours.some(({ from }, i) => i > 0 && from < hours[i - 1]!.to))
    return { problem: { key: 'hoursTwice' } };
  return { hours };
}

/** The hours of a day as they stand in the form. */
export function hoursText(hours: Span[] = []): string {
  return hours.map(({ from, to }) => `${from}–${to}`).join(', ');
}

/** `08:00`, up to `24:00`; undefined for what is no time of a day. */
function clock(hour: string | undefined, minute = '00'): string | undefined {
  if (hour === undefined || Number(minute) > 59 || Number(hour) * 60 + Number(minute) > 24 * 60)
    return undefined;
  return `${hour.padStart(2, '0')}:${minute}`;
}
