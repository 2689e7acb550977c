/** The figures against a second count, made straight from the log. */
import { isDeepStrictEqual } from 'node:util';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { figuresByTeam } from '../../bot/incidents/by-team.ts';
import { type FiguresRow, figuresRowOf } from '../../bot/incidents/figures-row.ts';
import { foldIncident } from '../../bot/incidents/fold.ts';
import { defaultTargets } from '../../bot/incidents/levels.ts';
import { before, figuresOf } from '../../bot/incidents/metrics.ts';
import { emptyIncident, type IncidentEntry } from '../../bot/incidents/state.ts';
import { trendOf } from '../../bot/incidents/trend.ts';
import { incidents } from '../../bot/log/kinds.ts';
import { at, paymentsId, paymentsRoute } from '../build.ts';
import { countedSlowly } from './counted-slowly.ts';
import { histories } from './histories.ts';

/** What figures read of a log: the row of what it folds to, as the store gives it back. */
const rowOf = (log: IncidentEntry[]): FiguresRow =>
  JSON.parse(JSON.stringify(figuresRowOf(log.reduce(foldIncident, emptyIncident(log[0]!.logKey)))));

const teams = [{ channel: paymentsId, name: paymentsRoute.name }];
const asked = fc.record({
  from: fc.integer({ min: 0, max: 6000 }),
  minutes: fc.integer({ min: 1, max: 15_000 }),
});

/** Both counts, of the same logs; `folded` says what is folded, where a test wants the two to differ. */
function both(logs: IncidentEntry[][], { from, minutes }: { from: number; minutes: number }, folded = logs) {
  const window = { from: at(from), to: at(from + minutes) };
  const now = at(from + Math.max(minutes, 2000));
  const slowly = countedSlowly(logs, defaultTargets, window, now);
  const { oldest, ...figures } = figuresOf(folded.map(rowOf), defaultTargets, now, window);
  return { figures: { ...figures, oldest: oldest.map((row) => row.logKey) }, slowly };
}

test('everybody who counts from the log gets the figures that Muster gives', () => {
  let [acknowledged, percentiles, breached, noisy, overdue, notified, contained] = [0, 0, 0, 0, 0, 0, 0];
  fc.assert(
    fc.property(histories, asked, (logs, window) => {
      const { figures, slowly } = both(logs, window);
      expect(figures).toEqual(slowly);
      acknowledged += figures.byTeams.now.n;
      percentiles += figures.acknowledge.now.median === undefined ? 0 : 1;
      breached += figures.compliance.High.breached;
      noisy += figures.noisiest.length;
      overdue += figures.overdue;
      notified += figures.notify.now.n;
      contained += figures.contain.now.n;
    }),
    { numRuns: 400 },
  );
  // The histories are about something.
  for (const count of [acknowledged, percentiles, breached, noisy, overdue, notified, contained])
    expect(count).toBeGreaterThan(5);
});

/** A short window, of which much is over. */
const lately = fc.record({
  from: fc.integer({ min: 0, max: 20_000 }),
  minutes: fc.integer({ min: 1, max: 1500 }),
});

test('what was closed before the window before began changes no figure, so that nobody has to read it', () => {
  let left = 0;
  fc.assert(
    fc.property(histories, lately, (logs, { from, minutes }) => {
      const window = { from: at(from), to: at(from + minutes) };
      const now = at(from + Math.max(minutes, 2000));
      const since = before(window).from.toISOString();
      const states = logs.map((log) => log.reduce(foldIncident, emptyIncident(log[0]!.logKey)));
      const read = states.filter((state) => {
        const { open, closedAt } = incidents.index(state);
        return open || (closedAt !== undefined && closedAt >= since);
      });
      const of = (some: typeof states) => {
        const rows = some.map(figuresRowOf);
        return [
          figuresOf(rows, defaultTargets, now, window),
          trendOf(rows, window, 'UTC'),
          figuresByTeam(rows, teams, 'all', defaultTargets, now, window),
        ];
      };
      expect(of(read)).toEqual(of(states));
      left += states.length - read.length;
    }),
    { numRuns: 300 },
  );
  expect(left).toBeGreaterThan(20);
});

/** What a wrong figure would come to: as if Muster had not read this in the log, or had read it as something else. */
const misread: Record<string, (entry: IncidentEntry) => IncidentEntry> = {
  'acts in Sentinel': (entry) => without(entry, 'heard'),
  'who acted': (entry) => ({
    ...entry,
    actor: entry.actor.kind === 'person' ? { kind: 'muster' } : entry.actor,
  }),
  'answers to questions': (entry) => without(entry, 'answered'),
  'that analysts decide from then on': (entry) => without(entry, 'analystsAsked'),
  'what was only wanted': (entry) => without(entry, 'intended'),
  'merges into another': (entry) => without(entry, 'mergedInto'),
  'merges of another': (entry) => without(entry, 'absorbed'),
  deletions: (entry) => without(entry, 'deletedInSentinel'),
  'the names of rules': (entry) => without(entry, 'detailed'),
  'cards that Teams took': (entry) => without(entry, 'posted'),
  'that a storm had shown it': (entry) => without(entry, 'grouped'),
  'what came of a containment': (entry) => without(entry, 'outcomeTold'),
  'since when it was going on': (entry) => ({
    ...entry,
    events: entry.events.map((event) =>
      event.kind === 'arrived' || event.kind === 'changed' || event.kind === 'synced'
        ? { ...event, incident: { ...event.incident, firstActivityAt: undefined } }
        : event,
    ),
  }),
  'that it is practice': (entry) => ({ ...entry, logKey: entry.logKey.replace(':practice:', ':ws:') }),
  'what had begun before': (entry) => ({
    ...entry,
    events: entry.events.map((event) => (event.kind === 'arrived' ? { ...event, backlog: false } : event)),
  }),
};

function without(entry: IncidentEntry, kind: string): IncidentEntry {
  return { ...entry, events: entry.events.filter((event) => event.kind !== kind) };
}

test.each(Object.keys(misread))('and would notice if Muster left out %s', (what) => {
  const window = { from: 0, minutes: 20_000 };
  const differs = fc.sample(histories, { numRuns: 500, seed: 7 }).some((logs) => {
    const { figures, slowly } = both(
      logs,
      window,
      logs.map((log) => log.map(misread[what]!)),
    );
    return !isDeepStrictEqual(plain(figures), plain(slowly));
  });
  expect(differs).toBe(true);
});

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
