/** What the tests of pacing are made of: replicas on one store, on one clock. */
import { pino } from 'pino';
import { Upstream } from '../../bot/errors.ts';
import { createPacing } from '../../bot/pace/pacing.ts';
import type { Store } from '../../bot/ports.ts';
import { at } from '../build.ts';
import { handClock } from '../fakes/clock.ts';
import { fakeStore } from '../fakes/store.ts';

export function world() {
  const clock = handClock(at(0));
  const store = fakeStore();
  return {
    clock,
    store,
    now: () => clock.now().getTime(),
    /** @param through the store as this replica sees it */
    replica: (owner: string, through: Pick<Store, 'paces' | 'replicas'> = store) =>
      createPacing({ store: through, clock, owner, logger: pino({ level: 'silent' }) }),
    /** Lets time pass until it is settled. */
    async until<T>(promise: Promise<T>, stepMs = 100): Promise<T> {
      let over = false;
      const mark = (): void => {
        over = true;
      };
      void promise.then(mark, mark);
      for (let steps = 0; !over; steps++) {
        if (steps > 20_000) throw new Error('It never ends.');
        await clock.pass(stepMs);
      }
      return promise;
    },
  };
}

/** How long something was put off, in milliseconds; undefined where it was let through. */
export async function putOff(promise: Promise<unknown>): Promise<number | undefined> {
  try {
    await promise;
    return undefined;
  } catch (error) {
    if (error instanceof Upstream && error.details.paced) return error.details.retryAfterMs;
    throw error;
  }
}
