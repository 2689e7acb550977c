/** How soon what a killed Muster had to do is taken on by the next, and done. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { systemClock } from '../bot/clock.ts';
import { type Connection, channelLogKey } from '../bot/incidents/channel.ts';
import { workspaceKey } from '../bot/incidents/incident.ts';
import { createJournal } from '../bot/log/journal.ts';
import { type ChannelDraft, channels as channelKind } from '../bot/log/kinds.ts';
import { limits } from '../bot/pace/limits.ts';
import { earliest, reserve, type Schedule } from '../bot/pace/schedule.ts';
import type { Store } from '../bot/ports.ts';
import { startLocalSentinel } from '../sandbox/sentinel/server.ts';
import { botDefaults, workspace } from '../sandbox/settings.ts';
import { SANDBOX_TENANT, sandboxPeople } from '../sandbox/teams/people.ts';
import { fakeStore } from '../test/fakes/store.ts';
import { startDelayed } from './delay.ts';
import { serveStore } from './far-store.ts';
import { figure, type Measure } from './figure.ts';
import type { Birth } from './recovery-replica.ts';
import { latencyMs, sleep } from './world.ts';

const channels = 40;
const each = 25;
const pending = channels * each;
const leaseMs = 10_000;
/** Slower than any Teams should be, and not so slow that Muster takes the answer for lost. */
const slowMs = 6000;
const farFuture = '9999';
/** Until then what waits has outlived its first lease, as it has in any long queue. */
const agedMs = 1.5 * leaseMs;

export const measure: Measure = async (progress) => {
  const of = 3 * pending;
  const store = fakeStore();
  const teams = await startTeams();
  const places = Array.from({ length: channels }, (_, i) => `19:bench-${i}@thread.tacv2`);
  for (const [i, id] of places.entries()) await connect(store, id, `team-${i}`, teams.url);
  const sentinel = await startLocalSentinel({ workspaces: [workspace], limits: false });
  const sentinelAt = await startDelayed({
    service: 'sentinel',
    target: sentinel.url,
    delayMs: () => latencyMs.sentinel,
    onCall: () => undefined,
  });
  const birth: Birth = {
    settings: {
      ...botDefaults(SANDBOX_TENANT, mkdtempSync(join(tmpdir(), 'muster-bench-')), sandboxPeople()),
      PORT: '0',
      COSMOS_ENDPOINT: 'http://127.0.0.1',
      SENTINEL_ENDPOINT: sentinelAt.url,
      SENTINEL_POLL_SECONDS: '2',
      STORM_CARDS_PER_MINUTE: '1000',
    },
    store: (await serveStore(store, latencyMs.store)).url,
    leaseMs,
  };

  // A slow Teams lets everything pile up: each channel waits for one answer at a time.
  const first = await start(birth);
  await until(async () => (await store.watermarks.get(workspaceKey(workspace))) !== undefined);
  const all = pending + Math.floor((channels * agedMs) / slowMs);
  for (let i = 0; i < all; i++)
    sentinel.world.create({ title: `Rare process ${i}`, severity: 'Low', labels: [`team-${i % channels}`] });
  let written = 0;
  await until(async () => {
    written = (await store.log.due(farFuture, 2 * all)).filter(({ action }) => action === 'arrived').length;
    progress(Math.min(written, pending), of);
    return written >= all;
  });
  const began = performance.now();
  while (performance.now() - began < agedMs || all - teams.taken() > pending) {
    await sleep(200);
    progress(pending + Math.min(1, (performance.now() - began) / agedMs) * pending, of);
  }

  first.child.kill('SIGKILL');
  const killed = performance.now();
  const left = all - teams.taken();
  teams.hurry();
  const second = await start(birth);
  await until(() => {
    progress(2 * pending + Math.min(pending, teams.posts.length), of);
    return teams.posts.length >= left;
  });
  const [sent, done] = [teams.posts[0]!, teams.posts[left - 1]!];
  second.child.kill('SIGKILL');

  const floor = second.importedMs + leaseMs;
  const drain = drainMs(left);
  const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
  return [
    figure('SIGKILL → first send, over import time + lease', (sent - killed) / floor, 'x', {
      goal: { atMost: 1.2 },
      note: `${seconds(sent - killed)} over ${seconds(floor)}; ${left} cards waited in ${channels} channels`,
    }),
    figure('first send → all done, over the drain that the limits allow', (done - sent) / drain, 'x', {
      goal: { atMost: 1.1 },
      note: `${seconds(done - sent)} over ${seconds(drain)}`,
    }),
  ];
};

