/** The append-only logs. Creating a document under a seq that is taken fails, and that is the lock. */
import { Conflict, NotFound } from '../errors.ts';
import { type Entry, earliestDue, entryId } from '../log/entry.ts';
import type { Log } from '../ports.ts';
import { createRecent } from '../recent.ts';
import type { Documents, Held } from './documents.ts';
import { statusOf, uncertain } from './upstream.ts';

/** Each lost round is somebody else's change that went in, so this many in a row means that something is broken. */
const rounds = 100;
/** Characters of JSON. */
const rememberedSize = 8_000_000;

/** Methods throw Upstream besides what the port says; an amend whose answer got lost has outcome `unknown`. */
export function logIn(documents: Documents): Log {
  // What is open is amended soon, mostly by whom it was seen last: written over by its etag, it need not be read again.
  // Kept as JSON, since whoever has the entry may change it.
  const seen = createRecent<string, { json: string; etag: string }>(rememberedSize);
  const nameOf = (id: string, logKey: string): string => `${id} ${logKey}`;

  function remember({ document, etag }: Held<Entry>): void {
    const name = nameOf(document.id, document.logKey);
    seen.delete(name);
    if (document.due === undefined) return;
    const json = JSON.stringify(document);
    seen.set(name, { json, etag }, json.length);
  }

  function lastSeen(id: string, logKey: string): Held<Entry> | undefined {
    const known = seen.get(nameOf(id, logKey));
    return known && { document: JSON.parse(known.json) as Entry, etag: known.etag };
  }

  /** The entries above a seq, in order. */
  async function rest(logKey: string, after: number): Promise<Entry[]> {
    const entries = await documents.query<Entry>(
      {
        query: "SELECT * FROM c WHERE c.logKey = @logKey AND c.type = 'entry' AND c.seq > @after",
        parameters: [
          { name: '@logKey', value: logKey },
          { name: '@after', value: after },
        ],
      },
      logKey,
    );
    // all pages are needed anyway, so the order costs less here than there
    return entries.map(({ document }) => document).sort((a, b) => a.seq - b.seq);
  }

  return {
    async read(logKey, after) {
      if (after === undefined) return rest(logKey, -1);
      // Mostly there is nothing, and seqs have no gaps: to read the next one costs a third of a query, for which the SDK
      // asks twice (for its plan as well, although a query within one partition needs none).
      const next = await documents.read<Entry>(entryId(after + 1), logKey);
      if (!next) return [];
      remember(next);
      return [next.document, ...(await rest(logKey, after + 1))];
    },

    async append(entry) {
      try {
        remember({ document: entry, etag: await documents.create(entry) });
      } catch (error) {
        if (statusOf(error) !== 409) throw error;
        if (!(await isStored(entry))) {
          throw new Conflict(
            `Entry ${entry.seq} of ${entry.logKey} is somebody else's: read the log and decide again.`,
          );
        }
      }
    },

    async amend(logKey, seq, change) {
      for (let round = 1; round <= rounds; round++) {
        const held = lastSeen(entryId(seq), logKey) ?? (await documents.read<Entry>(entryId(seq), logKey));
        if (!held) throw new NotFound(`Log ${logKey} has no entry ${seq}: read the log again.`);
        const { due: _, texts, open, ...facts } = held.document;
        const changed = change({ texts, open });
        const due = earliestDue(changed.open);
        const { texts: newTexts, open: newOpen } = changed;
        const entry: Entry = {
          ...facts,
          texts: newTexts,
          open: newOpen,
          ...(due === undefined ? {} : { due }),
        };
        // Whatever comes of the write, what was seen before it is no longer there, or was not there any more.
        seen.delete(nameOf(entry.id, logKey));
        const etag = await documents.write(entry, held);
        if (etag !== undefined) return remember({ document: entry, etag });
      }
      throw new Conflict(`Entry ${seq} of ${logKey} was changed by others ${rounds} times: try again later.`);
    },

    async due(now, limit) {
      const found = await documents.query<Entry>({
        query: "SELECT TOP @limit * FROM c WHERE c.type = 'entry' AND c.due <= @now ORDER BY c.due",
        parameters: [
          { name: '@limit', value: limit },
          { name: '@now', value: now },
        ],
      });
      for (const held of found) remember(held);
      return found.map(({ document }) => document);
    },
  };

  /** A create whose answer got lost and which was then tried again meets itself: the same hash says so. */
  async function isStored(entry: Entry): Promise<boolean> {
    try {
      const held = await documents.read<Entry>(entry.id, entry.logKey);
      return held?.document.hash === entry.hash;
    } catch (error) {
      throw uncertain(error, `create entry ${entry.id} of ${entry.logKey}`);
    }
  }
}
