import { expect, test } from '@jest/globals';
import { createLimits, type Limits } from '../../../sandbox/teams/limits.ts';

/** Limits on a clock that the test moves; `pass` tries n calls and tells how many went through. */
function limitsAt() {
  const clock = { ms: Date.parse('2026-11-25T10:00:00Z') };
  const limits = createLimits(() => new Date(clock.ms));
  const pass = (n: number, ...call: Parameters<Limits['take']>) =>
    Array.from({ length: n }, () => limits.take(...call)).filter((wait) => wait === undefined).length;
  return { clock, limits, pass };
}

test('a thread takes 7 sends in a second, 8 in two, and the window slides', () => {
  const { clock, limits, pass } = limitsAt();
  expect(pass(10, 'send', 'a')).toBe(7);
  clock.ms += 999;
  expect(limits.take('send', 'a')).toBe(1);
  clock.ms += 1;
  expect(pass(10, 'send', 'a')).toBe(1);
  clock.ms += 999;
  expect(pass(1, 'send', 'a')).toBe(0);
  clock.ms += 1;
  expect(pass(10, 'send', 'a')).toBe(7);
});

test('a thread takes 60 sends in 30 seconds, and says how many whole seconds to wait', () => {
  const { clock, limits, pass } = limitsAt();
  const first = clock.ms;
  for (let i = 0; i < 60; i += 1) {
    expect(limits.take('send', 'a')).toBeUndefined();
    clock.ms += 300;
  }
  expect(clock.ms - first).toBe(18_000);
  expect(limits.take('send', 'a')).toBe(12);
  clock.ms += 11_999;
  expect(limits.take('send', 'a')).toBe(1);
  clock.ms += 1;
  expect(pass(2, 'send', 'a')).toBe(1);
});

test('a thread takes 1,800 sends in an hour', () => {
  const { clock, limits, pass } = limitsAt();
  let passed = 0;
  for (let second = 0; second < 1_900; second += 1) {
    passed += pass(1, 'send', 'a');
    clock.ms += 1_000;
  }
  expect(passed).toBe(1_800);
  expect(limits.take('send', 'a')).toBe(3_600 - 1_900);
  clock.ms += 1_700_000;
  expect(pass(2, 'send', 'a')).toBe(1);
});

test('members and a team’s channels are counted apart from sends, and from each other', () => {
  const { pass } = limitsAt();
  expect(pass(20, 'members', 'a')).toBe(14);
  expect(pass(20, 'conversations', 'a')).toBe(14);
  expect(pass(20, 'send', 'a')).toBe(7);
  expect(pass(20, 'send', 'b')).toBe(7);
});

test('all calls together are at most 50 in a second, whatever they are about', () => {
  const { clock, pass } = limitsAt();
  const passed = Array.from({ length: 20 }, (_, i) => pass(3, 'send', `channel ${i}`));
  expect(passed.reduce((sum, n) => sum + n)).toBe(50);
  expect(pass(1, 'other')).toBe(0);
  clock.ms += 1_000;
  expect(pass(60, 'other')).toBe(50);
});

test('what is refused is not counted, so waiting as told is enough', () => {
  const { clock, limits, pass } = limitsAt();
  pass(8, 'send', 'a');
  for (let i = 0; i < 100; i += 1) limits.take('send', 'a');
  clock.ms += 2_000;
  expect(pass(1, 'send', 'a')).toBe(1);
  expect(pass(50, 'other')).toBe(49);
});
