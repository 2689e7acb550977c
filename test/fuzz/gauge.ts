/** Loaded before the process that is fuzzed: says, when asked, what it holds on to once nothing is left to collect. */
import { setTimeout as sleep } from 'node:timers/promises';

export interface Held {
  /** bytes of the heap, and of what is kept beside it */
  heap: number;
  external: number;
}

const collect = (globalThis as { gc?: () => void }).gc;

process.on('message', async (asked) => {
  if (asked !== 'held') return;
  // What a first round lets go of (weak references, finalizers) goes with the next.
  for (let i = 0; i < 3; i++) {
    collect?.();
    await sleep(20);
  }
  const { heapUsed: heap, external } = process.memoryUsage();
  process.send?.({ heap, external } satisfies Held);
});
// Being asked is no reason to stay.
process.channel?.unref();
