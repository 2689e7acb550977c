import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { clean, cleanLines } from '../../bot/words/clean.ts';

const anyText = fc.string({
  unit: fc.oneof(
    fc.constantFrom('\u202e', '\u200b', '\u0000', '\n', '\ud800', ' ', '\u0301', '.', '@'),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
  ),
});
const hidden = /[\p{Cc}\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/u;

describe('text from outside', () => {
  test('is one line without anything that hides or turns text around, however it was written', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(clean(text)).not.toMatch(hidden);
        expect(clean(text).isWellFormed()).toBe(true);
        expect(cleanLines(text).replaceAll('\n', '')).not.toMatch(hidden);
      }),
    );
  });

  test('is as long as may be and no longer, and no character is cut in two', () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 1, max: 20 }), (text, max) => {
        expect([...clean(text, max)].length).toBeLessThanOrEqual(max);
        expect(clean(text, max).isWellFormed()).toBe(true);
      }),
    );
    expect(clean('😀😀😀', 2)).toBe('😀…');
  });

  test('that is clean stays as it is', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(clean(clean(text))).toBe(clean(text));
        expect(cleanLines(cleanLines(text))).toBe(cleanLines(text));
      }),
    );
  });

  test('carries no more marks than a letter needs, and nothing that only fills space', () => {
    expect(clean(`z${'\u0335'.repeat(60)}x`)).toBe(`z${'\u0335'.repeat(4)}x`);
    expect(clean('\u3164\u115F\uFFA0\u{E0100}\u{E0041}')).toBe('');
    expect(clean('❤\uFE0F')).toBe('❤\uFE0F');
  });

  test('keeps its lines where lines are wanted, two breaks at most', () => {
    expect(cleanLines('a\r\n\r\n\r\n\r\nb\tc')).toBe('a\n\nb c');
    expect(clean(undefined)).toBe('');
  });
});
