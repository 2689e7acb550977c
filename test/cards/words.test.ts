/** Both languages say the same things about the same parameters. */
import { expect, test } from '@jest/globals';
import de from '../../bot/words/de/cards.json' with { type: 'json' };
import en from '../../bot/words/en/cards.json' with { type: 'json' };

function flat(value: object, prefix = ''): Record<string, string> {
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]) =>
      typeof inner === 'string' ? [[prefix + key, inner]] : Object.entries(flat(inner, `${prefix}${key}.`)),
    ),
  );
}

const parameters = (text: string): string[] => [...new Set(text.match(/\{\{\w+\}\}/g))].sort();

test('both languages have the same keys', () => {
  expect(Object.keys(flat(de)).sort()).toEqual(Object.keys(flat(en)).sort());
});

test('a sentence takes the same parameters in both languages', () => {
  const german = flat(de);
  for (const [key, text] of Object.entries(flat(en)))
    expect({ key, takes: parameters(german[key] ?? '') }).toEqual({ key, takes: parameters(text) });
});

test('no sentence is empty', () => {
  for (const text of Object.values({ ...flat(en), ...flat(de) })) expect(text.trim()).not.toBe('');
});
