import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { clean, cleanLines, defang } from '../../bot/words/clean.ts';

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

  test('keeps its lines where lines are wanted, two breaks at most', () => {
    expect(cleanLines('a\r\n\r\n\r\n\r\nb\tc')).toBe('a\n\nb c');
    expect(clean(undefined)).toBe('');
  });
});

describe('an address can’t be clicked', () => {
  test.each([
    ['https://evil.example/pay?x=1', 'hxxps://evil[.]example/pay?x=1'],
    ['HTTP://evil.example', 'hxxp://evil[.]example'],
    ['ftp://evil.example', 'fxp://evil[.]example'],
    ['203.0.113.7', '203[.]0[.]113[.]7'],
    ['a@b.example', 'a[@]b[.]example'],
    ['Ends here. Then more...', 'Ends here. Then more...'],
    ['münchen.example', 'münchen[.]example'],
  ])('%s is shown as %s', (text, shown) => {
    expect(defang(text)).toBe(shown);
  });

  test('whatever it is, and taking it apart twice is taking it apart once', () => {
    fc.assert(
      fc.property(fc.webUrl(), (url) => {
        expect(defang(url)).not.toMatch(/https?:/i);
        expect(defang(url)).not.toMatch(/[a-z0-9]\.[a-z0-9]/i);
      }),
    );
    fc.assert(fc.property(fc.domain(), (domain) => expect(defang(defang(domain))).toBe(defang(domain))));
  });
});
