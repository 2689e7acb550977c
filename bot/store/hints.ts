/**
 * Hints wait outside the chain, in a partition for each workspace, until they are ingested. The nonces of signed calls are
 * in a partition of their own.
 */
import type { Hint, Hints } from '../ports.ts';
import type { Document, Documents } from './documents.ts';

type StoredHint = Hint & Document;
/** `due`: when it may be forgotten */
type StoredNonce = Document & { due: string };

const nonces = 'nonces';

/** Methods throw Upstream; all but `takeNonce` may be repeated at will. */
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

    async takeNonce(nonce, until) {
      const document: StoredNonce = { id: nonce, logKey: nonces, type: 'nonce', due: until };
      return (await documents.write(document, undefined)) !== undefined;
    },

    async forgetNonces(now) {
      const past = await documents.query<StoredNonce>(
        {
          query: "SELECT * FROM c WHERE c.logKey = @logKey AND c.type = 'nonce' AND c.due <= @now",
          parameters: [
            { name: '@logKey', value: nonces },
            { name: '@now', value: now },
          ],
        },
        nonces,
      );
      for (const { document } of past) await documents.remove(document.id, nonces);
    },
  };
}

function logKeyOf(hint: Hint): string {
  return `hint:${hint.ref.workspace}`;
}
