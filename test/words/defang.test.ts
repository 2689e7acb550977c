import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { clean, cleanLines } from '../../bot/words/clean.ts';
import { defang, refang } from '../../bot/words/defang.ts';
import { addresses, anyText, harmless, huge, linkable, nasty } from './nasty.ts';

describe('an address', () => {
  test.each([
    ['https://evil.example/pay?x=1', 'https[:]//evil[.]example/pay?x=1'],
    ['HTTP://evil.example', 'HTTP[:]//evil[.]example'],
    ['javascript:alert(1)', 'javascript[:]alert(1)'],
    ['mailto:a@b.example', 'mailto[:]a[@]b[.]example'],
    ['tel:+41441234567', 'tel[:]+41441234567'],
    ['\\\\evil\\share', '[\\]\\evil\\share'],
    ['203.0.113.7:443', '203[.]0[.]113[.]7:443'],
    ['2001:db8::1', '2001[:]db8[:][:]1'],
    ['a.b@c.example', 'a[.]b[@]c[.]example'],
    ['(see evil.example)', '(see evil[.]example)'],
    ['evil。example', 'evil[。]example [=evil[.]example]'],
    ['hxxps://evil[.]example', 'hxxps[:]//evil[[.]]example'],
  ])('%s is shown as %s', (text, shown) => {
    expect(defang(text)).toBe(shown);
  });

  test.each(addresses)('%s is none any more, and can be turned back', (text) => {
    const cleaned = clean(text);
    expect(linkable(cleaned)).toBe(true);
    expect(linkable(defang(cleaned))).toBe(false);
    expect(refang(defang(cleaned))).toBe(cleaned);
  });

  test('with letters beyond ASCII is followed by what is looked up', () => {
    expect(defang('раура1.com')).toBe('раура1[.]com [=xn--1-7sba6dbr[.]com]');
    expect(defang('pay at https://раура1.com/x?y=ü now')).toContain('/x?y=ü [=xn--1-7sba6dbr[.]com] now');
    expect(defang('ada@münchen.example')).toBe('ada[@]münchen[.]example [=xn--mnchen-3ya[.]example]');
    expect(defang('https://ｅｖｉｌ.example')).toContain('[=evil[.]example]');
    expect(defang('Übersicht.xlsx')).toBe('Übersicht[.]xlsx');
    expect(defang('раура1.com', false)).toBe('раура1[.]com');
  });

  test('of a portal stays as it is, where nothing in it leads elsewhere', () => {
    const link = 'https://portal.azure.com/#asset/Microsoft_Azure_Security_Insights/Incident/1042';
    for (const text of [link, `see (${link}).`, 'https://security.microsoft.com/incidents/77?tid=2'])
      expect(defang(text)).toBe(text);
  });
});

test.each(harmless)('“%s” holds no address and stays as it is', (text) => {
  expect(defang(text)).toBe(text);
});

test.each([
  ['report.zip', 'report[.]zip'],
  ['Node.js', 'Node[.]js'],
])('%s could be an address, and is safe rather than pretty: %s', (text, shown) => {
  expect(defang(text)).toBe(shown);
});

test('whatever the text, nothing in it can be followed, and it can be turned back to the letter', () => {
  const holds = (text: string): void => {
    for (const cleaned of [clean(text), cleanLines(text)]) {
      for (const notes of [true, false]) {
        expect(refang(defang(cleaned, notes))).toBe(cleaned);
        expect([cleaned, linkable(defang(cleaned, notes))]).toEqual([cleaned, false]);
      }
    }
  };
  for (const text of nasty) holds(text);
  fc.assert(fc.property(anyText, holds), { numRuns: 1000 });
});

test('brackets that were there already are told from ours', () => {
  const unit = fc.constantFrom('[', ']', '.', '@', ':', '\\', '=', ' ', 'a', 'xn--a', '1', '/', 'ü');
  fc.assert(
    fc.property(fc.string({ unit, maxLength: 30 }), (text) => {
      const cleaned = clean(text);
      expect(refang(defang(cleaned))).toBe(cleaned);
    }),
    { numRuns: 3000 },
  );
});

test('a text of 300 KB, or one made to be slow, takes no long time', () => {
  const before = process.cpuUsage().user;
  for (const unit of ['[', ':', '.', '@', 'a.', 'a:', '\\', ')', '[=', '1.', 'é.', ' [=a'])
    defang(unit.repeat(100_000));
  defang(`https://portal.azure.com/${')'.repeat(100_000)}\u0001`);
  expect(clean(huge).length).toBeLessThanOrEqual(300);
  // Linear takes under a second of it; quadratic, minutes.
  expect(process.cpuUsage().user - before).toBeLessThan(20_000_000);
});
