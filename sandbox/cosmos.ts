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
  const server = createHttpServer().listen(port, '127.0.0.1');
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
