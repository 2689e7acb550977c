/** What replicas keep in common about when something may be sent: a document for each limit, and one for each replica. */
import type { Pace, Paces, Replicas } from '../ports.ts';
import type { Document, Documents } from './documents.ts';

interface StoredPace extends Document {
  pace: Pace;
}

/** Methods throw Upstream; a write whose answer got lost may be in, so read again after one. */
export function pacesIn(documents: Documents): Paces {
  const logKeyOf = (key: string): string => `pace:${key}`;
  return {
    async get(key) {
      const held = await documents.read<StoredPace>('pace', logKeyOf(key));
      return held && { pace: held.document.pace, etag: held.etag };
    },
    write(key, pace, etag) {
      const document: StoredPace = { id: 'pace', logKey: logKeyOf(key), type: 'pace', pace };
      return documents.write(document, etag === undefined ? undefined : { etag });
    },
  };
}

interface StoredReplica extends Document {
  at: string;
}

const logKey = 'replicas';

/** Methods throw Upstream, and may be repeated at will. */
export function replicasIn(documents: Documents): Replicas {
  return {
    beat: (id, at) => documents.overwrite({ id, logKey, type: 'replica', at } as StoredReplica),
    async list() {
      const found = await documents.query<StoredReplica>(
        {
          query: "SELECT * FROM c WHERE c.logKey = @logKey AND c.type = 'replica'",
          parameters: [{ name: '@logKey', value: logKey }],
        },
        logKey,
      );
      return found.map(({ document: { id, at } }) => ({ id, at }));
    },
    remove: (id) => documents.remove(id, logKey),
  };
}
