/** What stands in a conversation that an incident was put into, and in the list that it was chosen from. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { previewText } from '../../cards/preview.ts';
import { referenceCard } from '../../cards/reference/reference.ts';
import { anyText, linkable, nasty } from '../words/nasty.ts';
import { busyState, button, context, state } from './samples.ts';
import { nodesOf, readable } from './walk.ts';

const show = button('Show', { dialog: true, data: { from: 'reference', number: '1042' } });

test('a bare reference is the same for every incident of that number', () => {
  const bare = referenceCard(state(), undefined, context(), show);
  const other = referenceCard(
    state(
      {},
      { number: 1042, title: 'Another', severity: 'Low', status: 'Closed', providerIncidentId: '88' },
    ),
    undefined,
    { ...context(), workspaces: { 'sub~rg-soc~ws-soc': 'ws-soc' } },
    show,
  );
  expect(other).toEqual(bare);
});

test('a reference says as of when it stands so, since nobody brings it up to date', () => {
  expect(readable(referenceCard(state(), 'overdue', context(), show))).toMatch(
    /Overdue\n.*\nAs of 24 Nov 2026/,
  );
});

test('a reference has nothing that is asked of Teams, and one button that opens a dialog', () => {
  for (const standing of ['overdue', undefined]) {
    const card = referenceCard(busyState(), standing, context(), show);
    expect(card).not.toHaveProperty('refresh');
    const actions = nodesOf(card).filter(({ type }) => String(type).startsWith('Action.'));
    expect(actions.map(({ type }) => type)).toEqual(['Action.Submit']);
    expect(Buffer.byteLength(JSON.stringify(card))).toBeLessThan(3000);
  }
});

test.each([...nasty])(
  'in the list of what was found, no text is a link, a tag or a character of HTML: %j',
  (text) => {
    const shown = previewText(text, 200);
    expect(linkable(shown)).toBe(false);
    expect(shown).not.toMatch(/[<>]|&[#\p{L}\p{N}]|\]\(/u);
  },
);

test('nor is any text at all', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const shown = previewText(`&lt;a href=x&gt;${text}<b>&#60;</b>[x](y)`, 200);
      expect([linkable(shown), /[<>]|&[#\p{L}\p{N}]|\]\(/u.test(shown)]).toEqual([false, false]);
    }),
  );
});
