import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { pino } from 'pino';
import { Upstream } from '../../bot/errors.ts';
import { createPacing, type Pacing } from '../../bot/pace/pacing.ts';
import { handClock } from '../fakes/clock.ts';
import { putOff, world } from './build.ts';
import { broken, teams } from './published.ts';

const soc = '19:soc@thread.tacv2';
type World = ReturnType<typeof world>;

/** A replica that sends so many messages to a channel as its dispatcher does, and gives the times. */
async function sends(w: World, { channels }: Pacing, name: string, count: number, answerMs: number) {
  const times: number[] = [];
  for (let i = 0; i < count; ) {
    await channels.ready(soc);
    const refused = await putOff(
      channels.hold(soc, `${name} ${i}`).then(() => channels.turn(soc, `${name} ${i}`)),
    );
    if (refused !== undefined) {
      await w.clock.wait(1000);
      continue;
    }
    times.push(w.now());
    await w.clock.wait(answerMs);
    i += 1;
  }
  return times;
}

/** People who are answered at these times. */
async function answers(w: World, { channels }: Pacing, gaps: number[]) {
  const times: number[] = [];
  for (const gap of gaps) {
    await w.clock.wait(gap);
    if ((await putOff(channels.answer(soc))) === undefined) times.push(w.now());
  }
  return times;
}

describe('replicas that share a channel', () => {
  test('never send more together than Teams takes, with people answered by each', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(400), { minLength: 20, maxLength: 60 }),
        fc.array(fc.nat(1_500), { minLength: 20, maxLength: 60 }),
        fc.integer({ min: 10, max: 300 }),
        async (gaps, others, answerMs) => {
          const w = world();
          const [one, two] = [w.replica('one'), w.replica('two')];
          const all = await w.until(
            Promise.all([
              sends(w, one, 'one', 40, answerMs),
              sends(w, two, 'two', 40, answerMs),
              answers(w, one, gaps),
              answers(w, two, others),
            ]),
            500,
          );
          expect(all[0].length + all[1].length).toBe(80);
          expect(broken(all.flat(), teams)).toEqual([]);
        },
      ),
      { numRuns: 5, endOnFailure: true },
    );
  }, 60_000);

  test('leave what waits to its holder, and take over once that has been silent', async () => {
    const w = world();
    const [one, two] = [w.replica('one'), w.replica('two')];
    await w.until(one.channels.turn(soc, 'a'));
    expect(await two.channels.elsewhere(soc)).toBe(true);
    expect(await putOff(two.channels.hold(soc, 'b'))).toBe(0);
    await w.clock.pass(29_000);
    expect(await putOff(two.channels.hold(soc, 'b'))).toBe(0);
    await w.clock.pass(1_000);
    expect(await putOff(two.channels.hold(soc, 'b'))).toBeUndefined();
    await w.until(two.channels.turn(soc, 'b'));
    expect(await one.channels.elsewhere(soc)).toBe(true);
  });

  test('answer people everywhere, and nobody becomes holder by that', async () => {
    const w = world();
    const [one, two] = [w.replica('one'), w.replica('two')];
    await two.channels.answer(soc);
    await w.until(one.channels.turn(soc, 'a'));
    await two.channels.answer(soc);
    expect((await w.store.paces.get(`channel:${soc}`))?.pace).toMatchObject({
      holder: 'one',
      task: 'a',
      times: [expect.any(Number), expect.any(Number), expect.any(Number)],
    });
  });

  test('write nothing but the reservation, and read a channel once', async () => {
    const w = world();
    const calls: string[] = [];
    const paces: typeof w.store.paces = {
      get: (key) => {
        calls.push('get');
        return w.store.paces.get(key);
      },
      write: (key, pace, etag) => {
        calls.push('write');
        return w.store.paces.write(key, pace, etag);
      },
    };
    const { channels } = w.replica('one', { ...w.store, paces });
    for (const task of ['a', 'b']) {
      await channels.ready(soc);
      const { doubtful } = await channels.hold(soc, task);
      await w.until(channels.turn(soc, task, { doubtful }));
      await w.clock.pass(60_000);
    }
    expect(calls).toEqual(['get', 'write', 'write']);
  });

  test('let go of their channels when they stop, and nothing is in doubt', async () => {
    const w = world();
    const [one, two] = [w.replica('one'), w.replica('two')];
    await one.channels.hold(soc, 'a');
    await w.until(one.channels.turn(soc, 'a'));
    one.channels.end();
    await one.channels.release();
    expect(await two.channels.hold(soc, 'a')).toEqual({ doubtful: false });
  });
});

