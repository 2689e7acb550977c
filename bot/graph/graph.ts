/** Microsoft Graph, asked with an app's own token: one address, a time limit, no redirects. What is asked is others' matter. */
import type { TokenCredential } from '@azure/identity';
import { Upstream, type UpstreamDetails } from '../errors.ts';

/** What Graph answered; `body` is JSON, and undefined where it was none. */
export interface GraphAnswer {
  status: number;
  body: unknown;
  /** its Retry-After, in milliseconds */
  retryAfterMs?: number;
}

/** Asks Graph. Throws Upstream (`retry`) where no answer came, in `operation`'s name. */
export interface Graph {
  /** @param path below `/v1.0`, or a whole address that Graph itself gave for the next page; no other host is asked */
  get(operation: string, path: string): Promise<GraphAnswer>;
  post(operation: string, path: string, body: object): Promise<GraphAnswer>;
}

const timeoutMs = 5000;

/** @param credential of the app that was given the permissions */
export function createGraph(
  credential: TokenCredential,
  endpoint = 'https://graph.microsoft.com',
  timeout = timeoutMs,
): Graph {
  async function ask(operation: string, path: string, request: RequestInit): Promise<GraphAnswer> {
    const failed = (why: string, cause?: unknown): Upstream =>
      new Upstream(
        `Microsoft Graph could not be asked to ${operation}: ${why}.`,
        { service: 'graph', operation, outcome: 'retry' },
        cause,
      );
    const url = new URL(path.startsWith('/') ? `${endpoint}/v1.0${path}` : path);
    // A page's address comes from outside: the token goes to nobody but Graph.
    if (url.origin !== new URL(endpoint).origin) throw failed('it named another host for the next page');
    const token = await credential.getToken(`${endpoint}/.default`).catch((error) => {
      throw failed('no token', error);
    });
    if (!token) throw failed('no token');
    const response = await fetch(url, {
      ...request,
      headers: { ...request.headers, authorization: `Bearer ${token.token}` },
      redirect: 'error',
      signal: AbortSignal.timeout(timeout),
    }).catch((error) => {
      throw failed('out of reach', error);
    });
    const after = Number(response.headers.get('retry-after'));
    const body = await response.json().catch(() => undefined);
    return { status: response.status, body, ...(after > 0 && { retryAfterMs: after * 1000 }) };
  }

  return {
    get: (operation, path) => ask(operation, path, {}),
    post: (operation, path, body) =>
      ask(operation, path, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
  };
}

/** The failure that an answer is: refused for good (no permission, no such thing), or to be tried again. */
export function graphFailure(operation: string, { status, body, retryAfterMs }: GraphAnswer): Upstream {
  const { code } = (body as { error?: { code?: string } } | undefined)?.error ?? {};
  const details: UpstreamDetails = {
    service: 'graph',
    operation,
    outcome: status >= 400 && status < 500 && status !== 408 && status !== 429 ? 'never' : 'retry',
    status,
    ...(code && { code }),
    ...(retryAfterMs && { retryAfterMs }),
  };
  return new Upstream(`Microsoft Graph did not ${operation}: it answered ${status}.`, details);
}
