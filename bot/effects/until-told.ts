/** The log is told of what was carried out until it knows: otherwise it would be carried out again. */
import { Conflict, Upstream } from '../errors.ts';
import type { Clock } from '../ports.ts';
import { nextTry } from './retry.ts';

export interface Telling {
  clock: Clock;
  /** given when Muster stops: then it is left to whoever finds the effect open, as one that may have been done */
  stopping: AbortSignal;
  random?: (() => number) | undefined;
}

/** Throws what `tell` does where trying again would not help, or Muster stops. */
export async function untilTold(
  tell: () => Promise<void>,
  { clock, stopping, random }: Telling,
): Promise<void> {
  for (let attempts = 0; ; attempts++) {
    try {
      return await tell();
    } catch (error) {
      const passing =
        error instanceof Conflict || (error instanceof Upstream && error.details.outcome !== 'never');
      if (!passing || stopping.aborted) throw error;
      const now = clock.now();
      await clock.wait(nextTry(now, attempts, 0, random).getTime() - now.getTime(), stopping);
    }
  }
}
