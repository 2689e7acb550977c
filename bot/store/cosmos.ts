/** The store in Azure Cosmos DB: one container, partitioned by `logKey`. */
import type { Store } from '../ports.ts';
import { openContainer, type StoreOptions } from './container.ts';
import { documentsIn } from './documents.ts';
import { hintsIn } from './hints.ts';
import { logIn } from './log.ts';
import { lookupsIn } from './lookups.ts';
import { pacesIn, replicasIn } from './paces.ts';
import { snapshotsIn } from './snapshots.ts';
import { asking } from './upstream.ts';
import { watermarksIn } from './watermarks.ts';

/**
 * Opens the store; database and container are created where they are absent. Reads are as fresh as the account's own
 * consistency level, which must be strong (or there is one region only) for an append to prove what was read.
 * Throws Upstream.
 */
export async function openStore(options: StoreOptions): Promise<Store> {
  const { timeoutMs = 5_000 } = options;
  const ask = asking(timeoutMs);
  const documents = documentsIn(await openContainer(options, ask, timeoutMs), ask, timeoutMs);
  return {
    log: logIn(documents),
    snapshots: snapshotsIn(documents),
    hints: hintsIn(documents),
    watermarks: watermarksIn(documents),
    paces: pacesIn(documents),
    replicas: replicasIn(documents),
    lookups: lookupsIn(documents),
  };
}
