/**
 * Which replicas there are: each says every few seconds that it is up, and looks for the others. Those share the
 * tenant's rate, and what one that fell silent had taken on is the others' to do.
 */
import type { Logger } from 'pino';
import type { Clock, Replicas } from '../ports.ts';

const beatMs = 5000;
const forgottenMs = 10 * 60_000;
// One that comes to others takes a little of the margin until they have counted it.
const newcomerPart = 4;

/** Takes on what replicas left that fell silent. Gives whether that was all of it; otherwise it is asked again. */
export type Heir = (silent: ReadonlySet<string>) => Promise<boolean>;

export interface HeartbeatOptions {
  replicas: Replicas;
  /** this replica */
  owner: string;
  clock: Clock;
  logger: Logger;
  /** how long what a replica took on is left to it when it says nothing more, in milliseconds */
  holdMs: number;
}

export function createHeartbeat({ replicas, owner, clock, logger, holdMs }: HeartbeatOptions) {
  // One beat may be late; and whose work others may take on by now no longer has a share of the rate either.
  const aliveMs = Math.min(3 * beatMs, Math.max(2 * beatMs, holdMs));
  const heirs: Heir[] = [];
  let inherited = new Set<string>();
  let inheriting: Promise<void> | undefined;
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
    // Where there is nobody else any more, nobody has to count it first.
    if (alive === 1) newUntil = 0;
    lastBeat = now;
    const silent = others.filter((one) => age(one) >= Math.max(aliveMs, holdMs)).map(({ id }) => id);
    // That may take longer than a beat, which must not be late for it.
    inheriting ??= inherit(silent)
      .catch((error) => logger.warn({ err: error }, 'what silent replicas left is taken on at the next beat'))
      .finally(() => {
        inheriting = undefined;
      });
    await Promise.all(others.filter((one) => age(one) > forgottenMs).map(({ id }) => replicas.remove(id)));
  }

  /** Tells of those that are silent for longer than anything is left to them, until all of theirs is taken on. */
  async function inherit(silent: string[]): Promise<void> {
    const fresh = new Set(silent.filter((id) => !inherited.has(id)));
    const all = fresh.size === 0 || (await Promise.all(heirs.map((heir) => heir(fresh)))).every(Boolean);
    inherited = new Set(all ? silent : silent.filter((id) => inherited.has(id)));
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
    /** Calls back with the replicas that fell silent; again at the next beat where it fails or something is left. */
    onSilent: (heir: Heir): void => void heirs.push(heir),
    /** Says it, and goes on saying it. */
    async start(): Promise<void> {
      started = true;
      await tryToBeat();
      void go();
    },
    /** The others need not wait to see that it is gone. */
    async stop(): Promise<void> {
      stopped = true;
      await Promise.all([running, inheriting]);
      if (started) await replicas.remove(owner).catch(() => undefined);
    },
  };
}
