/** What goes along with a merge, and how it counts. */
import { describe, expect, test } from '@jest/globals';
import { timeIsUp } from '../../bot/actions/automatic/checks.ts';
import { absorbed, linked } from '../../bot/actions/automatic/merged.ts';
import type { IncidentEvent } from '../../bot/incidents/events.ts';
import { figuresRowOf } from '../../bot/incidents/figures-row.ts';
import { foldIncident } from '../../bot/incidents/fold.ts';
import type { Incident } from '../../bot/incidents/incident.ts';
import { acknowledgeBy, defaultTargets } from '../../bot/incidents/levels.ts';
import { carriedFrom } from '../../bot/incidents/merge.ts';
import { figuresOf } from '../../bot/incidents/metrics.ts';
import { current, emptyIncident, type IncidentState, incidentLogKey } from '../../bot/incidents/state.ts';
import {
  ada,
  arrived,
  at,
  ben,
  entry,
  eve,
  incident,
  intended,
  paymentsId,
  paymentsRoute,
  redirected,
  socId,
  socRoute,
  stateAfter,
} from '../build.ts';

const otherId = '22222222-2222-4333-8444-555555555555';
const otherKey = incidentLogKey('sub~rg-soc~ws-soc', otherId);
const adaOwns = { objectId: ada.oid, name: ada.name };
const context = { now: at(60), targets: defaultTargets };
const linking = { now: at(60), quietSeconds: 60 };
const merge: IncidentEvent = { kind: 'changed', incident: redirected() };

/** Another incident, that arrived at 10:30 and is in both channels. */
function survivor(change: Partial<Incident> = {}, ...more: IncidentEvent[][]): IncidentState {
  const createdAt = '2026-03-02T10:30:00.0000000Z';
  const first = incident({ id: otherId, number: 1301, title: 'Survivor', createdAt, ...change });
  const events: IncidentEvent[][] = [
    [
      { kind: 'arrived', incident: first, backlog: false },
      { kind: 'routed', routes: [socRoute, paymentsRoute] },
    ],
    ...more,
  ];
  return events.reduce(
    (state, some, i) =>
      foldIncident(state, { ...entry(i + 1, some), logKey: otherKey, at: at(30 + i).toISOString() }),
    emptyIncident(otherKey),
  );
}

/** The state once the absorbing entry is in. */
function after(state: IncidentState, source: IncidentState): IncidentState {
  const { events, texts = {} } = absorbed(state, source, context)!;
  return foldIncident(structuredClone(state), {
    ...entry(state.seq + 1, events, { texts }),
    logKey: otherKey,
    at: at(60).toISOString(),
  });
}

