/** The real adapter and the real SDK against an emulator over http, and over a line that loses things. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Conflict, Upstream } from '../../bot/errors.ts';
import type { Snapshot } from '../../bot/ports.ts';
import { openStore } from '../../bot/store/cosmos.ts';
import { type LocalCosmos, startCosmos } from '../../sandbox/cosmos.ts';
import { entryOf, storeContract } from '../contracts/store.ts';
import { type Fault, type Line, startLine } from './line.ts';

let cosmos: LocalCosmos;
let line: Line;
let databases = 0;

beforeAll(async () => {
  cosmos = await startCosmos({ port: 0 });
  line = await startLine(cosmos.url);
});

afterAll(async () => {
  await line.close();
  await cosmos.close();
});

function freshDatabase(): string {
  databases += 1;
  return `muster-${databases}`;
}

storeContract('Cosmos DB', () => openStore({ endpoint: cosmos.url, database: freshDatabase() }));

describe('over a line that loses things', () => {
  const incident = entryOf(1).logKey;

  /** A store over the line, one beside it, and the faults from then on. */
  async function stores(...faults: Fault[]) {
    const database = freshDatabase();
    const store = await openStore({ endpoint: line.url, database, timeoutMs: 1_000 });
    const other = await openStore({ endpoint: cosmos.url, database });
    line.faults = faults;
    line.creations = 0;
    line.reads = 0;
    return { store, other };
  }

  test('an append whose answer is lost is recognised as our own', async () => {
    const { store } = await stores('lose the answer');
    const entry = entryOf(1);
    await store.log.append(entry);
    expect(await store.log.read(incident)).toStrictEqual([entry]);
    expect(line.creations).toBe(2);
  });

  test('an append that never arrived is made again', async () => {
    const { store } = await stores('lose the request', 'lose the request');
    const entry = entryOf(1);
    await store.log.append(entry);
    expect(await store.log.read(incident)).toStrictEqual([entry]);
    expect(line.creations).toBe(3);
  });

  test("an append that finds somebody else's entry when made again is a conflict", async () => {
    const { store, other } = await stores('lose the request');
    const theirs = entryOf(1, { action: 'close' });
    await other.log.append(theirs);
    await expect(store.log.append(entryOf(1))).rejects.toThrow(Conflict);
    expect(await store.log.read(incident)).toStrictEqual([theirs]);
    expect(line.creations).toBe(2);
  });

  test('an append that loses every answer ends unknown, and can be made again later', async () => {
    const { store } = await stores('lose the answer', 'lose the answer', 'lose the answer');
    const entry = entryOf(1);
    await expect(store.log.append(entry)).rejects.toMatchObject({
      message: expect.stringContaining('read what is stored before trying again'),
      details: { service: 'cosmos', outcome: 'unknown' },
    });
    await store.log.append(entry);
    expect(await store.log.read(incident)).toStrictEqual([entry]);
  });

  test('a lost answer stays unknown when the next attempt is refused', async () => {
    const { store } = await stores('lose the answer', 'forbid');
    await expect(store.log.append(entryOf(1))).rejects.toMatchObject({ details: { outcome: 'unknown' } });
    expect(await store.log.read(incident)).toHaveLength(1);
  });

  test('an answer that never comes is not waited for', async () => {
    const { store } = await stores('never answer', 'never answer', 'never answer');
    await expect(store.log.append(entryOf(1))).rejects.toMatchObject({ details: { outcome: 'unknown' } });
    expect(await store.log.read(incident)).toEqual([]);
  });

  test('a throttled append did not happen and says when to come back', async () => {
    const { store } = await stores('throttle', 'throttle', 'throttle');
    await expect(store.log.append(entryOf(1))).rejects.toMatchObject({
      details: { outcome: 'retry', status: 429, retryAfterMs: 5 },
    });
    expect(await store.log.read(incident)).toEqual([]);
  });

  test('a forbidden append is given up at once', async () => {
    const { store } = await stores('forbid');
    await expect(store.log.append(entryOf(1))).rejects.toMatchObject({
      message: expect.stringContaining('check its endpoint, the key or role'),
      details: { outcome: 'never', status: 403 },
    });
    expect(line.creations).toBe(1);
  });

  test('a hint whose answer is lost is stored once', async () => {
    const { store } = await stores('lose the answer');
    const at = '2026-03-01T10:00:00.000Z';
    const hint = { id: 'run-1', ref: { workspace: 'sub~rg~ws', id: '9d1c' }, at, due: at, attempts: 0 };
    await store.hints.put(hint);
    expect(await store.hints.due(at, 10)).toStrictEqual([hint]);
    expect(line.creations).toBe(2);
  });
});

