/** What a question promises about time: decided once, and only while it is so. */
import { describe, expect, test } from '@jest/globals';
import { keepPromise } from '../../bot/actions/automatic/promise.ts';
import { consequences } from '../../bot/incidents/consequences.ts';
import { contactsOf } from '../../bot/incidents/contacts.ts';
import type { IncidentEvent } from '../../bot/incidents/events.ts';
import { foldIncident } from '../../bot/incidents/fold.ts';
import type { QuestionEvent } from '../../bot/incidents/question.ts';
import type { IncidentState } from '../../bot/incidents/state.ts';
import {
  ada,
  arrived,
  at,
  ben,
  entity,
  entry,
  eve,
  intended,
  paymentsId,
  socChannel,
  socId,
  stateAfter,
  teamChannel,
} from '../build.ts';

const team = teamChannel(paymentsId, { hosts: ['pay-*'] }, { contact: eve });
const channels = [socChannel(), team];
/** Asked in minute 2, due in minute 42: reminded in 32, escalated ten minutes apart. */
const asked = (change: Partial<Extract<QuestionEvent, { kind: 'asked' }>> = {}): IncidentEvent => ({
  kind: 'asked',
  id: '2',
  by: ada,
  channel: paymentsId,
  people: [ben],
  from: socId,
  due: at(42).toISOString(),
  ...change,
});

/** Appends what happens, with the timers that follow from it, as the journal does. */
function grown(state: IncidentState, events: IncidentEvent[], minute?: number): IncidentState {
  const seq = state.seq + 1;
  const written = entry(seq, events, { at: at(minute ?? seq).toISOString() });
  const next = foldIncident(structuredClone(state), written);
  const effects = consequences(next, events).filter(({ kind }) => kind === 'question.timer');
  return effects.reduce(
    (after, effect, i) =>
      foldIncident(after, entry(seq + 1 + i, [], { effects: [{ ...effect, id: `${seq}.${i}` } as never] })),
    next,
  );
}

const open = (change = {}) => grown(stateAfter(arrived()), [asked(change)]);
const dueOf = (state: IncidentState) =>
  consequences({ ...state, questions: state.questions.map(({ timer: _, ...q }) => q) }, [
    { kind: 'cardAsked', channel: 'x', by: ada },
  ]).flatMap((effect) => (effect.kind === 'question.timer' ? [effect.due] : []));

/** Lets the timer that is under way come due. */
function keep(state: IncidentState, minute: number) {
  const question = state.questions[0]!;
  const timer = {
    kind: 'question.timer' as const,
    id: question.timer ?? 'none',
    due: '',
    question: question.id,
  };
  const draft = keepPromise(state, timer, 'k', { now: at(minute), channels });
  const told = (draft?.effects ?? []).flatMap((effect) =>
    effect.kind === 'question.tell'
      ? [[effect.what, effect.channel, effect.mention.map(({ name }) => name)]]
      : [],
  );
  return { told, next: draft ? grown(state, draft.events, minute) : state };
}

