/** What holds for every card in every state, in every language. */
import { expect, test } from '@jest/globals';
import { languages } from '../../bot/words/words.ts';
import { cardBytes, maxCardBytes } from '../../cards/fit.ts';
import { context } from './samples.ts';
import { shownCards } from './shown.ts';
import { nodesOf, ofType, readable, stringsOf } from './walk.ts';

const cards = languages.flatMap((language) =>
  Object.entries(shownCards(context({ language }))).map(([name, card]) => ({ name, language, card })),
);

// What schema 1.5 has of what we use; anything else needs a fallback for clients that don't know it.
const core = [
  'AdaptiveCard',
  'TextBlock',
  'RichTextBlock',
  'TextRun',
  'Container',
  'ColumnSet',
  'Column',
  'FactSet',
  'ActionSet',
  'Input.Text',
  'Input.ChoiceSet',
  'Action.Execute',
  'Action.Submit',
  'Action.OpenUrl',
  'Action.ToggleVisibility',
  'task/fetch',
  // A client that does not know a layout stacks what is in it.
  'Layout.Flow',
];

test.each(cards)(
  '$name ($language) is a full-width card of schema 1.5 in its language',
  ({ card, language }) => {
    expect(card).toMatchObject({
      type: 'AdaptiveCard',
      version: '1.5',
      lang: language,
      msteams: { width: 'Full' },
    });
  },
);

test.each(cards)('$name ($language) leaves nothing of its template unfilled', ({ card }) => {
  for (const { text } of stringsOf(card))
    expect(text).not.toMatch(/\$\{|\{\{|undefined|null|NaN|\[object|cards:/);
  for (const node of nodesOf(card)) {
    expect(node).not.toHaveProperty('$data');
    expect(node).not.toHaveProperty('$when');
  }
});

test.each(cards)('$name ($language) shows no empty text', ({ card }) => {
  for (const node of [...ofType(card, 'TextBlock')]) expect(String(node.text).trim()).not.toBe('');
});

test.each(cards)('$name ($language) gives every newer element a fallback', ({ card }) => {
  for (const node of nodesOf(card)) {
    if (!core.includes(String(node.type))) expect(node).toHaveProperty('fallback.type');
  }
});

test.each(cards)(
  '$name ($language) has at most six actions in a set, and none outside of one',
  ({ card }) => {
    expect(card).not.toHaveProperty('actions');
    for (const set of ofType(card, 'ActionSet')) {
      expect((set.actions as unknown[]).length).toBeGreaterThan(0);
      expect((set.actions as unknown[]).length).toBeLessThanOrEqual(6);
    }
  },
);

test.each(cards)('$name ($language) lets an older client act too', ({ card }) => {
  for (const { title, data, fallback } of ofType(card, 'Action.Execute'))
    expect(fallback).toMatchObject({ type: 'Action.Submit', title, data });
});

test.each(cards)('$name ($language) labels every input and says what is missing', ({ card }) => {
  for (const input of ofType(card, 'Input.')) {
    expect(input).toMatchObject({
      label: expect.stringMatching(/\S/),
      ...(input.isRequired === true && { errorMessage: expect.stringMatching(/\S/) }),
    });
  }
});

test.each(cards)('$name ($language) names each element once, so that More opens one thing', ({ card }) => {
  const ids = nodesOf(card).flatMap((node) => (typeof node.id === 'string' ? [node.id] : []));
  expect(new Set(ids).size).toBe(ids.length);
  for (const toggle of ofType(card, 'Action.ToggleVisibility')) {
    for (const target of toggle.targetElements as string[]) expect(ids).toContain(target);
  }
});

test.each(cards)('$name ($language) is small', ({ card }) => {
  expect(cardBytes(card)).toBeLessThan(maxCardBytes);
});

test('German cards speak German, without ß', () => {
  const german = cards.filter(({ language }) => language === 'de').map(({ card }) => readable(card));
  const english = cards.filter(({ language }) => language === 'en').map(({ card }) => readable(card));
  german.forEach((text, i) => {
    expect(text).not.toContain('ß');
    // What a caller hands over is the same in both here; every other card differs.
    if (!/^(notice|preview)/.test(cards[i]!.name)) expect(text).not.toBe(english[i]);
  });
});
