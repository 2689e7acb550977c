/** A whole core in virtual time: every call outside takes as long as it would, and nobody waits for it. */
import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { type Core, type CoreConfig, createCore } from '../bot/core.ts';
import { Upstream } from '../bot/errors.ts';
import { type ChannelEvent, channelLogKey, type Ownership } from '../bot/incidents/channel.ts';
import type { Person } from '../bot/incidents/events.ts';
import { defaultTargets } from '../bot/incidents/levels.ts';
import { type ChannelDraft, channels as channelKind } from '../bot/log/kinds.ts';
import { createPacing } from '../bot/pace/pacing.ts';
import type { Clock, Directory, Member, Messenger, Place, Sentinel, Store } from '../bot/ports.ts';
import type { FakeSentinel } from '../test/fakes/sentinel.ts';

/** Milliseconds that one call takes: what the bench's figures are for. */
export const latency = { store: 10, teams: 100, sentinel: 300, directory: 150 };

const tenant = '00000000-0000-4000-8000-0000000000aa';
/** An analyst, and somebody of the teams. */
export const ada: Person = { oid: 'a0000000-0000-4000-8000-000000000001', name: 'Ada' };
export const ben: Person = { oid: 'b0000000-0000-4000-8000-000000000002', name: 'Ben' };

/** Teams' limits per channel (msteams-docs, rate-limit.md): [milliseconds, messages]. */
const publishedForTeams: [number, number][] = [
  [1_000, 7],
  [2_000, 8],
  [30_000, 60],
  [3_600_000, 1_800],
];

export const workspace = {
  subscriptionId: 'sub',
  resourceGroup: 'rg-soc',
  workspaceName: 'ws-soc',
};
export const workspaceName = 'sub~rg-soc~ws-soc';
export const soc = '19:soc@thread.tacv2';
export const teamChannel = (number: number): string => `19:team-${number}@thread.tacv2`;
/** Who owns what carries this label. */
export const tagOf = (number: number): string => `app-${number}`;

export function place(id: string): Place {
  return { kind: 'channel', id, tenantId: tenant, serviceUrl: 'https://smba.trafficmanager.net/emea/' };
}

export interface VirtualClock extends Clock {
  /** Lets time pass, from wait to wait, until it is so; throws after so much virtual time. */
  until(what: string, holds: () => boolean, mostMs: number): Promise<void>;
  /** Lets so much time pass. */
  pass(ms: number): Promise<void>;
}

/** @param busy whether something goes on in real time, such as a call over the wire, that time has to wait for */
export function virtualClock(start: Date, busy: () => boolean = () => false): VirtualClock {
  let now = start.getTime();
  // By time, the next at the end; of equal times the first that came is nearest to it.
  const waits: { at: number; end: () => void; over: boolean }[] = [];

  function insert(wait: (typeof waits)[number]): void {
    let [low, high] = [0, waits.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((waits[middle]?.at ?? 0) > wait.at) low = middle + 1;
      else high = middle;
    }
    waits.splice(low, 0, wait);
  }

  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

  async function settled(): Promise<void> {
    do {
      await turn();
      await turn();
    } while (busy());
  }

  async function step(): Promise<void> {
    await settled();
    while (waits.at(-1)?.over) waits.pop();
    const next = waits.at(-1);
    if (!next) throw new Error('Nothing is going to happen any more.');
    now = Math.max(now, next.at);
    while (waits.length > 0 && (waits.at(-1)?.at ?? 0) <= now) waits.pop()?.end();
  }

  return {
    now: () => new Date(now),
    wait: (ms, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted) return resolve();
        const wait = { at: now + Math.max(0, ms), end: resolve, over: false };
        insert(wait);
        signal?.addEventListener(
          'abort',
          () => {
            wait.over = true;
            resolve();
          },
          { once: true },
        );
      }),
    async until(what, holds, mostMs) {
      const end = now + mostMs;
      for (;;) {
        await settled();
        if (holds()) return;
        if (now > end)
          throw new Error(`In ${mostMs / 1000} s of virtual time it did not happen that ${what}.`);
        await step();
      }
    },
    async pass(ms) {
      let over = false;
      void this.wait(ms).then(() => {
        over = true;
      });
      while (!over) await step();
      await settled();
    },
  };
}

/** Every method of it takes so long, half of it before and half after it is done. `calls` is told of each. */
export function slow<T extends object>(
  part: T,
  clock: Clock,
  ms: number,
  called: (name: string) => void = () => undefined,
): T {
  const slowed = Object.entries(part).map(([name, method]) => [
    name,
    typeof method !== 'function'
      ? method
      : async (...given: unknown[]) => {
          called(name);
          await clock.wait(ms / 2);
          const answer = await (method as (...args: unknown[]) => unknown)(...given);
          await clock.wait(ms / 2);
          return answer;
        },
  ]);
  return Object.fromEntries(slowed) as T;
}

/** The whole store, each of its parts slowed; `called` with the name of each method. */
export function slowStore(store: Store, clock: Clock, called?: (name: string) => void): Store {
  const parts = Object.entries(store).map(([name, part]) => [
    name,
    slow(part as object, clock, latency.store, (method) => called?.(`${name}.${method}`)),
  ]);
  return Object.fromEntries(parts) as unknown as Store;
}

