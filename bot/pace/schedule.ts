/** When one more may be sent so that no limit is broken. Pure: schedules in, times out. */
import type { Pace } from '../ports.ts';

/** At most `max` within any `ms` milliseconds. */
export interface Window {
  ms: number;
  max: number;
}

/** What of a pace the reckoning needs. Times are epoch milliseconds. */
export type Schedule = Pick<Pace, 'times' | 'minutes' | 'blockedUntil'>;

const minute = 60_000;
// Windows up to this are held against each time; longer ones against counts by minute, which are enough for an hour.
const exactMs = 10 * minute;

/**
 * The earliest time from `now` on at which one more breaks no window, and the schedule with it. Where others have
 * reserved more than these limits allow, only what the new one would add to is counted.
 */
export function reserve<S extends Schedule>(
  schedule: S,
  limits: readonly Window[],
  now: number,
): { at: number; schedule: S } {
  const at = earliest(schedule, limits, now);
  return { at, schedule: withOne(schedule, at, limits, now) };
}

/** The earliest time from `now` on at which one more breaks no window. */
export function earliest(schedule: Schedule, limits: readonly Window[], now: number): number {
  const from = Math.max(now, schedule.blockedUntil ?? 0);
  const fits = (at: number): boolean => limits.every((window) => fitsIn(schedule, window, at));
  if (fits(from)) return from;
  // Room appears only where something leaves a window.
  const leaving = limits.flatMap(({ ms }) =>
    ms <= exactMs
      ? schedule.times.map((time) => time + ms)
      : Object.keys(schedule.minutes).map((number) => endOf(number) + ms),
  );
  const last = Math.max(from, ...leaving);
  return (
    leaving
      .filter((at) => at > from)
      .sort((a, b) => a - b)
      .find(fits) ?? last
  );
}

function fitsIn({ times, minutes }: Schedule, { ms, max }: Window, at: number): boolean {
  if (ms > exactMs) {
    const counts = Object.entries(minutes).filter(([number]) => endOf(number) > at - ms);
    return counts.reduce((sum, [, count]) => sum + count, 0) < max;
  }
  const place = times.findLastIndex((time) => time <= at) + 1;
  const all = times.toSpliced(place, 0, at);
  // More than `max` neighbours of which it is one must not lie within the window.
  for (let first = Math.max(0, place - max); first <= place && first + max < all.length; first++)
    if ((all[first + max] ?? 0) - (all[first] ?? 0) < ms) return false;
  return true;
}

/** The schedule with one more, without what has left every window. */
function withOne<S extends Schedule>(schedule: S, at: number, limits: readonly Window[], now: number): S {
  const longest = (windows: readonly Window[]): number => Math.max(0, ...windows.map(({ ms }) => ms));
  const exact = longest(limits.filter(({ ms }) => ms <= exactMs));
  const counted = longest(limits.filter(({ ms }) => ms > exactMs));
  const times = schedule.times.filter((time) => time > now - exact);
  times.splice(times.findLastIndex((time) => time <= at) + 1, 0, at);
  const number = String(Math.floor(at / minute));
  const minutes = Object.fromEntries(
    Object.entries(schedule.minutes).filter(([one]) => endOf(one) > now - counted),
  );
  if (counted > 0) minutes[number] = (minutes[number] ?? 0) + 1;
  return { ...schedule, times, minutes };
}

const endOf = (number: string): number => (Number(number) + 1) * minute;
