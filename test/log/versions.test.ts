/** Snapshots that another version of Muster has folded. */
import { expect, test } from '@jest/globals';
import { createJournal } from '../../bot/log/journal.ts';
import { type IncidentDraft, incidents } from '../../bot/log/kinds.ts';
import { foldedHere, foldVersion, isNewer, schemaVersion } from '../../bot/log/versions.ts';
import type { Store } from '../../bot/ports.ts';
import { ada, at, incident, logKey } from '../build.ts';
import { stillClock } from '../fakes/clock.ts';
import { fakeStore } from '../fakes/store.ts';

const journalOf = (log: Store['log']) =>
  createJournal({ log, clock: stillClock(at(0)), owner: 'one', leaseMs: 1 });

async function world() {
  const store = fakeStore();
  const journal = journalOf(store.log);
  await journal.append(
    incidents,
    logKey,
    (): IncidentDraft => ({
      actor: { kind: 'sentinel' },
      action: 'arrived',
      key: 'k',
      events: [{ kind: 'arrived', incident: incident({ title: 'As the log has it' }), backlog: false }],
      effects: [],
    }),
  );
  const snapshots = foldedHere(store.snapshots, journal);
  const put = (state: object, more: object = {}) =>
    store.snapshots.put({ logKey, kind: 'incident', seq: 1, open: true, state, ...more });
  return { store, snapshots, put };
}

/** What it gives once it gives something. */
async function until<T>(look: () => Promise<T | undefined>): Promise<T> {
  for (let turn = 0; turn < 100; turn++) {
    const found = await look();
    if (found) return found;
    await new Promise((resolve) => setImmediate(resolve));
  }
  throw new Error('It did not come to pass.');
}

test('one that this version folded is taken as it is', async () => {
  const { snapshots, put } = await world();
  await put({ folded: 'here' }, { fold: foldVersion });
  expect((await snapshots.list({ kind: 'incident' }))[0]?.state).toEqual({ folded: 'here' });
});

test.each([
  ['an older', foldVersion - 1],
  ['a newer', foldVersion + 1],
])('one that %s version folded is folded anew from its log', async (_which, fold) => {
  const { snapshots, put } = await world();
  await put({ folded: 'otherwise' }, { fold });
  const [found] = await snapshots.list({ kind: 'incident' });
  expect(found).toMatchObject({ logKey, state: { seen: { title: 'As the log has it' } } });
});

test('of a log that only a newer version may decide on, its snapshot is shown', async () => {
  const { store, put } = await world();
  await put({ folded: 'by the newer' }, { fold: foldVersion + 1, seq: 2 });
  const [first] = await store.log.read(logKey);
  await store.log.append({ ...first!, seq: 2, id: '0000000002', v: schemaVersion + 1 });
  const snapshots = foldedHere(store.snapshots, journalOf(store.log));
  expect((await snapshots.list({ kind: 'incident' }))[0]?.state).toEqual({ folded: 'by the newer' });
});

test('a log in which somebody waits for a second person is left alone by a Muster that knows no second person', async () => {
  const { store } = await world();
  const journal = journalOf(store.log);
  await journal.append(
    incidents,
    logKey,
    (): IncidentDraft => ({
      actor: { kind: 'person', ...ada },
      action: 'close',
      key: 'c',
      events: [{ kind: 'closingWanted', id: '2', classification: 'FalsePositive', by: ada }],
      effects: [],
    }),
  );
  expect((await store.log.read(logKey)).map(({ v }) => v)).toEqual([1, 3]);
});

test.each([
  [
    'a row of this version is taken as it is',
    { fold: foldVersion, row: { title: 'As stored' } },
    'As stored',
  ],
  ['where it has none, it is made from the log', { fold: foldVersion }, 'As the log has it'],
  [
    'one of an older version is made anew',
    { fold: foldVersion - 1, row: { title: 'Older' } },
    'As the log has it',
  ],
])('%s', async (_what, more, title) => {
  const { snapshots, put } = await world();
  await put({ folded: 'otherwise' }, more);
  expect(await snapshots.rows({ open: true })).toMatchObject([{ logKey, row: { title } }]);
});

test('of a log that only a newer version may decide on, the row is its own, or none', async () => {
  const { store, put } = await world();
  await put({}, { fold: foldVersion + 1, seq: 2, row: { title: 'By the newer' } });
  const [first] = await store.log.read(logKey);
  await store.log.append({ ...first!, seq: 2, id: '0000000002', v: schemaVersion + 1 });
  const snapshots = foldedHere(store.snapshots, journalOf(store.log));
  expect(await snapshots.rows({ open: true })).toMatchObject([{ row: { title: 'By the newer' } }]);
  await put({}, { fold: foldVersion + 1, seq: 3 });
  expect((await snapshots.rows({ open: true }))[0]).not.toHaveProperty('row');
});

test('what an older version folded is written anew for the next who reads, what a newer one folded is left to it', async () => {
  const { store, snapshots, put } = await world();
  await put({ folded: 'otherwise' }, { fold: foldVersion - 1, row: { title: 'Older' } });
  await snapshots.rows({ open: true });
  const [stored] = await until(async () => {
    const found = await store.snapshots.list({ kind: 'incident' });
    return found[0]?.fold === foldVersion ? found : undefined;
  });
  expect(stored).toMatchObject({ seq: 1, open: true, state: { arrivedAt: at(0).toISOString() } });
  expect(stored).toMatchObject({ row: { title: 'As the log has it' } });
  await put({ folded: 'by the newer' }, { fold: foldVersion + 1 });
  await snapshots.list({ kind: 'incident' });
  await new Promise((resolve) => setImmediate(resolve));
  expect(await store.snapshots.list({ kind: 'incident' })).toMatchObject([
    { fold: foldVersion + 1, state: { folded: 'by the newer' } },
  ]);
});

test('that it can’t be written anew keeps nobody from reading', async () => {
  const { store, put } = await world();
  await put({ folded: 'otherwise' }, { fold: foldVersion - 1 });
  const fails = { ...store.snapshots, put: async () => Promise.reject(new Error('The store is away.')) };
  const snapshots = foldedHere(fails, journalOf(store.log));
  expect(await snapshots.rows({ open: true })).toMatchObject([{ row: { title: 'As the log has it' } }]);
});

test('each is put with the version of its fold', async () => {
  const { store, snapshots } = await world();
  await snapshots.put({ logKey, kind: 'incident', seq: 1, state: {} });
  expect((await store.snapshots.list({ kind: 'incident' }))[0]?.fold).toBe(foldVersion);
});

test('an entry of this version, or of one before, is no newer one’s', () => {
  expect([schemaVersion - 1, schemaVersion, schemaVersion + 1].map((v) => isNewer({ v }))).toEqual([
    false,
    false,
    true,
  ]);
});
