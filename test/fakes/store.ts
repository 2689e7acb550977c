/**
 * The store in memory: keeps the port's promises, hands out copies, and throws on what the core should never do. It
 * finds by index and keeps JSON, as Cosmos DB does, so that a hundred thousand incidents cost a read no more than ten.
 */
import { Conflict, NotFound, Upstream } from '../../bot/errors.ts';
import { type Entry, earliestDue, entryId } from '../../bot/log/entry.ts';
import type { Hint, Pace, Snapshot, SnapshotRow, Store } from '../../bot/ports.ts';
import { sorted } from './sorted.ts';

/** A document as stored, and what of it is asked for without reading it. */
interface Stored {
  json: string;
  seq: number;
}

/** A snapshot, and what is read of it without its state. */
interface StoredSnapshot extends Stored {
  fold: number;
  row: string;
}

/** An empty store. */
export function fakeStore(): Store {
  const logs = new Map<string, Map<number, Stored & { hash: string }>>();
  const due = sorted();
  const snapshots = new Map<string, StoredSnapshot>();
  const indexes = snapshotIndexes();
  const hints = new Map<string, string>();
  const hintsDue = sorted();
  const nonces = new Map<string, string>();
  const watermarks = new Map<string, string>();
  const paces = new Map<string, { json: string; etag: string }>();
  const replicas = new Map<string, string>();
  const lookups = new Map<string, string>();
  let etags = 0;

  function keep(entry: Entry): void {
    const log = logs.get(entry.logKey) ?? new Map();
    logs.set(entry.logKey, log);
    log.set(entry.seq, { json: JSON.stringify(entry), seq: entry.seq, hash: entry.hash });
    due.set(`${entry.seq} ${entry.logKey}`, entry.due);
  }

  return {
    log: {
      async read(logKey, after = -1) {
        const found = [...(logs.get(logKey)?.values() ?? [])].filter(({ seq }) => seq > after);
        return found.sort((a, b) => a.seq - b.seq).map(({ json }) => JSON.parse(json) as Entry);
      },
      async append(entry) {
        mustBeWellFormed(entry);
        const stored = logs.get(entry.logKey)?.get(entry.seq);
        if (stored && stored.hash !== entry.hash)
          throw new Conflict(`Entry ${entry.seq} of ${entry.logKey} is somebody else's.`);
        if (!stored) keep(entry);
      },
      async amend(logKey, seq, change) {
        const stored = logs.get(logKey)?.get(seq);
        if (!stored) throw new NotFound(`Log ${logKey} has no entry ${seq}.`);
        const { due: _due, texts, open, ...facts } = JSON.parse(stored.json) as Entry;
        const changed = change({ texts, open });
        const next = earliestDue(changed.open);
        keep({
          ...facts,
          texts: changed.texts,
          open: changed.open,
          ...(next === undefined ? {} : { due: next }),
        });
      },
      async due(now, limit) {
        return due.upTo(now, limit).map((name) => {
          const space = name.indexOf(' ');
          const stored = logs.get(name.slice(space + 1))?.get(Number(name.slice(0, space)));
          return JSON.parse(stored?.json ?? '') as Entry;
        });
      },
    },

    snapshots: {
      async put(snapshot) {
        const { logKey, seq, fold = 1, row } = snapshot;
        const held = snapshots.get(logKey);
        if (held && (held.seq > seq || (held.seq === seq && held.fold >= fold))) return;
        const alone: SnapshotRow = { logKey, seq, fold: snapshot.fold, row };
        snapshots.set(logKey, { json: JSON.stringify(snapshot), seq, fold, row: JSON.stringify(alone) });
        indexes.note(snapshot);
      },
      async rows(query) {
        const found = indexes.find({ kind: 'incident', ...query });
        return found.map((logKey) => JSON.parse(snapshots.get(logKey)?.row ?? '') as SnapshotRow);
      },
      async list(query) {
        return indexes.find(query).map((logKey) => JSON.parse(snapshots.get(logKey)?.json ?? '') as Snapshot);
      },
      inThread: async (thread) => indexes.inThread(thread),
      open: async () => indexes.open(),
      // It has no clock to tell which are new, and may give more than those.
      async inStorm(storm) {
        return indexes.inStorm(storm).map((logKey) => ({ logKey, seq: snapshots.get(logKey)?.seq ?? 0 }));
      },
      async withTextsBefore(before) {
        const found = [...snapshots.values()].map(({ json }) => JSON.parse(json) as Snapshot);
        const closed = ({ kind, open, closedAt }: Snapshot): boolean =>
          kind !== 'incident' || (open === false && closedAt !== undefined && closedAt < before);
        const written = ({ oldestText }: Snapshot): boolean =>
          oldestText === undefined || (oldestText !== null && oldestText < before);
        return found
          .filter((one) => one.kind !== 'anchors' && closed(one) && written(one))
          .map(({ logKey }) => logKey);
      },
      async heads() {
        const found = [...snapshots.values()].map(
          ({ json }) => JSON.parse(json) as Snapshot<{ head?: string }>,
        );
        return found.flatMap(({ logKey, seq, state: { head } }) =>
          head ? [{ logKey, seq, hash: head }] : [],
        );
      },
    },

    hints: {
      async put(hint) {
        mustBeAnId(hint.id);
        hints.set(keyOf(hint), JSON.stringify(hint));
        hintsDue.set(keyOf(hint), hint.due);
      },
      due: async (now, limit) =>
        hintsDue.upTo(now, limit).map((key) => JSON.parse(hints.get(key) ?? '') as Hint),
      async remove(hint) {
        hints.delete(keyOf(hint));
        hintsDue.set(keyOf(hint), undefined);
      },
      async takeNonce(nonce, until) {
        if (nonces.has(nonce)) return false;
        nonces.set(nonce, until);
        return true;
      },
      async forgetNonces(now) {
        for (const [nonce, until] of nonces) if (until <= now) nonces.delete(nonce);
      },
    },

    watermarks: {
      get: async (workspace) => watermarks.get(workspace),
      async move(workspace, from, to) {
        if (watermarks.get(workspace) !== from) throw new Conflict(`${workspace} was moved meanwhile.`);
        watermarks.set(workspace, to);
      },
    },

    paces: {
      async get(key) {
        const stored = paces.get(key);
        return stored && { pace: JSON.parse(stored.json) as Pace, etag: stored.etag };
      },
      async write(key, pace, etag) {
        if (paces.get(key)?.etag !== etag) return undefined;
        const next = `"${++etags}"`;
        paces.set(key, { json: JSON.stringify(pace), etag: next });
        return next;
      },
    },

    replicas: {
      beat: async (id, at) => void replicas.set(id, at),
      list: async () => [...replicas].map(([id, at]) => ({ id, at })),
      remove: async (id) => void replicas.delete(id),
    },

    lookups: {
      async get(key) {
        const json = lookups.get(key);
        return json === undefined ? undefined : JSON.parse(json);
      },
      put: async (key, at, said) => void lookups.set(key, JSON.stringify({ at, said })),
    },
  };
}

