/** What a hand-over gathers, and what a team may know of it. */
import { describe, expect, test } from '@jest/globals';
import type { View } from '../../bot/incidents/audience.ts';
import type { IncidentEvent } from '../../bot/incidents/events.ts';
import { foldIncident } from '../../bot/incidents/fold.ts';
import { handoverOf } from '../../bot/incidents/handover.ts';
import type { Incident } from '../../bot/incidents/incident.ts';
import { defaultTargets } from '../../bot/incidents/levels.ts';
import { lastWord, nextStep } from '../../bot/incidents/next-step.ts';
import type { IncidentState } from '../../bot/incidents/state.ts';
import { emptyIncident } from '../../bot/incidents/state.ts';
import {
  ada,
  arrived,
  at,
  ben,
  cardParked,
  entity,
  entry,
  intended,
  paymentsId,
  paymentsRoute,
  redirected,
  socId,
  socRoute,
  stateAfter,
  webshopId,
  webshopRoute,
} from '../build.ts';

const now = at(60);
const shift = { from: at(10), to: now };
const numbers = (states: IncidentState[]): number[] => states.map(({ seen }) => seen!.number);
const gathered = (incidents: IncidentState[], view: View = 'all') =>
  handoverOf(incidents, view, shift, { now, targets: defaultTargets });

/** An incident that arrived so many minutes after ten, with what happened to it since, each at its minute. */
function came(
  minute: number,
  change: Partial<Incident>,
  ...happened: [minute: number, events: IncidentEvent[], texts?: Record<string, string>][]
): IncidentState {
  const all = [[minute, arrived(change, [socRoute, paymentsRoute, webshopRoute])] as const, ...happened];
  return all.reduce(
    (state, [when, events, texts], i) =>
      foldIncident(state, entry(i + 1, events, { at: at(when).toISOString(), by: ada, texts: texts ?? {} })),
    emptyIncident('incident:w:1'),
  );
}
const closed = (classification: Incident['classification']): IncidentEvent[] => [
  intended({ status: 'Closed', classification: classification! }),
];
const owned = (name: string) => ({ owner: { objectId: `oid-${name}`, name } });
const proposed = (
  id: string,
  channel = paymentsId,
  entities = ['Host:pay-01', 'Host:web-01'],
): IncidentEvent => ({
  kind: 'proposed',
  id,
  by: ada,
  channel,
  measure: 'isolateHost',
  entities,
  due: at(90).toISOString(),
  onSilence: 'hold',
  rule: { who: ['team'], people: 1 },
});
const asked = (id: string, channel: string, due?: number): IncidentEvent => ({
  kind: 'asked',
  id,
  by: ada,
  channel,
  people: [ben],
  ...(due !== undefined && { due: at(due).toISOString() }),
});

describe('what came and went', () => {
  test('is what arrived and what was closed within the shift, and no more', () => {
    const found = gathered([
      came(0, { number: 1, severity: 'Low' }),
      came(10, { number: 2, severity: 'High' }),
      came(59, { number: 3, severity: 'Low' }),
      came(0, { number: 4 }, [9, closed('TruePositive')]),
      came(0, { number: 5 }, [10, closed('TruePositive')]),
      came(20, { number: 6 }, [30, closed('FalsePositive')]),
      came(20, { number: 7 }, [30, [{ kind: 'deletedInSentinel' }]]),
    ]);
    expect(found.arrived).toEqual({ High: 1, Medium: 2, Low: 1, Informational: 0 });
    expect(found.closed).toEqual({ TruePositive: 1, FalsePositive: 1, none: 1 });
    expect(found.open).toEqual({ High: 1, Medium: 0, Low: 2, Informational: 0 });
  });

  test('what was there when Muster was set up did not arrive, and what was merged counts where it lives on', () => {
    const old = stateAfter([
      { kind: 'arrived', incident: { ...came(0, {}).seen!, number: 8 }, backlog: true },
      { kind: 'routed', routes: [socRoute] },
    ]);
    const merged = came(20, { number: 9 }, [30, [{ kind: 'changed', incident: redirected({ number: 9 }) }]]);
    const found = handoverOf(
      [old, merged],
      'all',
      { from: at(0), to: now },
      { now, targets: defaultTargets },
    );
    expect(found.arrived).toEqual({ High: 0, Medium: 0, Low: 0, Informational: 0 });
    expect(found.closed).toEqual({});
  });
});

