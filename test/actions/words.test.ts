/** The verbs that carry words: between a team and the SOC, and on to Sentinel. */
import { describe, expect, test } from '@jest/globals';
import type { Context, IncidentAction, IncidentDecision } from '../../bot/actions/define.ts';
import { actionOf } from '../../bot/actions/index.ts';
import type { IncidentState } from '../../bot/incidents/state.ts';
import {
  ada,
  arrived,
  at,
  ben,
  context,
  eve,
  inPayments,
  member,
  paymentsId,
  place,
  socId,
  socRoute,
  stateAfter,
  webshopId,
} from '../build.ts';
import { incidentVerb } from '../verbs.ts';

function decide(name: string, state: IncidentState, given: Context, input: unknown = {}): IncidentDecision {
  const action = actionOf(name) as IncidentAction;
  return action.decide(state, action.input.parse(input), given);
}

const kinds = ({ effects = [] }: IncidentDecision) =>
  effects.map((effect) => [effect.kind, 'channel' in effect ? effect.channel : undefined]);

describe('comment', () => {
  test('of a team goes to Sentinel and crosses to the SOC', () => {
    const decision = decide('comment', stateAfter(arrived()), inPayments(), { text: ' looks planned ' });
    expect(decision.events).toEqual([{ kind: 'commented', id: '2', by: ben, channel: paymentsId }]);
    expect(decision.texts).toEqual({ comment: 'looks planned' });
    expect(kinds(decision)).toEqual([
      ['sentinel.comment', undefined],
      ['relay', socId],
    ]);
  });

  test('of the SOC stays with the SOC', () => {
    expect(kinds(decide('comment', stateAfter(arrived()), context(), { text: 'x' }))).toEqual([
      ['sentinel.comment', undefined],
    ]);
  });

  test('no text is in the facts that are hashed', () => {
    const { events, effects } = decide('comment', stateAfter(arrived()), inPayments(), { text: 'secret' });
    expect(JSON.stringify([events, effects])).not.toContain('secret');
  });
});

describe('words in a thread', () => {
  test('are kept, cross to the SOC, and go to Sentinel once the thread is quiet', () => {
    const decision = decide('say', stateAfter(arrived()), inPayments(), { text: 'hm', quietSeconds: 60 });
    expect(decision.events).toMatchObject([{ kind: 'commented', thread: true, channel: paymentsId }]);
    expect(decision.effects).toEqual([
      { kind: 'timer', what: 'rollup', due: at(11).toISOString(), of: 'remark:2' },
      { kind: 'relay', channel: socId, of: 'remark:2' },
    ]);
  });
});

describe('share', () => {
  test('crosses to every team that the incident is routed to', () => {
    const decision = decide('share', stateAfter(arrived()), context(), { text: 'Reset your passwords' });
    expect(kinds(decision)).toEqual([
      ['relay', paymentsId],
      ['sentinel.comment', undefined],
    ]);
    expect(decision.say.params).toMatchObject({ names: 'Payments' });
  });

  test('is refused where no team would read it', () => {
    expect(() => decide('share', stateAfter(arrived({}, [socRoute])), context(), { text: 'x' })).toThrow(
      'noTeam',
    );
  });
});

