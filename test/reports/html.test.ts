/** A report as a page: read again with htmlparser2, it has our elements and attributes, whatever its texts say. */
import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseDocument } from 'htmlparser2';
import { htmlOf } from '../../bot/reports/html.ts';
import type { Report } from '../../bot/reports/report.ts';
import { style, styleHash } from '../../bot/reports/style.ts';
import { outside, outsideLines } from '../../bot/reports/texts.ts';
import { payments } from '../cards/samples.ts';
import { anyText, linkable } from '../words/nasty.ts';
import { nastyReport, textsOf, told, wholeState } from './stories.ts';

interface Read {
  elements: string[];
  attributes: string[];
  text: string;
  /** each stretch of text by itself, but for the style */
  texts: string[];
}

/** What a browser would find: each element by name, each attribute with its value, all text. */
function read(html: string): Read {
  const found: Read = { elements: [], attributes: [], text: '', texts: [] };
  const walk = (node: ReturnType<typeof parseDocument>['children'][number]): void => {
    if (node.type === 'text') {
      const { data } = node as unknown as { data: string };
      found.text += data;
      if (data !== style) found.texts.push(data);
    }
    if (node.type === 'comment') found.elements.push('!--');
    if ('attribs' in node) {
      found.elements.push((node as { name: string }).name);
      for (const [name, value] of Object.entries(node.attribs as Record<string, string>))
        found.attributes.push(`${name}=${value}`);
    }
    if ('children' in node) for (const child of node.children) walk(child);
  };
  for (const node of parseDocument(html, { decodeEntities: true }).children) walk(node);
  return found;
}

/** The same report with harmless words of the same shape: what a report of ours has in it. */
const plain = (report: Report): Report => {
  const replaced = (value: unknown, key = ''): unknown => {
    if (typeof value === 'string') return key === 'language' ? value : 'word';
    if (Array.isArray(value)) return value.map((one) => replaced(one));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, replaced(inner, name)]));
  };
  return replaced(report) as Report;
};

function expectOnlyText(report: Report): void {
  const [page, harmless] = [read(htmlOf(report)), read(htmlOf(plain(report)))];
  expect(page.elements).toEqual(harmless.elements);
  expect(page.attributes).toEqual(harmless.attributes);
  for (const text of textsOf(report)) expect(page.text).toContain(text);
}

describe('the page', () => {
  test('has no script, nothing from elsewhere and nothing to send, and its policy would let none of that in', () => {
    const { elements, attributes } = read(htmlOf(told()));
    const ours =
      'html head meta title style body main header p h1 dl div dt dd section h2 h3 blockquote ol li span b footer';
    expect([...new Set(elements)].filter((name) => !`${ours} !doctype`.split(' ').includes(name))).toEqual(
      [],
    );
    expect(attributes.filter((one) => /^(?:src|href|style|on\w+|action|id)=/.test(one))).toEqual([]);
    expect(attributes).toContain(
      `content=default-src 'none'; style-src '${styleHash}'; base-uri 'none'; form-action 'none'`,
    );
  });

  test('has the style that its policy names', () => {
    expect(`sha256-${createHash('sha256').update(style).digest('base64')}`).toBe(styleHash);
    expect(htmlOf(told())).toContain(`<style>${style}</style>`);
    expect(style).not.toMatch(/url\(|@import|<|expression/);
  });

  test('says in which language it is, and is made for a phone and for A4', () => {
    expect(htmlOf(told(wholeState(), { language: 'de' }))).toContain('<html lang="de">');
    expect(htmlOf(told())).toContain('name="viewport"');
    expect(style).toMatch(/@page \{ size: A4/);
  });
});

describe('texts of attackers are text on the page', () => {
  test.each([0, 1, 2, 3])('in every field of an incident (turn %i)', (turn) => {
    const [soc, team] = [nastyReport(turn, 'all'), nastyReport(turn, [payments.channel])];
    expectOnlyText(soc);
    expectOnlyText(team);
    for (const report of [soc, team])
      expect(read(htmlOf(report)).texts.filter((text) => linkable(text) || text.includes('://'))).toEqual([]);
  });

  test('whatever they are made of', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const shown = outside(text);
        const line = { at: shown, who: shown, what: shown, said: outsideLines(text) };
        const block = {
          heading: shown,
          said: outsideLines(text),
          rows: [{ label: shown, text: shown }],
          lines: [line],
        };
        const part = { heading: shown, about: shown, blocks: [block] };
        expectOnlyText({
          language: 'en',
          heading: shown,
          title: shown,
          rows: block.rows,
          parts: [part],
          notes: [shown],
        });
      }),
      { numRuns: 100 },
    );
  });
});
