/** Stands in front of a local server, sees every request and its answer, and can have the asker die in between. */
import { Agent, request as ask, createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

export type Service = 'store' | 'sentinel' | 'teams';

/** One request, as it was seen on its way. */
export interface Seen {
  service: Service;
  /** the replica that asked, with its life: `a.2` */
  by: string;
  method: string;
  /** decoded, without the query */
  path: string;
  headers: IncomingHttpHeaders;
  /** parsed where it is JSON */
  // biome-ignore lint/suspicious/noExplicitAny: JSON from outside, whose readers say what they expect
  body: any;
  /** 0 until it is answered */
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: likewise
  answer?: any;
  /** whether the asker got the answer: not where it died meanwhile */
  told: boolean;
}

export interface ProxyOptions {
  service: Service;
  /** where it goes on to, a base URL without a path; asked for each request, and refused with 502 where there is none */
  to(): string | undefined;
  /** who asks on a connection or with a request */
  by(headers: IncomingHttpHeaders, socket: Socket): string;
  /** before it is handed on; true: it gets nowhere, and no answer comes */
  arrived?(seen: Seen): boolean;
  /** after it was carried out; true: the answer is lost */
  answered?(seen: Seen): boolean;
}

export interface RunningProxy {
  url: string;
  close(): void;
}

/** Starts it on any free port of loopback. Bodies are kept whole in memory. */
export async function startProxy({
  service,
  to,
  by,
  arrived,
  answered,
}: ProxyOptions): Promise<RunningProxy> {
  const agent = new Agent({ keepAlive: true });
  const server = createServer(async (request, response) => {
    const { method = 'GET', url = '/', headers } = request;
    const path = decodeURIComponent(url.split('?')[0] ?? '');
    const seen: Seen = {
      ...{ service, by: by(headers, request.socket), method, path, headers },
      ...{ body: undefined, status: 0, told: false },
    };
    try {
      const bytes = await all(request);
      seen.body = parsed(bytes);
      const target = to();
      if (arrived?.(seen)) return void request.socket.destroy();
      if (!target) return void response.writeHead(502).end();
      const onward = ask(new URL(url, target), {
        method,
        agent,
        headers: { ...headers, host: new URL(target).host },
      });
      onward.end(bytes);
      const answer = await new Promise<import('node:http').IncomingMessage>((resolve, reject) => {
        onward.once('response', resolve);
        onward.once('error', reject);
      });
      const back = await all(answer);
      seen.status = answer.statusCode ?? 0;
      seen.answer = parsed(back);
      if (answered?.(seen)) return void request.socket.destroy();
      response.writeHead(seen.status, answer.headers).end(back);
      seen.told = !request.socket.destroyed;
    } catch {
      // The asker died, or what stands behind did: either way nobody gets an answer.
      request.socket.destroy();
    }
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close() {
      server.close();
      server.closeAllConnections();
      agent.destroy();
    },
  };
}

async function all(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function parsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}
