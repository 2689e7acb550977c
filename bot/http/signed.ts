/** Whether a webhook's call was signed with one of our keys, just now and not before: for callers that have no identity. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { z } from 'zod';

export interface SignedRules {
  /** the keys in use: one, or two while callers change from one to the other */
  keys: string[];
  now(): Date;
  /** Takes a nonce for all replicas; false where it was taken before. It may be forgotten after `until`. */
  take(nonce: string, until: Date): Promise<boolean>;
}

/** What a signed call says beside its body; docs/SECURITY.md has the format for those who write callers. */
const headers = z.object({
  /** seconds since 1970 */
  'x-muster-timestamp': z.string().regex(/^\d{10}$/),
  'x-muster-nonce': z.string().regex(/^[\w-]{16,64}$/),
  /** HMAC-SHA256 of `timestamp.nonce.body`, in hexadecimal */
  'x-muster-signature': z.string().regex(/^[0-9a-f]{64}$/i),
});

/** How far a caller's clock may be off, either way, in milliseconds. */
const toleranceMs = 5 * 60_000;

/**
 * For the head of a call, what tells whether its body is the signed one; undefined where no body could be. Gives false
 * for another signature and for a nonce that was used before, and throws what `take` throws.
 */
export function createSignedCheck({ keys, now, take }: SignedRules) {
  return (given: IncomingHttpHeaders): ((body: Buffer) => Promise<boolean>) | undefined => {
    const parsed = headers.safeParse(given);
    if (!parsed.success) return undefined;
    const { data } = parsed;
    const [timestamp, nonce] = [data['x-muster-timestamp'], data['x-muster-nonce']];
    const at = Number(timestamp) * 1000;
    if (Math.abs(now().getTime() - at) > toleranceMs) return undefined;
    const signature = Buffer.from(data['x-muster-signature'], 'hex');
    return async (body) => {
      // All keys are tried, however soon one fits, so that the time it takes tells nothing.
      const fits = keys.map((key) =>
        timingSafeEqual(
          signature,
          createHmac('sha256', key).update(`${timestamp}.${nonce}.`).update(body).digest(),
        ),
      );
      return fits.includes(true) && take(nonce, new Date(at + toleranceMs));
    };
  };
}