describe('what was written here', () => {
  const openUntil = (due: string) => ({ due, attempts: 0 });
  const [first, second] = ['2026-03-01T10:00:00.000Z', '2026-03-01T11:00:00.000Z'];
  const snapshotOf = (seq: number): Snapshot => ({ logKey: 'i:1', kind: 'incident', seq, state: {} });

  /** Two replicas over one database; the reads of the first are counted. */
  async function replicas() {
    const database = freshDatabase();
    const store = await openStore({ endpoint: line.url, database });
    const other = await openStore({ endpoint: cosmos.url, database });
    line.reads = 0;
    return { store, other };
  }

  test('is written over without being read', async () => {
    const { store } = await replicas();
    const { logKey } = entryOf(1);
    await store.log.append(entryOf(1, { open: { a: openUntil(first) } }));
    await store.log.amend(logKey, 1, ({ texts }) => ({ texts, open: { a: openUntil(second) } }));
    await store.log.amend(logKey, 1, ({ texts }) => ({ texts, open: {} }));
    await store.snapshots.put(snapshotOf(1));
    const reads = line.reads;
    await store.snapshots.put(snapshotOf(2));
    await store.snapshots.put(snapshotOf(2));
    expect(line.reads).toBe(reads);
    expect(reads).toBe(0);
    expect((await store.log.read(logKey)).map(({ open }) => open)).toEqual([{}]);
    expect((await store.snapshots.list({ kind: 'incident' })).map(({ seq }) => seq)).toEqual([2]);
  });

  test('is read again where another replica changed it meanwhile, and nothing of that is lost', async () => {
    const { store, other } = await replicas();
    const { logKey } = entryOf(1);
    await store.log.append(entryOf(1, { open: { a: openUntil(first) } }));
    await other.log.amend(logKey, 1, ({ texts, open }) => ({
      texts,
      open: { ...open, b: openUntil(first) },
    }));
    await store.log.amend(logKey, 1, ({ texts, open }) => ({
      texts,
      open: { ...open, c: openUntil(second) },
    }));
    const [entry] = await store.log.read(logKey);
    expect(Object.keys(entry!.open)).toEqual(['a', 'b', 'c']);
  });

  test('as a snapshot is not written over one that another replica moved on', async () => {
    const { store, other } = await replicas();
    await store.snapshots.put(snapshotOf(1));
    await other.snapshots.put(snapshotOf(5));
    await store.snapshots.put(snapshotOf(3));
    const seqs = async () => (await store.snapshots.list({ kind: 'incident' })).map(({ seq }) => seq);
    expect(await seqs()).toEqual([5]);
    await store.snapshots.put(snapshotOf(6));
    expect(await seqs()).toEqual([6]);
  });
});

describe('opening', () => {
  test('creates one container by log that indexes only what is queried', async () => {
    const database = freshDatabase();
    await openStore({ endpoint: cosmos.url, database });
    const answer = await fetch(`${cosmos.url}/dbs/${database}/colls/log`);
    const paths = [
      'logKey',
      'type',
      'seq',
      'due',
      'kind',
      'open',
      'number',
      'providerNumber',
      'closedAt',
      'trouble',
      'oldestText',
    ];
    expect(await answer.json()).toMatchObject({
      partitionKey: { paths: ['/logKey'], version: 2 },
      indexingPolicy: {
        includedPaths: [...paths.map((field) => `/${field}/?`), '/storms/[]/?', '/threads/[]/?'].map(
          (path) => ({ path }),
        ),
        excludedPaths: [{ path: '/*' }],
      },
    });
  });

  test('keeps what is stored, also when replicas open at once', async () => {
    const database = freshDatabase();
    const options = { endpoint: cosmos.url, database };
    const [first, second] = await Promise.all([openStore(options), openStore(options)]);
    await first.log.append(entryOf(1));
    await second.log.append(entryOf(2));
    const third = await openStore(options);
    expect(await third.log.read(entryOf(1).logKey)).toHaveLength(2);
  });

  test('says so when nobody is there', async () => {
    const gone = await startCosmos({ port: 0 });
    await gone.close();
    const opening = openStore({ endpoint: gone.url, database: 'muster' });
    await expect(opening).rejects.toThrow(Upstream);
    await expect(opening).rejects.toMatchObject({ details: { outcome: 'retry', code: 'ECONNREFUSED' } });
  });
});
