/** Clocks that tests own. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../../bot/ports.ts';

/** It stands still, and waits are over at once. */
export function stillClock(at: Date): Clock {
  return { now: () => at, wait: async () => undefined };
}

export interface HandClock extends Clock {
  /** Lets so many milliseconds pass: every wait ends at its time, and what follows from it is done before the next. */
  pass(ms: number): Promise<void>;
}

/** It moves only when a test says so. Over a world in memory only: what takes real time is not waited for. */
export function handClock(start: Date): HandClock {
  let now = start.getTime();
  const waits: { at: number; end: () => void }[] = [];
  /** Whatever can happen at this time has happened: everything in memory goes on in microtasks. */
  const settled = async (): Promise<void> => {
    for (let i = 0; i < 3; i++) await new Promise((resolve) => setImmediate(resolve));
  };
  return {
    now: () => new Date(now),
    wait: (ms, signal) =>
      new Promise((end) => {
        if (signal?.aborted) return end();
        waits.push({ at: now + Math.max(0, ms), end });
        signal?.addEventListener('abort', () => end(), { once: true });
      }),
    async pass(ms) {
      const target = now + ms;
      await settled();
      for (;;) {
        const next = waits.reduce<number>(
          (least, { at }, i) => (at < (waits[least]?.at ?? Infinity) ? i : least),
          -1,
        );
        const wait = waits[next];
        if (!wait || wait.at > target) break;
        waits.splice(next, 1);
        now = Math.max(now, wait.at);
        wait.end();
        await settled();
      }
      now = target;
    },
  };
}

/** So many times as fast as the machine's from now on, its waits as much shorter: minutes cost a test seconds. */
export function fastClock(times: number): Clock {
  const start = Date.now();
  return {
    now: () => new Date(start + (Date.now() - start) * times),
    wait: (ms, signal) => sleep(ms / times, undefined, { ref: false, signal }).catch(() => undefined),
  };
}