/** What snapshots are found by. */
function snapshotIndexes() {
  type Fields = Pick<Snapshot, 'kind' | 'version'> & {
    numbers: number[];
    storms: string[];
    threads: string[];
  };
  const fields = new Map<string, Fields>();
  const byKind = new Map<Snapshot['kind'], Set<string>>();
  const byNumber = new Map<number, Set<string>>();
  const byStorm = new Map<string, Set<string>>();
  const byThread = new Map<string, Set<string>>();
  const open = new Set<string>();
  const troubled = new Set<string>();
  const closed = sorted();

  function add<K>(index: Map<K, Set<string>>, key: K, logKey: string): void {
    index.set(key, (index.get(key) ?? new Set()).add(logKey));
  }

  return {
    note(snapshot: Snapshot): void {
      const { logKey, kind, number, providerNumber, closedAt, version, trouble } = snapshot;
      const { storms = [], threads = [], open: isOpen } = snapshot;
      const before = fields.get(logKey);
      for (const one of before?.numbers ?? []) byNumber.get(one)?.delete(logKey);
      for (const one of before?.storms ?? []) byStorm.get(one)?.delete(logKey);
      for (const one of before?.threads ?? []) byThread.get(one)?.delete(logKey);
      const numbers = [number, providerNumber].filter((one) => one !== undefined);
      fields.set(logKey, { kind, version, numbers, storms: [...storms], threads: [...threads] });
      add(byKind, kind, logKey);
      for (const one of numbers) add(byNumber, one, logKey);
      for (const one of storms) add(byStorm, one, logKey);
      for (const one of threads) add(byThread, one, logKey);
      if (isOpen) open.add(logKey);
      else open.delete(logKey);
      if (trouble) troubled.add(logKey);
      else troubled.delete(logKey);
      closed.set(logKey, closedAt);
    },

    find(query: Parameters<Store['snapshots']['list']>[0]): string[] {
      const { kind, number, open: isOpen, closedSince, trouble } = query;
      const either =
        isOpen || closedSince !== undefined
          ? new Set([...(isOpen ? open : []), ...(closedSince === undefined ? [] : closed.from(closedSince))])
          : undefined;
      const numbered = number === undefined ? undefined : (byNumber.get(number) ?? new Set());
      const candidates = numbered ?? (trouble ? troubled : either) ?? byKind.get(kind) ?? [];
      return [...candidates].filter(
        (logKey) =>
          fields.get(logKey)?.kind === kind &&
          (!either || either.has(logKey)) &&
          (!trouble || troubled.has(logKey)),
      );
    },

    open: () =>
      [...open]
        .map((logKey) => ({ logKey, ...fields.get(logKey) }))
        .filter(({ kind }) => kind === 'incident')
        .map(({ logKey, version }) => ({ logKey, ...(version && { version }) })),
    inThread: (thread: string): string[] => [...(byThread.get(thread) ?? [])],
    inStorm: (storm: string): string[] => [...(byStorm.get(storm) ?? [])],
  };
}

function keyOf(hint: Hint): string {
  return `${hint.ref.workspace}/${hint.id}`;
}

function mustBeWellFormed(entry: Entry): void {
  if (entry.id !== entryId(entry.seq))
    throw new Error(`Entry ${entry.seq} has the id of another: ${entry.id}.`);
  if (entry.due !== earliestDue(entry.open)) {
    throw new Error(
      `Entry ${entry.seq} of ${entry.logKey} says due ${entry.due}, which its open effects don't.`,
    );
  }
}

function mustBeAnId(id: string): void {
  if (!/[/\\#]/.test(id)) return;
  throw new Upstream(`Cosmos DB takes no such id: ${id}.`, {
    service: 'cosmos',
    operation: 'write',
    outcome: 'never',
  });
}
