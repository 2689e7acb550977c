/** "Not me, ask …": to whom a question may be handed over. */
import { expect, test } from '@jest/globals';
import { errorWords } from '../../bot/actions/say-words.ts';
import { Refused } from '../../bot/errors.ts';
import type { IncidentEvent, Person } from '../../bot/incidents/events.ts';
import { isSuspect } from '../../bot/incidents/holding.ts';
import type { IncidentState } from '../../bot/incidents/state.ts';
import { whoeverIsAskedNow } from '../../dialogs/ask/ask.ts';
import {
  ada,
  arrived,
  ben,
  context,
  entity,
  eve,
  inPayments,
  member,
  paymentsId,
  stateAfter,
} from '../build.ts';
import { context as look } from '../cards/samples.ts';
import { incidentVerb } from '../verbs.ts';

const asked = (people: Person[]): IncidentEvent => ({
  kind: 'asked',
  id: 'q',
  by: ada,
  channel: paymentsId,
  people,
});
const about = (name: string): IncidentEvent => ({
  kind: 'detailed',
  entities: [entity('Account', name), entity('Host', 'pay-01')],
  alerts: [],
});
const among = (name: string, people = [ben]): IncidentState =>
  stateAfter(arrived(), [asked(people), about(name)]);
const handed = (state: IncidentState, to: Person) =>
  incidentVerb('pass on').decide(
    state,
    { person: to.oid, reason: '' },
    inPayments({ members: [{ channel: paymentsId, members: [member(ben), member(eve)] }] }),
  );
const refusal = (state: IncidentState, to: Person): Refused => {
  try {
    handed(state, to);
  } catch (error) {
    if (error instanceof Refused) return error;
  }
  throw new Error('It was not refused.');
};

test('it goes to anybody of the channel', () => {
  expect(handed(among('somebody@contoso.example'), eve).events).toMatchObject([
    { kind: 'passedOn', to: eve },
  ]);
});

test.each([eve.upn!, 'CONTOSO\\eve', 'Eve', eve.oid.toUpperCase()])(
  'not to one whose account is in the incident as %s, and the team is not told that it is',
  (name) => {
    const refused = refusal(among(name), eve);
    expect(refused.word).toBe('askedNotThem');
    for (const language of ['en', 'de'])
      expect(errorWords(refused, look({ language }))).not.toMatch(/account|suspect|Konto|verdächtig/i);
  },
);

test('but to one whom the SOC chose to ask itself', () => {
  expect(handed(among(eve.upn!, [ben, eve]), eve).events).toMatchObject([{ kind: 'passedOn', to: eve }]);
});

test('whoever has the name of a host is not one', () => {
  expect(isSuspect(among('x'), { ...eve, name: 'pay-01' })).toBe(false);
  expect(isSuspect(among(eve.upn!), eve)).toBe(true);
});

test('nor does the SOC ask them by asking whoever the team wants asked: it names them, or somebody else', () => {
  const asking = (state: IncidentState, people: string[]) =>
    incidentVerb('ask').decide(
      state,
      {
        channel: paymentsId,
        people,
        question: 'Was it you?',
        answers: 'text',
        options: [],
        standIn: '',
        when: 'never',
        date: '',
        time: '',
      },
      context({ members: [{ channel: paymentsId, members: [member(ben), member(eve)], asked: [eve] }] }),
    ).events;
  const state = stateAfter(arrived(), [about(eve.upn!)]);
  expect(() => asking(state, [whoeverIsAskedNow])).toThrow('askedNowSuspect');
  expect(asking(state, [eve.oid])).toMatchObject([{ kind: 'asked', people: [{ oid: eve.oid }] }]);
  expect(asking(state, [whoeverIsAskedNow, eve.oid])).toMatchObject([
    { kind: 'asked', people: [{ oid: eve.oid }] },
  ]);
  expect(asking(stateAfter(arrived(), [about('x')]), [whoeverIsAskedNow])).toMatchObject([
    { people: [{ oid: eve.oid }] },
  ]);
});
