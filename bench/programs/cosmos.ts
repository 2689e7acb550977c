/** A local Cosmos DB as a program: what it takes is not counted with whatever uses it. Says, when asked, what it was asked. */
import { createHttpServer } from '@vercel/cosmosdb-server';

/** How often it was asked for what. */
export interface StoreCalls {
  create: number;
  replace: number;
  read: number;
  query: number;
}

const calls: StoreCalls = { create: 0, replace: 0, read: 0, query: 0 };

const server = createHttpServer({ keepAlive: true });
server.keepAliveTimeout = 0;
server.on('request', ({ method, url = '', headers }) => {
  if (!url.includes('/docs')) return;
  const isQuery = headers['x-ms-documentdb-isquery'] !== undefined;
  if (method === 'POST') calls[isQuery ? 'query' : 'create']++;
  else if (method === 'GET') calls.read++;
  else calls.replace++;
});
server.listen(0, '127.0.0.1', () =>
  console.log(JSON.stringify({ url: `http://127.0.0.1:${(server.address() as { port: number }).port}` })),
);
process.on('message', (asked) => {
  if (asked === 'calls') process.send?.(calls);
});
process.channel?.unref();
process.once('SIGTERM', () => process.exit(0));
