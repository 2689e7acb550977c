/** What is in a storm, gathered so that a person can read it. */
import { describe, expect, test } from '@jest/globals';
import type { IncidentEvent } from '../../bot/incidents/events.ts';
import { type Brief, briefOf, byUrgency, groupsOf, isLate, meantBy } from '../../bot/incidents/grouping.ts';
import { defaultTargets } from '../../bot/incidents/levels.ts';
import { isStorm, withArrival } from '../../bot/incidents/rate.ts';
import {
  ada,
  alert,
  arrived,
  at,
  entity,
  paymentsId,
  paymentsRoute,
  socId,
  socRoute,
  stateAfter,
} from '../build.ts';

const inBoth: IncidentEvent[] = [
  { kind: 'grouped', channel: socId, storm: '7' },
  { kind: 'grouped', channel: paymentsId, storm: '3' },
];
const ruleA = 'aaaaaaaa-0000-4000-8000-000000000000';

/** An incident of both channels' storms, in brief for one of them. */
function briefAt(channel: string, change = {}, ...more: IncidentEvent[][]): Brief | undefined {
  return briefOf(stateAfter([...arrived(change), ...inBoth], ...more), channel, defaultTargets);
}
const brief = (change: Partial<Brief> = {}): Brief => ({ ...briefAt(socId)!, ...change });

describe('an incident in brief', () => {
  test('says what a list needs, and when it joined', () => {
    expect(briefAt(socId)).toMatchObject({
      number: 1042,
      title: 'Suspicious sign-in',
      severity: 'Medium',
      joinedAt: at(1).toISOString(),
      deadline: at(61).toISOString(),
      closed: false,
      acknowledged: false,
      acknowledgedHere: false,
      carded: false,
    });
  });

  test('is of a channel’s storm only, and only while it concerns the channel', () => {
    expect(briefAt('19:elsewhere')).toBeUndefined();
    expect(briefOf(stateAfter(arrived()), socId, defaultTargets)).toBeUndefined();
    expect(briefAt(paymentsId, {}, [{ kind: 'routed', routes: [socRoute] }])).toBeUndefined();
  });

  test('knows who acknowledged it: somebody, or this channel', () => {
    const acknowledged: IncidentEvent[] = [{ kind: 'acknowledged', channel: paymentsId, by: ada }];
    expect(briefAt(socId, {}, acknowledged)).toMatchObject({ acknowledged: true, acknowledgedHere: false });
    expect(briefAt(paymentsId, {}, acknowledged)).toMatchObject({ acknowledgedHere: true });
  });

  test('tells a team only of the entities that are its own', () => {
    const detailed: IncidentEvent[] = [
      { kind: 'detailed', entities: [entity('Host', 'pay-01'), entity('Account', 'eve')], alerts: [] },
      { kind: 'routed', routes: [socRoute, paymentsRoute] },
    ];
    expect(briefAt(socId, {}, detailed)?.entities).toEqual(['pay-01', 'eve']);
    expect(briefAt(paymentsId, {}, detailed)?.entities).toEqual(['pay-01']);
  });

  test('has its card once that is there, or on its way', () => {
    const sent: IncidentEvent = {
      kind: 'posted',
      about: 'card',
      channel: socId,
      thread: 't',
      message: 'm',
      rev: 1,
    };
    expect(briefAt(socId, {}, [sent])?.carded).toBe(true);
    expect(briefAt(paymentsId, {}, [sent])?.carded).toBe(false);
  });
});