test('what presses is High or overdue: overdue first, then by severity, the oldest first', () => {
  const found = gathered([
    came(50, { number: 1, severity: 'High', createdAt: at(50).toISOString() }),
    came(0, { number: 2, severity: 'Medium', createdAt: at(0).toISOString() }),
    came(0, { number: 3, severity: 'High', createdAt: at(0).toISOString(), ...owned('Ada') }),
    came(0, { number: 4, severity: 'Low' }),
    came(5, { number: 5, severity: 'High', createdAt: at(5).toISOString() }),
    came(0, { number: 6, severity: 'High' }, [20, closed('FalsePositive')]),
  ]);
  expect(numbers(found.pressing)).toEqual([5, 2, 3, 1]);
  expect(found.overdue).toBe(2);
});

test('owners are named with what they own, who has most first and nobody last', () => {
  const { owners } = gathered([
    came(0, { number: 1 }),
    came(0, { number: 2, ...owned('Ben') }),
    came(0, { number: 3, ...owned('Ada') }),
    came(0, { number: 4, severity: 'High', ...owned('Ada') }),
    came(0, { number: 5 }),
    came(0, { number: 6 }),
    came(0, { number: 7, ...owned('Ada') }, [5, closed('Undetermined')]),
  ]);
  expect(owners.map(({ name, incidents }) => [name, numbers(incidents)])).toEqual([
    ['Ada', [4, 3]],
    ['Ben', [2]],
    [undefined, [1, 5, 6]],
  ]);
});

describe('who waits for whom', () => {
  const both = came(
    0,
    { number: 1 },
    [1, [asked('a', webshopId, 80)]],
    [2, [asked('b', paymentsId, 70)]],
    [3, [asked('c', paymentsId)]],
    [
      4,
      [
        asked('d', paymentsId, 20),
        { kind: 'answered', id: 'x', question: 'd', by: ben, channel: paymentsId },
      ],
    ],
    [5, [proposed('p'), proposed('w', webshopId)]],
    [6, [proposed('done'), { kind: 'outcomeTold', check: 'done', by: ada, as: 'done', channel: paymentsId }]],
    [7, [proposed('held'), { kind: 'settled', check: 'held', as: 'held', channel: paymentsId }]],
    [8, [proposed('up'), { kind: 'lifted', check: 'up', by: ada, channel: paymentsId }]],
  );

  test('are questions without an answer, what is due first', () => {
    expect(gathered([both]).questions.map(({ what }) => what.id)).toEqual(['b', 'a', 'c']);
  });

  test('are checks to decide, what is contained, and services to be found healthy', () => {
    const { decisions, contained, unhealthy } = gathered([both]);
    expect(decisions.map(({ what }) => what.id)).toEqual(['p', 'w']);
    expect(contained.map(({ what }) => what.id)).toEqual(['done']);
    expect(unhealthy.map(({ what }) => what.id)).toEqual(['up']);
  });

  test('what is contained is told of an incident that is closed, what was to be decided is not', () => {
    const over = { ...both, pending: came(0, {}, [9, closed('TruePositive')]).pending };
    const { decisions, contained, questions } = gathered([over]);
    expect([decisions, questions]).toEqual([[], []]);
    expect(contained.map(({ what }) => what.id)).toEqual(['done']);
  });

  test('a team is told of its own alone, and on its own entities', () => {
    const { questions, decisions, contained } = gathered([both], [paymentsId]);
    expect(questions.map(({ what }) => what.id)).toEqual(['b', 'c']);
    expect(decisions.map(({ what }) => what.id)).toEqual(['p']);
    expect(contained.map(({ what }) => what.entities)).toEqual([['Host:pay-01']]);
    expect(gathered([both]).contained[0]!.what.entities).toEqual(['Host:pay-01', 'Host:web-01']);
  });
});

