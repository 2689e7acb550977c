/** Hints wait outside the chain, in a partition for each workspace, until they are ingested. */
import type { Hint, Hints } from '../ports.ts';
import type { Document, Documents } from './documents.ts';

type StoredHint = Hint & Document;

/** Methods throw Upstream; put and remove may be repeated at will. */
export function hintsIn(documents: Documents): Hints {
  return {
    put: (hint) => documents.overwrite({ ...hint, type: 'hint', logKey: logKeyOf(hint) } as StoredHint),

    async due(now, limit) {
      const found = await documents.query<StoredHint>({
        query: "SELECT TOP @limit * FROM c WHERE c.type = 'hint' AND c.due <= @now ORDER BY c.due",
        parameters: [
          { name: '@limit', value: limit },
          { name: '@now', value: now },
        ],
      });
      return found.map(({ document: { logKey: _logKey, type: _type, ...hint } }) => hint);
    },

    remove: (hint) => documents.remove(hint.id, logKeyOf(hint)),
  };
}

function logKeyOf(hint: Hint): string {
  return `hint:${hint.ref.workspace}`;
}
