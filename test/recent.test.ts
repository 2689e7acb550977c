import { describe, expect, test } from '@jest/globals';
import { createRecent } from '../bot/recent.ts';

describe('a memory of what was used last', () => {
  test('forgets what was used longest ago once there is too much', () => {
    const recent = createRecent<string, number>(2);
    recent.set('a', 1);
    recent.set('b', 2);
    expect(recent.get('a')).toBe(1);
    recent.set('c', 3);
    expect([...recent.values()]).toEqual([1, 3]);
    expect(recent.get('b')).toBeUndefined();
  });

  test('counts sizes, also of what is replaced or deleted', () => {
    const recent = createRecent<string, string>(10);
    recent.set('a', 'large', 9);
    recent.set('a', 'small', 1);
    recent.set('b', 'large', 9);
    expect([...recent.values()]).toEqual(['small', 'large']);
    recent.delete('b');
    recent.set('c', 'large', 9);
    expect([...recent.values()]).toEqual(['small', 'large']);
    recent.set('d', 'x', 1);
    expect([...recent.values()]).toEqual(['large', 'x']);
  });

  test('keeps the last one however large it is, and forgets it for the next', () => {
    const recent = createRecent<string, string>(10);
    recent.set('a', 'small');
    recent.set('b', 'huge', 99);
    expect([...recent.values()]).toEqual(['huge']);
    recent.set('c', 'small');
    expect([...recent.values()]).toEqual(['small']);
  });
});
