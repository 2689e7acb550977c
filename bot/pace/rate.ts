/** The tenant's rate: this replica's share of the requests a second that Teams takes of the whole app. */
import type { Clock } from '../ports.ts';

export interface Rate {
  /** Ends when one more request may go out; an answer to a person, and what is urgent, goes before what waits. */
  take(ahead?: boolean): Promise<void>;
}

/** Evenly spaced and without bursts, so that the replicas' shares add up. @param share requests a second, asked anew each time */
export function createRate(clock: Clock, share: () => number): Rate {
  const first: (() => void)[] = [];
  const waiting: (() => void)[] = [];
  let next = 0;
  let pumping = false;

  async function pump(): Promise<void> {
    pumping = true;
    while (first.length + waiting.length > 0) {
      const now = clock.now().getTime();
      if (next > now) await clock.wait(next - now);
      else {
        // A timer is late by a little each time, which is made up for; what was not used before is gone.
        const gap = 1000 / share();
        next = (now - next < gap ? next : now) + gap;
        (first.shift() ?? waiting.shift())?.();
      }
    }
    pumping = false;
  }

  return {
    take: (ahead = false) =>
      new Promise((resolve) => {
        (ahead ? first : waiting).push(resolve);
        if (!pumping) void pump();
      }),
  };
}
