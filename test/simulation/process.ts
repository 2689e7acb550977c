/** A process that Muster runs in: it can die, stand still for a while, and have its clock set. */
import type { Clock } from '../../bot/ports.ts';
import type { Time } from './time.ts';

export type Process = ReturnType<typeof createProcess>;

export function createProcess(name: string, time: Time) {
  let alive = true;
  let frozenUntil = 0;
  let offset = 0;

  /** Lets something happen in the process: at once, once it thaws, or never. */
  function deliver(run: () => void): void {
    if (!alive) return;
    if (frozenUntil > time.now()) time.after(frozenUntil - time.now(), () => deliver(run));
    else run();
  }

  const clock: Clock = {
    now: () => new Date(time.now() + offset),
    wait: (ms, signal) =>
      new Promise((end) => {
        if (signal?.aborted) return end();
        signal?.addEventListener('abort', () => end(), { once: true });
        time.after(ms, () => deliver(end));
      }),
  };

  return {
    name,
    clock,
    deliver,
    isAlive: (): boolean => alive,
    isFrozen: (): boolean => frozenUntil > time.now(),
    /** how often it died or stood still so far, to tell whether it did between two moments */
    troubles: 0,
    die(): void {
      alive = false;
      this.troubles += 1;
    },
    freeze(ms: number): void {
      frozenUntil = Math.max(frozenUntil, time.now() + ms);
      this.troubles += 1;
    },
    /** Its clock is set forward or back, as an administrator or NTP would; what it waits for is not moved. */
    setClock(ms: number): void {
      offset = ms;
    },
  };
}
