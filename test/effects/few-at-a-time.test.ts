import { expect, test } from '@jest/globals';
import { fewAtATime } from '../../bot/effects/few-at-a-time.ts';

test('only so many are under way at once, each is done once, and one that fails holds up none', async () => {
  const few = fewAtATime(2);
  let [now, most] = [0, 0];
  const work = async (i: number): Promise<number> => {
    now += 1;
    most = Math.max(most, now);
    await new Promise((resolve) => setImmediate(resolve));
    now -= 1;
    if (i === 3) throw new Error('no');
    return i;
  };
  const done = await Promise.allSettled(Array.from({ length: 7 }, (_, i) => few(() => work(i))));
  expect(done.map((one) => (one.status === 'fulfilled' ? one.value : 'failed'))).toEqual([
    0,
    1,
    2,
    'failed',
    4,
    5,
    6,
  ]);
  expect(most).toBe(2);
});
