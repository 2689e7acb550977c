/** What a directory said last, a document for each question: whoever starts anew need not ask everything again. */
import type { Lookups } from '../ports.ts';
import type { Document, Documents } from './documents.ts';

interface StoredLookup extends Document {
  at: string;
  said: unknown;
}

/** Methods throw Upstream, and may be repeated at will. A roster of more than 2 MB is refused by Cosmos DB. */
export function lookupsIn(documents: Documents): Lookups {
  const logKeyOf = (key: string): string => `lookup:${key}`;
  return {
    async get(key) {
      const held = await documents.read<StoredLookup>('lookup', logKeyOf(key));
      return held && { at: held.document.at, said: held.document.said };
    },
    put: (key, at, said) =>
      documents.overwrite({ id: 'lookup', logKey: logKeyOf(key), type: 'lookup', at, said } as StoredLookup),
  };
}
