/** The few things that are done with documents. All calls of the SDK about documents are here. */
import type { Container, SqlQuerySpec } from '@azure/cosmos';
import { type Ask, insist, statusOf } from './upstream.ts';

/** What every document of ours has; `id` takes none of `/ \ ? #`, `logKey` any text up to 2 KB. */
export interface Document {
  id: string;
  logKey: string;
  type: 'entry' | 'snapshot' | 'hint' | 'nonce' | 'watermark' | 'pace' | 'replica' | 'lookup';
}

/** A document as read, without Cosmos DB's own fields, and the etag to replace it by. */
export interface Held<D> {
  document: D;
  etag: string;
}

/** All methods throw Upstream. */
export interface Documents {
  read<D extends Document>(id: string, logKey: string): Promise<Held<D> | undefined>;
  /** Gives its etag. Upstream with status 409 when there is one already; tried again while the answer gets lost. */
  create(document: Document): Promise<string>;
  /**
   * Creates it, or replaces the version held. Gives the new version's etag, and undefined when somebody else has
   * written or removed it since.
   */
  write(document: Document, held: Pick<Held<Document>, 'etag'> | undefined): Promise<string | undefined>;
  /** Creates or replaces it, whatever is there; tried again while the answer gets lost. */
  overwrite(document: Document): Promise<void>;
  /** It's fine if it is gone already. */
  remove(id: string, logKey: string): Promise<void>;
  /**
   * All rows, page by page, each of at most so many. Without `logKey` across partitions; with it, the query must name the
   * log as well.
   */
  query<D extends Document>(spec: SqlQuerySpec, logKey?: string, pageSize?: number): Promise<Held<D>[]>;
  /** The same, a page at a time. */
  pages<D extends Document>(spec: SqlQuerySpec, logKey?: string, pageSize?: number): AsyncIterable<Held<D>[]>;
}

const usualPage = 500;

/** @param timeoutMs after which lost answers are no longer tried again */
export function documentsIn(container: Container, ask: Ask, timeoutMs: number): Documents {
  const create = (document: Document) =>
    ask(`create ${named(document)}`, 'writes', async (abortSignal) => {
      const { etag } = await container.items.create(document, { abortSignal });
      return etag;
    });

  const replace = (document: Document, etag: string) =>
    ask(`replace ${named(document)}`, 'writes', async (abortSignal) => {
      const accessCondition = { type: 'IfMatch', condition: etag };
      const item = container.item(document.id, document.logKey);
      return (await item.replace(document, { accessCondition, abortSignal })).etag;
    });

  async function* pages<D extends Document>(
    spec: SqlQuerySpec,
    logKey?: string,
    pageSize = usualPage,
  ): AsyncIterable<Held<D>[]> {
    // the SDK takes one signal for all pages, while the time to wait is counted for each
    const stop = new AbortController();
    const asked = container.items.query<object>(spec, {
      partitionKey: logKey,
      maxItemCount: pageSize,
      abortSignal: stop.signal,
    });
    try {
      while (asked.hasMoreResults()) {
        const page = await ask('query documents', 'reads', () => asked.fetchNext());
        yield (page.resources ?? []).map((row) => held<D>(row));
      }
    } finally {
      stop.abort();
    }
  }

  return {
    async read<D extends Document>(id: string, logKey: string) {
      const resource = await ask(`read ${id} of ${logKey}`, 'reads', async (abortSignal) => {
        const answer = await container.item(id, logKey).read<D>({ abortSignal });
        return answer.resource;
      });
      return resource && held<D>(resource);
    },

    create: (document) => insist(timeoutMs, () => create(document)),

    async write(document, held) {
      try {
        return await (held ? replace(document, held.etag) : create(document));
      } catch (error) {
        if ((held ? [412, 404] : [409]).includes(statusOf(error) ?? 0)) return undefined;
        throw error;
      }
    },

    overwrite: (document) =>
      insist(timeoutMs, () =>
        ask(`write ${named(document)}`, 'writes', async (abortSignal) => {
          await container.items.upsert(document, { abortSignal });
        }),
      ),

    async remove(id, logKey) {
      try {
        await insist(timeoutMs, () =>
          ask(`remove ${id} of ${logKey}`, 'writes', async (abortSignal) => {
            await container.item(id, logKey).delete({ abortSignal });
          }),
        );
      } catch (error) {
        if (statusOf(error) !== 404) throw error;
      }
    },

    async query<D extends Document>(spec: SqlQuerySpec, logKey?: string, pageSize?: number) {
      const rows: Held<D>[] = [];
      for await (const page of pages<D>(spec, logKey, pageSize)) rows.push(...page);
      return rows;
    },

    pages,
  };
}

function named({ type, id, logKey }: Document): string {
  return `${type} ${id} of ${logKey}`;
}

/** Cosmos DB's own fields begin with an underscore, and none of ours does. */
function held<D>(stored: object): Held<D> {
  const document = Object.fromEntries(Object.entries(stored).filter(([name]) => !name.startsWith('_'))) as D;
  return { document, etag: '_etag' in stored ? String(stored._etag) : '' };
}
