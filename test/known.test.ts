/** What directories say of people: how old it may be, for whom, and what a directory that is away changes. */
import { describe, expect, test } from '@jest/globals';
import { createKnown } from '../bot/known.ts';
import type { Lookups } from '../bot/ports.ts';
import { fakeStore } from './fakes/store.ts';

const minute = 60_000;

/** A directory that says what it is told to, as a replica knows it; `another` is one more replica on the same store. */
function watched(lookups: Lookups = fakeStore().lookups) {
  const world = { now: Date.parse('2026-03-02T10:00:00Z'), calls: 0, says: 'analyst', down: false };
  const ask = async (): Promise<string> => {
    world.calls += 1;
    if (world.down) throw new Error('The directory is down');
    return world.says;
  };
  const replica = () => {
    const known = createKnown<string>({
      name: 'roles',
      lookups,
      clock: { now: () => new Date(world.now) },
      read: (stored) => (typeof stored === 'string' ? stored : undefined),
    });
    return {
      act: () => known.of('ada', ask, 'act'),
      read: () => known.of('ada', ask, 'read'),
      again: () => known.again('ada', ask, 'act'),
      forget: () => known.forget((key) => key === 'ada'),
    };
  };
  return { world, ...replica(), another: replica };
}

/** What goes on behind somebody is done. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('what a directory said', () => {
  test('serves for five minutes, and is asked for once by all who need it at once', async () => {
    const { world, act } = watched();
    await Promise.all([act(), act()]);
    world.now += 5 * minute - 1;
    expect(await act()).toBe('analyst');
    expect(world.calls).toBe(1);
  });

  test('serves for ten more, while it is asked for again behind whoever acts', async () => {
    const { world, act } = watched();
    await act();
    world.says = 'nobody';
    world.now += 15 * minute - 1;
    expect(await act()).toBe('analyst');
    await settled();
    expect(await act()).toBe('nobody');
    expect(world.calls).toBe(2);
  });

  test('is asked for before anybody acts on it after that', async () => {
    const { world, act } = watched();
    await act();
    world.says = 'nobody';
    world.now += 15 * minute;
    expect(await act()).toBe('nobody');
  });

  test('is not believed longer by an act where the directory is away', async () => {
    const { world, act } = watched();
    await act();
    world.down = true;
    world.now += 15 * minute - 1;
    expect(await act()).toBe('analyst');
    world.now += 1;
    await expect(act()).rejects.toThrow('The directory is down');
  });

  test('is believed for a day by whoever only reads, and no longer', async () => {
    const { world, read } = watched();
    await read();
    world.down = true;
    world.now += 24 * 60 * minute - 1;
    expect(await read()).toBe('analyst');
    world.now += 1;
    await expect(read()).rejects.toThrow('The directory is down');
  });

  test('is nothing where it was never said: reading and acting both fail while the directory is away', async () => {
    const { world, act, read } = watched();
    world.down = true;
    await expect(act()).rejects.toThrow('The directory is down');
    await expect(read()).rejects.toThrow('The directory is down');
  });

  test('is forgotten where somebody came or went', async () => {
    const { world, act, forget } = watched();
    await act();
    await settled();
    forget();
    world.says = 'nobody';
    expect(await act()).toBe('nobody');
  });

  test('is asked for again where it lacks somebody, but not again within ten seconds', async () => {
    const { world, act, again } = watched();
    await act();
    await again();
    expect(world.calls).toBe(1);
    world.now += 10_000;
    await again();
    expect(world.calls).toBe(2);
  });
});

describe('what one replica was told', () => {
  test('another knows when it starts, and asks nobody', async () => {
    const { world, act, another } = watched();
    await act();
    await settled();
    expect(await another().act()).toBe('analyst');
    expect(world.calls).toBe(1);
  });

  test('is no newer in the store than it was when it was said', async () => {
    const { world, act, another } = watched();
    await act();
    await settled();
    world.says = 'nobody';
    world.now += 15 * minute;
    expect(await another().act()).toBe('nobody');
  });

  test('by a clock that goes before ours is asked for again', async () => {
    const lookups = fakeStore().lookups;
    await lookups.put('roles:ada', '2030-01-01T00:00:00.000Z', 'analyst');
    const { world, act } = watched(lookups);
    world.says = 'nobody';
    expect(await act()).toBe('analyst');
    await settled();
    expect(await act()).toBe('nobody');
  });

  test.each([
    ['makes no sense', { at: '2026-03-02T10:00:00Z', said: 7 }],
    ['was kept at no time', { at: 'soon', said: 'administrator' }],
  ])('counts for nothing where it %s', async (_what, stored) => {
    const { act } = watched({ get: async () => stored, put: async () => undefined });
    expect(await act()).toBe('analyst');
  });

  test('matters to nobody while the store is away', async () => {
    const away = async (): Promise<never> => {
      throw new Error('The store is away');
    };
    const { act } = watched({ get: away, put: away });
    expect(await act()).toBe('analyst');
  });
});
