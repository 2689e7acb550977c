/** Every promise about a question falls on its minute, once, whatever happens in the week. */
import { expect, test } from '@jest/globals';
import { playWeek } from './week.ts';

const seed = Number(process.env.SEED ?? 1);
const order = (kept: object[]): string[] => kept.map((one) => JSON.stringify(one)).sort();

test(`in a week with deaths, hand-overs and summer time each promise is kept on its minute, once (seed ${seed})`, async () => {
  const { expected, said, asked, deaths, handOvers } = await playWeek(seed);
  expect(order(said)).toEqual(order(expected));
  expect({ asked, deaths, handOvers }).toMatchObject({ asked: expect.any(Number) });
  // It was a week in which something happened.
  expect(asked).toBeGreaterThan(15);
  expect(deaths).toBeGreaterThan(5);
  expect(handOvers).toBeGreaterThan(1);
  const kinds = new Set(expected.map(({ what }) => what));
  expect([...kinds].sort()).toEqual(['before', 'contact', 'due', 'passed', 'soc', 'standIn']);
}, 60_000);
