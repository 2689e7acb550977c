/** Lots drawn from a seed: the same seed draws the same. */
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

export interface Chance {
  /** a whole number, both ends among them */
  int(from: number, to: number): number;
  one<T>(of: readonly T[]): T;
  /** true so often, of 1 */
  happens(share: number): boolean;
}

export function chanceFrom(seed: number): Chance {
  const random = xoroshiro128plus(seed);
  const int = (from: number, to: number): number => uniformInt(random, from, to);
  return {
    int,
    one: (of) => of[int(0, of.length - 1)]!,
    happens: (share) => int(0, 999_999) < share * 1_000_000,
  };
}
