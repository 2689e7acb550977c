/** Sentinel takes 100 comments on an incident: what is written at once, what waits, and how it ends. */
import { describe, expect, test } from '@jest/globals';
import { rollUp } from '../../bot/actions/automatic/roll-up.ts';
import { rollUpTimer, toSentinel } from '../../bot/actions/changes.ts';
import { withinBudget } from '../../bot/actions/comment-budget.ts';
import { heldComments } from '../../bot/incidents/comment-budget.ts';
import { rollupText } from '../../bot/incidents/comment-text.ts';
import type { IncidentEffect, IncidentEvent } from '../../bot/incidents/events.ts';
import { foldIncident } from '../../bot/incidents/fold.ts';
import type { IncidentState } from '../../bot/incidents/state.ts';
import { wordsOf } from '../../bot/words/words.ts';
import { ada, arrived, at, ben, context, entry, intended, paymentsId, socId, stateAfter } from '../build.ts';
import { incidentVerb } from '../verbs.ts';

/** An incident that holds so many comments of others, with its card in both channels. */
function holding(commentsCount: number): IncidentState {
  const posted = (channel: string): IncidentEvent => ({
    kind: 'posted',
    about: 'card',
    channel,
    thread: 't',
    message: channel,
    rev: 1,
  });
  return stateAfter(arrived({ commentsCount }), [posted(socId), posted(paymentsId)]);
}

function folded(state: IncidentState, events: IncidentEvent[], effects: object[] = [], texts = {}) {
  const seq = state.seq + 1;
  const named = effects.map((effect, i) => ({ ...effect, id: `${seq}.${i}` })) as IncidentEffect[];
  return foldIncident(structuredClone(state), entry(seq, events, { effects: named, texts }));
}

const remark = (seq: number): IncidentEvent => ({
  kind: 'commented',
  id: String(seq),
  by: ada,
  channel: socId,
});

/** A comment by button. */
function commented(state: IncidentState, text = 'hm') {
  const events = [remark(state.seq + 1)];
  const next = folded(state, events, [], { comment: text });
  const wanted = [toSentinel(state, `remark:${state.seq + 1}`)];
  return withinBudget(next, events, wanted, at(10), 60);
}

/** Somebody says something in the thread. */
function said(state: IncidentState, text: string): IncidentState {
  const seq = state.seq + 1;
  const events: IncidentEvent[] = [{ ...remark(seq), thread: true } as IncidentEvent];
  const next = folded(state, events, [], { comment: text });
  const timer = rollUpTimer(next, { of: `remark:${seq}` }, at(seq), 60);
  return folded(state, events, timer ? [timer] : [], { comment: text });
}

describe('a comment by a verb', () => {
  test('is written at once while there is room', () => {
    expect(commented(holding(89))).toMatchObject([{ kind: 'sentinel.comment', of: 'remark:3' }]);
  });

  test('from 90 on waits for the roll-up, ten times as long', () => {
    expect(commented(holding(90))).toEqual([
      { kind: 'timer', what: 'rollup', due: at(20).toISOString(), of: 'remark:3' },
    ]);
  });

  test('is left out once Sentinel takes no more, and says so', () => {
    const ended = folded(holding(99), [{ kind: 'commentsEnded' }]);
    expect(commented(ended)).toEqual([]);
    expect(incidentVerb('comment').decide(ended, { text: 'x' }, context()).say.key).toBe('comment.kept');
    expect(incidentVerb('say').decide(ended, { text: 'x', quietSeconds: 60 }, context())).toMatchObject({
      say: { key: 'say.kept' },
      effects: [],
    });
  });

  test('that replaces one that is there needs no room', () => {
    const asked = folded(holding(95), [], [toSentinel(holding(95), 'question:9')]);
    const written = folded(asked, [
      {
        kind: 'commentWritten',
        id: (toSentinel(asked, 'question:9') as { guid: string }).guid.toUpperCase(),
      },
    ]);
    const effects = withinBudget(written, [], [toSentinel(written, 'question:9')], at(10), 60);
    expect(effects).toMatchObject([{ kind: 'sentinel.comment', of: 'question:9' }]);
  });

  test('that a question got more time waits for the roll-up where its comment is not there yet, and is said once', () => {
    const question: IncidentEvent = { kind: 'asked', id: '9', by: ada, channel: paymentsId, people: [] };
    const state = folded(holding(95), [question], [], { question: 'Why?' });
    const given: IncidentEvent = {
      kind: 'givenTime',
      id: '10',
      question: '9',
      by: ben,
      channel: paymentsId,
      due: at(90).toISOString(),
    };
    const next = folded(state, [given], [], { reason: 'I look.' });
    const effects = withinBudget(next, [given], [toSentinel(next, 'question:9')], at(10), 60);
    expect(effects).toMatchObject([{ kind: 'timer', of: 'move:10' }]);
    expect(rollupText(next, { pieces: [{ of: 'move:10' }] }, wordsOf('en'))).toMatch(
      /Needs more time, until 2026-03-02 11:30 UTC: I look\.$/,
    );
  });

  test('what is tried again goes as it was asked for, however scarce comments have become', () => {
    const state = holding(95);
    const again = { ...toSentinel(state, 'rollup:3'), again: '3.0' };
    expect(withinBudget(state, [], [again], at(10), 60)).toEqual([again]);
  });

  test('an act that shows nowhere else waits with what it changed', () => {
    const events = [intended({ severity: 'High' }, { severity: 'Low' })];
    const state = holding(90);
    const next = folded(state, events);
    const waits = withinBudget(next, events, [toSentinel(state, 'act:3')], at(10), 60);
    const waiting = folded(state, events, waits);
    expect(waiting.waiting).toMatchObject([{ of: 'act:3', intent: { change: { severity: 'High' } } }]);
    expect(rollUp(waiting, 'k', at(99))?.events).toMatchObject([
      { kind: 'rolledUp', pieces: [{ of: 'act:3', intent: { change: { severity: 'High' } } }] },
    ]);
  });

  test('an answer for which its question’s comment has no room gets one of its own', () => {
    const long = '&'.repeat(4000);
    const asked = folded(
      holding(1),
      [{ kind: 'asked', id: '3', by: ada, channel: paymentsId, people: [] }],
      [],
      { question: long },
    );
    const events: IncidentEvent[] = [
      { kind: 'answered', id: '4', question: '3', by: ben, channel: paymentsId },
    ];
    const next = folded(asked, events, [], { answer: long });
    expect(withinBudget(next, events, [toSentinel(asked, 'question:3')], at(10), 60)).toMatchObject([
      { kind: 'sentinel.comment', of: 'answer:4' },
    ]);
  });
});

