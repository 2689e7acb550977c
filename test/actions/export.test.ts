/** What a table holds: whose incidents, of which time, counted how. */
import { expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import type { Facts, QueryAction } from '../../bot/actions/define.ts';
import { exportTable } from '../../bot/actions/export.ts';
import type { View } from '../../bot/incidents/audience.ts';
import { foldIncident } from '../../bot/incidents/fold.ts';
import { emptyIncident, type IncidentEntry } from '../../bot/incidents/state.ts';
import {
  context as actionContext,
  ada,
  arrived,
  at,
  ben,
  entry,
  intended,
  later,
  logKey,
  overviewOf,
  paymentsId,
  paymentsRoute,
  socChannel,
  socId,
  socRoute,
  teamChannel,
  webshopId,
  webshopRoute,
} from '../build.ts';
import { context } from '../cards/samples.ts';

const now = new Date('2026-03-20T12:00:00.000Z');
const look = context({ now, zone: 'UTC' });
const verb = exportTable as QueryAction<{ of?: string }>;

const stateAfter = (...entries: IncidentEntry[]) => entries.reduce(foldIncident, emptyIncident(logKey));

/** Arrived at 10:00 on 2 March, acknowledged by the SOC 5 minutes on and by the team 10, closed after 60. */
const closed = stateAfter(
  entry(1, arrived({ number: 1, severity: 'High' }, [socRoute, paymentsRoute]), { at: at(0).toISOString() }),
  entry(2, [{ kind: 'acknowledged', channel: socId, by: ada }], { by: ada, at: at(5).toISOString() }),
  entry(3, [{ kind: 'acknowledged', channel: paymentsId, by: ben }], { by: ben, at: at(10).toISOString() }),
  entry(4, [intended({ status: 'Closed', classification: 'TruePositive' })], {
    by: ada,
    at: at(60).toISOString(),
  }),
);
const open = stateAfter(
  entry(1, arrived({ number: 2, severity: 'Low', title: 'x' }, [socRoute, webshopRoute]), {
    at: at(1).toISOString(),
  }),
);

function table(of?: string, view: View = 'all'): Record<string, string>[] {
  const channels = [
    socChannel(),
    teamChannel(paymentsId, {}),
    teamChannel(webshopId, {}, { name: 'Webshop' }),
  ];
  const seen = [open, closed].filter(
    (state) => view === 'all' || state.routes.some(({ channel }) => view.includes(channel)),
  );
  const facts: Facts = {
    overview: overviewOf(seen, channels),
    view,
    hidden: 0,
    late: [],
    buttons: () => ({ front: [], more: [] }),
  };
  const [file] = verb.files!(facts, of ? { of } : {}, actionContext({ now }), look);
  return file ? (parse(file.content, { bom: true, columns: true }) as Record<string, string>[]) : [];
}
const numbers = (of?: string, view?: View) => table(of, view).map((row) => row.Number);

test('by itself it is the last thirty days, the oldest first', () => {
  expect(numbers()).toEqual(['1', '2']);
  expect(table()[0]).toMatchObject({
    Severity: 'High',
    Classification: 'TruePositive',
    Teams: 'Payments',
    'Created (UTC)': '2026-03-02T10:00:00Z',
    'First act (UTC)': '2026-03-02T10:05:00Z',
    'Minutes to first act': '5',
    'Acknowledged in time': 'yes',
    'Closed (UTC)': '2026-03-02T11:00:00Z',
    'Minutes to close': '60',
    'Times reopened': '0',
  });
  expect(table()[1]).toMatchObject({
    'First act (UTC)': '',
    'Acknowledged in time': 'no',
    'Closed (UTC)': '',
  });
});

test.each([
  ['last 7 days', ['2']],
  ['since 2 march', ['1', '2']],
  ['yesterday', ['2']],
  ['february', []],
  ['high', ['1']],
  ['payments', ['1']],
  ['webshop last 7 days', ['2']],
  ['payments last 7 days', []],
])('“export %s” has what was open then, of those', (of, expected) => {
  expect(numbers(of)).toEqual(expected);
});

test('what Sentinel created by a clock that is ahead is in it', () => {
  const ahead = stateAfter(
    entry(1, arrived({ createdAt: '2026-03-20T12:00:30.0000000Z' }), { at: '2026-03-20T11:59:00.000Z' }),
  );
  const facts = { overview: overviewOf([ahead]), view: 'all' as const, hidden: 0, late: [] };
  const buttons = () => ({ front: [], more: [] });
  expect(verb.files!({ ...facts, buttons }, {}, actionContext({ now }), look)).toHaveLength(1);
});

test('asks the store for no more than the time that was named', () => {
  expect(verb.closedSince!({ of: 'last 7 days' }, [], look)).toEqual(new Date('2026-03-13T12:00:00.000Z'));
  expect(verb.closedSince!({}, [], look)).toEqual(new Date('2026-02-18T12:00:00.000Z'));
});

test('what it does not understand it says, as status does', () => {
  expect(() => table('lst wek')).toThrow(expect.objectContaining({ word: 'statusMeant' }));
});

test('a team’s table has its own acknowledgement, and not what is the SOC’s', () => {
  const [row] = table(undefined, [paymentsId]);
  expect(row).toMatchObject({ Number: '1', Teams: 'Payments', 'First act (UTC)': '2026-03-02T10:10:00Z' });
  expect(row).toMatchObject({ 'Acknowledged in time': '', 'Minutes waited for teams': '' });
  expect(numbers(undefined, [webshopId])).toEqual(['2']);
});

test('what Sentinel has no more is in it as deleted, until it was', () => {
  const gone = stateAfter(
    entry(1, arrived({ number: 3 }, [socRoute]), { at: at(0).toISOString() }),
    entry(2, [{ kind: 'changed', incident: later({ number: 3 }) }, { kind: 'deletedInSentinel' }], {
      at: at(30).toISOString(),
    }),
  );
  const facts = { overview: overviewOf([gone]), view: 'all' as const, hidden: 0, late: [] };
  const files = (of: string) =>
    verb.files!({ ...facts, buttons: () => ({ front: [], more: [] }) }, { of }, actionContext({ now }), look);
  expect(files('since 2 march')[0]!.content).toContain('"Deleted"');
  expect(files('last 7 days')).toEqual([]);
});
