/** One snapshot to a log, in the log's own partition. */
import { Conflict } from '../errors.ts';
import type { Snapshot, Snapshots } from '../ports.ts';
import type { Document, Documents } from './documents.ts';

type StoredSnapshot = Snapshot & Document;

const rounds = 100;

/** Methods throw Upstream; a put whose answer got lost can be made again. */
export function snapshotsIn(documents: Documents): Snapshots {
  return {
    async put(snapshot) {
      const document: StoredSnapshot = { ...snapshot, id: 'snapshot', type: 'snapshot' };
      for (let round = 1; round <= rounds; round++) {
        const held = await documents.read<StoredSnapshot>(document.id, document.logKey);
        if (held && held.document.seq >= snapshot.seq) return;
        if (await documents.write(document, held)) return;
      }
      throw new Conflict(
        `The snapshot of ${snapshot.logKey} was changed by others ${rounds} times: try later.`,
      );
    },

    async list({ kind, number, open, closedSince }) {
      const conditions = ["c.type = 'snapshot'", 'c.kind = @kind'];
      if (number !== undefined) conditions.push('(c.number = @number OR c.providerNumber = @number)');
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
      const query = `SELECT * FROM c WHERE ${conditions.join(' AND ')}`;
      const found = await documents.query<StoredSnapshot>({ query, parameters });
      return found.map(({ id: _id, type: _type, ...snapshot }) => snapshot);
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
      return found.map(({ logKey, seq }) => ({ logKey, seq }));
    },
  };
}
