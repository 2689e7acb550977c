/** What every store promises; run against the fake and against Cosmos DB's own wire. */
import { describe, expect, test } from '@jest/globals';
import { Conflict, NotFound } from '../../bot/errors.ts';
import { figuresRowOf } from '../../bot/incidents/figures-row.ts';
import { type Entry, earliestDue, entryId, hashOf, type OpenEffect, salted } from '../../bot/log/entry.ts';
import type { Hint, Snapshot, Store } from '../../bot/ports.ts';
import { arrived, stateAfter } from '../build.ts';

const incident = 'incident:0000~rg-soc~ws-soc:9d1c';
const channel = 'channel:19:päymènts/@thread.tacv2?#';

/** An entry with the hash that its facts have, and the due time that its open effects have. */
export function entryOf(
  seq: number,
  { logKey = incident, action = 'comment', open = {} as Record<string, OpenEffect> } = {},
): Entry {
  const facts = {
    logKey,
    seq,
    v: 1 as const,
    at: '2026-03-01T10:00:00.000Z',
    actor: { kind: 'person' as const, oid: 'a1', name: 'Ana 花子' },
    action,
    key: `${action}-${seq}`,
    events: [{ kind: 'commented' }],
    effects: Object.keys(open).map((id) => ({ id, kind: 'card' })),
    digests: {},
    prev: '',
  };
  const due = earliestDue(open);
  const entry: Entry = {
    ...facts,
    id: entryId(seq),
    type: 'entry',
    hash: hashOf(facts),
    texts: { comment: salted('looks odd') },
    open,
  };
  return due === undefined ? entry : { ...entry, due };
}

function openUntil(due: string): OpenEffect {
  return { due, attempts: 0 };
}

function snapshotOf(changes: Partial<Snapshot>): Snapshot {
  return { logKey: incident, kind: 'incident', seq: 1, state: { title: 'Odd sign-in' }, ...changes };
}

function hintOf(id: string, changes: Partial<Hint> = {}): Hint {
  const at = '2026-03-01T10:00:00.000Z';
  return { id, ref: { workspace: 'sub~rg~ws', id: '9d1c' }, at, due: at, attempts: 0, ...changes };
}

