/** Everything about when something may be sent, as one thing: made once for each replica. */
import type { Logger } from 'pino';
import type { Clock, Store } from '../ports.ts';
import { createBook } from './book.ts';
import { createBudget } from './budget.ts';
import { createChannelPacer } from './channels.ts';
import { tenantPerSecond } from './limits.ts';
import { createRate } from './rate.ts';
import { createHeartbeat } from './replicas.ts';

export interface PacingOptions {
  store: Pick<Store, 'paces' | 'replicas'>;
  clock: Clock;
  /** this replica */
  owner: string;
  logger: Logger;
}

export type Pacing = ReturnType<typeof createPacing>;

export function createPacing({ store, clock, owner, logger }: PacingOptions) {
  const book = createBook(store.paces);
  const heartbeat = createHeartbeat({ replicas: store.replicas, owner, clock, logger });
  const rate = createRate(clock, () => heartbeat.share(tenantPerSecond));
  const throttled = { teams: 0, sentinel: 0 };
  const count = (service: keyof typeof throttled) => (): void => {
    throttled[service] += 1;
  };
  return {
    channels: createChannelPacer({ book, clock, rate, owner, throttled: count('teams') }),
    budget: createBudget({ book, clock, throttled: count('sentinel') }),
    rate,
    heartbeat,
    /** how often each service said 429 */
    throttled: throttled as Readonly<typeof throttled>,
  };
}
