/** Every summary falls on its minute, once, whatever happens in the weeks. */
import { expect, test } from '@jest/globals';
import { playWeeks, type Sent } from './digests.ts';

const seed = Number(process.env.SEED ?? 1);
const order = (sent: Sent[]): string[] => sent.map(({ at, place, what }) => `${at} ${place} ${what}`).sort();

test.each([
  [
    'in which summer time begins in Berlin, and Easter is',
    '2026-03-27T23:00:00Z',
    13,
    ['2026-04-03', '2026-04-06'],
  ],
  ['in which it ends, first in Berlin and then in New York', '2026-10-21T23:00:00Z', 13, ['2026-10-26']],
])(
  `in weeks %s, each is sent on its minute, once (seed ${seed})`,
  async (_what, start, days, holidays) => {
    const { expected, sent, set, stopped, deaths } = await playWeeks(seed, Date.parse(start), days, holidays);
    expect(order(sent)).toEqual(order(expected));
    // They were weeks in which something happened.
    expect(sent.length).toBeGreaterThan(40);
    expect(set).toBeGreaterThan(12);
    expect(stopped).toBeGreaterThan(3);
    expect(deaths).toBeGreaterThan(10);
    expect(sent.map(({ what }) => what)).toContain('over');
  },
  60_000,
);