describe('a question with a due time', () => {
  test('reminds before, tells when it is due, then climbs: its stand-in, the contact, the SOC, each once', () => {
    let state = open({ standIn: { oid: 'x', name: 'Stan' } });
    const said: unknown[] = [];
    for (const minute of [31, 32, 32, 42, 52, 62, 72, 72, 500]) {
      const { told, next } = keep(state, minute);
      said.push(...told.map((one) => [minute, ...one]));
      state = next;
    }
    expect(said).toEqual([
      [32, 'before', paymentsId, ['Ben']],
      [42, 'due', paymentsId, ['Ben']],
      [52, 'standIn', paymentsId, ['Stan']],
      [62, 'contact', paymentsId, ['Eve']],
      [72, 'soc', socId, ['Ada']],
    ]);
    expect(dueOf(state)).toEqual([]);
  });

  test('climbs past a rung that has nobody, or somebody who is asked anyway', () => {
    const state = open({ people: [eve] });
    const told = [32, 42, 52].reduce((now, minute) => keep(now, minute).next, state);
    expect(told.questions[0]!.told).toEqual(['before', 'due', 'soc']);
    expect(contactsOf(team).contact).toEqual(eve);
  });

  test('that is due already is not said to be due soon', () => {
    const { told, next } = keep(open(), 45);
    expect(told).toEqual([['due', paymentsId, ['Ben']]]);
    expect(dueOf(next)).toEqual([at(52).toISOString()]);
  });

  test('mentions no more whoever has said that they can’t say', () => {
    const cannot: IncidentEvent = {
      kind: 'answered',
      id: '9',
      question: '2',
      by: ben,
      channel: paymentsId,
      cannot: true,
    };
    expect(keep(grown(open({ people: [ben, eve] }), [cannot]), 32).told).toEqual([
      ['before', paymentsId, ['Eve']],
    ]);
  });

  test('to a whole channel mentions, once it is due, whoever the team wants asked', () => {
    const said: unknown[] = [];
    let state = open({ people: [] });
    for (const minute of [32, 42, 52]) {
      const { told, next } = keep(state, minute);
      said.push(...told);
      state = next;
    }
    expect(said).toEqual([
      ['before', paymentsId, []],
      ['due', paymentsId, ['Eve']],
      ['contact', paymentsId, ['Eve']],
    ]);
  });

  test('mentions likewise where all who were asked can’t say', () => {
    const cannot: IncidentEvent = {
      ...{ kind: 'answered', id: '9', question: '2', by: ben, channel: paymentsId },
      cannot: true,
    };
    expect(keep(grown(open(), [cannot]), 45).told).toEqual([['due', paymentsId, ['Eve']]]);
  });

  test('calls by itself nobody whose account is in the incident', () => {
    const about: IncidentEvent = { kind: 'detailed', entities: [entity('Account', eve.upn!)], alerts: [] };
    let state = grown(open({ people: [] }), [about]);
    const said: unknown[] = [];
    for (const minute of [32, 42, 52]) {
      const { told, next } = keep(state, minute);
      said.push(...told);
      state = next;
    }
    expect(said).toEqual([
      ['before', paymentsId, []],
      ['due', paymentsId, []],
      ['soc', socId, ['Ada']],
    ]);
  });

  test.each<[string, IncidentEvent]>([
    ['answered', { kind: 'answered', id: '9', question: '2', by: ben, channel: paymentsId }],
    ['withdrawn', { kind: 'withdrawn', id: '9', question: '2', by: ada, channel: paymentsId }],
    [
      'moved',
      { kind: 'givenTime', id: '9', question: '2', by: ben, channel: paymentsId, due: at(400).toISOString() },
    ],
  ])('says nothing once it is %s', (_, event) => {
    const before = open();
    const timer = before.questions[0]!.timer!;
    const state = grown(before, [event]);
    const late = { kind: 'question.timer' as const, id: timer, due: '', question: '2' };
    expect(keepPromise(state, late, 'k', { now: at(42), channels })).toBeUndefined();
  });

  test('moved, it reminds anew of the time that it has then', () => {
    const moved: IncidentEvent = {
      kind: 'givenTime',
      id: '9',
      question: '2',
      by: ben,
      channel: paymentsId,
      due: at(443).toISOString(),
    };
    const state = grown(keep(open(), 32).next, [moved], 43);
    expect(state.questions[0]).toMatchObject({ told: [], timer: expect.any(String) });
    expect(dueOf(state)).toEqual([at(383).toISOString()]);
  });

  test('rests while its incident is closed, and goes on where it is opened again', () => {
    const close = intended({ status: 'Closed' }, { status: 'New' });
    const closed = grown(open(), [close]);
    const rested = keep(closed, 42);
    expect(rested.told).toEqual([]);
    expect(rested.next.questions[0]!.timer).toBeUndefined();
    const reopened = grown(rested.next, [intended({ status: 'Active' }, { status: 'Closed' })], 60);
    expect(reopened.questions[0]!.timer).toBeDefined();
    expect(keep(reopened, 60).told).toEqual([['due', paymentsId, ['Ben']]]);
  });
});

test('a question of before, without a due time, promises nothing', () => {
  expect(dueOf(open({ due: undefined }))).toEqual([]);
});
