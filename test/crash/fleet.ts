/** Replicas of Muster, each a process that may be killed or frozen at any time, and is started again. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { type RunningProxy, type Seen, startProxy } from './proxy.ts';

const program = fileURLToPath(new URL('../../sandbox/replica.ts', import.meta.url));
const patienceMs = 30_000;
// Most of a start is reading the same code again. A process that is killed leaves none of it behind for the next.
const cache = join(tmpdir(), 'muster-compile-cache');

export interface FleetOptions {
  replicas: number;
  /** what all replicas are started with */
  env: Record<string, string>;
  /** the servers themselves */
  sentinelUrl: string;
  storeUrl: string;
  /** what is done at a request that has arrived, and at one that was carried out; true: no answer comes */
  arrived(seen: Seen): boolean;
  answered(seen: Seen): boolean;
}

/** One life of one replica, from its start to its end. */
interface Life {
  /** `a.2`: the second life of replica a */
  name: string;
  process: ChildProcess;
  bot?: string;
  frozen: boolean;
  over: boolean;
}

interface Slot {
  name: string;
  lives: number;
  life?: Life;
  proxies: RunningProxy[];
}

export type Fleet = Awaited<ReturnType<typeof startFleet>>;

/** Starts the first, and resolves once it listens. What a replica prints as an error is kept, for whoever asks why. */
export async function startFleet(options: FleetOptions) {
  const slots: Slot[] = [];
  const printed: string[] = [];
  /** lives that were killed or slept, since what they had under way is in doubt */
  const struck = new Set<string>();
  let ending = false;
  let turn = 0;

  const endAll = (): void => {
    ending = true;
    for (const { life } of slots) life?.process.kill('SIGKILL');
  };
  process.once('exit', endAll);

  function start(slot: Slot): Promise<Life> {
    slot.lives += 1;
    const name = `${slot.name}.${slot.lives}`;
    const [store, sentinel] = slot.proxies;
    const child = spawn(process.execPath, [program], {
      env: {
        NODE_COMPILE_CACHE: cache,
        ...options.env,
        COSMOS_ENDPOINT: store!.url,
        SENTINEL_ENDPOINT: sentinel!.url,
        SANDBOX_REPLICA: name,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const life: Life = { name, process: child, frozen: false, over: false };
    slot.life = life;
    createInterface({ input: child.stderr! }).on('line', (line) => {
      printed.push(`${name} ${line}`);
      if (printed.length > 400) printed.shift();
    });
    return new Promise((resolve, reject) => {
      const late = setTimeout(
        () => reject(new Error(`${name} did not start: ${printed.at(-1)}`)),
        patienceMs,
      );
      createInterface({ input: child.stdout! }).once('line', (line) => {
        clearTimeout(late);
        life.bot = (JSON.parse(line) as { bot: string }).bot;
        resolve(life);
      });
      child.once('exit', () => {
        clearTimeout(late);
        const unborn = !life.over && !life.bot;
        life.over = true;
        delete life.bot;
        if (ending) return;
        if (unborn) return reject(new Error(`${name} ended before it listened: ${printed.at(-1)}`));
        // It restarts, as whatever runs it in production would have it.
        void start(slot).then(resolve, reject);
      });
    });
  }

  // Without its settings it says so and ends, having read everything.
  if (!existsSync(cache)) spawnSync(process.execPath, [program], { env: { NODE_COMPILE_CACHE: cache } });
  const { arrived, answered } = options;
  const livesOn = new WeakMap<Socket, string>();
  for (let i = 0; i < options.replicas; i++) {
    const slot: Slot = { name: 'abcdefgh'[i]!, lives: 0, proxies: [] };
    // What a life has sent may still arrive when the next has begun, but not on the same connection.
    const by = (_headers: unknown, socket: Socket): string => {
      const known = livesOn.get(socket) ?? slot.life!.name;
      livesOn.set(socket, known);
      return known;
    };
    slot.proxies = await Promise.all([
      startProxy({ service: 'store', to: () => options.storeUrl, by, arrived, answered }),
      startProxy({ service: 'sentinel', to: () => options.sentinelUrl, by, arrived, answered }),
    ]);
    slots.push(slot);
  }
  await start(slots[0]!);

  const serving = (): Life[] => slots.flatMap(({ life }) => (life?.bot && !life.frozen ? [life] : []));
  const lifeOf = (name: string): Life | undefined =>
    slots.map(({ life }) => life).find((life) => life?.name === name);

  return {
    struck: struck as ReadonlySet<string>,
    printed: printed as readonly string[],
    /** Starts all others; who is set up before then is known to all of them. */
    grow: async (): Promise<void> => void (await Promise.all(slots.slice(1).map(start))),
    /** Names of the lives that serve now. */
    serving: (): string[] => serving().map(({ name }) => name),
    /** Where to send what comes from Teams: one after the other, past those that are down. */
    next(): string | undefined {
      const up = serving();
      return up[turn++ % up.length]?.bot;
    },
    /** SIGKILL. The same replica starts again by itself. */
    kill(name: string): void {
      const life = lifeOf(name);
      if (!life || life.over) return;
      struck.add(name);
      life.over = true;
      delete life.bot;
      life.process.kill('SIGKILL');
    },
    /** SIGSTOP, and SIGCONT after so many milliseconds. */
    freeze(name: string, ms: number): void {
      const life = lifeOf(name);
      if (!life || life.over) return;
      struck.add(name);
      life.frozen = true;
      life.process.kill('SIGSTOP');
      setTimeout(() => {
        life.process.kill('SIGCONT');
        life.frozen = false;
      }, ms);
    },
    /** Ends all of them, at once. */
    stop(): void {
      endAll();
      process.off('exit', endAll);
      for (const { proxies } of slots) for (const proxy of proxies) proxy.close();
    },
  };
}
