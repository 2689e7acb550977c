/** Muster through hundreds of unlucky hours. `SEED=7 npm test -- simulation` plays one again, `SEEDS=2000` plays more. */
import { expect, test } from '@jest/globals';
import { simulate } from './run.ts';

const { SEED, SEEDS = '200' } = process.env;
const first = SEED === undefined ? 1 : Number(SEED);
const last = SEED === undefined ? Number(SEEDS) : first;

test(`whatever goes wrong, nothing is lost, nothing happens twice and both sides agree (seeds ${first} to ${last})`, async () => {
  for (let seed = first; seed <= last; seed++) {
    const { broken, errors, plan } = await simulate(seed);
    if (broken.length + errors.length > 0)
      throw new Error(
        [
          `SEED=${seed} ends with:`,
          ...broken,
          ...errors,
          `What it had in store: ${JSON.stringify(plan)}`,
        ].join('\n'),
      );
  }
}, 600_000);

test('a seed always gives the same run', async () => {
  expect(await simulate(11)).toEqual(await simulate(11));
});
