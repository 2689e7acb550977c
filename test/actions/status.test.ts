/** What `status` counts of what one may see. */
import { expect, test } from '@jest/globals';
import type { Facts, QueryAction } from '../../bot/actions/define.ts';
import type { View } from '../../bot/incidents/audience.ts';
import type { IncidentEvent } from '../../bot/incidents/events.ts';
import type { Severity } from '../../bot/incidents/incident.ts';
import { defaultTargets } from '../../bot/incidents/levels.ts';
import { wordsOf } from '../../bot/words/words.ts';
import {
  ada,
  alert,
  arrived,
  at,
  ben,
  context,
  intended,
  overviewOf,
  paymentsId,
  paymentsRoute,
  socId,
  socRoute,
  stateAfter,
  teamChannel,
  verb,
  webshopId,
  webshopRoute,
} from '../build.ts';
import { readable } from '../cards/walk.ts';

const now = at(24 * 60);
const look = { words: wordsOf('en'), language: 'en', zone: 'UTC', now, targets: defaultTargets };
const channels = [teamChannel(paymentsId, {}), teamChannel(webshopId, {}, { name: 'Web shop' })];
const asked = (id: string, channel: string): IncidentEvent => ({
  kind: 'asked',
  id,
  by: ada,
  channel,
  people: [ben],
});
const ruled: IncidentEvent = { kind: 'detailed', entities: [], alerts: [alert({ ruleName: 'Nightly job' })] };
const of = (number: number, severity: Severity, routes = [socRoute, paymentsRoute]) =>
  stateAfter(arrived({ number, severity }, routes), [[asked(`${number}`, routes[1]!.channel)], { by: ada }]);
const incidents = [
  of(1, 'High'),
  of(2, 'Low'),
  of(3, 'High', [socRoute, webshopRoute]),
  of(4, 'Low', [socRoute, webshopRoute, paymentsRoute]),
];
const says = (words: string, view: View = 'all', seen = channels, counted = incidents) => {
  const facts = {
    overview: overviewOf(counted, seen),
    view,
    hidden: 0,
    late: [],
  } as unknown as Facts;
  const status = verb('status') as QueryAction;
  return readable(status.answer(facts, status.input.parse({ of: words }), context({ now }), look));
};

test('a team and severities narrow what is counted', () => {
  expect(says('')).toMatch(/^How things stand\nAll channels · .*\n4\nopen/);
  expect(says('payments')).toMatch(/^How things stand\nPayments · .*\n3\nopen/);
  expect(says('high since today for payments')).toMatch(
    /\nPayments · High · since 3 Mar 2026, 00:00 .*\n1\nopen/,
  );
});

test('questions are said with whom they wait for, but not those that a team was not asked', () => {
  expect(says('')).toContain('4 wait: #1 Ben (Payments), 23 h 58 min');
  const own = says('', [paymentsId], channels.slice(0, 1));
  expect(own).toContain('2 wait: #1 Ben (Payments)');
  expect(own).not.toContain('Web shop');
});

test('a team hears of its own acknowledgement, and nothing of the SOC’s acts, promises and rules', () => {
  const state = stateAfter(
    [...arrived({ severity: 'High' }, [socRoute, paymentsRoute, webshopRoute]), ruled],
    [[{ kind: 'acknowledged', channel: socId, by: ada }], { by: ada }],
    [[{ kind: 'acknowledged', channel: webshopId, by: ada }], { by: ada }],
    [[{ kind: 'acknowledged', channel: paymentsId, by: ben }], { by: ben, at: at(40).toISOString() }],
    [
      [intended({ status: 'Closed', classification: 'FalsePositive' })],
      { by: ada, at: at(50).toISOString() },
    ],
  );
  const all = says('', 'all', channels, [state]);
  expect(all).toContain('To acknowledge\n2 min\nn = 1, too few');
  expect(all).toMatch(/In time\nHigh 100 %/);
  expect(all).toContain('Nightly job (1 of 1)');
  const own = says('', [paymentsId], channels.slice(0, 1), [state]);
  expect(own).toContain('To acknowledge\n40 min\nn = 1, too few');
  expect(own).toContain('To resolve\n50 min\nn = 1, too few');
  expect(own).not.toMatch(/In time|Nightly|SOC|2 min|3 min/);
});

test('what an incident waits for is not told to a team that was not asked', () => {
  const acked: IncidentEvent = { kind: 'acknowledged', channel: socId, by: ada };
  const both = [socRoute, paymentsRoute, webshopRoute];
  const state = stateAfter(arrived({}, both), [[acked, asked('q', webshopId)], { by: ada }]);
  expect(says('', 'all', channels, [state])).toContain('waits for an answer');
  expect(says('', [paymentsId], channels.slice(0, 1), [state])).not.toContain('waits for an answer');
});

test('a team that one may not know of is no team', () => {
  expect(() => says('web shop', [paymentsId], channels.slice(0, 1))).toThrow('statusNotRead');
});

test('what was closed is asked for as far back as the window before begins', () => {
  const status = verb('status') as QueryAction;
  const since = (of?: string) => status.closedSince!({ of }, channels, look);
  expect(since()).toEqual(at(24 * 60 - 14 * 1440));
  expect(since('yesterday')).toEqual(new Date('2026-03-01T00:00:00Z'));
});
