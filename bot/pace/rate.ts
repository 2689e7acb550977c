/** The tenant's rate: this replica's share of the requests a second that Teams takes of the whole app. */
import type { Clock } from '../ports.ts';

export interface Rate {
  /** Ends when one more request may go out; an answer to a person goes before what waits. */
  take(answer?: boolean): Promise<void>;
}

/** Evenly spaced and without bursts, so that the replicas' shares add up. @param share requests a second, asked anew each time */
export function createRate(clock: Clock, share: () => number): Rate {
  const answers: (() => void)[] = [];
  const waiting: (() => void)[] = [];
  let next = 0;
  let pumping = false;

  async function pump(): Promise<void> {
    pumping = true;
    while (answers.length + waiting.length > 0) {
      const now = clock.now().getTime();
      if (next > now) await clock.wait(next - now);
      else {
        next = now + 1000 / share();
        (answers.shift() ?? waiting.shift())?.();
      }
    }
    pumping = false;
  }

  return {
    take: (answer = false) =>
      new Promise((resolve) => {
        (answer ? answers : waiting).push(resolve);
        if (!pumping) void pump();
      }),
  };
}