describe('what people did goes over', () => {
  test('acknowledgements, for the channels that have none there', () => {
    const source = stateAfter(
      arrived(),
      [[{ kind: 'acknowledged', channel: paymentsId, by: ben }], { by: ben }],
      [[{ kind: 'acknowledged', channel: socId, by: ada }], { by: ada }],
      [merge],
    );
    const state = survivor({}, [{ kind: 'acknowledged', channel: socId, by: eve }]);
    expect(after(state, source).acks.map(({ channel, by }) => [channel, by.name])).toEqual([
      [socId, 'Eve'],
      [paymentsId, 'Ben'],
    ]);
  });

  test('open questions with their texts, and none that has an answer', () => {
    const ask = (id: string): IncidentEvent => ({
      kind: 'asked',
      id,
      by: ada,
      channel: paymentsId,
      people: [ben],
    });
    const source = stateAfter(
      arrived(),
      [[ask('2')], { texts: { question: 'Planned?' } }],
      [[ask('3')], { texts: { question: 'Yours?' } }],
      [
        [{ kind: 'answered', id: '4', question: '3', by: ben, channel: paymentsId }],
        { texts: { answer: 'Yes' } },
      ],
      [merge],
    );
    const draft = absorbed(survivor(), source, context)!;
    expect(JSON.stringify(draft.events)).not.toContain('Planned?');
    const state = after(survivor(), source);
    expect(state.questions).toMatchObject([
      { id: '2-2', text: 'Planned?', people: [{ name: 'Ben' }], answers: [], cameFrom: source.logKey },
    ]);
    // The channel gets its card first, and the question in that card's thread.
    const inPayments = draft.effects.filter((e) => 'channel' in e && e.channel === paymentsId);
    expect(inPayments).toEqual([
      { kind: 'card.post', channel: paymentsId },
      { kind: 'question.post', channel: paymentsId, question: '2-2' },
    ]);
  });

  test('a question waits until its channel has the other incident too', () => {
    const ask: IncidentEvent = { kind: 'asked', id: '2', by: ada, channel: paymentsId, people: [] };
    const source = stateAfter(arrived(), [[ask], { texts: { question: 'Planned?' } }], [merge]);
    const state = survivor({}, [{ kind: 'routed', routes: [socRoute] }]);
    expect(absorbed(state, source, context)!.effects).not.toContainEqual(
      expect.objectContaining({ kind: 'question.post' }),
    );
  });

  test('the owner whom a person gave, where it has none', () => {
    const given = stateAfter(
      arrived(),
      [intended({ owner: adaOwns })],
      [{ kind: 'changed', incident: redirected({ owner: adaOwns }) }],
    );
    const draft = absorbed(survivor(), given, context)!;
    expect(draft.events).toContainEqual(
      expect.objectContaining({
        kind: 'intended',
        intent: expect.objectContaining({ change: { owner: adaOwns }, by: ada }),
      }),
    );
    expect(draft.effects).toContainEqual({ kind: 'sentinel.write' });
    expect(draft.actor).toEqual({ kind: 'muster' });
  });

  test('and one that was on its way to Sentinel when the merge came, after which nothing is written there', () => {
    const source = stateAfter(arrived(), [intended({ owner: adaOwns, status: 'Active' })], [merge]);
    expect(source.pending).toEqual([]);
    expect(current(source)).toMatchObject({ status: 'Closed' });
    expect(absorbed(survivor(), source, context)!.events.map((event) => event.kind)).toContain('intended');
  });

  test.each<[string, IncidentState, IncidentState]>([
    [
      'that automation gave',
      survivor(),
      stateAfter(arrived(), [{ kind: 'changed', incident: redirected({ owner: adaOwns }) }]),
    ],
    [
      'that Sentinel has changed since',
      survivor(),
      stateAfter(
        arrived(),
        [intended({ owner: adaOwns })],
        [{ kind: 'synced', intents: ['i'], incident: incident({ owner: adaOwns }) }],
        [{ kind: 'changed', incident: redirected({ owner: { objectId: ben.oid } }) }],
      ),
    ],
    [
      'where there is one',
      survivor({ owner: { objectId: eve.oid } }),
      stateAfter(arrived(), [intended({ owner: adaOwns })], [merge]),
    ],
  ])('and no owner %s', (_what, state, source) => {
    expect(absorbed(state, source, context)!.events.map((event) => event.kind)).toEqual(['absorbed']);
  });

  test('the time to acknowledge goes on, and reminders that were given are not given again', () => {
    const source = stateAfter(arrived(), [{ kind: 'reminded', what: 'half' }], [merge]);
    const state = survivor();
    const next = after(state, source);
    expect(acknowledgeBy(state, defaultTargets)).toEqual(at(90));
    expect(acknowledgeBy(next, defaultTargets)).toEqual(at(61));
    expect(next.reminded).toEqual(['half']);
    const timers = absorbed(state, source, context)!.effects.filter((effect) => effect.kind === 'timer');
    expect(timers.map((timer) => timer.due)).toEqual([at(31).toISOString(), at(61).toISOString()]);
  });
});

describe('the two logs', () => {
  const source = stateAfter(arrived(), [merge]);

  test('the first entry names the other, and asks for the second', () => {
    const draft = linked(source, survivor(), linking)!;
    expect(draft.events).toEqual([{ kind: 'mergedInto', into: otherKey, number: 1301, title: 'Survivor' }]);
    expect(draft.effects).toContainEqual({ kind: 'merge.carry' });
    expect(draft.effects).not.toContainEqual(expect.objectContaining({ kind: 'card.post' }));
  });

  test('a check that nobody decided on is over, and says where the incident lives on; what was done stays in force', () => {
    const proposed = (id: string): IncidentEvent => ({
      kind: 'proposed',
      id,
      by: ada,
      channel: paymentsId,
      measure: 'isolateHost',
      entities: [],
      due: at(90).toISOString(),
      onSilence: 'analyst',
      rule: { who: ['team'], people: 1 },
    });
    const checked = stateAfter(
      arrived(),
      [[proposed('2'), proposed('3')], { by: ada }],
      [{ kind: 'settled', check: '3', as: 'agreed', channel: paymentsId }],
      [merge],
    );
    const draft = linked(checked, survivor(), linking)!;
    const next = foldIncident(structuredClone(checked), entry(5, draft.events));
    expect(next.checks).toMatchObject([
      { id: '2', standing: 'expired', into: 1301 },
      { id: '3', standing: 'agreed' },
    ]);
    expect(next.checks![1]).not.toHaveProperty('into');
    const about = (effect: (typeof draft.effects)[number]) => JSON.stringify(effect).includes('check:2');
    expect(draft.effects.filter(about).map(({ kind }) => kind)).toEqual([
      'card.update',
      'card.update',
      'sentinel.comment',
    ]);
    const notices = draft.effects.flatMap((effect) => (effect.kind === 'notice' ? [effect] : []));
    expect(notices.map(({ channel, notice, mention }) => [channel, notice.params?.what, mention])).toEqual([
      [paymentsId, 'merged', []],
      [socId, 'merged', [ada]],
    ]);
    expect(timeIsUp(next, '2', 'k', { now: at(90), quietSeconds: 60 })).toBeUndefined();
  });

  test('nothing is said twice, and nothing is merged into itself', () => {
    expect(absorbed(after(survivor(), source), source, context)).toBeUndefined();
    expect(linked(source, source, linking)).toBeUndefined();
    const merged = structuredClone(source);
    merged.mergedInto = { into: otherKey, number: 1301, title: 'Survivor', at: '' };
    expect(linked(merged, survivor(), linking)).toBeUndefined();
  });

  test('what was merged itself takes in nothing more', () => {
    const state = survivor();
    state.mergedInto = { into: 'incident:w:third', number: 3, title: 'Third', at: '' };
    expect(absorbed(state, source, context)).toBeUndefined();
  });
});

