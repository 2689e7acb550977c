import { describe, expect, test } from '@jest/globals';
import { createLanes, type Work } from '../../bot/effects/lanes.ts';

/** Lanes whose gate a test opens, and work that notes when it was done. */
function stage() {
  const gate = Promise.withResolvers<void>();
  const lanes = createLanes<string>(() => gate.promise);
  const done: string[] = [];
  const work = (name: string, rank = 0, more: Partial<Work<string>> = {}): Work<string> => ({
    lane: 'soc',
    rank: () => rank,
    at: '2026-03-02T10:00:00.000Z',
    run: async () => {
      done.push(name);
      return name;
    },
    ...more,
  });
  return { lanes, done, work, open: gate.resolve };
}

describe('a lane', () => {
  test('does the most urgent first, of equals the earliest, and of those the first that came', async () => {
    const { lanes, done, work, open } = stage();
    lanes.run(work('update', 3));
    lanes.run(work('later', 1, { at: '2026-03-02T10:05:00.000Z' }));
    lanes.run(work('card', 1));
    lanes.run(work('next card', 1));
    lanes.run(work('high', 0, { at: '2026-03-02T10:09:00.000Z' }));
    open();
    await lanes.idle();
    expect(done).toEqual(['high', 'card', 'next card', 'later', 'update']);
  });

  test('asks again what is most urgent each time that it chooses', async () => {
    const { lanes, done, work, open } = stage();
    let rank = 5;
    lanes.run({ ...work('turned urgent'), rank: () => rank });
    lanes.run(work('other', 1));
    rank = 0;
    open();
    await lanes.idle();
    expect(done).toEqual(['turned urgent', 'other']);
  });

  test('does once what waits under the same name, for all who asked', async () => {
    const { lanes, done, work, open } = stage();
    const [one, two, other] = ['a', 'a', 'b'].map((same) => lanes.run(work(`update ${same}`, 3, { same })));
    expect([one?.joined, two?.joined, other?.joined]).toEqual([false, true, false]);
    open();
    expect(await Promise.all([one?.result, two?.result])).toEqual(['update a', 'update a']);
    await lanes.idle();
    expect(done).toEqual(['update a', 'update b']);
  });

  test('does it again where it was asked while it was under way', async () => {
    const { lanes, done, work, open } = stage();
    open();
    const under = Promise.withResolvers<string>();
    lanes.run(work('', 3, { same: 'a', run: () => under.promise }));
    await new Promise((resolve) => setImmediate(resolve));
    expect(lanes.run(work('again', 3, { same: 'a' })).joined).toBe(false);
    under.resolve('');
    await lanes.idle();
    expect(done).toEqual(['again']);
  });

  test('goes on after a failure, and fails only whom it concerns', async () => {
    const { lanes, done, work, open } = stage();
    const bad = lanes.run({ ...work('bad'), run: async () => Promise.reject(new Error('bad')) });
    lanes.run(work('good'));
    open();
    await expect(bad.result).rejects.toThrow('bad');
    await lanes.idle();
    expect(done).toEqual(['good']);
  });

  test('that is closed finishes what is under way, and leaves the rest', async () => {
    const { lanes, done, work, open } = stage();
    open();
    const under = Promise.withResolvers<string>();
    const first = lanes.run({ ...work(''), run: () => under.promise });
    await new Promise((resolve) => setImmediate(resolve));
    const second = lanes.run(work('second'));
    expect([lanes.waiting('soc'), lanes.waiting()]).toEqual([1, 1]);
    lanes.close();
    const third = lanes.run(work('third'));
    under.resolve('finished');
    expect(await Promise.all([first.result, second.result, third.result])).toEqual([
      'finished',
      undefined,
      undefined,
    ]);
    await lanes.idle();
    expect(done).toEqual([]);
    expect(lanes.waiting()).toBe(0);
  });

  test('counts with the others what waits in it, and no longer once it is begun', async () => {
    const { lanes, work, open } = stage();
    for (const lane of ['soc', 'soc', 'payments']) lanes.run(work('', 0, { lane }));
    expect([lanes.waiting(), lanes.waiting('soc'), lanes.waiting('pay')]).toEqual([3, 2, 1]);
    open();
    await lanes.idle();
    expect(lanes.waiting()).toBe(0);
  });

  test('does not hold up another', async () => {
    const lanes = createLanes<void>((lane) =>
      lane === 'soc' ? new Promise(() => undefined) : Promise.resolve(),
    );
    void lanes.run({ lane: 'soc', rank: () => 0, at: '', run: async () => undefined });
    let other = false;
    await lanes.run({
      lane: 'payments',
      rank: () => 0,
      at: '',
      run: async () => {
        other = true;
      },
    }).result;
    expect(other).toBe(true);
  });
});
