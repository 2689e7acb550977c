import { describe, expect, test } from '@jest/globals';
import { Conflict, Refused, Upstream } from '../../bot/errors.ts';
import type { IncidentState } from '../../bot/incidents/state.ts';
import { digestOf, hashOf } from '../../bot/log/entry.ts';
import { createJournal, snapshotEffect } from '../../bot/log/journal.ts';
import { type IncidentDraft, incidents } from '../../bot/log/kinds.ts';
import type { Store } from '../../bot/ports.ts';
import { ada, arrived, at, logKey, socId } from '../build.ts';
import { stillClock } from '../fakes/clock.ts';
import { fakeStore } from '../fakes/store.ts';

function replica(store: Store, owner = 'one') {
  return createJournal({ log: store.log, clock: stillClock(at(0)), owner, leaseMs: 30_000 });
}

function draft(change: Partial<IncidentDraft> = {}): IncidentDraft {
  return {
    actor: { kind: 'sentinel' },
    action: 'arrived',
    key: 'k1',
    events: arrived(),
    effects: [],
    ...change,
  };
}

function acknowledging(key: string): IncidentDraft {
  return draft({
    actor: { kind: 'person', ...ada },
    action: 'acknowledge',
    key,
    events: [{ kind: 'acknowledged', channel: socId, by: ada }],
  });
}

/** Acknowledges, once: whoever comes second is refused with who came first. */
const acknowledgeOnce =
  (key: string) =>
  (state: IncidentState): IncidentDraft => {
    if (state.acks[0]) throw new Refused('before', { name: state.acks[0].by.name });
    return acknowledging(key);
  };

describe('an entry', () => {
  test('is the decision, chained to the one before, its texts beside it', async () => {
    const store = fakeStore();
    const journal = replica(store);
    await journal.append(incidents, logKey, () => draft());
    await journal.append(incidents, logKey, () => ({ ...acknowledging('k2'), texts: { comment: 'seen' } }));
    const [first, second] = await store.log.read(logKey);
    expect([first?.seq, second?.seq]).toEqual([1, 2]);
    expect(second?.prev).toBe(first?.hash);
    expect(second && hashOf(second)).toBe(second?.hash);
    expect(second?.texts.comment?.text).toBe('seen');
    expect(second?.digests.comment).toBe(digestOf(second!.texts.comment!));
    expect(JSON.stringify({ ...second, texts: {} })).not.toContain('seen');
  });

  test('leases what is due at once to its replica, and leaves a timer until it is due', async () => {
    const store = fakeStore();
    await replica(store).append(incidents, logKey, () =>
      draft({
        effects: [{ kind: 'details' }, { kind: 'timer', what: 'half', due: at(30).toISOString() }],
      }),
    );
    const [entry] = await store.log.read(logKey);
    const until = at(0.5).toISOString();
    expect(entry?.effects.map((effect) => effect.id)).toEqual(['1.0', '1.1']);
    expect(entry?.open).toEqual({
      '1.0': { due: until, attempts: 0, lease: { owner: 'one', until } },
      '1.1': { due: at(30).toISOString(), attempts: 0 },
      [snapshotEffect]: { due: until, attempts: 0 },
    });
    expect(entry?.due).toBe(until);
  });

  test.each([
    ['for as long as it will wait', 60_000, [{ kind: 'details' } as const], 60],
    ['for two minutes at most', 600_000, [{ kind: 'details' } as const], 120],
    ['no longer than else where nothing waits', 60_000, [], 30],
  ])('that joins a long queue is leased %s', async (_, queueMs, effects, seconds) => {
    const { log } = fakeStore();
    const clock = stillClock(at(0));
    const journal = createJournal({ log, clock, owner: 'one', leaseMs: 30_000, queueMs: () => queueMs });
    await journal.append(incidents, logKey, () => draft({ effects }));
    expect((await log.read(logKey))[0]?.due).toBe(at(seconds / 60).toISOString());
  });

  test('that only says what came of an effect is not due itself', async () => {
    const store = fakeStore();
    await replica(store).append(incidents, logKey, () => draft({ outcome: true }));
    expect((await store.log.read(logKey))[0]).not.toHaveProperty('due');
  });

  test('tells those who listen, once it is in', async () => {
    const journal = replica(fakeStore());
    const heard: string[] = [];
    journal.onAppended((entry, kind) => heard.push(`${kind} ${entry.seq}`));
    await journal.append(incidents, logKey, () => draft());
    await journal.append(incidents, logKey, () => undefined);
    expect(heard).toEqual(['incident 1']);
  });
});

describe('the same request', () => {
  test('makes one entry, however often it is delivered', async () => {
    const store = fakeStore();
    const journal = replica(store);
    await journal.append(incidents, logKey, () => draft());
    const again = await journal.append(incidents, logKey, () => draft());
    expect(again).toMatchObject({ earlier: 1 });
    expect(again.entry).toBeUndefined();
    expect(await store.log.read(logKey)).toHaveLength(1);
  });

  test('makes one entry, though two replicas get it at once', async () => {
    const store = fakeStore();
    const outcomes = await Promise.all(
      [replica(store, 'one'), replica(store, 'two')].map((journal) =>
        journal.append(incidents, logKey, () => draft()),
      ),
    );
    expect(outcomes.map((outcome) => outcome.earlier)).toContain(1);
    expect(await store.log.read(logKey)).toHaveLength(1);
  });
});

