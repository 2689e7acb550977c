/** Real processes are killed and frozen while everything goes on: `npm run crash` does the same for longer. */
import { expect, test } from '@jest/globals';
import { drill } from './drill.ts';

const seed = Number(process.env.SEED ?? 20261125);

test(`nothing is lost and nothing doubled unmarked when replicas are killed and frozen (SEED=${seed})`, async () => {
  const { breaches, strikes, printed, acts } = await drill({ seed, kills: 20, freezes: 1, replicas: 2 });
  if (breaches.length > 0)
    throw new Error(
      `${breaches.slice(0, 20).join('\n')}\nSEED=${seed} draws the same strikes again.\n${JSON.stringify(strikes)}\n${printed.slice(-10).join('\n')}`,
    );
  expect(Object.values(strikes).reduce((sum, count) => sum + count, 0)).toBe(21);
  expect(acts.accepted).toBeGreaterThan(10);
}, 240_000);
