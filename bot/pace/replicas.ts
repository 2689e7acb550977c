/** How many replicas share the tenant's rate: each says every few seconds that it is up, and counts the others. */
import type { Logger } from 'pino';
import type { Clock, Replicas } from '../ports.ts';

const beatMs = 5000;
const aliveMs = 3 * beatMs;
const forgottenMs = 10 * 60_000;
// One that comes to others takes a little of the margin until they have counted it.
const newcomerPart = 4;

export interface HeartbeatOptions {
  replicas: Replicas;
  /** this replica */
  owner: string;
  clock: Clock;
  logger: Logger;
}

export function createHeartbeat({ replicas, owner, clock, logger }: HeartbeatOptions) {
  let alive = 1;
  let started = false;
  let stopped = false;
  let lastBeat: number | undefined;
  let newUntil = 0;
  let running = Promise.resolve();

  async function beat(): Promise<void> {
    const now = clock.now().getTime();
    await replicas.beat(owner, new Date(now).toISOString());
    const others = (await replicas.list()).filter(({ id }) => id !== owner);
    const age = ({ at }: { at: string }): number => now - Date.parse(at);
    alive = 1 + others.filter((one) => age(one) < aliveMs).length;
    // One that slept through its beats is a newcomer again: the others divide the rate without it.
    const known = lastBeat !== undefined && now - lastBeat < aliveMs;
    if (!known && alive > 1) newUntil = now + 2 * beatMs;
    lastBeat = now;
    await Promise.all(others.filter((one) => age(one) > forgottenMs).map(({ id }) => replicas.remove(id)));
  }

  const tryToBeat = (): Promise<void> =>
    beat().catch((error) => logger.warn({ err: error }, 'could not say that this replica is up'));

  async function go(): Promise<void> {
    while (!stopped) {
      await clock.wait(beatMs);
      if (stopped) return;
      running = tryToBeat();
      await running;
    }
  }

  return {
    /** This replica's share of so many a second. */
    share(total: number): number {
      if (!started) return total;
      const now = clock.now().getTime();
      const counted = lastBeat !== undefined && now - lastBeat < aliveMs && now >= newUntil;
      return total / alive / (counted ? 1 : newcomerPart);
    },
    /** Says it, and goes on saying it. */
    async start(): Promise<void> {
      started = true;
      await tryToBeat();
      void go();
    },
    /** The others need not wait to see that it is gone. */
    async stop(): Promise<void> {
      stopped = true;
      await running;
      if (started) await replicas.remove(owner).catch(() => undefined);
    },
  };
}