describe('two replicas on one log', () => {
  test('the one that comes second decides again, on what the first wrote', async () => {
    const store = fakeStore();
    const [one, two] = [replica(store, 'one'), replica(store, 'two')];
    await one.append(incidents, logKey, () => draft());
    await two.read(incidents, logKey);
    await one.append(incidents, logKey, acknowledgeOnce('by one'));
    let decided = 0;
    const second = two.append(incidents, logKey, (state) => {
      decided++;
      return acknowledgeOnce('by two')(state);
    });
    await expect(second).rejects.toMatchObject({ word: 'before', params: { name: 'Ada' } });
    expect(decided).toBe(2);
    expect(await store.log.read(logKey)).toHaveLength(2);
  });

  test('what all of them append is all there, in one chain', async () => {
    const store = fakeStore();
    const replicas = ['one', 'two', 'three'].map((owner) => replica(store, owner));
    await Promise.all(
      replicas.flatMap((journal, r) =>
        [1, 2, 3, 4, 5].map((n) => journal.append(incidents, logKey, () => draft({ key: `${r}.${n}` }))),
      ),
    );
    const entries = await store.log.read(logKey);
    expect(entries.map((entry) => entry.seq)).toEqual(Array.from({ length: 15 }, (_, i) => i + 1));
    expect(entries.every((entry, i) => entry.prev === (entries[i - 1]?.hash ?? ''))).toBe(true);
    const states = await Promise.all(replicas.map((journal) => journal.read(incidents, logKey)));
    expect(new Set(states.map((state) => JSON.stringify(state))).size).toBe(1);
  });

  test('a refusal is decided on state read again: what the other took back is possible at once', async () => {
    const store = fakeStore();
    const [one, two] = [replica(store, 'one'), replica(store, 'two')];
    await one.append(incidents, logKey, () => draft());
    await one.append(incidents, logKey, acknowledgeOnce('first'));
    await two.read(incidents, logKey);
    await one.append(incidents, logKey, () =>
      draft({ key: 'undo', events: [{ kind: 'unacknowledged', channel: socId }] }),
    );
    await two.append(incidents, logKey, acknowledgeOnce('second'));
    expect((await two.read(incidents, logKey)).acks).toHaveLength(1);
  });

  test('nothing to write is decided on state read again, too', async () => {
    const store = fakeStore();
    const [one, two] = [replica(store, 'one'), replica(store, 'two')];
    await two.read(incidents, logKey);
    await one.append(incidents, logKey, () => draft());
    const { entry } = await two.append(incidents, logKey, (state) =>
      state.seen ? acknowledging('now') : undefined,
    );
    expect(entry?.seq).toBe(2);
  });

  test('who loses again and again is told so, and nothing was written', async () => {
    const store = fakeStore();
    const rival = replica(store, 'rival');
    let n = 0;
    const log: Store['log'] = {
      ...store.log,
      async append(entry) {
        await rival.append(incidents, logKey, () => draft({ key: `rival ${n++}` }));
        await store.log.append(entry);
      },
    };
    const slow = createJournal({ log, clock: stillClock(at(0)), owner: 'slow', leaseMs: 1 });
    await expect(slow.append(incidents, logKey, () => acknowledging('mine'), 3)).rejects.toThrow(Conflict);
    expect(n).toBe(3);
    expect((await store.log.read(logKey)).map((entry) => entry.key)).not.toContain('mine');
  });
});

describe('within a replica', () => {
  test('inputs to one log queue: each is decided on what the one before left', async () => {
    const journal = replica(fakeStore());
    const seen: number[] = [];
    await Promise.all(
      ['a', 'b', 'c'].map((key) =>
        journal.append(incidents, logKey, (state) => {
          seen.push(state.seq);
          return draft({ key });
        }),
      ),
    );
    expect(seen).toEqual([0, 1, 2]);
  });

  test('a decision that fails does not hold up the next', async () => {
    const journal = replica(fakeStore());
    const broken = journal.append(incidents, logKey, () => {
      throw new Error('a bug');
    });
    await expect(broken).rejects.toThrow('a bug');
    await expect(journal.append(incidents, logKey, () => draft())).resolves.toMatchObject({
      entry: { seq: 1 },
    });
  });

  test('a warm log costs one round trip', async () => {
    const store = fakeStore();
    let trips = 0;
    const counted =
      <A extends unknown[], R>(work: (...given: A) => R) =>
      (...given: A): R => {
        trips++;
        return work(...given);
      };
    const log = { ...store.log, read: counted(store.log.read), append: counted(store.log.append) };
    const journal = createJournal({ log, clock: stillClock(at(0)), owner: 'one', leaseMs: 1 });
    await journal.append(incidents, logKey, () => draft());
    trips = 0;
    await journal.append(incidents, logKey, () => acknowledging('k2'));
    expect(trips).toBe(1);
  });

  test('an append whose answer was lost is found, and not made twice', async () => {
    const store = fakeStore();
    let lost = true;
    const log: Store['log'] = {
      ...store.log,
      async append(entry) {
        await store.log.append(entry);
        if (!lost) return;
        lost = false;
        throw new Upstream('reset', { service: 'cosmos', operation: 'create', outcome: 'unknown' });
      },
    };
    const journal = createJournal({ log, clock: stillClock(at(0)), owner: 'one', leaseMs: 1 });
    await expect(journal.append(incidents, logKey, () => draft())).rejects.toThrow(Upstream);
    await expect(journal.append(incidents, logKey, () => draft())).resolves.toMatchObject({ earlier: 1 });
    expect(await store.log.read(logKey)).toHaveLength(1);
  });
});
