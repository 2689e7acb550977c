/** How each team stands, and what each rule comes to. */
import { describe, expect, test } from '@jest/globals';
import type { View } from '../../bot/incidents/audience.ts';
import { figuresByRule } from '../../bot/incidents/by-rule.ts';
import { figuresByTeam } from '../../bot/incidents/by-team.ts';
import type { IncidentEvent, Route } from '../../bot/incidents/events.ts';
import { figuresRowOf } from '../../bot/incidents/figures-row.ts';
import type { Classification, Severity } from '../../bot/incidents/incident.ts';
import { defaultTargets } from '../../bot/incidents/levels.ts';
import { lastDays } from '../../bot/incidents/metrics.ts';
import type { IncidentState } from '../../bot/incidents/state.ts';
import {
  ada,
  alert,
  arrived,
  at,
  ben,
  incident,
  intended,
  paymentsId,
  paymentsRoute,
  socId,
  socRoute,
  stateAfter,
  webshopId,
  webshopRoute,
} from '../build.ts';

const minute = 60_000;
const now = at(24 * 60);
const window = lastDays(7, now);
const payments = { channel: paymentsId, name: 'Payments' };
const webshop = { channel: webshopId, name: 'Webshop' };

const on = (minutes: number) => ({ at: at(minutes).toISOString(), by: ada });
const of = (severity: Severity, routes: Route[], ...more: Parameters<typeof stateAfter>) =>
  stateAfter(arrived({ severity }, routes), ...more);
const acked = (channel: string, minutes: number): [IncidentEvent[], ReturnType<typeof on>] => [
  [{ kind: 'acknowledged', channel, by: ben }],
  on(minutes),
];
const asked = (channel: string): IncidentEvent => ({
  kind: 'asked',
  id: channel,
  by: ada,
  channel,
  people: [],
});
const closed = (minutes: number, classification: Classification = 'Undetermined') =>
  [[intended({ status: 'Closed', classification }, { status: 'New' })], on(minutes)] as [
    IncidentEvent[],
    ReturnType<typeof on>,
  ];

describe('by team', () => {
  const byTeam = (states: IncidentState[], view: View = 'all', teams = [payments, webshop]) =>
    figuresByTeam(states.map(figuresRowOf), teams, view, defaultTargets, now, window);

  test('an incident counts for each team that it concerns, those with most overdue first', () => {
    const both = of('High', [socRoute, paymentsRoute, webshopRoute]);
    const shop = of('High', [socRoute, webshopRoute]);
    expect(byTeam([both, shop])).toMatchObject([
      { team: webshop, open: 2, unacknowledged: 2, overdue: 2 },
      { team: payments, open: 1, unacknowledged: 1, overdue: 1 },
    ]);
  });

  test('a team’s time to acknowledge is to its own acknowledgement', () => {
    const routes = [socRoute, paymentsRoute, webshopRoute];
    const state = of('High', routes, acked(socId, 5), acked(webshopId, 9), acked(paymentsId, 40));
    const times = byTeam([state]).map(({ team, acknowledge }) => [team?.name, acknowledge.now.values]);
    expect(times).toEqual([
      ['Payments', [40 * minute]],
      ['Webshop', [9 * minute]],
    ]);
  });

  test('it has the questions that it was asked, not those to others on the same incident', () => {
    const state = of('Low', [socRoute, paymentsRoute, webshopRoute], [[asked(paymentsId)], on(3)]);
    expect(byTeam([state]).map(({ team, openQuestions }) => [team?.name, openQuestions])).toEqual([
      ['Payments', 1],
      ['Webshop', 0],
    ]);
    const over = of('Low', [socRoute, paymentsRoute], [[asked(paymentsId)], on(3)], closed(9));
    expect(byTeam([over])[0]!.openQuestions).toBe(0);
  });

  test('to resolve and compliance are of what concerns it, compliance of all severities together', () => {
    const late = of('High', [socRoute, paymentsRoute], acked(socId, 40), closed(50));
    const soon = of('Medium', [socRoute, paymentsRoute], acked(socId, 5));
    expect(byTeam([late, soon])[0]).toMatchObject({
      team: payments,
      resolve: { now: { n: 1, values: [50 * minute] } },
      compliance: { met: 1, breached: 1 },
    });
  });

  test('what concerns no team stands last, for whoever sees all; there compliance is told as well', () => {
    const states = [of('High', [socRoute], acked(socId, 5)), of('Low', [socRoute, paymentsRoute])];
    const all = byTeam(states);
    expect(all.map(({ team }) => team?.name)).toEqual(['Payments', 'Webshop', undefined]);
    expect(all[2]).toMatchObject({ open: 1, acknowledge: { now: { values: [5 * minute] } } });
    const own = byTeam(states.slice(1), [paymentsId], [payments]);
    expect(own).toMatchObject([{ team: payments, open: 1 }]);
    expect(own[0]).not.toHaveProperty('compliance');
  });
});

describe('by rule', () => {
  const detailed = (...rules: string[]): IncidentEvent => ({
    kind: 'detailed',
    entities: [],
    alerts: rules.map((ruleName, i) => alert({ id: `${i}`, ruleName })),
  });
  const byRule = (...states: IncidentState[]) => figuresByRule(states.map(figuresRowOf), window);

  test('an incident counts once for each rule that its alerts name; the noisiest come first', () => {
    const first = of('Low', [socRoute], [detailed('A', 'B', 'B')], closed(30, 'FalsePositive'));
    const second = of('Low', [socRoute], [detailed('B')], closed(10, 'FalsePositive'));
    const third = of('Low', [socRoute], [detailed('A')], closed(20));
    const waits = of('Low', [socRoute], [detailed('C')]);
    const none = { n: 0, values: [] };
    expect(byRule(waits, first, second, third)).toEqual([
      {
        name: 'B',
        open: 0,
        closed: 2,
        judged: 2,
        falsePositives: 2,
        resolve: { now: { n: 2, values: [10 * minute, 30 * minute] }, before: none },
      },
      {
        name: 'A',
        open: 0,
        closed: 2,
        judged: 1,
        falsePositives: 1,
        resolve: { now: { n: 2, values: [20 * minute, 30 * minute] }, before: none },
      },
      { name: 'C', open: 1, closed: 0, judged: 0, falsePositives: 0, resolve: { now: none, before: none } },
    ]);
  });

  test('what automation closed is closed, and in no time to resolve; what is deleted is neither open nor closed', () => {
    const automated: IncidentEvent = {
      kind: 'changed',
      incident: incident({ etag: '"2"', status: 'Closed' }),
    };
    const state = of('Low', [socRoute], [detailed('A'), automated]);
    const gone = of('Low', [socRoute], [detailed('B'), { kind: 'deletedInSentinel' }]);
    expect(byRule(state, gone)).toMatchObject([
      { name: 'A', open: 0, closed: 1, resolve: { now: { n: 0 } } },
      { name: 'B', open: 0, closed: 0 },
    ]);
  });
});
