import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { limits as kept, sentinelKinds } from '../../bot/pace/limits.ts';
import { earliest, reserve, type Schedule, type Window } from '../../bot/pace/schedule.ts';
import { broken, mostWithin, teams } from './published.ts';

const empty: Schedule = { times: [], minutes: {} };
const start = Date.parse('2026-03-02T10:00:00.000Z');

/** Reserves one after the other, each so many milliseconds after the one before; nobody reserves far ahead. */
function times(limits: (i: number) => readonly Window[], gaps: number[]): number[] {
  let schedule = empty;
  let now = start;
  return gaps.map((gap, i) => {
    now += gap;
    const reserved = reserve(schedule, limits(i), now);
    schedule = reserved.schedule;
    now = Math.max(now, reserved.at - 2_000);
    return reserved.at;
  });
}
const allAtOnce = (count: number): number[] => Array.from({ length: count }, () => 0);

describe('a channel', () => {
  test('never gets more than Teams takes, whatever comes when, waiting or answered', () => {
    const arrival = fc.tuple(
      fc.oneof(fc.constant(0), fc.nat(300), fc.nat(3_000), fc.nat(60_000)),
      fc.boolean(),
    );
    fc.assert(
      fc.property(fc.array(arrival, { maxLength: 300, size: 'max' }), (arrivals) => {
        const all = times(
          (i) => kept.channel[arrivals[i]?.[1] ? 'answer' : 'waiting'],
          arrivals.map(([gap]) => gap),
        );
        expect(broken(all, teams)).toEqual([]);
      }),
    );
  });

  test('never gets more in an hour than Teams takes, in a storm of hours', () => {
    const all = times(() => kept.channel.waiting, allAtOnce(4_000));
    expect(broken(all, teams)).toEqual([]);
    // And not much less: it would be late for nothing.
    expect(mostWithin(all, 3_600_000)).toBeGreaterThan(1_550);
    expect((all.at(-1)! - start) / 3_600_000).toBeLessThan(4_000 / 1_500);
  });

  test('leaves room for answers while a storm waits', () => {
    let schedule = empty;
    for (let i = 0; i < 50; i++) schedule = reserve(schedule, kept.channel.waiting, start + i * 500).schedule;
    const now = start + 25_000;
    expect(earliest(schedule, kept.channel.waiting, now)).toBeGreaterThan(now);
    expect(earliest(schedule, kept.channel.answer, now)).toBe(now);
  });

  test('that is quiet gets at once what comes', () => {
    expect(reserve(empty, kept.channel.waiting, start).at).toBe(start);
  });

  test('waits no longer than it has to', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(2_000), { maxLength: 120, size: 'max' }), (gaps) => {
        let now = start;
        let schedule = empty;
        for (const gap of gaps) {
          now += gap;
          const { at, schedule: next } = reserve(schedule, kept.channel.waiting, now);
          const sooner = [...schedule.times, at - 1];
          const windows = kept.channel.waiting.map(({ ms, max }): [number, number] => [ms, max]);
          if (at > now) expect(broken(sooner, windows)).not.toEqual([]);
          schedule = next;
        }
      }),
    );
  });

  test('that Teams has blocked gets nothing before the time that Teams named', () => {
    const blocked = { ...empty, blockedUntil: start + 20_000 };
    expect(reserve(blocked, kept.channel.answer, start).at).toBe(start + 20_000);
    expect(reserve(blocked, kept.channel.answer, start + 20_000).at).toBe(start + 20_000);
  });

  test('keeps no more than the last half minute’s times and the last hour’s counts', () => {
    let schedule = empty;
    for (let hour = 0; hour < 5; hour++)
      for (let i = 0; i < 100; i++)
        schedule = reserve(schedule, kept.channel.waiting, start + hour * 3_600_000 + i * 30_000).schedule;
    expect(schedule.times.length).toBeLessThanOrEqual(2);
    expect(Object.keys(schedule.minutes).length).toBeLessThanOrEqual(62);
  });
});

describe('Sentinel', () => {
  const published = { 'PUT incident': 75, 'PUT comment': 75, details: 100, comments: 100 };

  test.each(sentinelKinds)(
    '%s: never more in five minutes than it takes, also where requests are late',
    (kind) => {
      const arrival = fc.tuple(fc.oneof(fc.constant(0), fc.nat(20_000)), fc.boolean(), fc.nat(15_000));
      fc.assert(
        fc.property(fc.array(arrival, { maxLength: 300, size: 'max' }), (arrivals) => {
          const reserved = times(
            (i) => [kept.sentinel(kind, arrivals[i]?.[1] ?? false)],
            arrivals.map(([gap]) => gap),
          );
          const arrived = reserved.map((at, i) => at + (arrivals[i]?.[2] ?? 0));
          expect(broken(arrived, [[300_000, published[kind]]])).toEqual([]);
        }),
      );
    },
  );

  test('what a person waits for finds room where the rest has used up its own', () => {
    let schedule = empty;
    for (let i = 0; i < 60; i++)
      schedule = reserve(schedule, [kept.sentinel('PUT comment', false)], start).schedule;
    expect(earliest(schedule, [kept.sentinel('PUT comment', false)], start)).toBeGreaterThan(start);
    expect(earliest(schedule, [kept.sentinel('PUT comment', true)], start)).toBe(start);
  });
});
