/** The Muster that `recovery.ts` kills: the real app in a process of its own, on a store that outlives it. */
import { pino } from 'pino';
import { readConfig } from '../bot/config.ts';
import { createLocalApp } from '../sandbox/local-app.ts';
import { farStore } from './far-store.ts';

/** What it is told first, beside its settings. */
export interface Birth {
  settings: Record<string, string>;
  store: string;
  leaseMs: number;
}

/** How long it took from the start of the process to here, where all is imported, in milliseconds. */
const importedMs = performance.now();

process.once('message', async ({ settings, store, leaseMs }: Birth) => {
  const nowhere = { openIdMetadataUrl: 'http://127.0.0.1:9/.well-known/openid-configuration' };
  const app = await createLocalApp(readConfig(settings), {
    signing: { teams: { issuer: 'nobody', ...nowhere }, entra: nowhere },
    logger: pino({ level: 'error' }, pino.destination(2)),
    store: farStore(store),
    leaseMs,
  });
  await app.start('127.0.0.1');
  process.send!(importedMs);
});
// Whoever started it is gone.
process.once('disconnect', () => process.exit());
