/**
 * How long somebody waits who asks how things stand: from the question in the SOC's channel until its card is made, with
 * 5,000 incidents open, 2,000 closed in the window and the one before, and 10,000 or 100,000 in all. The store is in
 * processes of its own; each of its answers, and each further page of one, is 10 ms late. The rest is real time. Who is in
 * which channel is known, as it is to a Muster that runs.
 */
import { systemClock } from '../bot/clock.ts';
import type { Core } from '../bot/core.ts';
import { channelLogKey } from '../bot/incidents/channel.ts';
import { channels as channelKind } from '../bot/log/kinds.ts';
import type { Store } from '../bot/ports.ts';
import { rowsAPage } from '../bot/store/snapshots.ts';
import { createFakeSentinel } from '../test/fakes/sentinel.ts';
import { figure, type Measure, percentile } from './figure.ts';
import { storeProcess } from './store-process.ts';
import {
  ada,
  coreOn,
  directoryOf,
  latency,
  limitedTeams,
  place,
  settleIn,
  slowStore,
  soc,
  teamChannel,
  workspaceName,
} from './virtual.ts';

const open = 5000;
const lately = 2000;
const teams = 20;
const sizes = [10_000, 100_000];
const warmUp = 5;
const rounds = 40;

export const measure: Measure = async (progress) => {
  const of = sizes.length + warmUp + rounds;
  const all: Awaited<ReturnType<typeof musterOver>>[] = [];
  for (const size of sizes) {
    all.push(await musterOver(size));
    progress(all.length, of);
  }
  const [small, large] = [all[0]!, all[1]!];
  const times = { small: [] as number[], large: [] as number[] };
  let cpu = 0;
  for (let round = 1; round <= warmUp + rounds; round++) {
    // In turns, so that whatever else this machine does comes to both.
    const took = { small: await small.status(), large: await large.status() };
    if (round > warmUp) {
      times.small.push(took.small.ms);
      times.large.push(took.large.ms);
      cpu += took.large.cpuMs;
    }
    progress(sizes.length + round, of);
  }
  const { rows, bytes } = await large.read();
  await Promise.all(all.map(({ end }) => end()));
  const [few, many] = [percentile(times.small, 0.5), percentile(times.large, 0.5)];
  const pages = Math.ceil(rows / rowsAPage);
  return [
    figure('status over 100,000 incidents, 5,000 open → card', many, 'ms', {
      goal: { atMost: 1000 },
      note: `99 %: ${percentile(times.large, 0.99).toFixed(0)} ms; ${(cpu / rounds).toFixed(0)} ms of it CPU; ${rows} rows of ${(bytes / rows).toFixed(0)} bytes in ${pages} pages`,
    }),
    figure('status over 100,000 incidents over that over 10,000', many / few, 'x', {
      goal: { atMost: 1.1 },
      note: `the same open and closed lately; ${many.toFixed(0)} ms over ${few.toFixed(0)} ms`,
    }),
  ];
};

/** A Muster that knows its channels, over a store with so many. */
async function musterOver(size: number) {
  const { store, end } = await storeProcess(size, open, new Date(), { lately, teams });
  const late = page(slowStore(store, systemClock));
  const { messenger } = limitedTeams(systemClock, () => undefined);
  const core = coreOn({
    clock: systemClock,
    store: late,
    sentinel: createFakeSentinel({ workspaces: [workspaceName], now: systemClock.now }),
    messenger,
    directory: directoryOf(systemClock, 0),
  });
  await settleIn(core, teams);
  await list(core, store);
  return {
    end,
    /** Until the card is made, and what of that was this process's own work. */
    async status(): Promise<{ ms: number; cpuMs: number }> {
      const [began, used] = [performance.now(), process.cpuUsage()];
      const answered = await core.converse({
        kind: 'typed',
        speaker: { oid: ada.oid, name: ada.name, place: place(soc) },
        data: {},
        text: 'status',
        conversation: soc,
        messageKey: 'm',
      });
      const ms = performance.now() - began;
      const { user, system } = process.cpuUsage(used);
      if (answered.kind !== 'post' || !JSON.stringify(answered.card).includes(`"${open}"`))
        throw new Error(`Asked for the status, Muster did not say that ${open} are open.`);
      return { ms, cpuMs: (user + system) / 1000 };
    },
    /** What a status reads, and how much that is as JSON. */
    async read(): Promise<{ rows: number; bytes: number }> {
      const closedSince = new Date(Date.now() - 14 * 86_400_000).toISOString();
      const rows = await store.snapshots.rows({ open: true, closedSince });
      return { rows: rows.length, bytes: Buffer.byteLength(JSON.stringify(rows)) };
    },
  };
}

/** The store, which gives rows page by page, each as late as an answer. */
function page(store: Store): Store {
  return {
    ...store,
    snapshots: {
      ...store.snapshots,
      async rows(query) {
        const rows = await store.snapshots.rows(query);
        const further = Math.ceil(rows.length / rowsAPage) - 1;
        if (further > 0) await systemClock.wait(further * latency.store);
        return rows;
      },
    },
  };
}

/** Puts the channels' snapshots, as the dispatcher would. */
async function list({ journal }: Core, { snapshots }: Store): Promise<void> {
  const ids = [soc, ...Array.from({ length: teams }, (_, i) => teamChannel(i))];
  for (const logKey of ids.map(channelLogKey)) {
    const state = await journal.read(channelKind, logKey);
    const { kind, kept, index } = channelKind;
    await snapshots.put({ logKey, kind, seq: state.seq, state: kept(state), ...index(state) });
  }
}
