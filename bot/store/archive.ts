/** Everything as it is stored, for an auditor. Reads only, and creates nothing. */
import type { Entry } from '../log/entry.ts';
import type { Archive } from '../ports.ts';
import { containerOf, type StoreOptions } from './container.ts';
import { documentsIn } from './documents.ts';
import { headsIn } from './snapshots.ts';
import { asking } from './upstream.ts';

/** Nobody waits at a screen for a page, and the first ones of a sleeping account are slow. */
const patienceMs = 30_000;

export function openArchive(options: StoreOptions): Archive {
  const { timeoutMs = patienceMs } = options;
  const documents = documentsIn(containerOf(options, timeoutMs), asking(timeoutMs), timeoutMs);
  return {
    async logs() {
      // Not only first entries: one that was removed must not hide its log.
      const query = "SELECT c.id, c.type, c.logKey FROM c WHERE c.type = 'entry'";
      const counts = new Map<string, number>();
      for await (const page of documents.pages({ query }))
        for (const { document } of page) counts.set(document.logKey, (counts.get(document.logKey) ?? 0) + 1);
      return counts;
    },

    async *entries(logKey) {
      const query = "SELECT * FROM c WHERE c.logKey = @logKey AND c.type = 'entry'";
      const parameters = [{ name: '@logKey', value: logKey }];
      for await (const page of documents.pages<Entry>({ query, parameters }, logKey))
        yield page.map(({ document }) => document);
    },

    heads: () => headsIn(documents),
  };
}