describe('ask and answer', () => {
  const rosters = [{ channel: paymentsId, members: [member(ben)] }];
  const ask = (input: object) =>
    decide('ask', stateAfter(arrived()), context({ members: rosters }), {
      channel: paymentsId,
      question: 'Planned?',
      ...input,
    });
  const asked = (people = [ben]) =>
    stateAfter(arrived(), [
      [{ kind: 'asked', id: '2', by: ada, channel: paymentsId, people, from: socId }],
      { texts: { question: 'Planned?' } },
    ]);

  test('a question is put to people of the team’s roster, and remembers where it was asked', () => {
    const decision = ask({ people: [ben.oid.toUpperCase()] });
    expect(decision.events).toEqual([
      { kind: 'asked', id: '2', by: ada, channel: paymentsId, people: [ben], from: socId },
    ]);
    expect(kinds(decision)).toEqual([
      ['question.post', paymentsId],
      ['sentinel.comment', undefined],
    ]);
  });

  test('a question to nobody in particular is to everybody there', () => {
    expect(ask({}).events).toMatchObject([{ people: [] }]);
  });

  test('nobody from outside the roster can be asked, and no channel that it does not concern', () => {
    expect(() => ask({ people: [eve.oid] })).toThrow('askedNotInRoster');
    expect(() => ask({ channel: webshopId })).toThrow('noTeam');
    expect(() => ask({ channel: socId })).toThrow('noTeam');
  });

  test('who was asked answers; the asker’s channel is told, and Sentinel’s comment is written anew', () => {
    const decision = decide('answer', asked(), inPayments(), { question: '2', answer: 'Yes, since Monday' });
    expect(decision.events).toEqual([
      { kind: 'answered', id: '3', question: '2', by: ben, channel: paymentsId },
    ]);
    expect(decision.effects).toMatchObject([
      { kind: 'card.update', channel: paymentsId, about: 'question:2' },
      { kind: 'sentinel.comment', of: 'question:2' },
      { kind: 'relay', channel: socId, of: 'answer:3' },
    ]);
    const question = ask({}).effects?.find((effect) => effect.kind === 'sentinel.comment');
    expect(decision.effects?.[1]).toMatchObject({ guid: question?.guid });
  });

  test('nobody else answers, unless everybody was asked', () => {
    const byEve = inPayments({ actor: eve });
    expect(() => decide('answer', asked(), byEve, { question: '2', answer: 'No' })).toThrow('notAsked');
    expect(decide('answer', asked([]), byEve, { question: '2', answer: 'No' }).events).toHaveLength(1);
  });

  test('not from another channel, and not what was never asked', () => {
    expect(() => decide('answer', asked([]), context(), { question: '2', answer: 'No' })).toThrow(
      'noQuestion',
    );
    expect(() => decide('answer', asked([]), inPayments(), { question: '7', answer: 'No' })).toThrow(
      'noQuestion',
    );
  });
});

describe('not ours', () => {
  test('hands the incident back with a reason that the SOC and Sentinel get', () => {
    const decision = decide('not ours', stateAfter(arrived()), inPayments(), { reason: 'The host moved' });
    expect(decision.events).toEqual([{ kind: 'handedBack', channel: paymentsId, by: ben }]);
    expect(decision.texts).toEqual({ reason: 'The host moved' });
    expect(kinds(decision)).toEqual([
      ['sentinel.comment', undefined],
      ['relay', socId],
    ]);
  });

  test('again says who handed it back before', () => {
    const state = stateAfter(arrived(), [
      [{ kind: 'handedBack', channel: paymentsId, by: eve }],
      { by: eve },
    ]);
    expect(decide('not ours', state, inPayments(), { reason: 'x' })).toMatchObject({
      events: [],
      say: { key: 'notOurs.before', params: { name: 'Eve' } },
    });
  });

  test('is for a team that it was routed to', () => {
    expect(() => decide('not ours', stateAfter(arrived()), context(), { reason: 'x' })).toThrow('noTeamHere');
    expect(() =>
      decide('not ours', stateAfter(arrived({}, [socRoute])), inPayments(), { reason: 'x' }),
    ).toThrow('noTeamHere');
  });
});

test.each(['comment', 'share', 'not ours'])('%s takes no empty text and none that is endless', (name) => {
  const field = name === 'not ours' ? 'reason' : 'text';
  const { input, typed } = incidentVerb(name);
  expect(input.safeParse({ [field]: '   ' }).success).toBe(false);
  expect(input.safeParse({ [field]: 'x'.repeat(4001) }).success).toBe(false);
  expect(typed?.('')).toBeUndefined();
  expect(typed?.('hello')).toEqual({ [field]: 'hello' });
});

test('from a personal chat, a comment of a team’s member counts for their channel', () => {
  const chat = inPayments({ place: place('a:1', { kind: 'personal' }), audience: 'personal' });
  expect(decide('comment', stateAfter(arrived()), chat, { text: 'x' }).events).toMatchObject([
    { channel: paymentsId },
  ]);
});
