import { describe, expect, test } from '@jest/globals';
import type { Effect } from '../../bot/log/entry.ts';
import { isUrgent, sameUpdate, urgency } from '../../bot/pace/urgency.ts';
import { ada, arrived, socId, stateAfter } from '../build.ts';

const high = stateAfter(arrived({ severity: 'High' }));
const low = stateAfter(arrived({ severity: 'Low' }));
const lowPosted = stateAfter(arrived({ severity: 'Low' }), [
  { kind: 'posted', about: 'card', channel: socId, thread: 't', message: 'm', rev: 1 },
]);
const effect = (kind: string, more: object = {}): Effect =>
  ({ id: '1.0', kind, channel: socId, ...more }) as Effect;
const card = effect('card.post');
const update = effect('card.update', { about: 'card' });
const question = effect('question.post', { question: 'q' });
const notice = (mention: object[], kind = 'assigned') => effect('notice', { notice: { kind }, mention });

describe('in a channel', () => {
  test('sounds for somebody and cards of High go first, then first cards, then words in threads, then updates', () => {
    const order = [
      [notice([ada]), lowPosted],
      [card, high],
      [card, low],
      [question, high],
      [notice([]), high],
      [update, high],
    ] as const;
    expect(order.map(([one, state]) => urgency(one, state))).toEqual([0, 0, 1, 2, 2, 3]);
  });

  test('the sound of a High that arrived goes after the cards of the others, before everything else', () => {
    const sound = urgency(notice([ada], 'high'), high);
    expect(sound).toBeGreaterThan(urgency(card, high));
    expect(sound).toBeLessThan(urgency(card, low));
  });

  test('a sound does not go before the card whose thread it is made in', () => {
    expect(urgency(notice([ada]), low)).toBe(urgency(card, low));
  });

  test('what nobody has ranked, and what is about no incident, goes in the middle', () => {
    expect([urgency(effect('backlog'), undefined), urgency(card, undefined)]).toEqual([2, 1]);
  });
});

test('a person waits for what a person did, and High is looked into before the rest', () => {
  const person = { kind: 'person' as const, oid: ada.oid, name: ada.name };
  const sentinel = { kind: 'sentinel' as const };
  expect(isUrgent(person, effect('sentinel.write'), low)).toBe(true);
  expect(isUrgent(sentinel, effect('details'), high)).toBe(true);
  expect(isUrgent(sentinel, effect('details'), low)).toBe(false);
  expect(isUrgent(sentinel, effect('sentinel.comment'), high)).toBe(false);
});

test('updates of the same message stand for each other, and nothing else does', () => {
  expect(sameUpdate('i', update)).toBe(sameUpdate('i', { ...update, id: '7.2' }));
  expect(sameUpdate('i', update)).not.toBe(sameUpdate('other', update));
  expect(sameUpdate('i', update)).not.toBe(sameUpdate('i', effect('card.update', { about: 'question:1' })));
  expect(sameUpdate('i', card)).toBeUndefined();
});
