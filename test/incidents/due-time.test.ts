import { describe, expect, test } from '@jest/globals';
import { dueAt, type When } from '../../bot/incidents/due-time.ts';

const berlin = 'Europe/Berlin';
/** Friday before summer time begins, 9:00 in Berlin. */
const friday = new Date('2026-03-27T08:00:20.000Z');
const due = (when: When, now = friday, given = {}, zone = berlin) => dueAt(when, given, now, zone);

describe('what is chosen in words', () => {
  test.each<[When, string]>([
    ['30m', '2026-03-27T08:31:00.000Z'],
    ['1h', '2026-03-27T09:01:00.000Z'],
    ['4h', '2026-03-27T12:01:00.000Z'],
    ['today', '2026-03-27T16:00:00.000Z'],
    ['tomorrow', '2026-03-28T09:00:00.000Z'],
    // Summer time by then: ten o'clock is an hour earlier.
    ['monday', '2026-03-30T08:00:00.000Z'],
  ])('%s is on a whole minute, by the team’s clocks, and no sooner than said', (when, at) => {
    expect(due(when)).toEqual({ due: at });
  });

  test('“never” is no time, and a zone that nobody knows is UTC', () => {
    expect(due('never')).toEqual({});
    expect(due('tomorrow', friday, {}, 'Mars/Base')).toEqual({ due: '2026-03-28T10:00:00.000Z' });
  });

  test('the end of a day that is nearly over is too soon', () => {
    expect(due('today', new Date('2026-03-27T15:58:00Z'))).toEqual({ wrong: 'tooSoon' });
  });
});

describe('a date and a time', () => {
  const at = (date: string, time: string) => due('at', friday, { date, time });

  test.each([
    ['before clocks are set forward', '2026-03-28', '23:30', '2026-03-28T22:30:00.000Z'],
    ['that there is not, is the one after', '2026-03-29', '02:30', '2026-03-29T01:30:00.000Z'],
    ['after clocks are set forward', '2026-03-29', '03:30', '2026-03-29T01:30:00.000Z'],
  ])('%s', (_, date, time, expected) => {
    expect(at(date, time)).toEqual({ due: expected });
  });

  test('that there is twice, in autumn, is one of the two, always the same', () => {
    const october = new Date('2026-10-24T12:00:00Z');
    const once = due('at', october, { date: '2026-10-25', time: '02:30' });
    expect(['2026-10-25T00:30:00.000Z', '2026-10-25T01:30:00.000Z']).toContain('due' in once && once.due);
    expect(due('at', october, { date: '2026-10-25', time: '02:30' })).toEqual(once);
  });

  test.each([
    ['', '10:00', 'noTime'],
    ['2026-03-28', '', 'noTime'],
    ['2026-13-28', '10:00', 'noTime'],
    ['28.3.2026', '10:00', 'noTime'],
    ['2026-03-27', '08:59', 'tooSoon'],
    ['2026-03-27', '09:03', 'tooSoon'],
    ['2026-06-01', '10:00', 'tooLate'],
  ])('%s %s is refused as %s', (date, time, wrong) => {
    expect(at(date, time)).toEqual({ wrong });
  });
});
