/** Everything about when something may be sent, as one thing: made once for each replica. */
import type { Logger } from 'pino';
import { createOrder } from '../order.ts';
import type { Clock, Store } from '../ports.ts';
import { createBook } from './book.ts';
import { createBudget } from './budget.ts';
import { createChannelPacer } from './channels.ts';
import { type Limits, limits as published } from './limits.ts';
import { createRate } from './rate.ts';
import { createHeartbeat } from './replicas.ts';

export interface PacingOptions {
  store: Pick<Store, 'paces' | 'replicas'>;
  clock: Clock;
  /** this replica */
  owner: string;
  logger: Logger;
  /** those that are published, unless set */
  limits?: Limits | undefined;
  /** how long what waits for a channel is left to a replica that says nothing, in milliseconds; 30,000 unless set */
  holdMs?: number | undefined;
}

export type Pacing = ReturnType<typeof createPacing>;

export function createPacing({
  store,
  clock,
  owner,
  logger,
  limits = published,
  holdMs = 30_000,
}: PacingOptions) {
  const book = createBook(store.paces);
  const order = createOrder();
  const heartbeat = createHeartbeat({ replicas: store.replicas, owner, clock, logger, holdMs });
  const rate = createRate(clock, () => heartbeat.share(limits.tenantPerSecond));
  const throttled = { teams: 0, sentinel: 0 };
  const count = (service: keyof typeof throttled) => (): void => {
    throttled[service] += 1;
  };
  return {
    channels: createChannelPacer({
      book,
      clock,
      rate,
      limits: limits.channel,
      owner,
      holdMs,
      order,
      throttled: count('teams'),
    }),
    budget: createBudget({ book, clock, limits: limits.sentinel, throttled: count('sentinel') }),
    rate,
    heartbeat,
    limits,
    /** in which a hold began, and all that this replica learned */
    order,
    /** how often each service said 429 */
    throttled: throttled as Readonly<typeof throttled>,
  };
}
