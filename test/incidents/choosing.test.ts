import { expect, test } from '@jest/globals';
import { chosenIn, isOffered } from '../../bot/incidents/choosing.ts';
import { listedIn } from '../../bot/incidents/question-list.ts';

const yesNo = { kind: 'yesNo' as const };
const choice = { kind: 'choice' as const, options: ['Our proxy', 'Our', 'A supplier'] };

test.each([
  ['yes', 'yes', ''],
  ['Yes, we planned it.', 'yes', 'we planned it.'],
  ['JA: geplant', 'yes', 'geplant'],
  ['No. Nobody did.', 'no', 'Nobody did.'],
  ['nein', 'no', ''],
  ['Don’t know, ask Ben', 'unknown', 'ask Ben'],
  ['no idea', 'unknown', ''],
  ['Keine Ahnung!', 'unknown', ''],
])('“%s” says %s, and why', (typed, value, text) => {
  expect(chosenIn(yesNo, typed)).toEqual({ value, text });
});

test.each(['No one did this', 'yesterday', 'Yes we can', 'nope that is it', 'maybe', '', 'I say yes'])(
  '“%s” is no answer to a yes or no',
  (typed) => {
    expect(chosenIn(yesNo, typed)).toBeUndefined();
  },
);

test('of several answers one is named by its words or its number; the longer name wins', () => {
  expect(chosenIn(choice, 'our proxy, since May')).toEqual({ value: '0', text: 'since May' });
  expect(chosenIn(choice, 'Our')).toEqual({ value: '1', text: '' });
  expect(chosenIn(choice, '3: Acme')).toEqual({ value: '2', text: 'Acme' });
  expect(chosenIn(choice, '4')).toBeUndefined();
  expect(chosenIn({ kind: 'choice', options: [''] }, 'anything')).toBeUndefined();
});

test('what a card sends back is one of what is offered, or nothing', () => {
  expect(['yes', 'no', 'unknown'].every((value) => isOffered(yesNo, value))).toBe(true);
  expect(['maybe', '0', '', '__proto__'].some((value) => isOffered(yesNo, value))).toBe(false);
  expect(['0', '2'].every((value) => isOffered(choice, value))).toBe(true);
  expect(['3', '-1', '1.0', 'yes'].some((value) => isOffered(choice, value))).toBe(false);
  expect(isOffered({}, 'yes')).toBe(false);
});

test('a line of the SOC’s list says how it is answered after a bar', () => {
  expect(
    listedIn([
      'Was it planned? | yes/no',
      'Geplant? | ja / nein',
      'Which? | dev, test, dev,prod',
      'Why | how?',
      ' ',
    ]),
  ).toMatchObject([
    { question: 'Was it planned?', answers: 'yesNo' },
    { question: 'Geplant?', answers: 'yesNo' },
    { question: 'Which?', answers: 'choice', options: ['dev', 'test', 'prod'] },
    { question: 'Why | how?' },
  ]);
});
