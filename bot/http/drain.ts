/** Lets a server end without cutting anybody off: what was asked is answered, and no connection is kept after that. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Server } from 'restify';

export function drainOf(server: Server) {
  let leaving = false;
  const asked = new Set<ServerResponse>();
  let nobody: PromiseWithResolvers<void> | undefined;

  // Before the server's own listener, so that the header is in every answer.
  server.server.prependListener('request', (_request: IncomingMessage, response: ServerResponse) => {
    asked.add(response);
    if (leaving) response.setHeader('connection', 'close');
    response.once('close', () => {
      asked.delete(response);
      if (asked.size === 0) nobody?.resolve();
    });
  });

  return {
    /** Everything is served still, but each answer asks for the next on another connection, which may be another's. */
    leave(): void {
      leaving = true;
    },
    /** Takes no new connection; ends once every request is answered. A client that says nothing holds nothing up. */
    async end(): Promise<void> {
      leaving = true;
      server.close();
      if (asked.size > 0) {
        nobody = Promise.withResolvers();
        await nobody.promise;
      }
      server.server.closeAllConnections();
    },
    /** How many requests are not answered yet. */
    waiting: (): number => asked.size,
  };
}