test('what it will hold counts others’ comments and ours that are still on their way', () => {
  const state = folded(
    holding(7),
    [],
    [toSentinel(holding(7), 'remark:1'), toSentinel(holding(7), 'remark:2')],
  );
  expect(heldComments(state)).toBe(9);
  expect(heldComments(folded(state, [{ kind: 'gaveUp', effect: '3.1', error: '400' }]))).toBe(8);
});

describe('a roll-up', () => {
  test('waits for a minute of quiet: a later message has a timer of its own', () => {
    const state = said(said(holding(0), 'one'), 'two');
    expect(rollUp(state, 'k', at(4.9))).toBeUndefined();
    expect(rollUp(state, 'k', at(5))?.events).toEqual([
      { kind: 'rolledUp', pieces: [{ of: 'remark:3' }, { of: 'remark:4' }], id: '5' },
    ]);
  });

  test('is due at once when what waits fills more than a comment', () => {
    const state = said(said(holding(0), 'x'.repeat(20_000)), 'y'.repeat(20_000));
    expect(state.waiting.at(-1)?.due).toBe(at(4).toISOString());
    expect(rollUp(state, 'k', at(4))?.effects.map((effect) => effect.kind)).toEqual([
      'sentinel.comment',
      'sentinel.comment',
    ]);
  });

  test('leaves nothing waiting, and nothing is rolled up twice', () => {
    const state = said(holding(0), 'one');
    const draft = rollUp(state, 'k', at(60))!;
    const next = folded(state, draft.events, draft.effects);
    expect(next.waiting).toEqual([]);
    expect(rollUp(next, 'k', at(120))).toBeUndefined();
  });

  test('at 98 is the last: it closes, and each thread hears of it', () => {
    const draft = rollUp(said(holding(98), 'one'), 'k', at(60));
    expect(draft?.events).toEqual([
      { kind: 'rolledUp', pieces: [{ of: 'remark:3' }], id: '4', closing: true },
      { kind: 'commentsEnded' },
    ]);
    expect(draft?.effects).toMatchObject([
      { kind: 'sentinel.comment', of: 'rollup:4' },
      { kind: 'relay', channel: socId, of: 'ended' },
      { kind: 'relay', channel: paymentsId, of: 'ended' },
      { kind: 'card.update', channel: socId },
      { kind: 'card.update', channel: paymentsId },
    ]);
  });

  test('that does not fit below 98 fills up to there and closes with what still fits', () => {
    const long = '&'.repeat(20_000);
    const draft = rollUp(said(said(holding(96), long), long), 'k', at(600));
    const rolled = draft!.events.filter((event) => event.kind === 'rolledUp');
    expect(rolled.map((event) => event.closing)).toEqual([undefined, undefined, true]);
    expect(rolled.map((event) => event.id)).toEqual(['5', '5.1', '5.2']);
  });

  test('where others have filled it up already writes none, and ends', () => {
    expect(rollUp(said(holding(100), 'one'), 'k', at(600))?.events).toEqual([{ kind: 'commentsEnded' }]);
  });

  test('after the last one there is none', () => {
    const ended = folded(holding(98), [{ kind: 'commentsEnded' }]);
    expect(rollUp(said(ended, 'one'), 'k', at(600))).toBeUndefined();
  });
});
