/** Anchors: what grew is told outside once in a while, by one of the replicas, and finds what the chain alone can't. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { anchorsKeptIn } from '../../bot/anchor-file.ts';
import { createAnchoring } from '../../bot/log/anchoring.ts';
import { anchorIn, anchorsIn, anchorsLogKey, headsOf, lineOf } from '../../bot/log/anchors.ts';
import { createJournal } from '../../bot/log/journal.ts';
import { at, logKey } from '../build.ts';
import { fakeStore } from '../fakes/store.ts';

/** Two replicas on one store, and a clock that the test sets, in minutes after the start. */
function world() {
  const store = fakeStore();
  let minute = 0;
  const clock = { now: () => at(minute), wait: async () => undefined };
  const asked: (Date | undefined)[] = [];
  const snapshots = {
    heads(since?: Date) {
      asked.push(since);
      return store.snapshots.heads(since);
    },
  };
  const replica = (owner: string) =>
    createAnchoring({
      journal: createJournal({ log: store.log, clock, owner, leaseMs: 30_000 }),
      snapshots,
      clock,
      minutes: 60,
    });
  return {
    store,
    asked,
    one: replica('one'),
    two: replica('two'),
    set: (to: number) => {
      minute = to;
    },
    grows: (seq: number, log = logKey) =>
      store.snapshots.put({ logKey: log, kind: 'incident', seq, state: { head: `hash ${seq}` } }),
    anchors: async (day = at(0)) =>
      (await store.log.read(anchorsLogKey(day))).map((entry) => anchorIn(entry)!),
  };
}

describe('an anchor', () => {
  test('holds the heads of all logs as their snapshots know them, and not its own', async () => {
    const w = world();
    await w.grows(7);
    await w.grows(3, 'person:a');
    await w.grows(1, anchorsLogKey(at(0)));
    w.set(5);
    await w.one.anchorIfDue();
    const [anchor] = await w.anchors();
    expect(anchor?.heads).toEqual([
      [logKey, 7, 'hash 7'],
      ['person:a', 3, 'hash 3'],
    ]);
    expect(headsOf(anchor!)).toContainEqual({ logKey, seq: 7, hash: 'hash 7' });
    expect(headsOf(anchor!)[0]).toMatchObject({ logKey: 'anchors:2026-03-02', seq: 1, hash: anchor!.hash });
  });

  test('is written once in each round, by whichever replica comes first, and asks to be told', async () => {
    const w = world();
    await w.grows(1);
    w.set(5);
    await Promise.all([w.one.anchorIfDue(), w.two.anchorIfDue()]);
    await w.two.anchorIfDue();
    w.set(59);
    await w.one.anchorIfDue();
    expect(await w.anchors()).toHaveLength(1);
    w.set(61);
    await w.two.anchorIfDue();
    await w.one.anchorIfDue();
    expect(await w.anchors()).toHaveLength(2);
    const entries = await w.store.log.read(anchorsLogKey(at(0)));
    expect(entries.map(({ effects }) => effects.map(({ kind }) => kind))).toEqual([
      ['anchor.tell'],
      ['anchor.tell'],
    ]);
  });

  test('asks only for what grew since the last one, with some time over, also across midnight', async () => {
    const w = world();
    await w.grows(1);
    for (const minute of [5, 65, 14 * 60 + 5]) {
      w.set(minute);
      await w.one.anchorIfDue();
    }
    expect(w.asked).toEqual([undefined, at(-5), at(55)]);
    expect(await w.anchors(at(14 * 60 + 5))).toHaveLength(1);
  });

  test('is not written where nothing grew', async () => {
    const w = world();
    w.set(5);
    await w.one.anchorIfDue();
    expect(await w.anchors()).toEqual([]);
  });

  test('of very many logs takes several entries, and is begun anew where it was broken off', async () => {
    const w = world();
    for (let i = 0; i < 2500; i++) await w.grows(1, `incident:w:${i}`);
    w.set(5);
    const { append } = w.store.log;
    w.store.log.append = async (entry) => {
      if (entry.seq === 2) throw new Error('the store is away');
      await append(entry);
    };
    await expect(w.one.anchorIfDue()).rejects.toThrow('the store is away');
    w.store.log.append = append;
    w.set(65);
    await w.one.anchorIfDue();
    const anchors = await w.anchors();
    expect(anchors.map(({ heads }) => heads.length)).toEqual([2000, 2000, 500]);
    expect(w.asked).toEqual([undefined, undefined]);
  });

  test('is none any more where its entry was changed', async () => {
    const w = world();
    await w.grows(7);
    w.set(5);
    await w.one.anchorIfDue();
    const [entry] = await w.store.log.read(anchorsLogKey(at(0)));
    const events = [{ kind: 'anchored', heads: [[logKey, 7, 'forged']] }] as never;
    expect(anchorIn(entry!)).toBeDefined();
    expect(anchorIn({ ...entry, events })).toBeUndefined();
    expect(anchorIn({ ...entry, events: null as never })).toBeUndefined();
  });
});

describe('the file outside', () => {
  const anchor = (seq: number) => ({ at: 'now', logKey: 'anchors:d', seq, hash: 'h', heads: [] });

  test('is appended to, a line for each anchor, whatever stood there and however it was broken off', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'anchors-'));
    const file = join(folder, 'anchors.jsonl');
    try {
      writeFileSync(file, '{"at":"bro');
      const keep = anchorsKeptIn(file);
      await keep(lineOf(anchor(1)));
      await keep(lineOf(anchor(2)));
      expect(anchorsIn(readFileSync(file, 'utf8'))).toEqual({ anchors: [anchor(1), anchor(2)], others: [1] });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
