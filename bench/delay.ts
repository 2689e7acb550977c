/** The distance between Muster and a service: a local server behind an address that answers later, and counts. */
import { once } from 'node:events';
import { Agent, request as ask, createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as it arrived, before anything was answered. */
export interface Call {
  service: string;
  method: string;
  /** with its query */
  path: string;
  /** on the clock of `performance.now()` */
  at: number;
}

export interface DelayedOptions {
  service: string;
  /** the base URL of what stands behind it */
  target: string;
  /** how long a round trip takes on top of the service's own time, in milliseconds: half there, half back */
  delayMs(request: IncomingMessage): number;
  /** told of each call when it arrives */
  onCall(call: Call): void;
}

/**
 * Starts it on a free port of this machine. A timer is up to a millisecond late, so what is measured through it is held
 * against a floor that was measured through it too. What the service drops is dropped here as well.
 */
export async function startDelayed({
  service,
  target,
  delayMs,
  onCall,
}: DelayedOptions): Promise<{ url: string }> {
  const agent = new Agent({ keepAlive: true, maxSockets: Number.POSITIVE_INFINITY });
  const { hostname, port } = new URL(target);
  const server = createServer((request, response) => {
    const { method = 'GET', url: path = '/', headers } = request;
    onCall({ service, method, path, at: performance.now() });
    const half = delayMs(request) / 2;
    setTimeout(() => {
      const onward = ask({ hostname, port, method, path, headers, agent }, (answer) => {
        setTimeout(() => {
          response.writeHead(answer.statusCode ?? 502, answer.headers);
          answer.pipe(response);
        }, half);
      });
      onward.once('error', () => response.destroy());
      response.once('close', () => onward.destroy());
      request.pipe(onward);
    }, half);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}