/** A Sentinel whose every page and call takes its time. */
export function slowSentinel(
  sentinel: FakeSentinel,
  clock: Clock,
  called?: (name: string) => void,
): Sentinel {
  const { changedSince, open, get, change, comment, runPlaybook, details, comments } = sentinel;
  const paged = <G extends unknown[], P>(name: string, list: (...given: G) => AsyncIterable<P>) =>
    async function* (...given: G) {
      called?.(name);
      await clock.wait(latency.sentinel);
      let first = true;
      for await (const page of list(...given)) {
        if (!first) {
          called?.(name);
          await clock.wait(latency.sentinel);
        }
        first = false;
        yield page;
      }
    };
  return {
    ...slow({ get, change, comment, runPlaybook, details, comments }, clock, latency.sentinel, called),
    changedSince: paged('changedSince', changedSince),
    open: paged('open', open),
  };
}

/** A Teams that keeps its published limits for each channel, and tells what it took. */
export function limitedTeams(clock: Clock, took: (operation: string, place: Place, id: string) => void) {
  const times = new Map<string, number[]>();
  let throttled = 0;
  let ids = 0;

  function admit(channel: string): void {
    const now = clock.now().getTime();
    const lately = (times.get(channel) ?? []).filter((time) => time > now - 3_600_000);
    times.set(channel, lately);
    const full = publishedForTeams.some(
      ([ms, most]) => lately.filter((time) => time > now - ms).length >= most,
    );
    if (full) {
      throttled += 1;
      throw new Upstream('Too many requests', {
        service: 'teams',
        operation: 'send',
        status: 429,
        retryAfterMs: 10_000,
        outcome: 'retry',
      });
    }
    lately.push(now);
  }

  async function take(operation: string, to: Place, known?: string): Promise<string> {
    await clock.wait(latency.teams / 2);
    admit(to.id);
    const id = known ?? String(1_700_000_000_000 + ++ids);
    took(operation, to, id);
    await clock.wait(latency.teams / 2);
    return id;
  }

  const messenger: Messenger = {
    async post(to) {
      const id = await take('post', to);
      return { thread: `${to.id};messageid=${id}`, id };
    },
    reply: async (to, thread) => ({ thread, id: await take('reply', to) }),
    update: async (to, _thread, id) => void (await take('update', to, id)),
    direct: async (to, person) => ({ thread: `a:${person.oid}`, id: await take('direct', to) }),
    find: async () => undefined,
    remove: async (to, _thread, id) => void (await take('remove', to, id)),
  };
  return { messenger, throttled: () => throttled };
}

/** Ada is an analyst, Ben is of every team. */
export function directoryOf(clock: Clock, ms = latency.directory): Directory {
  const people = [ada, ben].map(
    (one): Member => ({ id: `29:${one.name}`, ...one, tenantId: tenant, guest: false }),
  );
  return slow<Directory>(
    {
      roles: async (oid) => (oid === ada.oid ? ['analyst'] : []),
      members: async () => people,
      member: async (_place, oid): Promise<Member | undefined> => people.find((one) => one.oid === oid),
    },
    clock,
    ms,
  );
}

export interface VirtualOptions {
  clock: Clock;
  store: Store;
  sentinel: Sentinel;
  messenger: Messenger;
  /** absent: one that takes its time */
  directory?: Directory;
  pollSeconds?: number;
  quietSeconds?: number;
  tickMs?: number;
}

/** One replica over all that. */
export function coreOn({ clock, store, sentinel, messenger, ...more }: VirtualOptions): Core {
  const owner = randomUUID();
  const logger = pino({ level: 'silent' });
  const config: CoreConfig = {
    targets: defaultTargets,
    twoPeople: [],
    quietSeconds: more.quietSeconds ?? 60,
    storm: { cardsPerMinute: 12, quietMinutes: 10 },
    language: 'en',
    zone: 'UTC',
    bot: { tenantId: tenant },
    sentinel: { workspaces: [workspace], pollSeconds: more.pollSeconds ?? 30, sweepMinutes: 15 },
  };
  return createCore(config, {
    store,
    sentinel,
    messenger,
    directory: more.directory ?? directoryOf(clock),
    clock,
    logger,
    owner,
    pacing: createPacing({ store, clock, owner, logger }),
    random: () => 0.5,
    tickMs: more.tickMs,
    mostOften: [],
  });
}

/** Makes the SOC's channel and so many teams' known to the core, each team owning what has its label. */
export async function settleIn({ journal }: Core, teams: number): Promise<void> {
  const meet = (id: string, more: ChannelEvent): Promise<unknown> =>
    journal.append(
      channelKind,
      channelLogKey(id),
      (): ChannelDraft => ({
        actor: { kind: 'person', ...ada },
        action: 'met',
        key: 'met',
        events: [{ kind: 'met', place: place(id) }, more],
        effects: [],
      }),
    );
  await meet(soc, { kind: 'socNamed', by: ada });
  const nothing: string[] = [];
  for (let i = 0; i < teams; i++) {
    const owns: Ownership = {
      subscriptions: nothing,
      resourceGroups: nothing,
      resources: nothing,
      hosts: nothing,
      accounts: nothing,
      rules: nothing,
      products: nothing,
      tags: [tagOf(i)],
    };
    await meet(teamChannel(i), {
      kind: 'connected',
      by: ben,
      connection: { name: `Team ${i}`, owns, from: 'Informational', language: 'en', zone: 'UTC' },
    });
  }
}
