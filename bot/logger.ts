/** The log: one JSON line for each thing worth telling, without secrets and without what people wrote to each other. */
import { isNativeError } from 'node:util/types';
import { type DestinationStream, type Level, type Logger, pino } from 'pino';
import { Conflict, NotFound, Refused, Upstream } from './errors.ts';
import { withoutSecrets } from './secrets.ts';

export interface LoggerOptions {
  /** `info` unless set */
  level?: Level | 'silent';
  /** secrets of this process: wherever they turn up, they are left out */
  secrets?: readonly (string | undefined)[];
  /** the standard output unless set */
  to?: DestinationStream;
}

/**
 * An error is told by its own words only where they are ours or nobody foresaw it: the SDKs' errors carry requests and
 * answers, and services repeat what they were sent. What a service said is in the message of our Upstream, as far as it
 * is fit to be kept. Each line is looked through once more as it is written.
 */
export function createLogger({ level = 'info', secrets = [], to }: LoggerOptions = {}): Logger {
  const known = secrets.filter((secret) => secret !== undefined && secret !== '') as string[];
  const options = {
    level,
    serializers: { err: (error: unknown) => told(error) },
    hooks: { streamWrite: (line: string) => withoutSecrets(line, known) },
  };
  return to ? pino(options, to) : pino(options);
}

const deepest = 4;

function told(error: unknown, depth = 0): object | string {
  if (typeof error === 'string') return error;
  // What is thrown and is no error has no shape that could be relied on.
  if (!isNativeError(error)) return { type: typeof error, ...codesOf(error) };
  const isOurs = [Upstream, NotFound, Conflict, Refused].some((kind) => error instanceof kind);
  const tells = isOurs || depth === 0;
  const { cause } = error;
  return {
    type: error.name,
    ...(tells && { message: error.message }),
    ...codesOf(error),
    ...(error instanceof Upstream && { details: error.details }),
    stack: framesOf(error),
    ...(cause !== undefined && depth < deepest && { cause: told(cause, depth + 1) }),
  };
}

/** What libraries and services call their failures: names and numbers only. */
function codesOf(error: unknown): object {
  const { code, statusCode, status, substatus } = (error ?? {}) as Record<string, unknown>;
  const plain = Object.entries({ code, statusCode, status, substatus }).filter(
    ([, value]) => typeof value === 'number' || (typeof value === 'string' && /^[\w.-]{1,80}$/.test(value)),
  );
  return Object.fromEntries(plain);
}

/** Where it was thrown; the lines before that are the message again. */
function framesOf({ stack = '' }: Error): string {
  return stack
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .join('\n');
}
