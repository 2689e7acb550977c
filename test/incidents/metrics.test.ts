import { describe, expect, test } from '@jest/globals';
import type { IncidentEvent } from '../../bot/incidents/events.ts';
import { figuresRowOf } from '../../bot/incidents/figures-row.ts';
import { defaultTargets } from '../../bot/incidents/levels.ts';
import { figuresOf, lastDays } from '../../bot/incidents/metrics.ts';
import { figuresOfTeams } from '../../bot/incidents/metrics-of-teams.ts';
import type { IncidentState } from '../../bot/incidents/state.ts';
import { incidents } from '../../bot/log/kinds.ts';
import {
  ada,
  arrived,
  at,
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

const posted = (channel: string): IncidentEvent => ({
  kind: 'posted',
  about: 'card',
  channel,
  thread: 't',
  message: 'm',
  rev: 1,
});
const proposed = (id: string, channel: string): IncidentEvent => ({
  kind: 'proposed',
  id,
  by: ada,
  channel,
  measure: 'isolateHost',
  entities: [],
  due: at(60).toISOString(),
  onSilence: 'hold',
  rule: { who: ['team'], people: 1 },
});
const outcome = (check: string, as: 'done' | 'failed', channel: string): IncidentEvent => ({
  kind: 'outcomeTold',
  check,
  by: ada,
  as,
  channel,
});
const minuteOf = (minutes: number) => ({ at: at(minutes).toISOString() });

describe('times from creation on', () => {
  const told = stateAfter(
    arrived({ firstActivityAt: at(-25).toISOString() }, [socRoute, paymentsRoute, webshopRoute]),
    [[posted(socId)], minuteOf(2)],
    [[posted(paymentsId)], minuteOf(4)],
    [[posted(paymentsId)], minuteOf(400)],
    [[{ kind: 'grouped', channel: webshopId, storm: 's' }], minuteOf(5)],
    [[posted(webshopId)], minuteOf(900)],
    [[proposed('p', paymentsId), proposed('w', webshopId)], minuteOf(10)],
    [[{ kind: 'settled', check: 'p', as: 'agreed', channel: paymentsId }], minuteOf(20)],
    [[outcome('w', 'done', socId)], minuteOf(30)],
    [[outcome('w', 'failed', socId)], minuteOf(40)],
    [[outcome('p', 'done', socId)], minuteOf(50)],
    [[{ kind: 'lifted', check: 'p', by: ada, channel: socId }], minuteOf(300)],
  );

  test('from the first activity it was 25 minutes to its creation; what tells none is in no figure', () => {
    expect(figures([told, stateAfter(arrived())]).detect.now).toEqual({ n: 1, values: [25 * minute] });
  });

  test('to notify ends with the first card that Teams took', () => {
    expect(figures([told, stateAfter(arrived())]).notify.now).toEqual({ n: 1, values: [2 * minute] });
  });

  test('to contain ends with the first containment that was done and has not failed since', () => {
    expect(figures([told, stateAfter(arrived())]).contain.now).toEqual({ n: 1, values: [50 * minute] });
  });

  test('a team is told of its own card and its own containment, and not how soon Sentinel saw it', () => {
    const own = (channel: string) => {
      const rows = [figuresRowOf(told)];
      const { notify, contain, detect } = figuresOfTeams(figures([told]), rows, [channel], lastDays(7, now));
      return [notify.now.values, contain.now.values, detect.now.values];
    };
    expect(own(paymentsId)).toEqual([[4 * minute], [50 * minute], []]);
    expect(own(webshopId)).toEqual([[], [], []]);
  });

  test('nothing is told of what was open before Muster looked', () => {
    const [first, routed] = arrived();
    const old = stateAfter(
      [{ ...first, backlog: true } as IncidentEvent, routed!, proposed('p', paymentsId)],
      [[posted(socId), outcome('p', 'done', socId)], minuteOf(9)],
    );
    expect(figures([old])).toMatchObject({ notify: { now: { n: 0 } }, contain: { now: { n: 0 } } });
  });
});

test('how old is what is open, and what came and went', () => {
  const created = (createdAt: string) => stateAfter(arrived({ createdAt }));
  const states = [created(at(-60).toISOString()), created(at(-9 * 24 * 60).toISOString()), closedAfter(60)];
  expect(figures(states)).toMatchObject({
    age: { n: 2, values: [25 * 60 * minute, 10 * 24 * 60 * minute], longest: 10 * 24 * 60 * minute },
    flow: { created: { now: 2, before: 1 }, closed: { now: 1, before: 0 } },
  });
  expect(figures([]).age).toEqual({ n: 0, values: [] });
});

test('a reopening that could not be written leaves it closed since then, and lists find it by that', () => {
  const closed = { kind: 'changed', incident: incident({ etag: '"2"', status: 'Closed' }) } as const;
  const state = stateAfter(
    arrived(),
    [[closed], minuteOf(10)],
    [[intended({ status: 'Active' }, { status: 'Closed' }, { id: 'again' })], minuteOf(20)],
    [[{ kind: 'gaveUp', effect: '3.0', error: 'no', channel: socId, intents: ['again'] }], minuteOf(30)],
  );
  expect(incidents.index(state)).toMatchObject({ open: false, closedAt: at(30).toISOString() });
  expect(figures([state]).flow.closed.now).toBe(1);
});

test('of cards that came while it was closed and after it was opened again, the second tells somebody', () => {
  const state = stateAfter(
    arrived(),
    [[intended({ status: 'Closed', classification: 'Undetermined' }, { status: 'New' })], minuteOf(10)],
    [[posted(paymentsId)], minuteOf(20)],
    [[intended({ status: 'Active' }, { status: 'Closed' }, { id: 'again' })], minuteOf(30)],
    [[posted(paymentsId)], minuteOf(40)],
  );
  expect(figures([state]).notify.now.values).toEqual([40 * minute]);
});

test('a card that comes, and a containment that is done, after its closing is in no time', () => {
  const state = stateAfter(
    arrived(),
    [[proposed('p', paymentsId)], minuteOf(5)],
    [[intended({ status: 'Closed', classification: 'Undetermined' }, { status: 'New' })], minuteOf(10)],
    [[posted(paymentsId), outcome('p', 'done', socId)], minuteOf(30)],
  );
  expect(figures([state])).toMatchObject({ notify: { now: { n: 0 } }, contain: { now: { n: 0 } } });
});
