import { expect, test } from '@jest/globals';
import { clickKey, messageKeyFor } from '../../bot/actions/keys.ts';

const data = { incident: 'incident:w:1', rev: '7', verb: 'close' };

test('the same click has the same key, in whatever order its data comes', () => {
  expect(clickKey('close', 'a', data)).toBe(
    clickKey('close', 'a', { verb: 'close', rev: '7', incident: 'incident:w:1' }),
  );
});

test.each([
  ['another verb', clickKey('take', 'a', data)],
  ['another person', clickKey('close', 'b', data)],
  ['another revision of the card', clickKey('close', 'a', { ...data, rev: '8' })],
  ['another incident', clickKey('close', 'a', { ...data, incident: 'incident:w:2' })],
  [
    'another nonce, for the same words said twice on purpose',
    clickKey('close', 'a', { ...data, nonce: 'n' }),
  ],
])('%s is another click', (_what, key) => {
  expect(key).not.toBe(clickKey('close', 'a', data));
});

test('one message may act on several incidents, and each has its own key', () => {
  expect(messageKeyFor('c 1', 'take', 'incident:w:1')).toBe(messageKeyFor('c 1', 'take', 'incident:w:1'));
  const keys = [
    messageKeyFor('c 1', 'take', 'incident:w:1'),
    messageKeyFor('c 1', 'take', 'incident:w:2'),
    messageKeyFor('c 2', 'take', 'incident:w:1'),
    messageKeyFor('c 1', 'close', 'incident:w:1'),
    clickKey('take', 'c 1', {}),
  ];
  expect(new Set(keys).size).toBe(keys.length);
});

test('a key tells nothing of what was said', () => {
  expect(clickKey('comment', 'a', { text: 'secret' })).toMatch(/^click:[0-9a-f]{32}$/);
});
