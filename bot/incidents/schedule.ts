/** When something falls due again and again, by the clock on the wall of a zone. Pure. */
import { DateTime } from 'luxon';

export interface Schedule {
  /** `weekday`: Monday to Friday, but for holidays; `week`: on some days of it; `month`: on one day of it */
  on: 'day' | 'weekday' | 'week' | 'month';
  /** of `week`, in order; ISO: 1 is Monday, 7 is Sunday */
  days?: number[];
  /** of `month`, from 1 to 28, so that each month has it */
  date?: number;
  /** `HH:mm` */
  at: string;
  /** IANA */
  zone: string;
}

/** Days on which nobody works: `2026-12-25`, or `12-25` of every year. */
export type Holidays = readonly string[];

/** No calendar has so many holidays in a row: beyond that they are taken for a mistake of the settings. */
const mostDays = 400;

/** The first time after a moment. Holidays put off what is for weekdays, and nothing else. */
export function nextAfter(schedule: Schedule, moment: Date, holidays: Holidays = []): Date {
  return found(schedule, moment, holidays, 1, (time) => time > moment);
}

/** The last time at or before a moment. */
export function lastUntil(schedule: Schedule, moment: Date, holidays: Holidays = []): Date {
  return found(schedule, moment, holidays, -1, (time) => time <= moment);
}

function found(
  schedule: Schedule,
  moment: Date,
  holidays: Holidays,
  step: 1 | -1,
  fits: (time: Date) => boolean,
): Date {
  const here = DateTime.fromJSDate(moment, { zone: schedule.zone });
  // Days are counted on the calendar, which has no hours that could be missing.
  let day = DateTime.utc(here.year, here.month, here.day);
  for (let i = 0; ; i++) {
    if (isOn(schedule, day, i < mostDays ? holidays : [])) {
      const time = timeOn(day, schedule);
      if (fits(time)) return time;
    }
    day = day.plus({ days: step });
  }
}

function isOn({ on, days = [], date }: Schedule, day: DateTime, holidays: Holidays): boolean {
  switch (on) {
    case 'day':
      return true;
    case 'weekday':
      return day.weekday <= 5 && !isHoliday(day, holidays);
    case 'week':
      return days.includes(day.weekday);
    case 'month':
      return day.day === date;
  }
}

function isHoliday(day: DateTime, holidays: Holidays): boolean {
  const date = day.toFormat('yyyy-MM-dd');
  return holidays.includes(date) || holidays.includes(date.slice('yyyy-'.length));
}

/**
 * The moment of a day's time. A time that the day does not have, since clocks are set forward, is the next one that it
 * has; of one that it has twice, since they are set back, it is the first.
 */
function timeOn({ year, month, day }: DateTime, { at, zone }: Schedule): Date {
  const [hour = 0, minute = 0] = at.split(':').map(Number);
  const [first, ...others] = DateTime.fromObject(
    { year, month, day, hour, minute },
    { zone },
  ).getPossibleOffsets();
  let time = first!;
  for (const other of others) if (other < time) time = other;
  if (time.hour === hour && time.minute === minute) return time.toJSDate();
  // It was moved by the length of the gap, and so lies behind it: the gap ends where the offset changes.
  for (;;) {
    const before = time.minus({ minutes: 1 });
    if (before.offset !== time.offset) return time.toJSDate();
    time = before;
  }
}
