/** A few hundred of what `npm run fuzz` sends in its hundreds of thousands. */
import { expect, test } from '@jest/globals';
import { fuzz } from './fuzz.ts';

const seed = Number(process.env.SEED ?? 20261126);

test(`junk ends nothing, tells nothing, leaves nothing and is refused with a status alone (SEED=${seed})`, async () => {
  const { breaches, kinds, printedLast } = await fuzz({
    requests: 600,
    seed,
    slow: false,
    flood: 3000,
  });
  if (breaches.length > 0)
    throw new Error(
      `${breaches.slice(0, 5).join('\n\n')}\nSEED=${seed} draws the same again.\n${printedLast.join('\n')}`,
    );
  expect(Object.keys(kinds).length).toBeGreaterThan(12);
  expect(kinds['signed, as it comes']?.[200]).toBeGreaterThan(0);
  expect(kinds['wrong token']?.[401]).toBeGreaterThan(0);
}, 120_000);