describe('groups', () => {
  test('are by rule, whatever the titles; by title where no rule is known', () => {
    const one = briefAt(socId, { ruleIds: [ruleA], title: 'Brute force from 1' })!;
    const other = briefAt(socId, { ruleIds: [ruleA], title: 'Brute force from 2' })!;
    expect(one.group).toBe(other.group);
    expect(one.group).not.toBe(briefAt(socId, { title: 'Brute force from 1' })!.group);
    expect(briefAt(socId, { title: 'A' })!.group).toBe(briefAt(socId, { title: 'A' })!.group);
  });

  test('have keys that hold nothing of what somebody wrote', () => {
    expect(briefAt(socId, { title: 'https://evil.example' })!.group).toMatch(/^[0-9a-f-]{36}$/);
  });

  test('go by the name of the rule once it is known, else by the most frequent title', () => {
    const named: IncidentEvent[] = [
      { kind: 'detailed', entities: [], alerts: [alert({ ruleName: 'Brute force' })] },
    ];
    expect(groupsOf([briefAt(socId, {}, named)!], at(10))[0]?.title).toBe('Brute force');
    const titles = ['B', 'A', 'B'].map((title) => brief({ title, group: 'g' }));
    expect(groupsOf(titles, at(10))[0]?.title).toBe('B');
  });

  test('count what is in them, and what waits', () => {
    const [group] = groupsOf(
      [
        brief({ severity: 'Low' }),
        brief({ deadline: at(5).toISOString() }),
        brief({ acknowledged: true, deadline: at(5).toISOString() }),
        brief({ closed: true, acknowledged: true }),
      ],
      at(10),
    );
    expect(group).toMatchObject({
      count: 4,
      bySeverity: { High: 0, Medium: 3, Low: 1, Informational: 0 },
      waiting: 2,
      overdue: 1,
      acknowledged: 1,
      closed: 1,
    });
  });

  test('name the three entities that are in most of them', () => {
    const briefs = [
      ['a', 'b'],
      ['b', 'c'],
      ['b', 'c', 'd'],
    ].map((entities) => brief({ entities }));
    expect(groupsOf(briefs, at(10))[0]?.entities).toEqual([
      { name: 'b', count: 3 },
      { name: 'c', count: 2 },
      { name: 'a', count: 1 },
    ]);
  });

  test('with the highest severity come first, then the largest', () => {
    const of = (group: string, severity: Brief['severity'], count: number): Brief[] =>
      Array.from({ length: count }, () => brief({ group, severity }));
    const briefs = [...of('many-low', 'Low', 9), ...of('few-low', 'Low', 2), ...of('high', 'High', 1)];
    expect(groupsOf(briefs, at(10)).map(({ key }) => key)).toEqual(['high', 'many-low', 'few-low']);
  });
});

test('a verb for a group is meant for those it would change, and for no other group', () => {
  const briefs = [
    brief({ number: 1, group: 'g' }),
    brief({ number: 2, group: 'g', acknowledged: true }),
    brief({ number: 3, group: 'g', acknowledged: true, acknowledgedHere: true }),
    brief({ number: 4, group: 'g', closed: true }),
    brief({ number: 5, group: 'other' }),
  ];
  expect(meantBy('acknowledge', briefs, 'g').map(({ number }) => number)).toEqual([1, 2]);
  expect(meantBy('close', briefs, 'g').map(({ number }) => number)).toEqual([1, 2, 3]);
});

test('a list has the highest severity first, then the newest', () => {
  const briefs = [
    brief({ number: 1, createdAt: at(1).toISOString() }),
    brief({ number: 2, createdAt: at(2).toISOString() }),
    brief({ number: 3, severity: 'High', createdAt: at(0).toISOString() }),
  ];
  expect(briefs.sort(byUrgency).map(({ number }) => number)).toEqual([3, 2, 1]);
});

test('what is closed or acknowledged is never late', () => {
  const due = { deadline: at(5).toISOString() };
  expect(isLate(brief(due), at(5))).toBe(true);
  expect(isLate(brief(due), at(4))).toBe(false);
  expect(isLate(brief({ ...due, acknowledged: true }), at(9))).toBe(false);
  expect(isLate(brief({ ...due, closed: true }), at(9))).toBe(false);
});

test('more than so many within a minute are a storm; the same over a longer time are none', () => {
  const times = (...seconds: number[]): number[] =>
    seconds.reduce<number[]>((all, second) => withArrival(all, second * 1000), []);
  expect(isStorm(times(0, 1, 2, 3), 3)).toBe(true);
  expect(isStorm(times(0, 1, 2), 3)).toBe(false);
  expect(isStorm(times(0, 20, 40, 60), 3)).toBe(false);
  expect(times(0, 20, 40, 60, 80)).toHaveLength(3);
});
