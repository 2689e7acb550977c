/** What waits for Sentinel fits into comments, and no word of it is lost. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { rollUp } from '../../bot/actions/automatic/roll-up.ts';
import { asHtml, commentOf, packed, questionText, roomInComment } from '../../bot/incidents/comment-text.ts';
import { foldIncident } from '../../bot/incidents/fold.ts';
import type { IncidentState } from '../../bot/incidents/state.ts';
import { refang } from '../../bot/words/defang.ts';
import { wordsOf } from '../../bot/words/words.ts';
import { arrived, at, ben, entry, paymentsId, socId, stateAfter } from '../build.ts';
import { anyText, harmless, linkable, nasty } from '../words/nasty.ts';

const words = wordsOf('en');

/** Ben says these in the payments thread, a minute apart, and each waits. */
function said(texts: string[]): IncidentState {
  return texts.reduce((state, text) => {
    const id = String(state.seq + 1);
    const due = at(state.seq + 2).toISOString();
    return foldIncident(
      state,
      entry(state.seq + 1, [{ kind: 'commented', id, by: ben, channel: paymentsId, thread: true }], {
        texts: { comment: text },
        effects: [{ kind: 'timer', id: `${id}.0`, what: 'rollup', due, of: `remark:${id}` }],
      }),
    );
  }, stateAfter(arrived()));
}

/** The comments that a roll-up writes, as they are sent. */
function written(state: IncidentState): string[] {
  const draft = rollUp(state, 'k', at(10_000));
  if (!draft) return [];
  const rolled = entry(state.seq + 1, draft.events);
  const next = foldIncident(structuredClone(state), rolled);
  return draft.events.flatMap((event) =>
    event.kind === 'rolledUp' ? [asHtml(commentOf(next, `rollup:${event.id}`, rolled, words) ?? '')] : [],
  );
}

const asSaid = (text: string): string =>
  refang(text.replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&amp;/g, '&'));

/** What was said, put together again from the comments: everything but who, when and which part. */
const wordsIn = (comments: string[]): string =>
  comments
    .flatMap((comment) =>
      asSaid(comment).split(
        /(?:^|\n)2026-\d\d-\d\d \d\d:\d\d UTC Ben \(Payments, Teams\)(?: \(\d+\/\d+\))?: /,
      ),
    )
    .join('');

describe('a roll-up', () => {
  test('never loses a word, says none twice, and keeps each comment within what Sentinel takes', () => {
    const message = fc.oneof(
      fc.string({ minLength: 1, maxLength: 200, unit: 'grapheme' }),
      fc
        .tuple(
          fc.constantFrom(
            '&',
            '<',
            'word ',
            'ä',
            '😀',
            'x&<> ',
            'a.b@c.example ',
            'https://',
            '[.][=',
            '::1 ',
            '\\\\',
          ),
          fc.integer({ min: 1, max: 20_000 }),
        )
        .map(([unit, length]) => unit.repeat(length).slice(0, 20_000).toWellFormed()),
    );
    fc.assert(
      fc.property(fc.array(message, { minLength: 1, maxLength: 12 }), (texts) => {
        const comments = written(said(texts));
        expect(Math.max(...comments.map((comment) => comment.length))).toBeLessThanOrEqual(30_000);
        expect(wordsIn(comments)).toBe(texts.join(''));
      }),
      { numRuns: 60 },
    );
  });

  test('takes one comment where one holds it all', () => {
    expect(written(said(['one', 'two', 'three']))).toHaveLength(1);
  });

  test('names the parts of what is too long for one, and cuts it between words', () => {
    const comments = written(said(['word '.repeat(10_000).trim()]));
    expect(comments.map((comment) => /\((\d\/\d)\)/.exec(comment)?.[1])).toEqual(['1/2', '2/2']);
    for (const comment of comments) expect(comment).toMatch(/: word .*word ?$/);
  });

  test('cuts no character in two', () => {
    for (const comment of written(said(['😀'.repeat(20_000)]))) expect(comment.isWellFormed()).toBe(true);
  });

  test('keeps the wording that it was decided with, though the message is edited before it is sent', () => {
    const state = said(['first wording']);
    const draft = rollUp(state, 'k', at(10));
    const rolled = entry(3, draft!.events);
    const next = foldIncident(structuredClone(state), rolled);
    foldIncident(
      next,
      entry(4, [{ kind: 'edited', id: '4', remark: '2' }], { texts: { edit: 'second wording' } }),
    );
    expect(commentOf(next, 'rollup:3', rolled, words)).toContain('first wording');
    expect(commentOf(next, 'rollup:3', rolled, words)).not.toContain('second wording');
  });

  test('gives nothing for what is not there any more', () => {
    expect(packed(stateAfter(arrived()), [{ of: 'remark:9' }, { of: 'ack:x' }], words)).toEqual([]);
  });
});

test('a message with a lone surrogate is sent as text that is well formed', () => {
  expect(asHtml('a\uD800<b>')).toBe('a\uFFFD&lt;b&gt;');
});

test('what is sent holds no tag and no address, can be turned back, and harmless words stay as they were written', () => {
  const holds = (text: string): void => {
    const sent = asHtml(text);
    expect(sent).not.toMatch(/[<>]|&(?!(?:amp|lt|gt);)/);
    expect([text, linkable(sent)]).toEqual([text, false]);
    expect(asSaid(sent)).toBe(text.toWellFormed());
  };
  for (const text of nasty) holds(text);
  fc.assert(fc.property(anyText, holds));
  for (const text of harmless) expect(asHtml(text)).toBe(text);
  expect(asHtml('see https://portal.azure.com/#view/x')).toBe('see https://portal.azure.com/#view/x');
});

test('a question grows with its answers, each with who and where', () => {
  const state = stateAfter(
    arrived(),
    [
      [{ kind: 'asked', id: '2', by: ben, channel: paymentsId, people: [], from: socId }],
      { texts: { question: 'Planned?' } },
    ],
    [
      [{ kind: 'answered', id: '3', question: '2', by: ben, channel: paymentsId }],
      { texts: { answer: 'Yes' } },
    ],
  );
  expect(questionText(state, '2', words)).toBe(
    'Ben (SOC, Teams): Asked Payments: Planned?\nBen (Payments, Teams): Answered: Yes',
  );
  expect(packed(state, [{ of: 'answer:3' }], words)).toEqual([[{ of: 'answer:3' }]]);
  expect(roomInComment).toBeLessThan(30_000);
});
