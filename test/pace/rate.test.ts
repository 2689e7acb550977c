import { describe, expect, test } from '@jest/globals';
import { createRate } from '../../bot/pace/rate.ts';
import { world } from './build.ts';
import { mostWithin } from './published.ts';

/** Takes as much as it is given for so long; gives the times. */
async function greedy(w: ReturnType<typeof world>, take: () => Promise<void>, ms: number): Promise<number[]> {
  const times: number[] = [];
  const end = w.now() + ms;
  while (w.now() < end) {
    await take();
    times.push(w.now());
  }
  return times;
}

describe('the tenant’s rate', () => {
  test('is used up by one replica alone, and never more than 50 in any second', async () => {
    const w = world();
    const one = w.replica('one');
    await one.heartbeat.start();
    const times = await w.until(greedy(w, one.rate.take, 20_000));
    expect(mostWithin(times, 1000)).toBeLessThanOrEqual(50);
    expect(times.length).toBeGreaterThan(20 * 38);
  });

  test('is shared by replicas that come and go, and never exceeded together', async () => {
    const w = world();
    const names = ['one', 'two', 'three', 'four'];
    const all = names.map(async (name, i) => {
      await w.clock.wait(i * 12_345);
      const replica = w.replica(name);
      await replica.heartbeat.start();
      const times = await greedy(w, replica.rate.take, 60_000);
      await replica.heartbeat.stop();
      return times;
    });
    const times = (await w.until(Promise.all(all))).flat();
    expect(mostWithin(times, 1000)).toBeLessThanOrEqual(50);
    // Once all are known to each other they use what there is: in the last quarter of the first minute all four send.
    const busy = times.filter((at) => at >= w.now() - 50_000 && at < w.now() - 40_000);
    expect(busy.length).toBeGreaterThan(10 * 35);
  }, 30_000);

  test('a replica that died leaves its share after some heartbeats', async () => {
    const w = world();
    const [dies, two] = [w.replica('dies'), w.replica('two')];
    await dies.heartbeat.start();
    void dies.heartbeat.stop;
    await two.heartbeat.start();
    await w.store.replicas.beat('never again', w.clock.now().toISOString());
    await w.clock.pass(11_000);
    expect(two.heartbeat.share(40)).toBeCloseTo(40 / 3);
    await w.clock.pass(10_000);
    expect(two.heartbeat.share(40)).toBe(20);
  });

  test('whoever is silent for longer than anything is left to it has heirs, who are told until all is theirs', async () => {
    const w = world();
    const two = w.replica('two');
    const told: string[][] = [];
    let all = false;
    two.heartbeat.onSilent(async (silent) => {
      told.push([...silent]);
      return all;
    });
    await w.store.replicas.beat('dies', w.clock.now().toISOString());
    await two.heartbeat.start();
    await w.clock.pass(29_000);
    expect(told).toEqual([]);
    await w.clock.pass(5_000);
    expect(told).toEqual([['dies']]);
    // Something was left, so it is asked again.
    all = true;
    await w.clock.pass(30_000);
    expect(told).toEqual([['dies'], ['dies']]);
    // It only slept, and falls silent once more.
    await w.store.replicas.beat('dies', w.clock.now().toISOString());
    await w.clock.pass(60_000);
    expect(told).toEqual([['dies'], ['dies'], ['dies']]);
  });

  test('an answer to a person goes before what waits', async () => {
    const w = world();
    const rate = createRate(w.clock, () => 10);
    const order: string[] = [];
    const taken = (name: string, answer: boolean) => rate.take(answer).then(() => order.push(name));
    const all = [
      taken('first', false),
      taken('waits', false),
      taken('waits longer', false),
      taken('answer', true),
    ];
    await w.until(Promise.all(all));
    expect(order).toEqual(['first', 'answer', 'waits', 'waits longer']);
  });
});
