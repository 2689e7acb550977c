/** A line to Cosmos DB that loses things. */
import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';

export type Fault = 'lose the request' | 'lose the answer' | 'never answer' | 'throttle' | 'forbid';

export interface Line {
  url: string;
  /** what happens to the next creations of documents, one each */
  faults: Fault[];
  /** every creation that was asked for */
  creations: number;
  /** every document that was read by its id */
  reads: number;
  close(): Promise<void>;
}

/** A proxy that does to creations of documents what `faults` says, and passes everything else on. */
export async function startLine(target: string): Promise<Line> {
  const server = http.createServer(async (request, response) => {
    const creation =
      request.method === 'POST' &&
      request.url?.endsWith('/docs') === true &&
      request.headers['content-type'] !== 'application/query+json';
    if (creation) started.creations += 1;
    if (request.method === 'GET' && request.url?.includes('/docs/')) started.reads += 1;
    const fault = creation ? started.faults.shift() : undefined;
    if (fault === 'lose the request') return request.socket.destroy();
    if (fault === 'never answer') return;
    if (fault === 'throttle') return answer(response, 429, { 'x-ms-retry-after-ms': '5' });
    if (fault === 'forbid') return answer(response, 403);
    const onward = http.request(`${target}${request.url}`, {
      method: request.method,
      headers: request.headers,
    });
    request.pipe(onward);
    const [answered] = (await once(onward, 'response')) as [http.IncomingMessage];
    if (fault === 'lose the answer') {
      await once(answered.resume(), 'end');
      return request.socket.destroy();
    }
    response.writeHead(answered.statusCode ?? 500, answered.headers);
    answered.pipe(response);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const started: Line = {
    url: `http://127.0.0.1:${port}`,
    faults: [],
    creations: 0,
    reads: 0,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
  return started;
}

function answer(response: http.ServerResponse, status: number, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify({ code: String(status), message: 'as the test asked' }));
}
