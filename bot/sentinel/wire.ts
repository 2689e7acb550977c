/**
 * Calls to Azure Resource Manager with the SDK's client: its credentials, pipeline and answers to claims challenges,
 * but raw JSON. The SDK's own models (1.0.0-beta.6) drop fields, cut time stamps and spell out the values of
 * `additionalData` letter by letter.
 */
import { SecurityInsights } from '@azure/arm-securityinsight';
import {
  createHttpHeaders,
  createPipelineRequest,
  type Pipeline,
  RestError,
} from '@azure/core-rest-pipeline';
import type { TokenCredential } from '@azure/identity';
import { saidOf } from '../secrets.ts';
import { failureOf, type Operation } from './upstream.ts';

export interface WireOptions {
  credential: TokenCredential;
  /** ARM's address, `https://management.azure.com` unless set; the token's scope follows from it */
  endpoint?: string;
  /** `2025-09-01` unless set */
  apiVersion?: string;
  /** a call is given up after so many milliseconds, 20,000 unless set */
  timeoutMs?: number;
  /** A composition root's say in how requests travel; production needs none. */
  transport?: (pipeline: Pipeline) => void;
}

export interface Call extends Operation {
  subscriptionId: string;
  method: 'GET' | 'PUT' | 'POST';
  /** a path with or without query, or an absolute nextLink of the same endpoint */
  url: string;
  body?: unknown;
}

interface Answer {
  body: unknown;
  /** Sentinel's own clock, from the Date header */
  date: Date | undefined;
}

/** Sends one call, once. Throws what `failureOf` makes of a failure. */
type Wire = (call: Call) => Promise<Answer>;

export function createWire(options: WireOptions): Wire {
  const endpoint = (options.endpoint ?? 'https://management.azure.com').replace(/\/+$/, '');
  const apiVersion = options.apiVersion ?? '2025-09-01';
  const clients = new Map<string, SecurityInsights>();

  function clientFor(subscriptionId: string): SecurityInsights {
    const known = clients.get(subscriptionId);
    if (known) return known;
    // Retries are ours and durable: the SDK would repeat a PUT whose answer was lost and report its own conflict.
    const client = new SecurityInsights(options.credential, subscriptionId, {
      endpoint,
      retryOptions: { maxRetries: 0 },
      redirectOptions: { maxRetries: 0 },
    });
    options.transport?.(client.pipeline);
    clients.set(subscriptionId, client);
    return client;
  }

  function absolute(url: string): string {
    const target = new URL(url, endpoint);
    // The token must not travel elsewhere, whatever an answer says.
    if (target.origin !== new URL(endpoint).origin)
      throw new RestError(`the next page is at ${target.origin}, not at ${endpoint}`, {
        code: 'ForeignNextLink',
      });
    if (!target.searchParams.has('api-version'))
      target.search += `${target.search ? '&' : '?'}api-version=${encodeURIComponent(apiVersion)}`;
    return target.href;
  }

  return async (call) => {
    try {
      const request = createPipelineRequest({
        url: absolute(call.url),
        method: call.method,
        headers: createHttpHeaders({ accept: 'application/json', 'content-type': 'application/json' }),
        abortSignal: AbortSignal.timeout(options.timeoutMs ?? 20_000),
      });
      if (call.body !== undefined) request.body = JSON.stringify(call.body);
      const response = await clientFor(call.subscriptionId).sendRequest(request);
      const { status, bodyAsText: text } = response;
      if (status < 200 || status > 299)
        throw new RestError(saidOf(refusal(text), call.body), {
          statusCode: status,
          ...codeOf(text),
          request,
          response,
        });
      const date = new Date(response.headers.get('date') ?? '');
      return {
        body: text ? JSON.parse(text) : undefined,
        date: Number.isNaN(date.getTime()) ? undefined : date,
      };
    } catch (error) {
      throw failureOf(call, error instanceof SyntaxError ? unreadable() : error);
    }
  };
}

/** What stands there instead is nothing to repeat. */
const unreadable = () => new RestError('the answer is no JSON', { code: RestError.PARSE_ERROR });

/** ARM's `{error: {code, message}}`; a malformed body is answered without it, and a proxy answers HTML. */
function errorIn(text: string | null | undefined): { code?: unknown; message?: unknown } {
  try {
    return JSON.parse(text ?? '')?.error ?? {};
  } catch {
    return {};
  }
}

function codeOf(text: string | null | undefined): { code?: string } {
  const { code } = errorIn(text);
  return typeof code === 'string' ? { code } : {};
}

function refusal(text: string | null | undefined): string {
  const { message } = errorIn(text);
  return typeof message === 'string' ? message : text || 'no reason given';
}
