import { describe, expect, test } from '@jest/globals';
import { createFinder } from '../../bot/actions/finder.ts';
import { createJournal } from '../../bot/log/journal.ts';
import { at, logKey } from '../build.ts';
import { fakeStore } from '../fakes/store.ts';

const thread = '19:payments@thread.tacv2;messageid=1';

/** A finder that wrote nothing itself, and how often it asked the store. */
function world() {
  const store = fakeStore();
  let now = at();
  let asked = 0;
  const clock = { now: () => now, wait: async () => undefined };
  const snapshots = {
    ...store.snapshots,
    inThread: (conversation: string) => {
      asked += 1;
      return store.snapshots.inThread(conversation);
    },
  };
  const journal = createJournal({ log: store.log, clock, owner: 'one', leaseMs: 1 });
  const posted = () =>
    store.snapshots.put({ logKey, kind: 'incident', seq: 1, state: {}, open: true, threads: [thread] });
  const pass = (ms: number) => {
    now = new Date(now.getTime() + ms);
  };
  return { finder: createFinder(journal, snapshots, clock), posted, pass, asked: () => asked };
}

describe('the incident of a thread', () => {
  test('that another replica began is found in the store, and asked for once', async () => {
    const w = world();
    await w.posted();
    expect(await w.finder.byThread(thread)).toBe(logKey);
    expect(await w.finder.byThread(thread)).toBe(logKey);
    expect(w.asked()).toBe(1);
  });

  test('that nobody knows is asked for again after a moment, not at each message', async () => {
    const w = world();
    expect(await w.finder.byThread(thread)).toBeUndefined();
    w.pass(4000);
    expect(await w.finder.byThread(thread)).toBeUndefined();
    expect(w.asked()).toBe(1);
    await w.posted();
    w.pass(1000);
    expect(await w.finder.byThread(thread)).toBe(logKey);
  });

  test('is not asked for where there is no thread', async () => {
    const w = world();
    expect(await w.finder.byThread('19:payments@thread.tacv2')).toBeUndefined();
    expect(w.asked()).toBe(0);
  });
});
