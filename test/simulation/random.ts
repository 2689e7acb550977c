/** Chance that a seed drives: the same seed gives the same run. */
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

export type Random = ReturnType<typeof createRandom>;

export function createRandom(seed: number) {
  const generator = xoroshiro128plus(seed);
  const int = (least: number, most: number): number => uniformInt(generator, least, most);
  const real = (): number => int(0, 999_999) / 1_000_000;
  return {
    /** a whole number, both ends included */
    int,
    /** from 0 up to, not including, 1 */
    real,
    chance: (probability: number): boolean => real() < probability,
    pick<T>(all: readonly T[]): T {
      const one = all[int(0, all.length - 1)];
      if (one === undefined) throw new Error('There is nothing to pick from.');
      return one;
    },
  };
}
