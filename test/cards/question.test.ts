/** A question can be answered on its card, by anybody, as long as the incident is open. */
import { expect, test } from '@jest/globals';
import { questionCard } from '../../cards/question/question.ts';
import {
  ada,
  ben,
  busyState,
  button,
  cleo,
  closedState,
  context,
  intoOther,
  mergedState,
  noButtons,
  question,
  state,
} from './samples.ts';
import { ofType, readable } from './walk.ts';

const hidden = { incident: 'incident:a:b', question: 'q1' };
const card = (of = state(), asked = question(), buttons = noButtons) =>
  questionCard({ ...of, questions: [asked] }, asked, context(), buttons, hidden);

test('it says who asks whom about what, line by line', () => {
  const text = readable(card());
  expect(text).toContain('Question 1042-1 about incident 1042');
  expect(text).toContain('Ada Brunner asks Ben Okafor');
  expect(text).toContain('Does svc-pay have any reason to sign in from outside?\nSince when?');
});

test('several people are named, and nobody in particular means the whole channel', () => {
  expect(readable(card(state(), question({ people: [ben, cleo] })))).toContain(
    'asks Ben Okafor and Cléo Rochat',
  );
  expect(readable(card(state(), question({ people: [] })))).toContain('asks everybody in Payments');
});

test('every answer stands on it with who and when', () => {
  const answers = [
    { id: 'a', at: '2026-11-24T20:10:00Z', by: ben, text: 'No.' },
    { id: 'b', at: '2026-11-24T20:20:00Z', by: cleo, text: 'Not from our side.' },
  ];
  const text = readable(card(busyState(), question({ answers })));
  expect(text).toContain('2 answers');
  expect(text).toContain('Ben Okafor\n  24 Nov 2026, 21:10 CET\nNo.');
  expect(text).toContain('Cléo Rochat\n  24 Nov 2026, 21:20 CET\nNot from our side.');
});

test('the input is required, labelled and limited, and Answer sends it with what names the question', () => {
  const [input] = ofType(card(), 'Input.Text');
  expect(input).toMatchObject({
    id: 'answer',
    isMultiline: true,
    isRequired: true,
    maxLength: 2000,
    label: 'Your answer',
    errorMessage: 'Please write your answer first.',
  });
  const [answer] = ofType(card(), 'Action.Execute');
  expect(answer).toMatchObject({ verb: 'answer', data: { ...hidden, verb: 'answer' } });
});

test('other buttons don’t ask for an answer first', () => {
  const shown = card(state(), question(), {
    front: [button('Not ours', { dialog: true }), button('Take')],
    more: [],
  });
  const others = [...ofType(shown, 'Action.Execute'), ...ofType(shown, 'Action.Submit')].filter(
    (a) => a.title !== 'Answer',
  );
  expect(others.length).toBe(3);
  for (const action of others) expect(action).toMatchObject({ associatedInputs: 'none' });
});

test('a closed incident’s question keeps its answers and takes no more', () => {
  const closed = card(closedState());
  expect(ofType(closed, 'Input.Text')).toEqual([]);
  expect(ofType(closed, 'ActionSet')).toEqual([]);
  expect(readable(closed)).toContain('no answer is needed any more');
  expect(readable(closed)).toContain('No, never.');
});

test('a question whose incident was merged can be answered until it goes on elsewhere', () => {
  expect(ofType(card(mergedState()), 'Input.Text')).toHaveLength(1);
  const moved = card(mergedState(intoOther));
  expect(ofType(moved, 'Input.Text')).toEqual([]);
  expect(readable(moved)).toContain('merged into incident 1301');
});

test('an erased question says that it is erased', () => {
  expect(readable(card(state(), question({ by: ada, text: '' })))).toContain('(erased)');
});

test('that it is there twice is said, and nothing of it where it is not', () => {
  const asked = question();
  const sent = { thread: 't', message: '1' };
  const known = (more: object) =>
    state({ sent: { [asked.channel]: { [`question:${asked.id}`]: { ...sent, ...more } } } });
  expect(readable(card(known({ copies: [{ thread: 't', message: '2' }] })))).toContain('Posted here 2 times');
  expect(readable(card(known({})))).not.toContain('Posted here');
});
