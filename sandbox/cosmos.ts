/** A local Cosmos DB: in memory, plain http, loopback only, and it checks no key. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createHttpServer } from '@vercel/cosmosdb-server';

export interface LocalCosmos {
  url: string;
  /** Ends open connections too; what was stored is gone. */
  close(): Promise<void>;
}

/** Starts it in this process; port 0 takes a free one. Rejects with EADDRINUSE when the port is taken. */
export async function startCosmos({ port }: { port: number }): Promise<LocalCosmos> {
  // As Cosmos DB does; without it, each request of the SDK's opens a connection of its own.
  const server = createHttpServer({ keepAlive: true }).listen(port, '127.0.0.1');
  // It ends none that is idle: the SDK might be sending on it just then.
  server.keepAliveTimeout = 0;
  await once(server, 'listening');
  const address = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${address.port}`,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
