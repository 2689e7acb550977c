/**
 * Which Muster wrote what. While a new version rolls over an old one both run, so each must live with what the other
 * writes: the new one reads old entries, and the old one leaves alone what it does not understand.
 */
import { Newer } from '../errors.ts';
import { storedRowOf } from '../incidents/figures-row.ts';
import type { IncidentState } from '../incidents/state.ts';
import type { Log, Snapshot, Snapshots } from '../ports.ts';
import type { Entry, Event } from './entry.ts';
import type { Journal } from './journal.ts';
import { type incidents, kindOf, snapshotOf } from './kinds.ts';
import { putBack } from './lifted.ts';

/**
 * Version of the entries that this Muster writes. One more where an older Muster must not decide on a log with them.
 * 2: why somebody closed an incident stands with the texts; an older Muster would write to Sentinel without it.
 * 3: what one person wants and a second has not agreed to; an older Muster would let one alone close it.
 */
export const schemaVersion = 3;

/** Version of entries that an older Muster can work with as well: it goes on with logs that have only those. */
export const plainVersion = 1;

/** Version of the folds. One more with each change after which an old entry may give another state, or a state another row. */
export const foldVersion = 6;

const inSecondVersion = 2;

/** The version that an entry needs: the oldest Muster that decides right on a log with it. `words`: taken out of its events. */
export function versionOf(events: Event[], words: Record<string, string>): number {
  if (events.some(({ kind }) => kind === 'closingWanted')) return schemaVersion;
  return Object.keys(words).length > 0 ? inSecondVersion : plainVersion;
}

const atOnce = 16;

/** An entry as this Muster works with it; what a newer one wrote stays as it is. */
export function upcast(stored: Entry): Entry {
  return putBack(stored);
}

/** The logs with their entries as this Muster works with them. An amend touches nothing that has a version. */
export function upcasting(log: Log): Log {
  return {
    ...log,
    read: async (logKey, after) => (await log.read(logKey, after)).map(upcast),
    due: async (now, limit) => (await log.due(now, limit)).map(upcast),
  };
}

/** Whether only a newer Muster may decide on a log that holds this entry. */
export function isNewer(entry: Pick<Entry, 'v'>): boolean {
  return entry.v > schemaVersion;
}

/**
 * Snapshots as this Muster folds them: what another version folded, or has no row, is folded anew from its log. What an
 * older one folded is written anew behind, so that only the first who reads it waits for that.
 */
export function foldedHere(snapshots: Snapshots, journal: Pick<Journal, 'read'>): Snapshots {
  async function anew(logKey: string, seq: number): Promise<IncidentState> {
    const kind = kindOf(logKey) as typeof incidents;
    const known = await journal.read(kind, logKey, false);
    return known.seq >= seq ? known : journal.read(kind, logKey);
  }

  const put: Snapshots['put'] = (snapshot) => snapshots.put({ ...snapshot, fold: foldVersion });

  async function putAnew(state: IncidentState): Promise<void> {
    // It is there as it was, and will be folded anew the next time.
    await put(snapshotOf(kindOf(state.logKey) as typeof incidents, state)).catch(() => undefined);
  }

  /** Of a log that only a newer Muster may decide on, its own snapshot says most. */
  async function foldAnew<S extends Pick<Snapshot, 'logKey' | 'seq' | 'fold'>>(
    others: S[],
    take: (one: S, state: IncidentState) => void,
  ): Promise<void> {
    let writing: Promise<unknown> = Promise.resolve();
    for (let i = 0; i < others.length; i += atOnce) {
      const older: IncidentState[] = [];
      await Promise.all(
        others.slice(i, i + atOnce).map(async (one) => {
          try {
            const state = await anew(one.logKey, one.seq);
            take(one, state);
            if ((one.fold ?? 1) < foldVersion) older.push(state);
          } catch (error) {
            if (!(error instanceof Newer)) throw error;
          }
        }),
      );
      await writing;
      writing = Promise.all(older.map(putAnew));
    }
  }

  return {
    ...snapshots,
    put,
    async list(query) {
      const found = await snapshots.list(query);
      await foldAnew(
        found.filter(({ fold = 1 }) => fold !== foldVersion),
        (snapshot, state) => {
          snapshot.state = state;
        },
      );
      return found;
    },
    async rows(query) {
      const found = await snapshots.rows(query);
      await foldAnew(
        found.filter(({ fold = 1, row }) => fold !== foldVersion || !row),
        (one, state) => {
          if (state.seen) one.row = storedRowOf(state);
        },
      );
      return found;
    },
  };
}
