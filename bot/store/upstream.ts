/** What the SDK's failures mean to us, and how long we wait for it. */
import { Upstream, type UpstreamDetails } from '../errors.ts';
import { withoutSecrets } from '../secrets.ts';

/** Runs one call of the SDK; `operation` says what it does, as in `create an entry`. Throws Upstream. */
export type Ask = <T>(
  operation: string,
  effect: 'reads' | 'writes',
  run: (signal: AbortSignal) => Promise<T>,
) => Promise<T>;

interface Failed {
  name?: string;
  code?: number | string;
  substatus?: number;
  retryAfterInMs?: number;
  message?: string;
  stack?: string;
}

/** There was no connection, so the request can't have arrived. */
const unsent = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN'];
/** @azure/identity got no token, so the request was not sent. */
const noToken = ['CredentialUnavailableError', 'AuthenticationError', 'AggregateAuthenticationError'];
/** 429: throttled. 449: lost to a concurrent write of the same document. Neither was carried out. */
const refusedForNow = [429, 449];
/** With 403 or 404: the write region is moving, the region is being removed, the replica is behind. */
const passing = ['403/3', '403/1008', '404/1002'];

/**
 * Waits at most `timeoutMs` for an answer, the SDK's own retries included. Its limits alone aren't enough: it tries
 * a read again ten times a second apart, and a query that timed out 120 times.
 */
export function asking(timeoutMs: number): Ask {
  return async (operation, effect, run) => {
    const controller = new AbortController();
    let timer: NodeJS.Timeout | undefined;
    const tooLate = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => {
        controller.abort();
        reject(new Error(`no answer within ${timeoutMs} ms`));
      }, timeoutMs);
    });
    try {
      return await Promise.race([run(controller.signal), tooLate]);
    } catch (error) {
      throw upstream(error, operation, effect);
    } finally {
      clearTimeout(timer);
    }
  };
}

/** The SDK's failure as Upstream; see UpstreamDetails for what `outcome` promises. */
export function upstream(error: unknown, operation: string, effect: 'reads' | 'writes'): Upstream {
  const failed = (error ?? {}) as Failed;
  const outcome = outcomeOf(failed, effect);
  const why = whyOf(failed, effect);
  const details: UpstreamDetails = {
    service: 'cosmos',
    operation,
    ...(typeof failed.code === 'number' ? { status: failed.code } : {}),
    ...(typeof failed.code === 'string' ? { code: failed.code } : {}),
    ...(failed.retryAfterInMs === undefined ? {} : { retryAfterMs: failed.retryAfterInMs }),
    outcome,
  };
  return new Upstream(sentences[outcome](operation, why), details, error);
}

/** The HTTP status with which Cosmos DB answered, or undefined when it didn't. */
export function statusOf(error: unknown): number | undefined {
  return error instanceof Upstream ? error.details.status : undefined;
}

/** The failure of a write of which an earlier attempt may have been carried out. */
export function uncertain(error: unknown, operation: string): unknown {
  if (!(error instanceof Upstream)) return error;
  const details: UpstreamDetails = { ...error.details, operation, outcome: 'unknown' };
  return new Upstream(sentences.unknown(operation, whyOf(error.cause ?? error, 'writes')), details, error);
}

/**
 * Makes a write that may be made twice, up to three times while its answer gets lost: a connection that died idle is
 * the common case, and the SDK doesn't try a write again. After a lost answer only 409 is a certain failure.
 * @param timeoutMs when to stop beginning further attempts
 */
export async function insist<T>(timeoutMs: number, write: () => Promise<T>): Promise<T> {
  const started = performance.now();
  let lost = false;
  for (let attempt = 1; ; attempt++) {
    try {
      return await write();
    } catch (error) {
      if (!(error instanceof Upstream) || statusOf(error) === 409) throw error;
      if (error.details.outcome !== 'unknown') throw lost ? uncertain(error, error.details.operation) : error;
      if (attempt === 3 || performance.now() - started > timeoutMs) throw error;
      lost = true;
    }
  }
}

/**
 * What was said of it: of a reading, in Cosmos DB's own words, which name a firewall or a role; of a writing only by its
 * code, since they may repeat the document. What came from no server has words of the SDK's or of ours.
 */
function whyOf(error: unknown, effect: 'reads' | 'writes'): string {
  const { code, message } = (error ?? {}) as Failed;
  const isAnswer = typeof code === 'number';
  const said =
    effect === 'reads' || !isAnswer ? withoutSecrets(message?.split('\n')[0] ?? '').slice(0, 200) : '';
  return [code, said].filter(Boolean).join(': ');
}

const sentences = {
  retry: (operation: string, why: string) =>
    `Cosmos DB could not ${operation} now (${why}); nothing happened, try it again later.`,
  never: (operation: string, why: string) =>
    `Cosmos DB refused to ${operation} (${why}); check its endpoint, the key or role, the container and the request.`,
  unknown: (operation: string, why: string) =>
    `Cosmos DB was asked to ${operation} and its answer was lost (${why}); read what is stored before trying again.`,
};

function outcomeOf(failed: Failed, effect: 'reads' | 'writes'): UpstreamDetails['outcome'] {
  const { code, substatus } = failed;
  const perhaps = effect === 'writes' ? 'unknown' : 'retry';
  if (typeof code === 'number') {
    if (refusedForNow.includes(code) || passing.includes(`${code}/${substatus}`)) return 'retry';
    // 408 and 410 come from a replica that went away, perhaps after it had written
    return code === 408 || code === 410 || code >= 500 ? perhaps : 'never';
  }
  // the SDK's own checks throw a bare object before anything is sent
  if (failed.stack === undefined) return 'never';
  return unsent.includes(String(code)) || noToken.includes(failed.name ?? '') ? 'retry' : perhaps;
}
