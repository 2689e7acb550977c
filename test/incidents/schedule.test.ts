/** When something falls due again and again: weekdays, holidays, and clocks that are changed. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { DateTime } from 'luxon';
import { lastUntil, nextAfter, type Schedule } from '../../bot/incidents/schedule.ts';

const zone = 'Europe/Berlin';
const schedule = (change: Partial<Schedule>): Schedule => ({ on: 'day', at: '08:00', zone, ...change });
const moment = (text: string): Date => DateTime.fromISO(text, { zone }).toJSDate();
/** The first few after a moment, as the clock in the zone shows them. */
function after(from: string, change: Partial<Schedule>, count: number, holidays: string[] = []): string[] {
  const of = schedule(change);
  const times = [nextAfter(of, moment(from), holidays)];
  while (times.length < count) times.push(nextAfter(of, times.at(-1)!, holidays));
  return times.map((time) =>
    DateTime.fromJSDate(time, { zone: of.zone }).toFormat('ccc yyyy-MM-dd HH:mm ZZ'),
  );
}

describe('the next time', () => {
  test('of each day is today until it is over, then tomorrow', () => {
    expect(after('2026-11-26T07:59', {}, 2)).toEqual([
      'Thu 2026-11-26 08:00 +01:00',
      'Fri 2026-11-27 08:00 +01:00',
    ]);
    expect(after('2026-11-26T08:00', {}, 1)).toEqual(['Fri 2026-11-27 08:00 +01:00']);
  });

  test('of weekdays leaves out Saturday, Sunday and holidays, whether of one year or of each', () => {
    const days = after('2026-12-23T09:00', { on: 'weekday' }, 3, ['2026-12-24', '12-25', '01-01']);
    expect(days.map((day) => day.slice(0, 14))).toEqual([
      'Mon 2026-12-28',
      'Tue 2026-12-29',
      'Wed 2026-12-30',
    ]);
    expect(after('2026-12-31T09:00', { on: 'weekday' }, 1, ['01-01'])[0]).toContain('Mon 2027-01-04');
  });

  test('of each day, of days of the week and of the month falls on holidays too', () => {
    const holidays = ['2026-12-25'];
    expect(after('2026-12-24T09:00', {}, 1, holidays)[0]).toContain('2026-12-25');
    expect(after('2026-12-24T09:00', { on: 'week', days: [5] }, 1, holidays)[0]).toContain('2026-12-25');
    expect(after('2026-12-24T09:00', { on: 'month', date: 25 }, 1, holidays)[0]).toContain('2026-12-25');
  });

  test('of days of the week and of the month', () => {
    expect(after('2026-11-26T09:00', { on: 'week', days: [1, 4] }, 3).map((day) => day.slice(0, 14))).toEqual(
      ['Mon 2026-11-30', 'Thu 2026-12-03', 'Mon 2026-12-07'],
    );
    expect(after('2026-11-26T09:00', { on: 'month', date: 1 }, 2).map((day) => day.slice(4, 14))).toEqual([
      '2026-12-01',
      '2027-01-01',
    ]);
  });

  test('where every day is called a holiday is found all the same', () => {
    const every = Array.from({ length: 366 }, (_, i) =>
      DateTime.utc(2024, 1, 1).plus({ days: i }).toFormat('MM-dd'),
    );
    expect(after('2026-11-26T09:00', { on: 'weekday' }, 1, every)[0]).toContain('2027-12-31');
  });
});

describe('where clocks are changed', () => {
  test('the time on the wall stays the same', () => {
    expect(after('2026-03-28T07:00', {}, 2)).toEqual([
      'Sat 2026-03-28 08:00 +01:00',
      'Sun 2026-03-29 08:00 +02:00',
    ]);
    expect(after('2026-10-24T07:00', {}, 2)).toEqual([
      'Sat 2026-10-24 08:00 +02:00',
      'Sun 2026-10-25 08:00 +01:00',
    ]);
  });

  test('a time that there is not is the next that there is', () => {
    expect(after('2026-03-28T03:00', { at: '02:30' }, 2)).toEqual([
      'Sun 2026-03-29 03:00 +02:00',
      'Mon 2026-03-30 02:30 +02:00',
    ]);
    // Clocks go from 24:00 to 01:00 there: the day has no midnight.
    expect(after('2026-04-23T12:00', { at: '00:00', zone: 'Africa/Cairo' }, 2)).toEqual([
      'Fri 2026-04-24 01:00 +03:00',
      'Sat 2026-04-25 00:00 +03:00',
    ]);
    // By half an hour there.
    expect(after('2026-10-03T00:00', { at: '02:10', zone: 'Australia/Lord_Howe' }, 1)[0]).toBe(
      'Sun 2026-10-04 02:30 +11:00',
    );
  });

  test('a time that there is twice is sent once, the first time', () => {
    expect(after('2026-10-24T03:00', { at: '02:30' }, 2)).toEqual([
      'Sun 2026-10-25 02:30 +02:00',
      'Mon 2026-10-26 02:30 +01:00',
    ]);
  });
});

const zones = [
  'Europe/Berlin',
  'America/New_York',
  'Australia/Lord_Howe',
  'America/Santiago',
  'Asia/Kolkata',
  'UTC',
];
const anySchedule: fc.Arbitrary<Schedule> = fc.record({
  on: fc.constantFrom<Schedule['on']>('day', 'weekday', 'week', 'month'),
  days: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 }),
  date: fc.integer({ min: 1, max: 28 }),
  at: fc
    .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
    .map((parts) => parts.map((part) => String(part).padStart(2, '0')).join(':')),
  zone: fc.constantFrom(...zones),
});
const anyMoment = fc.date({
  min: new Date('2026-01-01T00:00:00Z'),
  max: new Date('2028-01-01T00:00:00Z'),
  noInvalidDate: true,
});

test('whatever the schedule, the next time is after the moment, and none lies between it and the last', () => {
  fc.assert(
    fc.property(
      anySchedule,
      anyMoment,
      fc.subarray(['12-25', '2026-05-01', '2027-04-02']),
      (of, now, holidays) => {
        const [last, next] = [lastUntil(of, now, holidays), nextAfter(of, now, holidays)];
        expect(last.getTime()).toBeLessThanOrEqual(now.getTime());
        expect(next.getTime()).toBeGreaterThan(now.getTime());
        expect(nextAfter(of, last, holidays)).toEqual(next);
        expect(lastUntil(of, new Date(next.getTime() - 1), holidays)).toEqual(last);
        expect(lastUntil(of, next, holidays)).toEqual(next);
      },
    ),
  );
});
