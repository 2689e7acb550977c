/** When Sentinel may be asked: its budgets are for a subscription, and shared by all replicas. */
import type { Clock } from '../ports.ts';
import type { Book, Change } from './book.ts';
import type { Limits, SentinelKind } from './limits.ts';
import { paced } from './paced.ts';
import { earliest, reserve } from './schedule.ts';

/** For whom something is asked: `task` names it, so that it is known when it comes again. */
export interface Asker {
  /** a person waits for it, or it is about a High */
  urgent: boolean;
  task: string;
}

const shortWaitMs = 2000;

export interface BudgetOptions {
  book: Book;
  clock: Clock;
  limits: Limits['sentinel'];
  /** told of each time that Sentinel said 429 */
  throttled?: () => void;
}

export type Budget = ReturnType<typeof createBudget>;

export function createBudget({ book, clock, limits, throttled }: BudgetOptions) {
  // Who was told to come again, and when: each its own time, so that thousands don't come back at once.
  const lines = new Map<string, Map<string, number>>();
  const now = (): number => clock.now().getTime();
  const keyOf = (subscription: string, kind: SentinelKind): string => `sentinel:${subscription}:${kind}`;

  function lineOf(key: string, urgent: boolean): Map<string, number> {
    const name = `${key} ${urgent}`;
    const line = lines.get(name) ?? new Map<string, number>();
    lines.set(name, line);
    // Whoever did not come has given up, or asks another replica.
    for (const [task, time] of line) if (time < now() - 60_000) line.delete(task);
    return line;
  }

  return {
    /** Ends when it may be asked. Throws `paced` with the time to come again where that is not within seconds. */
    async take(subscription: string, kind: SentinelKind, { urgent, task }: Asker): Promise<void> {
      const key = keyOf(subscription, kind);
      const limit = limits(kind, urgent);
      const line = lineOf(key, urgent);
      const comes = line.get(task);
      const last = (): number => [...line.values()].reduce((most, time) => Math.max(most, time), 0);
      // Nobody jumps a queue of those who were sent away; who comes again at the time told is at its head.
      const mayNow = comes === undefined ? last() <= now() : comes <= now() + shortWaitMs;
      const at = await book.change(key, (pace): Change<number> => {
        if (!mayNow) return { result: earliest(pace, [limit], now()), sure: true };
        const { at, schedule } = reserve(pace, [limit], now());
        return at - now() > shortWaitMs ? { result: at } : { result: at, pace: schedule };
      });
      if (mayNow && at - now() <= shortWaitMs) {
        line.delete(task);
        if (at > now()) await clock.wait(at - now());
        return;
      }
      const gap = limit.ms / limit.max;
      const again = Math.max(at, comes ?? last() + gap);
      line.set(task, again);
      throw paced('sentinel', `ask for ${kind}`, again - now());
    },

    /** More was asked than was reserved. */
    async note(subscription: string, kind: SentinelKind, more: number): Promise<void> {
      for (let i = 0; i < more; i++)
        await book.change(keyOf(subscription, kind), (pace) => ({
          result: undefined,
          // Counted where it happened, whatever the limit says.
          pace: reserve(pace, [{ ...limits(kind, true), max: Number.MAX_SAFE_INTEGER }], now()).schedule,
        }));
    },

    /** Sentinel said 429: nothing of the kind is asked for so long, since it starts its wait anew for who comes early. */
    async block(subscription: string, kind: SentinelKind, ms: number): Promise<void> {
      throttled?.();
      await book.change(keyOf(subscription, kind), (pace) => ({
        result: undefined,
        pace: { ...pace, blockedUntil: Math.max(pace.blockedUntil ?? 0, now() + ms) },
      }));
    },
  };
}
