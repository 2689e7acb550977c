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
  webshopId,
  webshopRoute,
} from '../build.ts';
import { ofType, readable } from '../cards/walk.ts';
import { verb } from '../verbs.ts';

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
  expect(all).toContain('To acknowledge\n2 min\n');
  expect(all).toMatch(/In time {2}\nHigh 100 %/);
  expect(all).toContain('Nightly job (1 of 1)');
  const own = says('', [paymentsId], channels.slice(0, 1), [state]);
  expect(own).toContain('To acknowledge\n40 min\n');
  expect(own).toContain('To resolve\n50 min\n');
  expect(own).not.toMatch(/In time|Nightly|SOC|2 min|3 min/);
});

test('what an incident waits for is not told to a team that was not asked', () => {
  const acked: IncidentEvent = { kind: 'acknowledged', channel: socId, by: ada };
  const both = [socRoute, paymentsRoute, webshopRoute];
  const state = stateAfter(arrived({}, both), [[acked, asked('q', webshopId)], { by: ada }]);
  expect(says('', 'all', channels, [state])).toContain('waits for an answer');
  expect(says('', [paymentsId], channels.slice(0, 1), [state])).not.toContain('waits for an answer');
});

const card = (words: string, view: View = 'all', seen = channels, by?: string) => {
  const facts = { overview: overviewOf(incidents, seen), view, hidden: 0, late: [] } as unknown as Facts;
  const status = verb('status') as QueryAction;
  return status.answer(facts, status.input.parse({ of: words, by }), context({ now }), look);
};
const offered = (...asked: Parameters<typeof card>) =>
  ofType(card(...asked), 'Action.Execute').map(({ title, verb: name, data }) => [title, name, data]);

test('the same is told apart by team, and a team hears only of itself', () => {
  expect(says('by team')).toMatch(/^By team\nAll channels.*Payments.*\n3\nopen.*Web shop.*\n2\nopen/s);
  expect(says('by team payments')).not.toContain('Web shop');
  const own = says('by team', [paymentsId], channels.slice(0, 1));
  expect(own).toMatch(/^By team\nPayments · /);
  expect(own).not.toContain('Web shop');
});

test('by rule it is the SOC’s to know', () => {
  expect(says('by rule')).toMatch(/^By rule\n/);
  expect(says('by rule', [paymentsId], channels.slice(0, 1))).toMatch(/^Which rules are noisy is the SOC’s/);
});

test('a trend counts by days where the asker is', () => {
  const text = says('trend high since 2 days ago');
  expect(text).toMatch(/^Trend\nAll channels · High · since 1 Mar/);
  expect(text).toMatch(/\n2\narrived\n0\nclosed\n2\nopen\n/);
});

test('its buttons bring along of what, and take the place of the card', () => {
  expect(offered('payments high since monday')).toEqual([
    ['By team', 'status', { verb: 'status', of: 'Payments high since monday', by: 'team', page: '1' }],
    ['By rule', 'status', { verb: 'status', of: 'Payments high since monday', by: 'rule', page: '1' }],
    ['Trend', 'status', { verb: 'status', of: 'Payments high since monday', by: 'day', page: '1' }],
    ['Export', 'export', { verb: 'export', of: 'Payments high since monday' }],
    ['Every weekday at 8', 'every', { verb: 'every', said: 'weekday at 08:00 Payments high since monday' }],
  ]);
  expect(offered('high', 'all', channels, 'team')).toEqual([
    ['Summary', 'status', { verb: 'status', of: 'high', page: '1' }],
    ['By rule', 'status', { verb: 'status', of: 'high', by: 'rule', page: '1' }],
    ['Trend', 'status', { verb: 'status', of: 'high', by: 'day', page: '1' }],
    ['Export', 'export', { verb: 'export', of: 'high last 7 days' }],
    ['Every weekday at 8', 'every', { verb: 'every', said: 'weekday at 08:00 high by team' }],
  ]);
});

test('what somebody may not see, or only of themselves, has no button', () => {
  const titles = (view: View, seen = channels) => offered('', view, seen).map(([title]) => title);
  expect(titles([paymentsId, webshopId])).toEqual(['By team', 'Trend', 'Export', 'Every weekday at 8']);
  expect(titles([paymentsId], channels.slice(0, 1))).toEqual(['Trend', 'Export', 'Every weekday at 8']);
});

test('what goes on until now says since when, though the clock has gone on a little since it was asked', () => {
  const status = verb('status') as QueryAction;
  const facts = { overview: overviewOf(incidents, channels), view: 'all', hidden: 0, late: [] };
  const later = new Date(now.getTime() + 40);
  const card = status.answer(facts as unknown as Facts, { of: 'last 7 days' }, context({ now: later }), look);
  expect(readable(card)).toContain('All channels · since 24 Feb 2026, 10:00 UTC');
});

test('what was sent at its time says so first, and can be ended instead of wanted', () => {
  const status = verb('status') as QueryAction;
  const facts = { overview: overviewOf(incidents, channels), view: 'all', hidden: 0, late: [] };
  const digest = { number: 2, heading: 'Summary of Tuesday 10:00', remarks: ['It comes late.'] };
  const card = status.answer(facts as unknown as Facts, {}, context({ now, digest }), look);
  expect(readable(card)).toMatch(/^Summary of Tuesday 10:00\n(?:.*\n)?.*It comes late\./);
  const buttons = ofType(card, 'Action.Execute').map(({ data }) => data);
  expect(buttons).toContainEqual({ verb: 'stop digest', digest: '2' });
  expect(JSON.stringify(buttons)).not.toContain('"every"');
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
