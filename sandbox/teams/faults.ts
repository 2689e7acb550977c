import { z } from 'zod';
import { type Answer, connectorError } from './http.ts';

const schema = z.strictObject({
  /** Each connector call waits this long first, in milliseconds. */
  latencyMs: z.number().int().min(0).max(120_000),
  /** Each call is answered 429 with this `Retry-After`, in seconds. */
  throttle: z.strictObject({ retryAfterSeconds: z.number().int().min(0).max(3600) }).nullable(),
  /** Each call is answered with this status and error code. */
  refuse: z.strictObject({ status: z.number().int().min(400).max(599), code: z.string().min(1) }).nullable(),
  /** Each connection is cut before anything is done. */
  down: z.boolean(),
  /** Each call is carried out, and the connection is cut before the answer. */
  loseAnswers: z.boolean(),
});

/** What is wrong with Teams at the moment. It concerns what the bot sends, not what people send to the bot. */
export type TeamsFaults = z.infer<typeof schema>;

/** A good day. */
export const NO_FAULTS: TeamsFaults = {
  latencyMs: 0,
  throttle: null,
  refuse: null,
  down: false,
  loseAnswers: false,
};

/** The faults with some of them changed, or a sentence that says what cannot be. */
export function changeFaults(faults: TeamsFaults, change: unknown): TeamsFaults | string {
  const parsed = schema.partial().safeParse(change);
  if (parsed.success) return { ...faults, ...parsed.data };
  const [issue] = parsed.error.issues;
  return `Faults cannot be set so: ${issue?.path.join('.') || 'body'}: ${issue?.message}.`;
}

/** What a fault makes of a call: an answer, a cut connection, or (undefined) nothing, and the call is carried out. */
export async function faultFor(faults: TeamsFaults): Promise<Answer | 'cut' | undefined> {
  if (faults.latencyMs > 0) await new Promise((resolve) => setTimeout(resolve, faults.latencyMs));
  if (faults.down) return 'cut';
  if (faults.throttle) {
    const headers = { 'retry-after': String(faults.throttle.retryAfterSeconds) };
    return { ...connectorError(429, 'TooManyRequests', 'Too many requests.'), headers };
  }
  if (faults.refuse) {
    return connectorError(faults.refuse.status, faults.refuse.code, 'Refused by the sandbox.');
  }
  return undefined;
}
