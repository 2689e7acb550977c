/** Who may call the webhook: a managed identity with its token, or whoever signs with one of our keys. */
import type { IncomingHttpHeaders } from 'node:http';
import type { Bearer } from './bearer.ts';

export interface WebhookRules {
  /** absent: no tokens are taken */
  isCaller?: ((bearer: Bearer) => Promise<boolean>) | undefined;
  /** absent: no signatures are taken */
  signed?: ((headers: IncomingHttpHeaders) => ((body: Buffer) => Promise<boolean>) | undefined) | undefined;
}

/**
 * By the head of a call, what tells whether its body may be believed to come from a caller; undefined where that is
 * known to be nobody already. A call with a token is judged by that alone.
 */
export async function callerOf(
  { isCaller, signed }: WebhookRules,
  bearer: Bearer | undefined,
  headers: IncomingHttpHeaders,
): Promise<((body: Buffer) => Promise<boolean>) | undefined> {
  if (headers.authorization === undefined) return signed?.(headers);
  return bearer && (await isCaller?.(bearer)) ? async () => true : undefined;
}
