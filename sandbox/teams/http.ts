import type { IncomingMessage, Server, ServerResponse } from 'node:http';

/** What is to be sent back: a body that is bytes goes out as it is, any other as JSON. */
export type Answer = { status: number; body?: unknown; headers?: Record<string, string> };

/** A request as the gateway's parts see it: path segments decoded, the body unread JSON bytes. */
export type Call = {
  method: string;
  path: string[];
  query: URLSearchParams;
  body: Buffer;
  authorization?: string | undefined;
  /** `Content-Range` */
  range?: string | undefined;
};

/** An error in the shape of Teams' connector: botbuilder takes the code from it. */
export function connectorError(status: number, code: string, message: string): Answer {
  return { status, body: { error: { code, message } } };
}

/** An error of the sandbox's own, in one sentence. */
export function sandboxError(status: number, error: string): Answer {
  return { status, body: { error } };
}

const LARGEST_BODY = 1024 * 1024;

/** Reads a request's body. Throws when it is larger than a megabyte, ten times what Teams lets through. */
export async function readBytes(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > LARGEST_BODY) throw new Error('The body is larger than a megabyte; send a smaller one.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Reads a whole request. Throws as `readBytes` does, and where the path is not properly encoded. */
export async function readCall(request: IncomingMessage): Promise<Call> {
  const url = new URL(request.url ?? '/', 'http://sandbox');
  return {
    method: request.method ?? 'GET',
    path: url.pathname.split('/').filter(Boolean).map(decodeURIComponent),
    query: url.searchParams,
    body: await readBytes(request),
    authorization: request.headers.authorization,
    range: request.headers['content-range'],
  };
}

/** Sends an answer. HEAD gets the head alone. */
export function send(response: ServerResponse, { status, body, headers }: Answer): void {
  const bytes = body === undefined || Buffer.isBuffer(body) ? body : JSON.stringify(body);
  const type = Buffer.isBuffer(body) ? undefined : { 'content-type': 'application/json; charset=utf-8' };
  response.writeHead(status, { ...(body !== undefined && type), ...headers });
  response.end(response.req.method === 'HEAD' ? undefined : bytes);
}

/** The body as a JSON object, or undefined where it is anything else. */
export function jsonObject(body: Buffer): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

/** Any web page can send requests to loopback, or have its own name resolve to it; neither may act as the person. */
export function fromAnotherSite({ headers }: IncomingMessage): boolean {
  const local = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;
  if (!local.test(headers.host ?? '')) return true;
  return headers.origin !== undefined && headers.origin !== `http://${headers.host}`;
}

/** Has a server listen on loopback and gives its base URL. Port 0: any free one. `name` is for the error's sentence. */
export function listen(server: Server, port: number, name: string): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) =>
      reject(new Error(`${name} cannot listen on port ${port} (${error.message}); choose another.`)),
    );
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      resolve(`http://127.0.0.1:${typeof address === 'object' && address ? address.port : port}`);
    });
  });
}
