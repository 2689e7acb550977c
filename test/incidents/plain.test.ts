/** Comments from Sentinel as plain text: HTML of playbooks, text of people, and what is meant to deceive. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { escapeHtml } from '../../bot/incidents/comment-text.ts';
import { plainText } from '../../bot/incidents/plain.ts';

test.each([
  ['paragraphs and breaks are lines', '<p>One</p><p>Two<br/>Three</p>', 'One\n\nTwo\nThree'],
  [
    'a list and a table keep their order',
    '<ul><li>a</li><li>b</li></ul><table><tr><td>1</td><td>2</td></tr></table>',
    'a\n\nb\n\n1 2',
  ],
  [
    'entities are what they stand for, once',
    'a &lt;b&gt; &amp;lt; &#65;&#x42; &nbsp;&uuml; &unknown;',
    'a <b> &lt; AB ü &unknown;',
  ],
  ['attributes and styles go', '<div style="color:red" onclick=\'x()\'>red</div>', 'red'],
  [
    'scripts, styles and HTML’s own comments are no text',
    'a<script>x()</script><style>b{}</style><!-- c -->d',
    'a d',
  ],
  [
    'a link shows where it leads',
    '<a href="https://evil.example">our site</a>',
    'our site (https://evil.example)',
  ],
  [
    'a link that shows its address shows it once',
    '<a href="https://a.example">https://a.example</a>',
    'https://a.example',
  ],
  ['what is no tag stays', 'see <host-01>, 1 < 2 and 3 > 2, <3', 'see <host-01>, 1 < 2 and 3 > 2, <3'],
  ['lines of plain text stay', 'one\ntwo\n\n\n\nthree', 'one\ntwo\n\nthree'],
  ['a number that is no character stays', '&#0; &#x110000;', '&#0; &#x110000;'],
])('%s', (_what, html, text) => {
  expect(plainText(html)).toBe(text);
});

test('what was escaped comes back as it was said', () => {
  const word = fc.string({
    unit: fc.constantFrom('a', '<', '>', '&', 'b', ';', '#', '/', 'p'),
    minLength: 1,
  });
  fc.assert(
    fc.property(word, (text) => {
      expect(plainText(escapeHtml(text))).toBe(text);
    }),
  );
});

test.each(['<', '<a href=', '<script', '<!--', '<a href="', '&#', '<td'])(
  'a comment full of %s costs no more than its length',
  (sign) => {
    const hostile = sign.repeat(30_000 / sign.length);
    expect(plainText(hostile).length).toBeLessThanOrEqual(hostile.length);
  },
);
