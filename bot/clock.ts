/** The computer's clock. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from './ports.ts';

/** The real time. A wait keeps no process alive: what serves and what polls does. */
export const systemClock: Clock = {
  now: () => new Date(),
  wait: (ms, signal) => sleep(ms, undefined, { ref: false, signal }).catch(() => undefined),
};