/** @param open an empty store, another one each time */
export function storeContract(name: string, open: () => Promise<Store>): void {
  describe(`${name} keeps logs`, () => {
    test('an entry comes back as it was appended, and nothing else with it', async () => {
      const { log } = await open();
      const entry = entryOf(1, { open: { 'e1-card': openUntil('2026-03-01T10:00:00.000Z') } });
      await log.append(entry);
      expect(await log.read(incident)).toStrictEqual([entry]);
    });

    test('a seq is taken once: the second writer gets a conflict and changes nothing', async () => {
      const { log } = await open();
      const first = entryOf(1, { action: 'acknowledge' });
      await log.append(first);
      await expect(log.append(entryOf(1, { action: 'close' }))).rejects.toThrow(Conflict);
      expect(await log.read(incident)).toStrictEqual([first]);
    });

    test('of many who append the same seq at once, one wins', async () => {
      const { log } = await open();
      const rivals = Array.from({ length: 10 }, (_, i) => entryOf(1, { action: `verb${i}` }));
      const outcomes = await Promise.allSettled(rivals.map((entry) => log.append(entry)));
      const lost = outcomes.filter((outcome) => outcome.status === 'rejected');
      expect(lost).toHaveLength(9);
      expect(lost.every((outcome) => outcome.reason instanceof Conflict)).toBe(true);
      const won = rivals[outcomes.findIndex((outcome) => outcome.status === 'fulfilled')];
      expect(await log.read(incident)).toStrictEqual([won]);
    });

    test('the same entry appended again is not a conflict', async () => {
      const { log } = await open();
      const entry = entryOf(1);
      await log.append(entry);
      await log.append(entry);
      expect(await log.read(incident)).toStrictEqual([entry]);
    });

    test('a long log is read in order, whole or from a seq on', async () => {
      const { log } = await open();
      const seqs = Array.from({ length: 520 }, (_, i) => 520 - i);
      for (const seq of seqs) await log.append(entryOf(seq));
      const inOrder = seqs.toReversed();
      expect((await log.read(incident)).map((entry) => entry.seq)).toEqual(inOrder);
      expect((await log.read(incident, 518)).map((entry) => entry.seq)).toEqual([519, 520]);
      expect((await log.read(incident, 519)).map((entry) => entry.seq)).toEqual([520]);
      expect(await log.read(incident, 520)).toEqual([]);
      expect(await log.read('incident:none', 0)).toEqual([]);
    });

    test('logs do not see each other', async () => {
      const store = await open();
      const theirs = entryOf(1, { logKey: channel });
      await store.log.append(entryOf(1));
      await store.log.append(theirs);
      await store.snapshots.put(snapshotOf({ logKey: channel, kind: 'channel', seq: 9 }));
      expect(await store.log.read(channel)).toStrictEqual([theirs]);
      expect(await store.log.read('incident:none')).toEqual([]);
    });

    test('what is handed over can be changed without changing what is stored', async () => {
      const { log } = await open();
      const entry = entryOf(1);
      const asAppended = structuredClone(entry);
      await log.append(entry);
      entry.action = 'tampered';
      const [read] = await log.read(incident);
      read!.texts = {};
      expect(await log.read(incident)).toStrictEqual([asAppended]);
    });

    test('amending changes texts and open effects, and leaves the facts', async () => {
      const { log } = await open();
      const entry = entryOf(1);
      await log.append(entry);
      const texts = { comment: { text: '', salt: '' } };
      await log.amend(incident, 1, ({ open }) => ({ texts, open }));
      expect(await log.read(incident)).toStrictEqual([{ ...entry, texts }]);
    });

    test('twenty amend at once, and every change is there', async () => {
      const { log } = await open();
      await log.append(entryOf(1));
      const names = Array.from({ length: 20 }, (_, i) => `e${i}`);
      const dueOf = (i: number) => `2026-03-01T10:00:${String(20 + i)}.000Z`;
      await Promise.all(
        names.map((name, i) =>
          log.amend(incident, 1, ({ texts, open }) => ({
            texts,
            open: { ...open, [name]: openUntil(dueOf(i)) },
          })),
        ),
      );
      const [entry] = await log.read(incident);
      expect(Object.keys(entry!.open).sort()).toEqual(names.sort());
      expect(entry!.due).toBe(dueOf(0));
    });

    test('amending what is not there says so', async () => {
      const { log } = await open();
      await expect(log.amend(incident, 7, (entry) => entry)).rejects.toThrow(NotFound);
    });

    test('an error of the change reaches the caller, and nothing is changed', async () => {
      const { log } = await open();
      const entry = entryOf(1);
      await log.append(entry);
      const broken = () => {
        throw new RangeError('no');
      };
      await expect(log.amend(incident, 1, broken)).rejects.toThrow(RangeError);
      expect(await log.read(incident)).toStrictEqual([entry]);
    });

    test('what is due is found across logs, the longest due first, up to the limit', async () => {
      const { log } = await open();
      const due = (minute: number) => `2026-03-01T10:${minute}:00.000Z`;
      await log.append(entryOf(1, { open: { a: openUntil(due(30)), b: openUntil(due(20)) } }));
      await log.append(entryOf(1, { logKey: channel, open: { a: openUntil(due(10)) } }));
      await log.append(entryOf(2, { open: { a: openUntil(due(40)) } }));
      await log.append(entryOf(3));
      const found = async (now: string, limit: number) =>
        (await log.due(now, limit)).map((entry) => [entry.logKey, entry.seq, entry.due]);
      const inOrder = [
        [channel, 1, due(10)],
        [incident, 1, due(20)],
        [incident, 2, due(40)],
      ];
      expect(await found(due(59), 10)).toEqual(inOrder);
      expect(await found(due(59), 2)).toEqual(inOrder.slice(0, 2));
      expect(await found(due(20), 10)).toEqual(inOrder.slice(0, 2));
      expect(await found('2026-03-01T09:00:00.000Z', 10)).toEqual([]);
    });

    test('an entry is due as long as something of it is open', async () => {
      const { log } = await open();
      const later = '2026-03-01T12:00:00.000Z';
      await log.append(entryOf(1));
      expect(await log.due(later, 10)).toEqual([]);
      await log.amend(incident, 1, ({ texts }) => ({
        texts,
        open: { a: openUntil('2026-03-01T11:00:00.000Z') },
      }));
      expect((await log.due(later, 10)).map((entry) => entry.due)).toEqual(['2026-03-01T11:00:00.000Z']);
      await log.amend(incident, 1, ({ texts }) => ({ texts, open: {} }));
      expect(await log.due(later, 10)).toEqual([]);
      const [entry] = await log.read(incident);
      expect(entry).not.toHaveProperty('due');
    });
  });

  describe(`${name} keeps snapshots`, () => {
    test('a snapshot comes back as it was put', async () => {
      const { snapshots } = await open();
      const snapshot = snapshotOf({ open: true, number: 12 });
      await snapshots.put(snapshot);
      expect(await snapshots.list({ kind: 'incident' })).toStrictEqual([snapshot]);
    });

    test('a snapshot only moves forward', async () => {
      const { snapshots } = await open();
      const newer = snapshotOf({ seq: 5, state: { title: 'newer' } });
      await snapshots.put(snapshotOf({ seq: 3 }));
      await snapshots.put(newer);
      await snapshots.put(snapshotOf({ seq: 4, state: { title: 'late' } }));
      expect(await snapshots.list({ kind: 'incident' })).toStrictEqual([newer]);
    });

    test('the same is replaced only by what a newer fold gave', async () => {
      const { snapshots } = await open();
      const folded = async () =>
        (await snapshots.list({ kind: 'incident' })).map(({ seq, state }) => [seq, state]);
      await snapshots.put(snapshotOf({ seq: 3, fold: 2, state: 'by the second' }));
      for (const fold of [undefined, 1, 2]) await snapshots.put(snapshotOf({ seq: 3, fold, state: 'late' }));
      expect(await folded()).toEqual([[3, 'by the second']]);
      await snapshots.put(snapshotOf({ seq: 3, fold: 3, state: 'by the third' }));
      await snapshots.put(snapshotOf({ seq: 2, fold: 4, state: 'of before' }));
      expect(await folded()).toEqual([[3, 'by the third']]);
      await snapshots.put(snapshotOf({ seq: 4, fold: 1, state: 'later' }));
      expect(await folded()).toEqual([[4, 'later']]);
    });

    test('those with trouble are found by it, open or closed, of one kind of log, and as long as it lasts', async () => {
      const { snapshots } = await open();
      const since = '2026-03-01T00:00:00.000Z';
      const keys = async (): Promise<string[]> =>
        (await snapshots.list({ kind: 'incident', trouble: true })).map(({ logKey }) => logKey).sort();
      await snapshots.put(snapshotOf({ logKey: 'i:open', open: true, trouble: true }));
      await snapshots.put(snapshotOf({ logKey: 'i:closed', open: false, closedAt: since, trouble: true }));
      await snapshots.put(snapshotOf({ logKey: 'i:well', open: true }));
      await snapshots.put(snapshotOf({ logKey: 'c:late', kind: 'channel', trouble: true }));
      expect(await keys()).toEqual(['i:closed', 'i:open']);
      expect((await snapshots.list({ kind: 'channel', trouble: true })).map((s) => s.logKey)).toEqual([
        'c:late',
      ]);
      await snapshots.put(snapshotOf({ logKey: 'i:closed', seq: 2, open: false, closedAt: since }));
      expect(await keys()).toEqual(['i:open']);
    });

    test('of many put at once the newest stays', async () => {
      const { snapshots } = await open();
      const seqs = [4, 9, 1, 10, 7, 2, 8, 3, 6, 5];
      await Promise.all(seqs.map((seq) => snapshots.put(snapshotOf({ seq }))));
      expect((await snapshots.list({ kind: 'incident' })).map((snapshot) => snapshot.seq)).toEqual([10]);
    });

    test('rows are read without their states, of what is open or was closed since', async () => {
      const { snapshots } = await open();
      const row = figuresRowOf(stateAfter(arrived({ title: 'Ünüsual' })));
      const closedAt = '2026-03-01T08:00:00.000Z';
      await snapshots.put(snapshotOf({ logKey: 'i:open', seq: 4, fold: 3, open: true, row }));
      await snapshots.put(snapshotOf({ logKey: 'i:older', seq: 2, open: true }));
      await snapshots.put(snapshotOf({ logKey: 'i:closed', open: false, closedAt, row }));
      await snapshots.put(snapshotOf({ logKey: 'c:soc', kind: 'channel', open: true }));
      const rows = async (query: Parameters<typeof snapshots.rows>[0]) =>
        (await snapshots.rows(query)).sort((a, b) => (a.logKey < b.logKey ? 1 : -1));
      const opened = [
        { logKey: 'i:open', seq: 4, fold: 3, row },
        { logKey: 'i:older', seq: 2 },
      ];
      expect(await rows({ open: true })).toStrictEqual(opened);
      const since = await rows({ open: true, closedSince: closedAt });
      expect(since).toStrictEqual([...opened, { logKey: 'i:closed', seq: 1, row }]);
      expect(await rows({ open: true, closedSince: '2026-03-01T08:00:00.001Z' })).toStrictEqual(opened);
      await snapshots.put(snapshotOf({ logKey: 'i:open', seq: 5, fold: 3, open: false, row }));
      expect((await rows({ open: true })).map(({ logKey }) => logKey)).toEqual(['i:older']);
    });

    test('lists are by kind, number, open and closed since', async () => {
      const { snapshots } = await open();
      const put = (logKey: string, changes: Partial<Snapshot>) =>
        snapshots.put(snapshotOf({ logKey, ...changes }));
      await put('i:open', { number: 1, providerNumber: 4, open: true });
      await put('i:reopened', { number: 2, open: true, closedAt: '2026-02-01T00:00:00.000Z' });
      await put('i:today', { number: 3, open: false, closedAt: '2026-03-01T08:00:00.000Z' });
      await put('i:before', { number: 4, open: false, closedAt: '2026-02-20T08:00:00.000Z' });
      await put('c:soc', { kind: 'channel' });
      const listed = async (query: Parameters<typeof snapshots.list>[0]) =>
        (await snapshots.list(query)).map((snapshot) => snapshot.logKey).sort();
      const kind = 'incident';
      expect(await listed({ kind })).toEqual(['i:before', 'i:open', 'i:reopened', 'i:today']);
      expect(await listed({ kind: 'channel' })).toEqual(['c:soc']);
      expect(await listed({ kind: 'person' })).toEqual([]);
      expect(await listed({ kind, number: 3 })).toEqual(['i:today']);
      // A number may be Sentinel's of one and Defender's of another.
      expect(await listed({ kind, number: 4 })).toEqual(['i:before', 'i:open']);
      expect(await listed({ kind, open: true })).toEqual(['i:open', 'i:reopened']);
      const since = '2026-03-01T08:00:00.000Z';
      expect(await listed({ kind, open: true, closedSince: since })).toEqual([
        'i:open',
        'i:reopened',
        'i:today',
      ]);
      expect(await listed({ kind, closedSince: since })).toEqual(['i:today']);
      expect(await listed({ kind, number: 4, open: true, closedSince: since })).toEqual(['i:open']);
    });
  });

  describe(`${name} finds incidents without their states`, () => {
    test('by a thread that they have in a channel', async () => {
      const { snapshots } = await open();
      const [here, there] = ['19:päy@thread.tacv2;messageid=1', '19:soc@thread.tacv2;messageid=2'];
      await snapshots.put(snapshotOf({ logKey: 'i:1', threads: [here, there] }));
      await snapshots.put(snapshotOf({ logKey: 'i:2', threads: [`${here}1`] }));
      await snapshots.put(snapshotOf({ logKey: 'i:3' }));
      expect(await snapshots.inThread(here)).toEqual(['i:1']);
      expect(await snapshots.inThread('19:elsewhere;messageid=1')).toEqual([]);
      await snapshots.put(snapshotOf({ logKey: 'i:1', seq: 2, threads: [there] }));
      expect(await snapshots.inThread(here)).toEqual([]);
      expect(await snapshots.inThread(there)).toEqual(['i:1']);
    });

    test('that are open, with the version each is in', async () => {
      const { snapshots } = await open();
      await snapshots.put(snapshotOf({ logKey: 'i:1', open: true, version: '"7"' }));
      await snapshots.put(snapshotOf({ logKey: 'i:2', open: false, version: '"8"' }));
      await snapshots.put(snapshotOf({ logKey: 'i:3', open: true }));
      await snapshots.put(snapshotOf({ logKey: 'c:1', kind: 'channel' }));
      expect((await snapshots.open()).sort((a, b) => (a.logKey < b.logKey ? -1 : 1))).toStrictEqual([
        { logKey: 'i:1', version: '"7"' },
        { logKey: 'i:3' },
      ]);
    });
  });

  describe(`${name} finds what is in a storm`, () => {
    const [soc, payments] = ['19:soc@thread.tacv2 7', '19:päymènts@thread.tacv2 3'];

    test('by the storm’s key, without the states', async () => {
      const { snapshots } = await open();
      await snapshots.put(snapshotOf({ logKey: 'i:1', seq: 4, storms: [soc] }));
      await snapshots.put(snapshotOf({ logKey: 'i:2', seq: 2, storms: [payments, soc] }));
      await snapshots.put(snapshotOf({ logKey: 'i:3', storms: [`${soc}1`] }));
      await snapshots.put(snapshotOf({ logKey: 'i:4' }));
      const found = await snapshots.inStorm(soc);
      expect(found.sort((a, b) => a.seq - b.seq)).toStrictEqual([
        { logKey: 'i:2', seq: 2 },
        { logKey: 'i:1', seq: 4 },
      ]);
      expect(await snapshots.inStorm(payments)).toStrictEqual([{ logKey: 'i:2', seq: 2 }]);
      expect(await snapshots.inStorm('19:elsewhere 1')).toEqual([]);
    });

    test('and what was put since a time is among what is asked for since then', async () => {
      const { snapshots } = await open();
      await snapshots.put(snapshotOf({ logKey: 'i:1', storms: [soc] }));
      const since = new Date(Date.now() - 60_000);
      expect(await snapshots.inStorm(soc, since)).toStrictEqual([{ logKey: 'i:1', seq: 1 }]);
    });

    test('logs with texts from before a time are found: of incidents only those closed before it', async () => {
      const { snapshots } = await open();
      const [old, time, young] = ['2026-01-01', '2026-02-01', '2026-03-01'];
      const put = (logKey: string, changes: Partial<Snapshot>) =>
        snapshots.put(snapshotOf({ logKey, open: false, closedAt: old, oldestText: old, ...changes }));
      await put('i:found', {});
      await put('i:open', { open: true, closedAt: undefined });
      await put('i:closed lately', { closedAt: young });
      await put('i:written lately', { oldestText: young });
      await put('i:empty', { oldestText: null });
      await put('i:of an older Muster', { oldestText: undefined });
      await put('c:found', { kind: 'channel', open: undefined, closedAt: undefined });
      await put('c:young', { kind: 'channel', open: undefined, closedAt: undefined, oldestText: young });
      await put('anchors:x', {
        kind: 'anchors',
        open: undefined,
        closedAt: undefined,
        oldestText: undefined,
      });
      expect((await snapshots.withTextsBefore(time)).sort()).toEqual([
        'c:found',
        'i:found',
        'i:of an older Muster',
      ]);
    });

    test('the heads of all kinds of logs are told, all of them or at least the new ones', async () => {
      const store = await open();
      const heads = async (since?: Date) =>
        (await store.snapshots.heads(since)).sort((a, b) => a.seq - b.seq);
      expect(await heads()).toEqual([]);
      await store.log.append(entryOf(1));
      await store.snapshots.put(snapshotOf({ seq: 4, state: { head: 'h4', other: 'x' } }));
      await store.snapshots.put(
        snapshotOf({ logKey: channel, kind: 'channel', seq: 9, state: { head: 'h9' } }),
      );
      await store.snapshots.put(snapshotOf({ logKey: 'person:a', kind: 'person', seq: 1, state: {} }));
      const both = [
        { logKey: incident, seq: 4, hash: 'h4' },
        { logKey: channel, seq: 9, hash: 'h9' },
      ];
      expect(await heads()).toStrictEqual(both);
      expect(await heads(new Date(Date.now() - 60_000))).toStrictEqual(both);
    });
  });

  describe(`${name} keeps hints`, () => {
    const later = '2026-03-01T23:00:00.000Z';

    test('a hint stored twice is one hint, with what was said last', async () => {
      const { hints } = await open();
      await hints.put(hintOf('run-1'));
      const again = hintOf('run-1', { due: '2026-03-01T10:05:00.000Z', attempts: 1 });
      await hints.put(again);
      expect(await hints.due(later, 10)).toStrictEqual([again]);
    });

    test('due hints come the longest due first, up to the limit, and no entries among them', async () => {
      const store = await open();
      await store.hints.put(hintOf('late', { due: '2026-03-01T12:00:00.000Z' }));
      await store.hints.put(hintOf('early', { due: '2026-03-01T11:00:00.000Z' }));
      const elsewhere = { workspace: 'other~rg~ws', id: '9d1c' };
      await store.hints.put(hintOf('middle', { due: '2026-03-01T11:30:00.000Z', ref: elsewhere }));
      await store.log.append(entryOf(1, { open: { a: openUntil('2026-03-01T10:00:00.000Z') } }));
      const ids = async (now: string, limit: number) =>
        (await store.hints.due(now, limit)).map((hint) => hint.id);
      expect(await ids(later, 10)).toEqual(['early', 'middle', 'late']);
      expect(await ids(later, 2)).toEqual(['early', 'middle']);
      expect(await ids('2026-03-01T11:00:00.000Z', 10)).toEqual(['early']);
      expect((await store.log.due(later, 10)).map((entry) => entry.id)).toEqual([entryId(1)]);
    });

    test('a hint can be removed, and removed again', async () => {
      const { hints } = await open();
      await hints.put(hintOf('run-1'));
      await hints.put(hintOf('run-2'));
      await hints.remove(hintOf('run-1'));
      await hints.remove(hintOf('run-1'));
      expect((await hints.due(later, 10)).map((hint) => hint.id)).toEqual(['run-2']);
    });

    test('an id that Cosmos DB can not take is refused for good', async () => {
      const { hints } = await open();
      await expect(hints.put(hintOf('a/b'))).rejects.toMatchObject({ details: { outcome: 'never' } });
    });
  });

  describe(`${name} keeps nonces`, () => {
    const [first, later] = ['2026-03-01T10:05:00.000Z', '2026-03-01T10:06:00.000Z'];

    test('a nonce is taken once, however many try at once', async () => {
      const { hints } = await open();
      const takes = await Promise.all(Array.from({ length: 8 }, () => hints.takeNonce('n-1', first)));
      expect(takes.filter((taken) => taken)).toHaveLength(1);
      expect(await hints.takeNonce('n-1', later)).toBe(false);
      expect(await hints.takeNonce('n-2', first)).toBe(true);
    });

    test('a nonce is kept until its time, and no hint', async () => {
      const { hints } = await open();
      await hints.takeNonce('n-1', first);
      await hints.takeNonce('n-2', later);
      await hints.forgetNonces(first);
      expect(await hints.takeNonce('n-1', first)).toBe(true);
      expect(await hints.takeNonce('n-2', later)).toBe(false);
      expect(await hints.due('2027-01-01T00:00:00.000Z', 10)).toEqual([]);
    });
  });

  describe(`${name} keeps watermarks`, () => {
    const [monday, tuesday] = ['2026-03-02T00:00:00Z', '2026-03-03T00:00:00Z'];

    test('a watermark moves from where it was, each workspace its own', async () => {
      const { watermarks } = await open();
      expect(await watermarks.get('ws1')).toBeUndefined();
      await watermarks.move('ws1', undefined, monday);
      await watermarks.move('ws1', monday, tuesday);
      expect(await watermarks.get('ws1')).toBe(tuesday);
      expect(await watermarks.get('ws2')).toBeUndefined();
    });

    test('a move from where it is not any more is a conflict and moves nothing', async () => {
      const { watermarks } = await open();
      await expect(watermarks.move('ws1', monday, tuesday)).rejects.toThrow(Conflict);
      await watermarks.move('ws1', undefined, monday);
      await expect(watermarks.move('ws1', undefined, tuesday)).rejects.toThrow(Conflict);
      await expect(watermarks.move('ws1', tuesday, tuesday)).rejects.toThrow(Conflict);
      expect(await watermarks.get('ws1')).toBe(monday);
    });

    test.each([undefined, monday])('of many who move it at once from %s, one does', async (from) => {
      const { watermarks } = await open();
      if (from) await watermarks.move('ws1', undefined, from);
      const targets = Array.from({ length: 8 }, (_, i) => `2026-03-04T00:00:0${i}Z`);
      const outcomes = await Promise.allSettled(targets.map((to) => watermarks.move('ws1', from, to)));
      const lost = outcomes.filter((outcome) => outcome.status === 'rejected');
      expect(lost).toHaveLength(7);
      expect(lost.every((outcome) => outcome.reason instanceof Conflict)).toBe(true);
      const won = targets[outcomes.findIndex((outcome) => outcome.status === 'fulfilled')];
      expect(await watermarks.get('ws1')).toBe(won);
    });
  });

  describe(`${name} keeps paces`, () => {
    const key = 'channel:19:päymènts/@thread.tacv2?#';
    const pace = { times: [1_000, 2_000], minutes: { '0': 2 }, holder: 'one', until: 32_000, task: 'i 1.0' };

    test('a pace is created, comes back as it was written, and is replaced by its etag', async () => {
      const { paces } = await open();
      expect(await paces.get(key)).toBeUndefined();
      const first = await paces.write(key, pace, undefined);
      expect(await paces.get(key)).toStrictEqual({ pace, etag: first });
      const second = await paces.write(key, { times: [], minutes: {} }, first);
      expect(await paces.get(key)).toStrictEqual({ pace: { times: [], minutes: {} }, etag: second });
      expect(await paces.get('channel:other')).toBeUndefined();
    });

    test('what somebody else has written since is not overwritten', async () => {
      const { paces } = await open();
      const first = await paces.write(key, pace, undefined);
      expect(await paces.write(key, { ...pace, task: 'late' }, undefined)).toBeUndefined();
      const second = await paces.write(key, { ...pace, holder: 'two' }, first);
      expect(await paces.write(key, { ...pace, task: 'frozen' }, first)).toBeUndefined();
      expect(await paces.get(key)).toStrictEqual({ pace: { ...pace, holder: 'two' }, etag: second });
    });

    test.each(['created', 'replaced'])('of many who write it at once, one does: %s', async (how) => {
      const { paces } = await open();
      const etag = how === 'replaced' ? await paces.write(key, pace, undefined) : undefined;
      const rivals = Array.from({ length: 8 }, (_, i) => ({ ...pace, holder: `replica ${i}` }));
      const etags = await Promise.all(rivals.map((rival) => paces.write(key, rival, etag)));
      const won = etags.findIndex((one) => one !== undefined);
      expect(etags.filter((one) => one !== undefined)).toHaveLength(1);
      expect(await paces.get(key)).toStrictEqual({ pace: rivals[won], etag: etags[won] });
    });
  });

  describe(`${name} keeps which replicas are up`, () => {
    const [ten, later] = ['2026-03-01T10:00:00.000Z', '2026-03-01T10:00:05.000Z'];

    test('each with its last beat, until it is removed', async () => {
      const { replicas } = await open();
      expect(await replicas.list()).toEqual([]);
      await replicas.beat('one', ten);
      await replicas.beat('two', ten);
      await replicas.beat('one', later);
      const listed = async () => (await replicas.list()).sort((a, b) => (a.id < b.id ? -1 : 1));
      expect(await listed()).toStrictEqual([
        { id: 'one', at: later },
        { id: 'two', at: ten },
      ]);
      await replicas.remove('two');
      await replicas.remove('two');
      expect(await listed()).toStrictEqual([{ id: 'one', at: later }]);
    });
  });

  describe(`${name} keeps what directories said`, () => {
    test('the last of it, under a name of any letters', async () => {
      const { lookups } = await open();
      const key = 'roster:19:päymènts/@thread.tacv2?#';
      expect(await lookups.get(key)).toBeUndefined();
      await lookups.put(key, '2026-03-01T10:00:00.000Z', ['Ana']);
      await lookups.put(key, '2026-03-01T10:05:00.000Z', ['Ana', '花子']);
      expect(await lookups.get(key)).toEqual({ at: '2026-03-01T10:05:00.000Z', said: ['Ana', '花子'] });
    });
  });
}
