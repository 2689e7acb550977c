/** The one function that maps failures of Teams' connector to our errors. */
import { type Gone, Upstream, type UpstreamDetails } from '../errors.ts';

interface RestFailure {
  statusCode?: number;
  code?: string;
  name?: string;
  message?: string;
  details?: { error?: { code?: string } };
  response?: { headers?: { get(name: string): string | null | undefined }; bodyAsText?: string | null };
}

/** What Teams says of a place that it won't let us write to (codes of its 403 and 404 answers): never tried again. */
const gone: Record<string, Gone> = {
  BotNotInConversationRoster: 'removed',
  ConversationNotFound: 'deleted',
  BotDisabledByAdmin: 'disabled',
  MessageWritesBlocked: 'blocked',
  ConversationBlockedByUser: 'blocked',
  ForbiddenOperationException: 'blocked',
};
// The message alone is gone: somebody deleted it in Teams.
const messageGone = 'ActivityNotFoundInConversation';

// The longest window that Teams publishes a limit for: whatever names more must not close a channel for days.
const longestSeconds = 3600;

// Nothing was sent, so nothing can have been accepted.
const notSent = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'];

/**
 * Teams' advice (rate-limit.md): 429, 412, 502, 503 and 504 may be tried again, other refusals never. A POST that ended
 * in 5xx, a reset or a timeout may have been accepted all the same, which the caller has to know.
 * @param place the channel or chat that was asked, so that it is known which one is gone
 */
export function upstream(operation: string, repeatable: boolean, error: unknown, place?: string): Upstream {
  const failure = error as RestFailure;
  const status = failure.statusCode;
  const code = failure.details?.error?.code ?? subCode(failure.response?.bodyAsText) ?? failure.code;
  const after = Math.min(longestSeconds, Number(failure.response?.headers?.get('retry-after')));
  const details: UpstreamDetails = {
    service: 'teams',
    operation,
    outcome: outcomeOf(status, failure.code, repeatable),
    ...(status !== undefined && { status }),
    ...(code && { code }),
    ...(after > 0 && { retryAfterMs: after * 1000 }),
    ...(place && { place }),
    ...((status === 403 || status === 404) && lost(code)),
  };
  return new Upstream(
    `Teams did not ${operation}: ${status ?? ''} ${code ?? failure.name ?? ''}`.trim(),
    details,
    error,
  );
}

function lost(code: string | undefined): Pick<UpstreamDetails, 'gone' | 'messageGone'> {
  if (code === messageGone) return { messageGone: true };
  const why = code && gone[code];
  return why ? { gone: why } : {};
}

/** Blocked writes come without `error`: `{"errorCode":209,"message":"{…\"subCode\":\"MessageWritesBlocked\"…}"}`. */
function subCode(body: string | null | undefined): string | undefined {
  return /subCode[\\"']*\s*:\s*[\\"']*(\w+)/i.exec(body ?? '')?.[1];
}

function outcomeOf(
  status: number | undefined,
  code: string | undefined,
  repeatable: boolean,
): UpstreamDetails['outcome'] {
  if (status === 429 || status === 412) return 'retry';
  // Credentials can come back; the message waits for them.
  if (status === 401) return 'retry';
  if (status !== undefined && status < 500 && status !== 408) return 'never';
  if (status === undefined && code && notSent.includes(code)) return 'retry';
  return repeatable ? 'retry' : 'unknown';
}
