/** What lies between a process and the services it calls: delay, loss, refusals, and the moments at which a process dies. */
import { Upstream, type UpstreamDetails } from '../../bot/errors.ts';
import type { Process } from './process.ts';
import type { Random } from './random.ts';
import type { Time } from './time.ts';

type Service = UpstreamDetails['service'];

/**
 * What happens to one call.
 * - `done`: carried out and answered; `slow`: likewise, after seconds
 * - `refused`: answered with 429, 412, 409 or 503 and not carried out; `unsent`: no connection
 * - `lost`: it never arrives; `unanswered`: carried out, and its answer is lost (reset, 5xx)
 * - `dies`, `diesAfter`: the process ends before it has sent it, or after it was carried out
 * - `sleeps`: the process stands still before it has sent it, and sends it when it wakes; `sleepsAfter`: it is carried out,
 *   and the process stands still before it has the answer
 */
export const fates = [
  'done',
  'slow',
  'refused',
  'unsent',
  'lost',
  'unanswered',
  'dies',
  'diesAfter',
  'sleeps',
  'sleepsAfter',
] as const;
export type Fate = (typeof fates)[number];

export interface Call<T> {
  service: Service;
  operation: string;
  /** carrying it out twice does no more than once, so a failure of any kind may be tried again */
  repeatable: boolean;
  perform(): T | Promise<T>;
  /** told of what became of it once it is carried out */
  told?(result: T, fate: Fate): void;
}

export interface NetworkOptions {
  time: Time;
  random: Random;
  /** decides on each call */
  fateOf(service: Service, operation: string): Fate;
}

const timeouts: Record<Service, number> = { cosmos: 5000, teams: 10_000, sentinel: 30_000, graph: 10_000 };

export type Network = ReturnType<typeof createNetwork>;

export function createNetwork({ time, random, fateOf }: NetworkOptions) {
  const seen = new Map<string, number>();
  const deaths = new Map<string, number>();

  function failure(call: Call<unknown>, outcome: UpstreamDetails['outcome'], more = {}): Upstream {
    const { service, operation } = call;
    return new Upstream(`${service} did not ${operation}`, { service, operation, outcome, ...more });
  }

  /** A refusal as the service would word it: nothing was done. */
  function refusal(call: Call<unknown>): Upstream {
    const named = random.chance(0.5) && { retryAfterMs: random.int(1, 90) * 1000 };
    switch (call.service) {
      case 'teams':
        return failure(call, 'retry', random.chance(0.5) ? { status: 429, ...named } : { status: 412 });
      case 'sentinel':
        return failure(call, 'retry', random.chance(0.5) ? { status: 429, ...named } : { status: 503 });
      default:
        return failure(call, 'retry', { status: 429 });
    }
  }

  return {
    /** how often each operation was asked for */
    seen: seen as ReadonlyMap<string, number>,
    /** how often each was the last call of a process */
    deaths: deaths as ReadonlyMap<string, number>,

    call<T>(process: Process, call: Call<T>): Promise<T> {
      // What a dead process still seems to do has never happened.
      if (!process.isAlive()) return new Promise(() => undefined);
      const name = `${call.service} ${call.operation}`;
      seen.set(name, (seen.get(name) ?? 0) + 1);
      const fate = fateOf(call.service, call.operation);
      const die = (): void => {
        if (process.isAlive()) deaths.set(name, (deaths.get(name) ?? 0) + 1);
        process.die();
      };
      return new Promise<T>((resolve, reject) => {
        const fail = (error: unknown, ms: number) =>
          time.after(ms, () => process.deliver(() => reject(error)));
        const lost = call.repeatable ? 'retry' : 'unknown';
        const perform = async (): Promise<void> => {
          try {
            const result = await call.perform();
            call.told?.(result, fate);
            if (fate === 'diesAfter') die();
            if (fate === 'sleepsAfter') process.freeze(random.int(2, 40) * 1000);
            if (fate === 'unanswered') {
              // A reset comes at once, a hang ends with the timeout.
              fail(failure(call, lost), random.chance(0.5) ? 5 : timeouts[call.service]);
              return;
            }
            const wait = fate === 'slow' ? random.int(500, timeouts[call.service] - 100) : random.int(1, 40);
            time.after(wait, () => process.deliver(() => resolve(result)));
          } catch (error) {
            fail(error, random.int(1, 40));
          }
        };
        switch (fate) {
          case 'refused':
            return fail(refusal(call), random.int(1, 40));
          case 'unsent':
            return fail(failure(call, 'retry', { code: 'ECONNREFUSED' }), 1);
          case 'lost':
            return fail(failure(call, lost), timeouts[call.service]);
          case 'dies':
            return die();
          case 'sleeps':
            process.freeze(random.int(2, 40) * 1000);
            return process.deliver(() => time.after(random.int(1, 40), () => void perform()));
          default:
            return time.after(random.int(1, 40), () => void perform());
        }
      });
    },
  };
}
