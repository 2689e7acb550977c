/** What people may say after `status`, on Thursday 26 November 2026, 09:00 in Berlin. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readStatus, scopeIn } from '../../bot/actions/status-words.ts';
import { Refused } from '../../bot/errors.ts';

const now = new Date('2026-11-26T08:00:00Z');
const teams = ['Payments', 'Web shop', 'Monday Club', 'High Street', 'Trend Desk'];
const saying = { now, zone: 'Europe/Berlin', language: 'en' };
const asked = (text: string, change: Partial<typeof saying> = {}) =>
  readStatus(text, teams, { ...saying, ...change });
const local = (from: string, to: string) => ({
  from: new Date(`${from}+01:00`),
  to: new Date(`${to}+01:00`),
});
const untilNow = (from: string) => local(from, '2026-11-26T09:00');
const refusal = (text: string, change: Partial<typeof saying> = {}) => {
  try {
    return asked(text, change);
  } catch (error) {
    if (error instanceof Refused) return [error.word, error.params];
    throw error;
  }
};

describe('a window is said as', () => {
  test.each([
    ['last 7 days', untilNow('2026-11-19T09:00')],
    ['past 24 hours', untilNow('2026-11-25T09:00')],
    ['2 weeks', untilNow('2026-11-12T09:00')],
    ['today', untilNow('2026-11-26T00:00')],
    ['yesterday', local('2026-11-25T00:00', '2026-11-26T00:00')],
    ['since yesterday', untilNow('2026-11-25T00:00')],
    ['since monday', untilNow('2026-11-23T00:00')],
    ['monday', local('2026-11-23T00:00', '2026-11-24T00:00')],
    ['since friday', untilNow('2026-11-20T00:00')],
    ['sunday', local('2026-11-22T00:00', '2026-11-23T00:00')],
    ['this week', untilNow('2026-11-23T00:00')],
    ['last week', local('2026-11-16T00:00', '2026-11-23T00:00')],
    ['this month', untilNow('2026-11-01T00:00')],
    ['november', untilNow('2026-11-01T00:00')],
    ['in October 2026', { from: new Date('2026-09-30T22:00Z'), to: new Date('2026-10-31T23:00Z') }],
    ['1 nov to 10 nov', local('2026-11-01T00:00', '2026-11-11T00:00')],
    ['from monday to tuesday', local('2026-11-23T00:00', '2026-11-25T00:00')],
    ['since 2026-11-02', untilNow('2026-11-02T00:00')],
    ['since 8 am', untilNow('2026-11-26T08:00')],
    ['3 days ago', local('2026-11-23T00:00', '2026-11-24T00:00')],
    ['LAST  7   Days!', untilNow('2026-11-19T09:00')],
  ])('%s', (text, window) => {
    expect(asked(text)).toEqual({ window });
  });

  test.each([
    ['letzte 7 Tage', untilNow('2026-11-19T09:00')],
    ['in den letzten 24 Stunden', untilNow('2026-11-25T09:00')],
    ['heute', untilNow('2026-11-26T00:00')],
    ['gestern', local('2026-11-25T00:00', '2026-11-26T00:00')],
    ['vorgestern', local('2026-11-24T00:00', '2026-11-25T00:00')],
    ['seit Montag', untilNow('2026-11-23T00:00')],
    ['seit dem 2. November', untilNow('2026-11-02T00:00')],
    ['letzte Woche', local('2026-11-16T00:00', '2026-11-23T00:00')],
    ['diesen Monat', untilNow('2026-11-01T00:00')],
    ['im Oktober', { from: new Date('2026-09-30T22:00Z'), to: new Date('2026-10-31T23:00Z') }],
    ['vor 3 Tagen', local('2026-11-23T00:00', '2026-11-24T00:00')],
    ['1. bis 10. November', local('2026-11-01T00:00', '2026-11-11T00:00')],
    ['2.11.', local('2026-11-02T00:00', '2026-11-03T00:00')],
    ['1.11. bis 10.11.', local('2026-11-01T00:00', '2026-11-11T00:00')],
    ['seit 2.11.', untilNow('2026-11-02T00:00')],
    ['02.11.2026', local('2026-11-02T00:00', '2026-11-03T00:00')],
  ])('%s', (text, window) => {
    expect(asked(text, { language: 'de' })).toEqual({ window });
    expect(asked(text)).toEqual({ window });
  });
});

test('days begin at midnight where the asker is, also where clocks were set', () => {
  const { window } = asked('yesterday', { zone: 'Pacific/Auckland' });
  expect(window?.from).toEqual(new Date('2026-11-24T11:00Z'));
  const after = asked('yesterday', { now: new Date('2026-10-26T08:00Z') }).window!;
  expect(after.to.getTime() - after.from.getTime()).toBe(25 * 3_600_000);
});

test('where nobody knows the asker’s zone, days are those of UTC', () => {
  const { window } = asked('yesterday', { zone: 'Customized Time Zone' });
  expect(window).toEqual({ from: new Date('2026-11-25T00:00Z'), to: new Date('2026-11-26T00:00Z') });
  expect(asked('since monday', { zone: 'Mars/Olympus' }).window?.from).toEqual(new Date('2026-11-23T00:00Z'));
});

test('team, severities and window come in any order and case', () => {
  const all = { team: 'Web shop', severities: ['High', 'Low'], window: untilNow('2026-11-23T00:00') };
  for (const text of [
    'web shop high low since monday',
    'since Monday for WEB SHOP, low and high',
    'low seit montag high #web shop',
    'hohe und niedrige im Web  shop seit Montag',
  ])
    expect(asked(text)).toEqual(all);
  expect(asked('')).toEqual({});
  expect(asked('pay')).toEqual({ team: 'Payments' });
});

test('a team may be called like a day or a severity', () => {
  expect(asked('monday club')).toEqual({ team: 'Monday Club' });
  expect(asked('high street high')).toEqual({ team: 'High Street', severities: ['High'] });
});

test.each([
  ['by team last month', 'team'],
  ['payments by rule', 'rule'],
  ['trend payments last 30 days', 'day'],
  ['per day since monday', 'day'],
  ['nach Team', 'team'],
  ['letzte Woche nach Regeln', 'rule'],
  ['Verlauf high', 'day'],
] as const)('“%s” is told apart by %s', (text, by) => {
  expect(asked(text)).toMatchObject({ by });
});

test('a team may be called like a way to tell apart, too', () => {
  expect(asked('trend desk')).toEqual({ team: 'Trend Desk' });
  expect(asked('trend trend desk')).toEqual({ team: 'Trend Desk', by: 'day' });
});

test.each([
  ['trend pay last 30 days high', 'Payments high last 30 days'],
  ['by team', ''],
  ['seit Montag, nach Regel', 'seit Montag'],
  ['niedrig im Web  shop seit 2.11.', 'Web shop low seit 2.11.'],
])('what a button brings along of “%s” is “%s”', (text, scope) => {
  expect(scopeIn(text, teams, saying)).toBe(scope);
});

test.each([
  ['lst week', 'lst week', 'last week'],
  ['last 7 dayz', 'last 7 dayz', 'last 7 days'],
  ['paymets since monday', 'paymets', 'Payments'],
  ['yesterdya', 'yesterdya', 'yesterday'],
  ['hihg since monday', 'hihg', 'high'],
  ['gesten', 'gesten', 'gestern'],
  ['by taem', 'by taem', 'by team'],
  ['nach Regeel', 'nach Regeel', 'nach regel'],
])('of “%s” it is said what was not understood, and what was meant', (text, words, meant) => {
  expect(refusal(text)).toEqual(['statusMeant', { words, meant }]);
});

test('where nothing is near, the teams are named', () => {
  expect(refusal('the weather')).toEqual(['statusNotRead', { words: 'weather', names: teams.join(', ') }]);
  expect(refusal('seit 31.2.')).toMatchObject(['statusNotRead', { words: '31.2' }]);
  // Whether 11/01 is in January or in November, nobody knows.
  expect(refusal('since 11/01')).toMatchObject(['statusNotRead', { words: '11/01' }]);
});

test('what lies ahead, or too far back, is refused', () => {
  expect(refusal('2026-12-24')).toEqual(['windowAhead', {}]);
  expect(refusal('tomorrow')).toEqual(['windowAhead', {}]);
  expect(refusal('last 0 days')).toEqual(['windowAhead', {}]);
  expect(refusal('since 2026-01-01')).toEqual(['windowLong', { days: '100' }]);
  expect(refusal('last 9999 months')).toEqual(['windowLong', { days: '100' }]);
});

test('whatever is said, it is read or refused', () => {
  const piece = fc.constantFrom(
    'last',
    'seit',
    '7',
    'days',
    'high',
    'monday',
    'nov',
    '-',
    '2026',
    'bis',
    'pay',
    '1.',
    'lst',
    'trend',
    'by team',
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ maxLength: 60 }),
        fc.array(piece, { maxLength: 6 }).map((all) => all.join(' ')),
      ),
      (text) => {
        for (const language of ['en', 'de']) {
          const read = refusal(text, { language });
          expect(read).toBeDefined();
          if (Array.isArray(read)) continue;
          const { by: _, ...scope } = read!;
          expect(asked(scopeIn(text, teams, { ...saying, language }), { language })).toEqual(scope);
        }
      },
    ),
    { numRuns: 300 },
  );
});
