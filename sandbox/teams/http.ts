import type { IncomingMessage, ServerResponse } from 'node:http';

/** What is to be sent back: a body that is bytes goes out as it is, any other as JSON. */
export type Answer = { status: number; body?: unknown; headers?: Record<string, string> };

/** A request as the gateway's parts see it: path segments decoded, the body unread JSON bytes. */
export type Call = { method: string; path: string[]; query: URLSearchParams; body: Buffer };

/** An error in the shape of Teams' connector: botbuilder takes the code from it. */
export function connectorError(status: number, code: string, message: string): Answer {
  return { status, body: { error: { code, message } } };
}

/** An error of the sandbox's own, in one sentence. */
export function sandboxError(status: number, error: string): Answer {
  return { status, body: { error } };
}

const LARGEST_BODY = 1024 * 1024;

/** Reads a whole request. Throws when it is larger than a megabyte, ten times what Teams lets through. */
export async function readCall(request: IncomingMessage): Promise<Call> {
  const url = new URL(request.url ?? '/', 'http://sandbox');
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > LARGEST_BODY) throw new Error('The body is larger than a megabyte; send a smaller one.');
    chunks.push(chunk);
  }
  return {
    method: request.method ?? 'GET',
    path: url.pathname.split('/').filter(Boolean).map(decodeURIComponent),
    query: url.searchParams,
    body: Buffer.concat(chunks),
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
