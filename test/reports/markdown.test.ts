/** A report in Markdown: without its backslashes no text has a character left that means something there. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { escaped, markdownOf } from '../../bot/reports/markdown.ts';
import { outside, outsideLines } from '../../bot/reports/texts.ts';
import { anyText, nasty } from '../words/nasty.ts';
import { nastyReport, told } from './stories.ts';

/** Written after CommonMark 0.31 §2.4 and GitHub's additions: what is left once each escaped character is a letter. */
const bare = (markdown: string): string => markdown.replace(/\\[!-/:-@[-`{-~]/g, 'x');
const inline = /[\\`*_[\]<>#|~&!{}$^=]/;
const leading = /^(?:[-+](?:\s|$|[-+])|\d{1,9}[.)](?:\s|$))/;

function expectOnlyText(text: string): void {
  expect(bare(text)).not.toMatch(inline);
  expect(bare(text)).not.toMatch(leading);
  expect(text).not.toMatch(/\n|:\/\//);
}

const given = (text: string): string => text.replace(/\\([!-/:-@[-`{-~])/g, '$1');

describe('a text of an attacker’s', () => {
  test.each(nasty)('is no link, picture, element, heading or list: %j', (text) => {
    expectOnlyText(escaped(outside(text)));
    expect(given(escaped(outside(text)))).toBe(outside(text));
  });

  test('whatever it is made of', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expectOnlyText(escaped(outside(text)));
        for (const line of outsideLines(text).split('\n')) expectOnlyText(escaped(line));
      }),
      { numRuns: 200 },
    );
  });

  test.each([0, 1, 2, 3])(
    'leaves the document’s lines as they are, in every field of an incident (turn %i)',
    (turn) => {
      const document = markdownOf(nastyReport(turn, 'all'));
      for (const line of document.split('\n')) {
        const [, mark = '', rest = ''] = /^((?: {2})?(?:#{1,3} |- \*\*|\* |> ?|---$)?)(.*)$/.exec(line)!;
        expect(bare(rest.replace(/\*\*/g, ''))).not.toMatch(inline);
        if (mark !== '' || rest === '') continue;
        expect(bare(rest)).not.toMatch(leading);
      }
    },
  );
});

test('a report reads in its order, with what people wrote quoted line by line', () => {
  const document = markdownOf(told());
  const headings = document.split('\n').filter((line) => /^#{1,2} /.test(line));
  expect(headings.slice(1)).toEqual(['## Detect', '## Respond', '## Recover', '## Who took part']);
  expect(document).toContain('  > We looked.  \n  > It was us.  ');
});
