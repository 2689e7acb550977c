/** One snapshot to a log, in the log's own partition. */
import type { SqlQuerySpec } from '@azure/cosmos';
import { Conflict } from '../errors.ts';
import type { Head } from '../log/findings.ts';
import type { Snapshot, SnapshotQuery, SnapshotRow, Snapshots } from '../ports.ts';
import { createRecent } from '../recent.ts';
import type { Document, Documents } from './documents.ts';

type StoredSnapshot = Snapshot & Document;

/** The heads that snapshots hold, without their states. */
export async function headsIn(documents: Documents, since?: Date): Promise<Head[]> {
  const conditions = ["c.type = 'snapshot'", ...(since ? ['c._ts >= @since'] : [])];
  const query = `SELECT c.id, c.type, c.logKey, c.seq, c.state.head AS head FROM c WHERE ${conditions.join(' AND ')}`;
  const parameters = since ? [{ name: '@since', value: Math.floor(since.getTime() / 1000) }] : [];
  const found = await documents.query<Document & { seq: number; head?: string }>({ query, parameters });
  return found.flatMap(({ document: { logKey, seq, head } }) => (head ? [{ logKey, seq, hash: head }] : []));
}

/** Of a kilobyte or so each, they stay below the 4 MB of a page; five thousand come in two answers. */
export const rowsAPage = 3000;

/** @param only the rows of figures are read alone */
function selecting({ kind, number, open, closedSince, trouble }: SnapshotQuery, only?: 'rows'): SqlQuerySpec {
  const conditions = ["c.type = 'snapshot'", 'c.kind = @kind'];
  if (number !== undefined) conditions.push('(c.number = @number OR c.providerNumber = @number)');
  if (trouble) conditions.push('c.trouble = true');
  const either = [
    ...(open ? ['c.open = true'] : []),
    ...(closedSince === undefined ? [] : ['c.closedAt >= @closedSince']),
  ];
  if (either.length > 0) conditions.push(`(${either.join(' OR ')})`);
  const parameters = [
    { name: '@kind', value: kind },
    ...(number === undefined ? [] : [{ name: '@number', value: number }]),
    ...(closedSince === undefined ? [] : [{ name: '@closedSince', value: closedSince }]),
  ];
  const query = only
    ? `SELECT c.logKey, c.seq, c.fold, c.row FROM c WHERE ${conditions.join(' AND ')}`
    : `SELECT * FROM c WHERE ${conditions.join(' AND ')}`;
  return { query, parameters };
}

const rounds = 100;
const remembered = 10_000;
/** A log as short as that has probably no snapshot yet: it is created without looking, and looked for if that fails. */
const shortLog = 6;

/** Of a snapshot that was written, how far it is and what it is replaced by. */
type Written = Pick<Snapshot, 'seq' | 'fold'> & { etag: string };

/** It stands for a later entry, or a newer fold gave it. */
function isFurther({ seq, fold = 1 }: Pick<Snapshot, 'seq' | 'fold'>, than: Written): boolean {
  return seq > than.seq || (seq === than.seq && fold > (than.fold ?? 1));
}

/** Methods throw Upstream; a put whose answer got lost can be made again. */
export function snapshotsIn(documents: Documents): Snapshots {
  // Which version of a log's snapshot was written here last: the next one replaces it by its etag, without reading it.
  const written = createRecent<string, Written>(remembered);

  async function stored(logKey: string): Promise<Written | undefined> {
    const held = await documents.read<StoredSnapshot>('snapshot', logKey);
    return held && { seq: held.document.seq, fold: held.document.fold, etag: held.etag };
  }

  return {
    async put(snapshot) {
      const document: StoredSnapshot = { ...snapshot, id: 'snapshot', type: 'snapshot' };
      for (let round = 1; round <= rounds; round++) {
        const first = round === 1 && snapshot.seq <= shortLog;
        const held = written.get(snapshot.logKey) ?? (first ? undefined : await stored(snapshot.logKey));
        // It only moves forward, so what was once there is enough to know.
        if (held && !isFurther(snapshot, held)) return;
        const { logKey, seq, fold } = snapshot;
        written.delete(logKey);
        const etag = await documents.write(document, held);
        if (etag !== undefined) return written.set(logKey, { seq, fold, etag });
      }
      throw new Conflict(
        `The snapshot of ${snapshot.logKey} was changed by others ${rounds} times: try later.`,
      );
    },

    async list(query) {
      const found = await documents.query<StoredSnapshot>(selecting(query));
      return found.map(({ document: { id: _id, type: _type, ...snapshot } }) => snapshot);
    },

    async rows(query) {
      const spec = selecting({ kind: 'incident', ...query }, 'rows');
      const found = await documents.query<Document & SnapshotRow>(spec, undefined, rowsAPage);
      return found.map(({ document }) => document);
    },

    async inThread(thread) {
      const query = `SELECT c.id, c.type, c.logKey FROM c WHERE c.type = 'snapshot' AND ARRAY_CONTAINS(c.threads, @thread)`;
      const found = await documents.query({ query, parameters: [{ name: '@thread', value: thread }] });
      return found.map(({ document: { logKey } }) => logKey);
    },

    async open() {
      const query =
        "SELECT c.id, c.type, c.logKey, c.version FROM c WHERE c.type = 'snapshot' AND c.kind = 'incident' AND c.open = true";
      const found = await documents.query<StoredSnapshot>({ query });
      return found.map(({ document: { logKey, version } }) => ({ logKey, ...(version && { version }) }));
    },

    async inStorm(storm, since) {
      const conditions = ["c.type = 'snapshot'", 'ARRAY_CONTAINS(c.storms, @storm)'];
      // `_ts` is Cosmos DB's own, in whole seconds, and always indexed.
      if (since) conditions.push('c._ts >= @since');
      const parameters = [
        { name: '@storm', value: storm },
        ...(since ? [{ name: '@since', value: Math.floor(since.getTime() / 1000) }] : []),
      ];
      const query = `SELECT c.id, c.type, c.logKey, c.seq FROM c WHERE ${conditions.join(' AND ')}`;
      const found = await documents.query<StoredSnapshot>({ query, parameters });
      return found.map(({ document: { logKey, seq } }) => ({ logKey, seq }));
    },

    heads: (since) => headsIn(documents, since),

    async withTextsBefore(before) {
      const query = `SELECT c.id, c.type, c.logKey FROM c WHERE c.type = 'snapshot' AND c.kind != 'anchors'
        AND (c.kind != 'incident' OR (c.open = false AND c.closedAt < @before))
        AND (NOT IS_DEFINED(c.oldestText) OR c.oldestText < @before)`;
      const found = await documents.query({ query, parameters: [{ name: '@before', value: before }] });
      return found.map(({ document: { logKey } }) => logKey);
    },
  };
}
