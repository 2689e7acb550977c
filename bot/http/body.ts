/**
 * Reads a request's body. restify's own reader ends the process where a body that says it is gzip is not, inflates
 * without a limit, and reads an endless body to its end before it refuses it.
 */
import type { IncomingMessage } from 'node:http';

export interface BodyLimits {
  /** bytes */
  largest: number;
  /** how long sending it may take, in milliseconds */
  longestMs: number;
}

/** What must be so before anything is read: JSON as it is, not too large by its own account. */
export function refusedUnread(
  { headers }: Pick<IncomingMessage, 'headers'>,
  { largest }: BodyLimits,
): 413 | 415 | undefined {
  const [type = ''] = (headers['content-type'] ?? '').split(';');
  if (type.trim().toLowerCase() !== 'application/json') return 415;
  if (headers['content-encoding'] !== undefined) return 415;
  return Number(headers['content-length'] ?? 0) > largest ? 413 : undefined;
}

/** The body's bytes, or the status to refuse it with: too slow or broken off (408), too large (413). */
export function readBody(
  request: IncomingMessage,
  { largest, longestMs }: BodyLimits,
): Promise<Buffer | 408 | 413> {
  return new Promise((resolve) => {
    let parts: Buffer[] = [];
    let size = 0;
    const end = (result: Buffer | 408 | 413): void => {
      clearTimeout(late);
      parts = [];
      resolve(result);
    };
    const late = setTimeout(() => end(408), longestMs);
    request.on('data', (part: Buffer) => {
      size += part.length;
      if (size <= largest) parts.push(part);
      else end(413);
      // Whoever is refused may finish a sentence, and not go on for ever.
      if (size > 4 * largest) request.destroy();
    });
    request.once('end', () => end(Buffer.concat(parts)));
    request.once('error', () => end(408));
    request.once('close', () => end(408));
  });
}

// What Teams sends is less than twenty deep, forwarded cards included.
const deepest = 64;

/** What the bytes say, or undefined: no UTF-8, no JSON, nested too deep, or with a key that changes what an object is. */
export function jsonIn(bytes: Buffer): unknown {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    return isPlain(value, 0) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isPlain(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (depth === deepest || Object.hasOwn(value, '__proto__')) return false;
  return Object.values(value).every((part) => isPlain(part, depth + 1));
}