/** What the limits allow for so many: the channels' for each, the tenant's for all together, whichever takes longer. */
function drainMs(messages: number): number {
  let schedule: Schedule = { times: [], minutes: {} };
  let now = 0;
  for (let i = 0; i < Math.ceil(messages / channels); i++) {
    now = earliest(schedule, limits.channel.waiting, now);
    schedule = reserve(schedule, limits.channel.waiting, now).schedule;
  }
  return Math.max(now, ((messages - 1) / limits.tenantPerSecond) * 1000);
}

/** Teams' connector, as far as cards need it: slow until `hurry`, and then as far away as it is for every figure. */
async function startTeams() {
  let posts: number[] = [];
  let slow = true;
  let answered = 0;
  const server = createServer((request, response) => {
    const posting = request.method === 'POST';
    request.resume();
    if (posting) posts.push(performance.now());
    const id = String(Date.now() + ids++);
    const answer = (): void => {
      if (posting && !response.destroyed) answered += 1;
      response.writeHead(posting ? 201 : 200, { 'content-type': 'application/json' });
      response.end(
        JSON.stringify({ id: posting ? `19:x@thread.tacv2;messageid=${id}` : id, activityId: id }),
      );
    };
    setTimeout(answer, slow ? slowMs : latencyMs.teams);
  });
  let ids = 0;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    /** when each POST since `hurry` arrived, on the clock of `performance.now()` */
    get posts(): readonly number[] {
      return posts;
    },
    /** how many POSTs were answered to somebody who lived to hear it */
    taken: (): number => answered,
    hurry(): void {
      slow = false;
      posts = [];
    },
  };
}

/** A channel whose team owns what has a tag. */
async function connect(store: Store, id: string, tag: string, serviceUrl: string): Promise<void> {
  const journal = createJournal({ log: store.log, clock: systemClock, owner: 'bench', leaseMs });
  const by = { oid: '00000000-0000-4000-8000-0000000000ad', name: 'Bench' };
  const none = {
    subscriptions: [],
    resourceGroups: [],
    resources: [],
    hosts: [],
    accounts: [],
    rules: [],
    products: [],
  };
  const connection: Connection = {
    name: tag,
    owns: { ...none, tags: [tag] },
    from: 'Informational',
    language: 'en',
    zone: 'UTC',
  };
  const { state } = await journal.append(
    channelKind,
    channelLogKey(id),
    (): ChannelDraft => ({
      actor: { kind: 'muster' },
      action: 'bench',
      key: 'bench',
      events: [
        { kind: 'met', place: { kind: 'channel', id, tenantId: SANDBOX_TENANT, serviceUrl } },
        { kind: 'connected', connection, by },
      ],
      effects: [],
    }),
  );
  await store.log.amend(state.logKey, state.seq, (kept) => ({ ...kept, open: {} }));
  await store.snapshots.put({ logKey: state.logKey, kind: 'channel', seq: state.seq, state });
}

async function start(birth: Birth): Promise<{ child: ChildProcess; importedMs: number }> {
  const child = fork(fileURLToPath(new URL('recovery-replica.ts', import.meta.url)), {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  child.send(birth);
  const [importedMs] = (await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(([code]) => {
      throw new Error(`Muster's process ended with ${code} before it was up.`);
    }),
  ])) as [number];
  return { child, importedMs };
}

async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await sleep(100);
}
