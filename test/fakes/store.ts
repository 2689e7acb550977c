/** The store in memory: keeps the port's promises, hands out copies, and throws on what the core should never do. */
import { Conflict, NotFound, Upstream } from '../../bot/errors.ts';
import { type Entry, earliestDue, entryId } from '../../bot/log/entry.ts';
import type { Hint, Pace, Snapshot, Store } from '../../bot/ports.ts';

/** An empty store. */
export function fakeStore(): Store {
  const entries = new Map<string, Entry>();
  const snapshots = new Map<string, Snapshot>();
  const hints = new Map<string, Hint>();
  const watermarks = new Map<string, string>();
  const paces = new Map<string, { pace: Pace; etag: string }>();
  const replicas = new Map<string, string>();
  let etags = 0;

  return {
    log: {
      async read(logKey, after = -1) {
        const found = [...entries.values()].filter((entry) => entry.logKey === logKey && entry.seq > after);
        return structuredClone(found.sort((a, b) => a.seq - b.seq));
      },
      async append(entry) {
        mustBeWellFormed(entry);
        const key = keyOf(entry.logKey, entry.id);
        const stored = entries.get(key);
        if (stored && stored.hash !== entry.hash) throw new Conflict(`${key} is somebody else's.`);
        if (!stored) entries.set(key, structuredClone(entry));
      },
      async amend(logKey, seq, change) {
        const key = keyOf(logKey, entryId(seq));
        const stored = entries.get(key);
        if (!stored) throw new NotFound(`${key} is not there.`);
        const { due: _due, texts, open, ...facts } = structuredClone(stored);
        const changed = structuredClone(change({ texts, open }));
        const due = earliestDue(changed.open);
        const { texts: newTexts, open: newOpen } = changed;
        entries.set(key, { ...facts, texts: newTexts, open: newOpen, ...(due === undefined ? {} : { due }) });
      },
      due: async (now, limit) => longestDue([...entries.values()], now, limit),
    },

    snapshots: {
      async put(snapshot) {
        const stored = snapshots.get(snapshot.logKey);
        if (!stored || stored.seq < snapshot.seq) snapshots.set(snapshot.logKey, structuredClone(snapshot));
      },
      async list({ kind, number, open, closedSince }) {
        const found = [...snapshots.values()]
          .filter((snapshot) => snapshot.kind === kind)
          .filter(
            (snapshot) => number === undefined || [snapshot.number, snapshot.providerNumber].includes(number),
          )
          .filter(
            (snapshot) =>
              (open === undefined && closedSince === undefined) ||
              (open === true && snapshot.open === true) ||
              (closedSince !== undefined && (snapshot.closedAt ?? '') >= closedSince),
          );
        return structuredClone(found);
      },
      // It has no clock to tell which are new, and may give more than those.
      async inStorm(storm) {
        return [...snapshots.values()]
          .filter((snapshot) => snapshot.storms?.includes(storm))
          .map(({ logKey, seq }) => ({ logKey, seq }));
      },
    },

    hints: {
      async put(hint) {
        mustBeAnId(hint.id);
        hints.set(keyOf(hint.ref.workspace, hint.id), structuredClone(hint));
      },
      due: async (now, limit) => longestDue([...hints.values()], now, limit),
      async remove(hint) {
        hints.delete(keyOf(hint.ref.workspace, hint.id));
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
      get: async (key) => structuredClone(paces.get(key)),
      async write(key, pace, etag) {
        if (paces.get(key)?.etag !== etag) return undefined;
        const next = `"${++etags}"`;
        paces.set(key, { pace: structuredClone(pace), etag: next });
        return next;
      },
    },

    replicas: {
      beat: async (id, at) => void replicas.set(id, at),
      list: async () => [...replicas].map(([id, at]) => ({ id, at })),
      remove: async (id) => void replicas.delete(id),
    },
  };
}

function keyOf(partition: string, id: string): string {
  return `${partition}/${id}`;
}

function longestDue<T extends { due?: string }>(all: T[], now: string, limit: number): T[] {
  const due = all.filter((one): one is T & { due: string } => one.due !== undefined && one.due <= now);
  return structuredClone(due.sort((a, b) => (a.due < b.due ? -1 : 1)).slice(0, limit));
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