describe('in the figures', () => {
  const acked = stateAfter(
    arrived({ createdAt: '2026-03-02T10:00:00.0000000Z' }),
    [[{ kind: 'acknowledged', channel: paymentsId, by: ben }], { by: ben }],
    [merge],
  );

  test('it counts once, with the first act and from the creation of the earliest', () => {
    const merged = after(survivor(), acked);
    expect(merged.firstActAt).toBe(at(2).toISOString());
    const figures = figuresOf([acked, merged].map(figuresRowOf), defaultTargets, at(120));
    expect(figures.acknowledge.now).toEqual({ n: 1, values: [2 * 60_000] });
    expect(figures.resolve.now.n).toBe(0);
    expect(figures.open).toMatchObject({ Medium: 1 });
    expect(figures.oldest.map(({ number }) => number)).toEqual([1301]);
  });

  test('the first act counts also where an older Muster did not say whose it was', () => {
    const entry = carriedFrom(acked, 9);
    expect(entry.carried.acts).toEqual({ team: at(2).toISOString() });
    const { acts: _acts, ...before } = entry.carried;
    const merged = stateAfter(arrived(), [
      { kind: 'absorbed', from: acked.logKey, number: 7, carried: before },
    ]);
    const { acknowledge, byTeams } = figuresOf([figuresRowOf(merged)], defaultTargets, at(120));
    expect([acknowledge.now.n, byTeams.now.n]).toEqual([1, 0]);
  });

  test('merged away, it counts nowhere by itself, with or without a survivor', () => {
    expect(current(acked).status).toBe('Closed');
    const figures = figuresOf([figuresRowOf(acked)], defaultTargets, at(120));
    expect([figures.acknowledge.now.n, figures.resolve.now.n, figures.openQuestions]).toEqual([0, 0, 0]);
  });
});

describe('an open question that is due', () => {
  const asked: IncidentEvent = {
    kind: 'asked',
    id: '2',
    by: ada,
    channel: paymentsId,
    people: [ben],
    answers: 'choice',
    due: at(300).toISOString(),
    standIn: eve,
  };
  const more: IncidentEvent[] = [
    { kind: 'promised', question: '2', channel: paymentsId, what: 'before' },
    { kind: 'noted', id: '3', question: '2', by: ben, channel: paymentsId },
    { kind: 'answered', id: '4', question: '2', by: ben, channel: paymentsId, cannot: true },
  ];
  const texts = { question: 'Which?', options: 'dev\nprod', note: 'hm', answer: 'no idea' };
  const source = stateAfter(arrived(), [[asked, ...more], { by: ada, texts }], [merge]);

  test('goes on where its incident lives on: with its choices, its time and what was promised, and one timer', () => {
    const state = after(survivor(), source);
    expect(state.questions).toMatchObject([
      {
        text: 'Which?',
        options: ['dev', 'prod'],
        due: at(300).toISOString(),
        standIn: eve,
        told: ['before'],
      },
    ]);
    expect(state.questions[0]).toMatchObject({ answers: [], cameFrom: source.logKey });
    const timers = absorbed(survivor(), source, context)!.effects.filter((e) => e.kind === 'question.timer');
    expect(timers).toEqual([
      { kind: 'question.timer', due: at(300).toISOString(), question: state.questions[0]!.id },
    ]);
  });

  test('that was withdrawn or answered stays where it is', () => {
    for (const over of [
      { kind: 'withdrawn', id: '5', question: '2', by: ada, channel: paymentsId },
      { kind: 'answered', id: '5', question: '2', by: ben, channel: paymentsId, value: '0' },
    ] satisfies IncidentEvent[]) {
      const ended = stateAfter(arrived(), [[asked, over], { by: ada, texts }], [merge]);
      expect(after(survivor(), ended).questions).toEqual([]);
    }
  });
});
