/** One person is taken as often as people ask by hand, and a program that acts as them is not. */
import { describe, expect, test } from '@jest/globals';
import { createOften } from '../../bot/actions/often.ts';
import { ada, eve } from '../build.ts';

/** Time in a test's hands, and how many of so many wishes are taken at a pace. */
function asking() {
  let now = 1_000_000_000_000;
  const often = createOften({ now: () => new Date(now), wait: async () => undefined });
  const take = (oid = ada.oid) => often.take(oid);
  const pass = (ms: number): void => {
    now += ms;
  };
  return {
    take,
    pass,
    /** Asks so often, each so many milliseconds after the last; gives how many were taken. */
    at(everyMs: number, times: number, oid?: string): number {
      let taken = 0;
      for (let i = 0; i < times; i++) {
        if (!take(oid)) taken += 1;
        pass(everyMs);
      }
      return taken;
    },
  };
}

describe('by hand', () => {
  test.each([
    ['a click a second for ten minutes', 1000, 600],
    ['a click every three seconds for eight hours', 3000, 9600],
    ['twenty cards worked through at two clicks a second', 500, 40],
    ['a hundred buttons pressed as fast as the mouse allows', 100, 100],
  ])('%s is never refused', (_what, everyMs, times) => {
    expect(asking().at(everyMs, times)).toBe(times);
  });
});

describe('by a program', () => {
  test('a flood gets what fits into the bucket, and then one a second', () => {
    const { at } = asking();
    expect(at(10, 6000)).toBeLessThanOrEqual(120 + 60);
  });

  test('a flood that goes on all day is held to 1,200 an hour', () => {
    const { at } = asking();
    expect(at(500, 24 * 7200)).toBeLessThanOrEqual(25 * 1200);
  });

  test('is told when to go on, and can then', () => {
    const { at, take, pass } = asking();
    at(0, 120);
    const wait = take();
    expect(wait).toEqual({ seconds: 5, told: false });
    pass(wait!.seconds * 1000);
    expect(take()).toBeUndefined();
  });

  test('waits for the hour’s bucket where that is the empty one', () => {
    const { at, take, pass } = asking();
    at(1000, 3600);
    let wait = take();
    while (!wait) wait = take();
    pass(wait.seconds * 1000);
    expect(take()).toBeUndefined();
  });

  test('that asks before its time does not put that time off', () => {
    const { at, take, pass } = asking();
    at(0, 120);
    for (let i = 0; i < 9; i++) {
      expect(take()).toBeDefined();
      pass(100);
    }
    pass(100);
    expect(take()).toBeUndefined();
  });

  test('is told so once in ten seconds', () => {
    const { at, take, pass } = asking();
    at(0, 121);
    expect(take()?.told).toBe(true);
    at(0, 1000);
    pass(900);
    expect(take()?.told).toBe(true);
    pass(9200);
    at(0, 10);
    expect(take()?.told).toBe(false);
  });

  test('holds up nobody else', () => {
    const { at } = asking();
    at(0, 10_000, eve.oid);
    expect(at(0, 100, ada.oid)).toBe(100);
  });
});

test('a clock that is set back gives nobody more and locks nobody out', () => {
  const { at, take, pass } = asking();
  at(0, 120);
  pass(-3_600_000);
  expect(take()).toBeDefined();
  pass(1000);
  expect(take()).toBeUndefined();
});
