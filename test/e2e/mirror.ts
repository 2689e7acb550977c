/** A line to a service that can fail in many ways; at its worst it answers with everything that it was asked. */
import { once } from 'node:events';
import { request as ask, createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A status: everything that was asked is repeated in the answer, as a proxy on the way might. */
export type Mood =
  | 'well'
  | 'no JSON'
  | 'hangs'
  | 'cuts'
  | 'carries out and cuts'
  | 400
  | 401
  | 403
  | 429
  | 500;

export interface Mirror {
  url: string;
  mood: Mood;
  /** Every authorization that came by. */
  seen: Set<string>;
  close(): Promise<void>;
}

/** @param target the service, @param besides what it says of itself when it repeats what it was asked */
export async function startMirror(target: string, besides = ''): Promise<Mirror> {
  const server = createServer((request, response) => {
    void answer(request, response).catch(() => response.destroy());
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.headers.authorization) mirror.seen.add(request.headers.authorization);
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const { mood } = mirror;
    const { method, url, headers } = request;
    if (mood === 'hangs') return;
    if (mood === 'cuts') return void request.socket.destroy();
    if (mood === 'well' || mood === 'carries out and cuts') {
      const onward = ask(`${target}${url}`, { method, headers });
      onward.end(body);
      const [answered] = (await once(onward, 'response')) as [IncomingMessage];
      if (mood === 'well') {
        response.writeHead(answered.statusCode ?? 502, answered.headers);
        return void answered.pipe(response);
      }
      await once(answered.resume(), 'end');
      return void request.socket.destroy();
    }
    // What a reader may cut short begins with what must not be in it.
    const heard = `${body} ${headers.authorization} ${besides} ${method} ${url} ${JSON.stringify(headers)}`;
    if (mood === 'no JSON') return void response.writeHead(200).end(`<html>${heard}</html>`);
    const code = {
      400: 'BadRequest',
      401: 'Unauthorized',
      403: 'Forbidden',
      429: 'TooManyRequests',
      500: 'InternalServerError',
    };
    response.writeHead(mood, {
      'content-type': 'application/json',
      'x-heard': encodeURI(heard).slice(0, 2000),
    });
    // The shapes of ARM, of the connector, of Graph and of Cosmos DB in one.
    response.end(
      JSON.stringify({ error: { code: code[mood], message: heard }, code: code[mood], message: heard }),
    );
  }

  await once(server.listen(0, '127.0.0.1'), 'listening');
  const mirror: Mirror = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    mood: 'well',
    seen: new Set(),
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
  return mirror;
}
