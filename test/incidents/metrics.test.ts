import { expect, test } from '@jest/globals';
import type { IncidentEvent } from '../../bot/incidents/events.ts';
import { figuresRowOf } from '../../bot/incidents/figures-row.ts';
import { defaultTargets } from '../../bot/incidents/levels.ts';
import { figuresOf } from '../../bot/incidents/metrics.ts';
import type { IncidentState } from '../../bot/incidents/state.ts';
import { ada, arrived, at, incident, intended, paymentsId, stateAfter } from '../build.ts';

const minute = 60_000;
const now = at(24 * 60);
const figures = (states: IncidentState[], when = now) =>
  figuresOf(states.map(figuresRowOf), defaultTargets, when);

/** First acted on so many minutes after it was created. */
const actedAfter = (minutes: number) =>
  stateAfter(arrived(), [
    [{ kind: 'commented', id: '2', by: ada }],
    { by: ada, at: at(minutes).toISOString() },
  ]);
const closedAfter = (minutes: number) =>
  stateAfter(arrived(), [
    [intended({ status: 'Closed', classification: 'Undetermined' }, { status: 'New' })],
    { by: ada, at: at(minutes).toISOString() },
  ]);

test('what is open counts by the severity people see', () => {
  const { open, unacknowledged } = figures([
    stateAfter(arrived({ severity: 'Low' }), [intended({ severity: 'High' }, { severity: 'Low' })]),
    stateAfter(arrived({ severity: 'Low', status: 'Active' })),
    closedAfter(5),
  ]);
  expect(open).toEqual({ High: 1, Medium: 0, Low: 1, Informational: 0 });
  expect(unacknowledged).toBe(1);
});

test('overdue is what is open, unacknowledged and past its time', () => {
  expect(
    figures([stateAfter(arrived({ severity: 'High' })), stateAfter(arrived({ severity: 'Informational' }))])
      .overdue,
  ).toBe(1);
});

test('open questions are those without an answer, on open incidents', () => {
  const asked: IncidentEvent = { kind: 'asked', id: '2', by: ada, channel: paymentsId, people: [] };
  const answered = { kind: 'answered', id: '3', question: '2', by: ada, channel: paymentsId } as const;
  expect(
    figures([stateAfter(arrived(), [asked]), stateAfter(arrived(), [asked], [answered])]).openQuestions,
  ).toBe(1);
});

test('the oldest are five, the longest open first, whatever the digits of their times', () => {
  const made = (createdAt: string, number: number) => stateAfter(arrived({ createdAt, number }));
  const { oldest } = figures([
    made('2026-03-01T10:00:00.1000000Z', 1),
    made('2026-03-01T10:00:00Z', 2),
    ...[3, 4, 5, 6].map((n) => made(`2026-03-0${n - 1}T10:00:00Z`, n)),
  ]);
  expect(oldest.map(({ number }) => number)).toEqual([2, 1, 3, 4, 5]);
});

test('under five there is no median; each length is said instead', () => {
  expect(figures([9, 1, 5, 3].map(actedAfter)).acknowledge.now).toEqual({
    n: 4,
    values: [1, 3, 5, 9].map((m) => m * minute),
  });
});

test('from five on, the median by nearest rank', () => {
  expect(figures([9, 1, 5, 3, 7].map(actedAfter)).acknowledge.now).toEqual({
    n: 5,
    median: 5 * minute,
    p90: 9 * minute,
  });
  expect(figures([9, 1, 5, 3, 7, 11].map(actedAfter)).acknowledge.now).toEqual({
    n: 6,
    median: 5 * minute,
    p90: 11 * minute,
  });
});

test('time to acknowledge ends with a person’s first act, not with what Sentinel did', () => {
  const state = stateAfter(
    arrived(),
    [{ kind: 'changed', incident: incident({ etag: '"2"', status: 'Active' }) }],
    [[{ kind: 'commented', id: '2', by: ada }], { by: ada, at: at(30).toISOString() }],
    [[{ kind: 'commented', id: '3', by: ada }], { by: ada, at: at(90).toISOString() }],
  );
  expect(figures([state]).acknowledge.now.values).toEqual([30 * minute]);
});

test('time to resolve counts what is still closed, closed within seven days; the window’s end is open', () => {
  const { resolve } = figures([closedAfter(60), stateAfter(arrived())]);
  expect(resolve.now).toEqual({ n: 1, values: [60 * minute] });
  const old = figures([closedAfter(60)], new Date(at(60).getTime() + 7 * 86_400_000 + 1));
  expect(old.resolve.now.n).toBe(0);
  expect(figures([closedAfter(60)], at(60)).resolve.now.n).toBe(0);
  expect(figures([closedAfter(60)], new Date(at(60).getTime() + 7 * 86_400_000)).resolve.now.n).toBe(1);
});

test('a clock that is ahead of Sentinel’s gives no negative length', () => {
  expect(figures([actedAfter(-3)]).acknowledge.now.values).toEqual([0]);
});

test('what is done on a closed incident afterwards is no first act, and it stays closed by itself', () => {
  const closed = [{ kind: 'changed', incident: incident({ etag: '"2"', status: 'Closed' }) }] as const;
  const state = stateAfter(
    arrived(),
    [[...closed], { at: at(10).toISOString() }],
    [[{ kind: 'commented', id: '3', by: ada }], { by: ada, at: at(500).toISOString() }],
  );
  expect(figures([state])).toMatchObject({
    acknowledge: { now: { n: 0 } },
    resolve: { now: { n: 0 } },
    closed: { all: 1, automated: 1 },
  });
});
