/** What people may say after `every`, on Thursday 26 November 2026, 09:00 in Berlin. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readEvery } from '../../bot/actions/every-words.ts';
import { Refused } from '../../bot/errors.ts';

const teams = ['Payments', 'Web shop', 'Monday Club', 'High Street'];
const saying = { now: new Date('2026-11-26T08:00:00Z'), zone: 'Europe/Berlin', language: 'en' };
const asked = (text: string) => readEvery(text, teams, saying);
const refusal = (text: string) => {
  try {
    return asked(text);
  } catch (error) {
    if (error instanceof Refused) return [error.word, error.params];
    throw error;
  }
};
const weekday = (at: string) => ({ on: 'weekday', at });
const daily = (at: string) => ({ on: 'day', at });
const weekly = (days: number[], at: string) => ({ on: 'week', days, at });
const monthly = (date: number, at: string) => ({ on: 'month', date, at });

describe('a schedule is said as', () => {
  test.each<[string, object]>([
    ['weekday at 08:00', weekday('08:00')],
    ['weekday at 8', weekday('08:00')],
    ['Weekdays at 8:30 am', weekday('08:30')],
    ['working day at 5pm', weekday('17:00')],
    ['day at 7:30', daily('07:30')],
    ['day at 7.30', daily('07:30')],
    ['at 12 am', daily('00:00')],
    ['day at 12 pm', daily('12:00')],
    ['day at noon', daily('12:00')],
    ['morning at 8', daily('08:00')],
    ['evening at 6', daily('18:00')],
    ['evening', daily('18:00')],
    ['monday at 9', weekly([1], '09:00')],
    ['MONDAY 9', weekly([1], '09:00')],
    ['monday morning at 9', weekly([1], '09:00')],
    ['monday and thursday at 16:00', weekly([1, 4], '16:00')],
    ['Thu, Mon at 4 p.m.', weekly([1, 4], '16:00')],
    ['mon-fri at 9', weekly([1, 2, 3, 4, 5], '09:00')],
    ['Friday to Monday at 9', weekly([1, 5, 6, 7], '09:00')],
    ['weekend at 10', weekly([6, 7], '10:00')],
    ['week at 9', weekly([1], '09:00')],
    ['week on friday at 9', weekly([5], '09:00')],
    ['1st of the month at 9', monthly(1, '09:00')],
    ['15th of each month at 9', monthly(15, '09:00')],
    ['first of the month', monthly(1, '08:00')],
    ['month at 9', monthly(1, '09:00')],
    ['month on the 3rd at 9', monthly(3, '09:00')],
    ['weekday', weekday('08:00')],
    ['at 9:15', daily('09:15')],
    ['9:15 weekday', weekday('09:15')],
    ['weekday at 08:00 in this chat, please', weekday('08:00')],
    ['weekday at 8 here', weekday('08:00')],
  ])('every %s', (text, schedule) => {
    expect(asked(text)).toEqual({ schedule });
  });

  test.each<[string, object]>([
    ['Werktag um 08:00', weekday('08:00')],
    ['Montag um 9', weekly([1], '09:00')],
    ['Montag und Donnerstag um 16 Uhr', weekly([1, 4], '16:00')],
    ['Montag bis Freitag um 9.30 Uhr', weekly([1, 2, 3, 4, 5], '09:30')],
    ['um 7:30', daily('07:30')],
    ['Tag um 7', daily('07:00')],
    ['Morgen um 8', daily('08:00')],
    ['Abend um 6', daily('18:00')],
    ['Woche um 9', weekly([1], '09:00')],
    ['1. des Monats um 9', monthly(1, '09:00')],
    ['ersten des Monats um 9', monthly(1, '09:00')],
    ['Monat am 15. um 9', monthly(15, '09:00')],
    ['Werktag um 8 in diesem Chat', weekday('08:00')],
  ])('jeden %s', (text, schedule) => {
    expect(readEvery(text, teams, { ...saying, language: 'de' })).toEqual({ schedule });
  });
});

describe('what follows is for status', () => {
  test.each<[string, object, string, true?]>([
    ['weekday at 08:00 payments', weekday('08:00'), 'Payments'],
    ['weekday at 08:00 web shop high', weekday('08:00'), 'Web shop high'],
    ['payments weekday at 8', weekday('08:00'), 'Payments'],
    ['day at 8 Monday Club', daily('08:00'), 'Monday Club'],
    ['monday at 9 High Street', weekly([1], '09:00'), 'High Street'],
    ['monday at 9 high', weekly([1], '09:00'), 'high'],
    ['day at 9 since monday', daily('09:00'), 'since monday', true],
    ['monday at 9 last 7 days', weekly([1], '09:00'), 'last 7 days', true],
    ['day last week at 9', daily('09:00'), 'last week', true],
    ['day at 9 last 24 h', daily('09:00'), 'last 24 h', true],
    ['weekday 8 payments', weekday('08:00'), 'Payments'],
    ['weekday at 8 pay', weekday('08:00'), 'pay'],
    ['weekday at 8 by day', weekday('08:00'), 'by day'],
    ['monday at 9 by team', weekly([1], '09:00'), 'by team'],
  ])('every %s', (...[text, schedule, of, window]) => {
    expect(asked(text)).toEqual({ schedule, of, ...(window && { window }) });
  });
});

describe('what makes no sense is refused', () => {
  test.each<[string, string, object]>([
    ['', 'everyWhen', {}],
    ['payments', 'everyWhen', {}],
    ['hour', 'everyOften', {}],
    ['2 hours', 'everyOften', {}],
    ['5 Minuten', 'everyOften', {}],
    ['day at 25:00', 'everyTime', { time: '25:00' }],
    ['day at 8:75', 'everyTime', { time: '8:75' }],
    ['day at 13 pm', 'everyTime', { time: '13 pm' }],
    ['31st of the month at 9', 'everyDate', { most: '28' }],
    ['weekdy at 8', 'everyMeant', { words: 'weekdy', meant: 'weekday' }],
    ['mondy at 8', 'everyMeant', { words: 'mondy', meant: 'monday' }],
    ['jubilee at 8', 'everyNotRead', { words: 'jubilee' }],
    ['weekday at 8 paymnts', 'statusMeant', { words: 'paymnts', meant: 'Payments' }],
    ['weekday at 8 blah', 'statusNotRead', { words: 'blah', names: teams.join(', ') }],
    ['other monday at 9', 'statusNotRead', { words: 'other', names: teams.join(', ') }],
  ])('every %s', (text, word, params) => {
    expect(refusal(text)).toEqual([word, params]);
  });
});

test('whatever is said is read or refused in words, and quickly', () => {
  const words = [
    ...[
      'weekday',
      'monday',
      'and',
      'thursday',
      'at',
      '8',
      '08:00',
      '9pm',
      'payments',
      'high',
      'last',
      '7',
      'days',
    ],
    ...[
      '1st',
      'of',
      'the',
      'month',
      'week',
      'since',
      '-',
      'to',
      'Montag',
      'um',
      'uhr',
      'jeden',
      '24:99',
      'h',
      '!',
    ],
  ];
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.constantFrom(...words), fc.string()), { maxLength: 12 }), (said) => {
      const read = refusal(said.join(' '));
      if (Array.isArray(read)) expect(read[0]).toMatch(/^(?:every|status|window)/);
      else expect(read.schedule.at).toMatch(/^(?:[01]\d|2[0-3]):[0-5]\d$/);
    }),
  );
});
