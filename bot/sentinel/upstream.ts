/** How Sentinel fails, in the words of bot/errors.ts. */
import { isRestError } from '@azure/core-rest-pipeline';
import { Conflict, NotFound, Upstream, type UpstreamDetails } from '../errors.ts';
import { withoutSecrets } from '../secrets.ts';

/** What was tried; `writes` for what may have changed Sentinel even if no answer came. */
export interface Operation {
  /** such as `PUT incident` */
  name: string;
  writes: boolean;
  /** a 404 means that the incident is gone; where it is false, that the workspace isn't there */
  ofIncident: boolean;
}

/** Codes of an installation that is wrong, whatever status ARM gives them: mended by people, so worth a retry. */
const installation = new Set([
  'SubscriptionNotFound',
  'ResourceGroupNotFound',
  'ParentResourceNotFound',
  'NoRegisteredProviderFound',
  'UnsupportedApiVersion',
  'MissingSubscriptionRegistration',
  'ScopeLocked',
  'ReadOnlyDisabledSubscription',
]);

/** Failures of the network before a byte of the request left. */
const unsent = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

/**
 * The one place that turns a failed call to Sentinel into NotFound, Conflict or Upstream.
 *
 * Outcomes: 429, 401, 403 and a wrong installation are `retry` (it did not happen, and somebody may grant the role);
 * so is a 503 that names a time to come back. Any other 4xx is `never`. A server error, a timeout or a lost
 * connection is `unknown` for a write and `retry` for a read.
 *
 * Sentinel answers a stale etag with 409 Conflict, not 412 (Azure/Azure-Sentinel#909); 412 is taken the same way.
 */
export function failureOf(operation: Operation, error: unknown): NotFound | Conflict | Upstream {
  if (error instanceof NotFound || error instanceof Conflict || error instanceof Upstream) return error;
  const status = isRestError(error) ? error.statusCode : undefined;
  const code = isRestError(error) ? error.code : undefined;
  const text = withoutSecrets(error instanceof Error ? error.message : String(error)).slice(0, 400);
  const wrongInstallation = installation.has(code ?? '') || (status === 404 && missesWorkspace(text));

  if (!wrongInstallation && status === 404 && operation.ofIncident)
    return new NotFound(`Sentinel has no such incident (any more): ${text}`, { cause: error });
  if (!wrongInstallation && (status === 409 || status === 412))
    return new Conflict(`Somebody else changed it in Sentinel first: ${text}`, { cause: error });

  const retryAfterMs = isRestError(error) ? retryAfter(error.response?.headers) : undefined;
  const lost: UpstreamDetails['outcome'] = operation.writes ? 'unknown' : 'retry';
  const outcome = wrongInstallation ? 'retry' : outcomeOf(error, status, code, retryAfterMs, lost);
  return new Upstream(
    `Sentinel did not carry out ${operation.name} (${status ?? code ?? 'no answer'}): ${text}. ${advice(status, outcome, operation)}`,
    {
      service: 'sentinel',
      operation: operation.name,
      ...(status === undefined ? {} : { status }),
      ...(code === undefined ? {} : { code }),
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
      outcome,
    },
    error,
  );
}

function outcomeOf(
  error: unknown,
  status: number | undefined,
  code: string | undefined,
  retryAfterMs: number | undefined,
  lost: UpstreamDetails['outcome'],
): UpstreamDetails['outcome'] {
  if (status === undefined) {
    const aborted = error instanceof Error && error.name === 'AbortError';
    // what is neither an abort nor the connection's failure comes from the credential, before anything was sent
    if (!aborted && !isRestError(error)) return 'retry';
    return unsent.has(code ?? '') ? 'retry' : lost;
  }
  if (status === 503 && retryAfterMs !== undefined) return 'retry';
  if ([401, 403, 404, 429].includes(status)) return 'retry';
  if (status >= 400 && status < 500 && status !== 408) return 'never';
  return lost;
}

/** ARM words a missing workspace as `The Resource 'Microsoft.OperationalInsights/workspaces/x' … was not found`. */
function missesWorkspace(text: string): boolean {
  return /Microsoft\.OperationalInsights\/workspaces\/[^/']+'/i.test(text);
}

function advice(
  status: number | undefined,
  outcome: UpstreamDetails['outcome'],
  { name }: Operation,
): string {
  if (name === 'run playbook' && (status === 401 || status === 403))
    return "Give Muster's identity the role Microsoft Sentinel Playbook Operator on the playbook's resource group, and Sentinel itself the right to run it.";
  if (status === 401 || status === 403)
    return "Give Muster's identity the role Microsoft Sentinel Responder on the workspace's resource group.";
  if (status === 404) return 'Check subscription, resource group and workspace name in the configuration.';
  return {
    retry: 'It is tried again later.',
    never: 'Trying again would not help: correct what was asked.',
    unknown: 'It may have happened all the same: read the incident before trying again.',
  }[outcome];
}

/** Retry-After in milliseconds; it comes in seconds, or as a date to be read by the server's own clock. */
function retryAfter(headers: { get(name: string): string | undefined } | undefined): number | undefined {
  const value = headers?.get('retry-after')?.trim();
  if (!value) return undefined;
  if (/^\d+$/.test(value)) return Number(value) * 1000;
  const until = Date.parse(value);
  if (Number.isNaN(until)) return undefined;
  const now = Date.parse(headers?.get('date') ?? '');
  return Math.max(0, until - (Number.isNaN(now) ? Date.now() : now));
}
