/** What is in each storm: this replica's memory of it, in which only what others wrote has to be read. */
import { type Brief, briefOf } from '../incidents/grouping.ts';
import type { AcknowledgeTargets } from '../incidents/levels.ts';
import type { IncidentState } from '../incidents/state.ts';
import { stormKey } from '../incidents/storm.ts';
import type { Journal } from '../log/journal.ts';
import { incidents as incidentKind } from '../log/kinds.ts';
import type { Clock, Snapshots } from '../ports.ts';
import { createRecent } from '../recent.ts';

export type Storms = ReturnType<typeof createStorms>;

/** The storm that a button names, by the id it has in its channel. */
export function stormIdIn(data: unknown): string {
  return typeof data === 'object' && data !== null && 'storm' in data ? String(data.storm) : '';
}

interface Memory {
  /** by log; a brief is absent where the incident is no longer the channel's matter */
  members: Map<string, { seq: number; brief?: Brief }>;
  /** logs that were written since they were last looked at */
  moved: Set<string>;
  /** when the store was last asked for what others wrote */
  askedAt?: number;
  /** when the card was last brought up to date, and up to which entry of each log */
  shownAt?: number;
  shown: Map<string, number>;
}

// A snapshot may be put a moment after its entry, and the store's clock is not ours.
const overlapMs = 60_000;
// Storms that are over are asked for rarely: what is forgotten is read again. In incidents, of all storms.
const remembered = 50_000;
/** What a storm counts for besides its incidents. */
const perStorm = 100;
const atOnce = 20;

export interface StormsOptions {
  journal: Journal;
  snapshots: Snapshots;
  clock: Clock;
  targets: AcknowledgeTargets;
}

export function createStorms({ journal, snapshots, clock, targets }: StormsOptions) {
  const memories = createRecent<string, Memory>(remembered);

  journal.onAppended((entry, kind) => {
    if (kind !== 'incident') return;
    for (const event of entry.events as { kind: string; channel: string; storm: string }[])
      if (event.kind === 'grouped') memoryOf(event.channel, event.storm).moved.add(entry.logKey);
    for (const memory of memories.values())
      if (memory.members.has(entry.logKey)) memory.moved.add(entry.logKey);
  });

  function memoryOf(channel: string, storm: string): Memory {
    const key = stormKey(channel, storm);
    const memory = memories.get(key) ?? { members: new Map(), moved: new Set(), shown: new Map() };
    memories.set(key, memory, memory.members.size + perStorm);
    return memory;
  }

  async function look(memory: Memory, channel: string, logKey: string, fresh: boolean): Promise<void> {
    const state = (await journal.read(incidentKind, logKey, fresh)) as IncidentState;
    memory.members.set(logKey, { seq: state.seq, brief: briefOf(state, channel, targets) });
  }

  return {
    /** The incidents of a channel's storm, as they are now. */
    async members(channel: string, storm: string): Promise<Brief[]> {
      const memory = memoryOf(channel, storm);
      const now = clock.now().getTime();
      const since = memory.askedAt === undefined ? undefined : new Date(memory.askedAt - overlapMs);
      const stored = await snapshots.inStorm(stormKey(channel, storm), since);
      memory.askedAt = now;
      const moved = [...memory.moved];
      memory.moved.clear();
      const behind = stored.filter(({ logKey, seq }) => (memory.members.get(logKey)?.seq ?? 0) < seq);
      const reads = new Map([
        ...behind.map(({ logKey }): [string, boolean] => [logKey, true]),
        ...moved.map((logKey): [string, boolean] => [logKey, false]),
      ]);
      try {
        const all = [...reads];
        for (let i = 0; i < all.length; i += atOnce)
          await Promise.all(
            all.slice(i, i + atOnce).map(([logKey, fresh]) => look(memory, channel, logKey, fresh)),
          );
      } catch (error) {
        // Nothing is lost: all is looked at again.
        memory.askedAt = undefined;
        for (const logKey of moved) memory.moved.add(logKey);
        throw error;
      }
      return [...memory.members.values()].flatMap(({ brief }) => (brief ? [brief] : []));
    },

    /** Notes that the storm's card shows everything that `members` last gave, and its channel's log up to `seq`. */
    shown(channel: string, storm: string, logKey: string, seq: number): void {
      const memory = memoryOf(channel, storm);
      memory.shownAt = clock.now().getTime();
      for (const [member, { seq: at }] of memory.members) memory.shown.set(member, at);
      memory.shown.set(logKey, seq);
    },

    /** Whether the storm's card shows that entry of a log already. */
    shows: (channel: string, storm: string, logKey: string, seq: number): boolean =>
      (memoryOf(channel, storm).shown.get(logKey) ?? 0) >= seq,

    /** When this replica last brought the storm's card up to date, in milliseconds; undefined where it has not. */
    shownAt: (channel: string, storm: string): number | undefined => memoryOf(channel, storm).shownAt,
  };
}