describe('a holder that dies', () => {
  test('leaves exactly the one task in doubt that it wrote down last', async () => {
    const w = world();
    const [dies, two] = [w.replica('dies'), w.replica('two')];
    for (const task of ['a', 'b']) {
      await dies.channels.hold(soc, task);
      await w.until(dies.channels.turn(soc, task));
    }
    await dies.channels.hold(soc, 'c');
    await w.clock.pass(30_000);
    const doubtful = async (task: string) => (await two.channels.hold(soc, task)).doubtful;
    expect([await doubtful('a'), await doubtful('b'), await doubtful('c')]).toEqual([false, true, false]);
  });

  test('leaves it in doubt also where it, or another, said there meanwhile what waits in no channel', async () => {
    const w = world();
    const [dies, two] = [w.replica('dies'), w.replica('two')];
    await w.until(dies.channels.turn(soc, 'a'));
    for (const { channels } of [dies, two]) await w.until(channels.counted(soc));
    expect(await putOff(two.channels.hold(soc, 'a'))).toBe(0);
    await w.clock.pass(31_000);
    expect(await two.channels.hold(soc, 'a')).toEqual({ doubtful: true });
  });

  test('leaves it in doubt also where its heir sends others first, and dies too', async () => {
    const w = world();
    const [dies, heir, third] = [w.replica('dies'), w.replica('heir'), w.replica('third')];
    await w.until(dies.channels.turn(soc, 'a'));
    await w.clock.pass(31_000);
    await w.until(heir.channels.turn(soc, 'b'));
    await w.clock.pass(31_000);
    const doubtful = async (task: string) => (await third.channels.hold(soc, task)).doubtful;
    expect([await doubtful('a'), await doubtful('b'), await doubtful('c')]).toEqual([true, true, false]);
    await w.until(third.channels.turn(soc, 'a', { doubtful: true }));
    await w.until(third.channels.turn(soc, 'c'));
    expect(await doubtful('a')).toBe(false);
  });

  test('leaves it in doubt also where another was told before that it is not', async () => {
    const w = world();
    const [one, dies] = [w.replica('one'), w.replica('dies')];
    const { doubtful } = await one.channels.hold(soc, 'a');
    await w.until(dies.channels.turn(soc, 'a'));
    await w.clock.pass(31_000);
    expect(await putOff(one.channels.turn(soc, 'a', { doubtful }))).toBe(0);
    const again = await one.channels.hold(soc, 'a');
    expect(again).toEqual({ doubtful: true });
    await w.until(one.channels.turn(soc, 'a', again));
  });

  test('also what could not be told to its log is in doubt', async () => {
    const w = world();
    const [one, two] = [w.replica('one'), w.replica('two')];
    await w.until(one.channels.turn(soc, 'a'));
    one.channels.doubt(soc, 'a');
    await w.until(one.channels.turn(soc, 'b'));
    await w.clock.pass(31_000);
    expect(await two.channels.hold(soc, 'a')).toEqual({ doubtful: true });
  });
});

describe('a holder that slept', () => {
  test('gets no turn once another has taken over, though it believes it holds the channel', async () => {
    const w = world();
    // Its own clock stands still, as that of a process that is frozen.
    const frozen = handClock(w.clock.now());
    const one = createPacing({
      store: w.store,
      clock: frozen,
      owner: 'one',
      logger: pino({ level: 'silent' }),
    });
    const two = w.replica('two');
    await w.until(one.channels.turn(soc, 'a'));
    await w.clock.pass(31_000);
    await w.until(two.channels.turn(soc, 'b'));
    await frozen.pass(100);
    expect(await putOff(one.channels.turn(soc, 'c'))).toBe(0);
    expect((await w.store.paces.get(`channel:${soc}`))?.pace).toMatchObject({ holder: 'two', task: 'b' });
  });

  test('gets no turn where it slept between writing it down and sending', async () => {
    const w = world();
    const write: typeof w.store.paces.write = async (...given) => {
      const etag = await w.store.paces.write(...given);
      await w.clock.wait(31_000);
      return etag;
    };
    const one = w.replica('one', { ...w.store, paces: { ...w.store.paces, write } });
    expect(await w.until(putOff(one.channels.turn(soc, 'a')), 1_000)).toBe(0);
  });
});

describe('429', () => {
  test('closes the channel for everybody until the time that Teams named', async () => {
    const w = world();
    const [one, two, three] = [w.replica('one'), w.replica('two'), w.replica('three')];
    await one.channels.block(soc, 20_000);
    expect(await putOff(two.channels.turn(soc, 'a'))).toBe(20_000);
    expect(one.throttled).toEqual({ teams: 1, sentinel: 0 });
    let answered: number | undefined;
    // A person’s answer waits rather than being lost.
    const answering = three.channels.answer(soc).then(() => {
      answered = w.now();
    });
    const opens = w.now() + 20_000;
    await w.clock.pass(19_000);
    expect(answered).toBeUndefined();
    await w.clock.pass(2_000);
    await answering;
    expect(answered).toBe(opens);
  });

  test('for longer than anybody waits for an answer refuses it', async () => {
    const w = world();
    const [one, two] = [w.replica('one'), w.replica('two')];
    await one.channels.block(soc, 301_000);
    expect(await putOff(two.channels.answer(soc))).toBe(301_000);
  });
});

test('a person is answered although the store is out of reach', async () => {
  const w = world();
  const get = async () => {
    throw new Upstream('down', { service: 'cosmos', operation: 'read', outcome: 'retry' });
  };
  const one = w.replica('one', { ...w.store, paces: { ...w.store.paces, get } });
  await expect(one.channels.answer(soc)).resolves.toBeUndefined();
  await expect(w.until(one.channels.turn(soc, 'a'), 25)).rejects.toThrow('down');
});

test('nobody waits for a turn once it is over', async () => {
  const w = world();
  const one = w.replica('one');
  await one.channels.block(soc, 3_600_000);
  const ready = one.channels.ready(soc);
  await w.clock.pass(10);
  one.channels.end();
  await ready;
  expect(await putOff(one.channels.turn(soc, 'a'))).toBe(0);
});
