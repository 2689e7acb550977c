/** How it went, day by day. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { figuresRowOf } from '../../bot/incidents/figures-row.ts';
import { foldIncident } from '../../bot/incidents/fold.ts';
import { defaultTargets } from '../../bot/incidents/levels.ts';
import { figuresOf } from '../../bot/incidents/metrics.ts';
import { emptyIncident, type IncidentEntry } from '../../bot/incidents/state.ts';
import { trendOf } from '../../bot/incidents/trend.ts';
import { arrived, at, incident, stateAfter } from '../build.ts';
import { trendSlowly } from './counted-slowly.ts';
import { histories } from './histories.ts';

const hour = 3_600_000;
const rowOf = (log: IncidentEntry[]) => figuresRowOf(log.reduce(foldIncident, emptyIncident(log[0]!.logKey)));

test('whoever counts the days from the log gets the same, and the days make up the window', () => {
  let [closed, open] = [0, 0];
  const zones = fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York');
  fc.assert(
    fc.property(
      histories,
      fc.integer({ min: 0, max: 30_000 }),
      fc.integer({ min: 1, max: 9000 }),
      zones,
      (logs, from, minutes, zone) => {
        const window = { from: at(from), to: at(from + minutes) };
        const rows = logs.map(rowOf);
        const days = trendOf(rows, window, zone);
        for (const day of days) {
          const { created, closed, open } = day;
          expect({ created, closed, open }).toEqual(trendSlowly(logs, day));
        }
        const { flow } = figuresOf(rows, defaultTargets, window.to, window);
        const sum = (of: 'created' | 'closed') => days.reduce((all, day) => all + day[of], 0);
        expect([sum('created'), sum('closed')]).toEqual([flow.created.now, flow.closed.now]);
        closed += flow.closed.now;
        open += days.at(-1)!.open;
      },
    ),
    { numRuns: 100 },
  );
  for (const count of [closed, open]) expect(count).toBeGreaterThan(5);
});

test('at the end of a window that ends now as many are open as are open now', () => {
  fc.assert(
    fc.property(histories, (logs) => {
      const rows = logs.map(rowOf);
      const now = at(1_000_000);
      const { open } = figuresOf(rows, defaultTargets, now);
      const [day] = trendOf(rows, { from: at(999_999), to: now }, 'UTC');
      expect(day!.open).toBe(Object.values(open).reduce((all, one) => all + one));
    }),
    { numRuns: 100 },
  );
});

describe('days', () => {
  const days = (from: string, to: string, zone: string) =>
    trendOf([], { from: new Date(from), to: new Date(to) }, zone).map((day) => [
      day.date,
      (day.to.getTime() - day.from.getTime()) / hour,
    ]);

  test('begin at midnight there; of the first and the last there may be a part', () => {
    expect(days('2026-11-24T20:00:00Z', '2026-11-26T01:00:00Z', 'Europe/Berlin')).toEqual([
      ['2026-11-24', 3],
      ['2026-11-25', 24],
      ['2026-11-26', 2],
    ]);
  });

  test('have 23 or 25 hours where clocks are set, and begin later where there is no midnight', () => {
    expect(days('2026-03-28T23:00:00Z', '2026-03-30T22:00:00Z', 'Europe/Berlin')).toEqual([
      ['2026-03-29', 23],
      ['2026-03-30', 24],
    ]);
    expect(days('2026-10-24T22:00:00Z', '2026-10-26T23:00:00Z', 'Europe/Berlin')).toEqual([
      ['2026-10-25', 25],
      ['2026-10-26', 24],
    ]);
    expect(days('2026-04-24T22:00:00Z', '2026-04-25T21:00:00Z', 'Africa/Cairo')).toEqual([
      ['2026-04-25', 23],
    ]);
    expect(days('2026-04-23T12:00:00Z', '2026-04-24T12:00:00Z', 'Africa/Cairo')).toEqual([
      ['2026-04-23', 10],
      ['2026-04-24', 14],
    ]);
  });

  test('are those of UTC where the zone is none', () => {
    expect(days('2026-11-24T23:00:00Z', '2026-11-25T01:00:00Z', 'Mars/Olympus')).toEqual([
      ['2026-11-24', 1],
      ['2026-11-25', 1],
    ]);
  });

  test('a window that has not begun has none', () => {
    expect(days('2026-11-24T23:00:00Z', '2026-11-24T23:00:00Z', 'UTC')).toEqual([]);
  });
});

test('what was closed on one day and reopened two days later was not open on the days between', () => {
  const changed = (etag: string, status: 'Closed' | 'Active') => ({
    kind: 'changed' as const,
    incident: incident({ etag, status }),
  });
  const day = 24 * 60;
  const state = stateAfter(
    arrived({ createdAt: at(0).toISOString() }),
    [[changed('"2"', 'Closed')], { at: at(day).toISOString() }],
    [[changed('"3"', 'Active')], { at: at(3 * day).toISOString() }],
  );
  const trend = trendOf([figuresRowOf(state)], { from: at(0), to: at(5 * day) }, 'UTC');
  expect(trend.map(({ created, closed, open }) => [created, closed, open])).toEqual([
    [1, 0, 1],
    [0, 0, 0],
    [0, 0, 0],
    [0, 0, 1],
    [0, 0, 1],
    [0, 0, 1],
  ]);
});

test('what happens at midnight happens on the day that begins', () => {
  const midnight = (day: number): string => new Date(Date.UTC(2026, 2, day)).toISOString();
  const version = (etag: string, status: 'Closed' | 'Active') => ({
    kind: 'changed' as const,
    incident: incident({ etag, status, createdAt: midnight(2) }),
  });
  const reopened = stateAfter(
    [arrived({ createdAt: midnight(2) }), { at: midnight(2) }],
    [[version('"2"', 'Closed')], { at: midnight(3) }],
    [[version('"3"', 'Active')], { at: midnight(4) }],
  );
  const gone = stateAfter(
    [arrived({ createdAt: midnight(2) }), { at: midnight(2) }],
    [[{ kind: 'deletedInSentinel' }], { at: midnight(3) }],
  );
  const window = { from: new Date(midnight(1)), to: new Date(midnight(5)) };
  const days = (state: typeof gone) =>
    trendOf([figuresRowOf(state)], window, 'UTC').map(({ created, open }) => [created, open]);
  expect(days(reopened)).toEqual([
    [0, 0],
    [1, 1],
    [0, 0],
    [0, 1],
  ]);
  expect(days(gone)).toEqual([
    [0, 0],
    [1, 1],
    [0, 0],
    [0, 0],
  ]);
});