test('what teams are not told of, and what Muster could not do, is the SOC’s to know', () => {
  const state = came(
    0,
    { number: 1 },
    [
      1,
      [{ kind: 'routed', routes: [socRoute, paymentsRoute], held: [{ ...webshopRoute, suspects: [ben] }] }],
    ],
    [2, [cardParked(paymentsId, 'refused')]],
  );
  const all = gathered([state]);
  expect([numbers(all.held), all.parked]).toEqual([[1], 1]);
  const team = gathered([state], [paymentsId]);
  expect([team.held, team.parked]).toEqual([[], 0]);
});

describe('the next step', () => {
  const step = (state: IncidentState, view: View = 'all') => nextStep(state, view, defaultTargets, now);
  const acknowledged: IncidentEvent[] = [{ kind: 'acknowledged', channel: socId, by: ada }];

  test.each<[string, IncidentState]>([
    ['overdue', came(0, { severity: 'High' })],
    ['acknowledge', came(0, { severity: 'Low' })],
    ['working', came(0, {}, [1, acknowledged])],
    ['answer', came(0, {}, [1, acknowledged], [2, [asked('a', webshopId)]])],
    ['decide', came(0, {}, [1, acknowledged], [2, [asked('a', webshopId), proposed('p')]])],
    [
      'closing',
      came(
        0,
        {},
        [1, acknowledged],
        [2, [proposed('p')]],
        [3, [{ kind: 'closingWanted', id: '3', classification: 'Undetermined', by: ada }]],
      ),
    ],
    [
      'lift',
      came(
        0,
        {},
        [1, acknowledged],
        [2, [proposed('p'), { kind: 'outcomeTold', check: 'p', by: ada, as: 'done', channel: paymentsId }]],
      ),
    ],
    ['closed', came(0, {}, [1, closed('Undetermined')])],
  ])('is %s', (expected, state) => {
    expect(step(state)).toBe(expected);
  });

  test('does not tell a team what another one was asked', () => {
    const state = came(0, {}, [1, acknowledged], [2, [asked('a', webshopId), proposed('p', webshopId)]]);
    expect(step(state, [paymentsId])).toBe('working');
    expect(step(state, [webshopId])).toBe('decide');
  });
});

describe('the last word', () => {
  const state = came(
    0,
    {},
    [1, [{ kind: 'shared', id: '2', by: ada }], { share: 'to all' }],
    [2, [{ kind: 'commented', id: '3', by: ben, channel: paymentsId }], { comment: 'of payments' }],
    [
      3,
      [asked('w', webshopId), { kind: 'answered', id: 'x', question: 'w', by: ben, channel: webshopId }],
      {
        answer: 'of the web shop',
      },
    ],
    [4, [{ kind: 'commented', id: '5', by: ada, channel: socId }], { comment: 'of the SOC' }],
    [
      5,
      [{ kind: 'heard', id: 'h', author: { name: 'Zoe' }, at: at(6).toISOString() }],
      { 'heard:h': 'in Sentinel' },
    ],
  );

  test.each<[string, View, string]>([
    ['the SOC', 'all', 'in Sentinel'],
    ['a team', [paymentsId], 'of payments'],
    ['one that answered', [webshopId], 'of the web shop'],
    ['one that said nothing', ['19:other'], 'to all'],
  ])('for %s is what it may know', (_who, view, text) => {
    expect(lastWord(state, view)?.text).toBe(text);
  });

  test('is not what its author deleted', () => {
    const before = came(0, {}, [
      1,
      [{ kind: 'commented', id: '2', by: ben, channel: paymentsId }],
      { comment: 'x' },
    ]);
    const remarks = before.remarks.map((one) => ({ ...one, deleted: true as const }));
    expect(lastWord({ ...before, remarks }, 'all')).toBeUndefined();
  });
});

test('entities that nobody named are no entity of the team’s', () => {
  const state = came(
    0,
    { number: 1 },
    [1, [{ kind: 'detailed', entities: [entity('Host', 'pay-01')], alerts: [] }]],
    [2, [proposed('p', webshopId, ['Host:pay-01'])]],
  );
  expect(gathered([state], [webshopId]).decisions[0]!.what.entities).toEqual([]);
});
