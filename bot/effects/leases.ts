/** Who works at an entry's open effects, and until when: all changes of a stored entry's `open`, but for what is done. */
import type { Effect, Entry, OpenEffect } from '../log/entry.ts';
import { snapshotEffect } from '../log/journal.ts';
import { leaseLength } from '../log/lease.ts';
import type { Clock, Log } from '../ports.ts';

/** What is to be tried again later than it is leased for, by its id. */
export type Later = ReadonlyMap<Effect['id'], OpenEffect>;

const nothing: Later = new Map();
const nobody: ReadonlySet<string> = new Set();

/** Whether it was a replica's to do that is silent now. */
export const isLeft = ({ lease }: OpenEffect, silent: ReadonlySet<string>): boolean =>
  lease !== undefined && silent.has(lease.owner);

export interface LeasesOptions {
  log: Log;
  clock: Clock;
  /** this replica */
  owner: string;
  leaseMs: number;
}

/** All methods throw what the log's `amend` does. */
export type Leases = ReturnType<typeof createLeases>;

export function createLeases({ log, clock, owner, leaseMs }: LeasesOptions) {
  const from = (ms: number): string => new Date(clock.now().getTime() + ms).toISOString();

  /** Changes some of an entry's open effects; what is done meanwhile stays done. */
  async function change(
    entry: Entry,
    decide: (open: OpenEffect, id: string) => OpenEffect,
  ): Promise<Record<string, OpenEffect>> {
    let before: Record<string, OpenEffect> = {};
    await log.amend(entry.logKey, entry.seq, (kept) => {
      before = kept.open;
      const open = Object.entries(kept.open).map(([id, one]) => [id, decide(one, id)]);
      return { ...kept, open: Object.fromEntries(open) };
    });
    return before;
  }

  const without = ({ lease, ...open }: OpenEffect, due: string): OpenEffect => ({ ...open, due });

  const length = (queueMs: number): number => leaseLength(leaseMs, queueMs);

  /** What somebody else took on meanwhile stays theirs. */
  const put = (open: OpenEffect, later: OpenEffect | undefined): OpenEffect =>
    later && (!open.lease || open.lease.owner === owner) ? later : open;

  return {
    /**
     * Leases what is due of an entry, or was left by replicas that are silent, but for what is not this replica's to do.
     * Gives the entry with what was leased, as it was before.
     */
    async claim(entry: Entry, others: Set<string>, silent: ReadonlySet<string> = nobody): Promise<Entry> {
      const now = from(0);
      const until = from(leaseMs);
      const ours = (open: OpenEffect, id: string): boolean =>
        !others.has(id) && (open.due <= now || isLeft(open, silent));
      const before = await change(entry, (open, id) =>
        ours(open, id)
          ? { ...open, due: until, ...(id !== snapshotEffect && { lease: { owner, until } }) }
          : open,
      );
      return {
        ...entry,
        open: Object.fromEntries(
          Object.entries(before)
            .filter(([id]) => !others.has(id))
            // Whose it was stays known: they may have begun what was theirs.
            .map(([id, open]) => [id, isLeft(open, silent) ? { ...open, due: now } : open]),
        ),
      };
    },

    /** For how long what waits in a queue is leased, in milliseconds: the longer the queue, the longer. */
    length,

    /** What waits here in a long queue stays this replica's; what is to come later is nobody's until then. */
    async renew(entry: Entry, busy: Set<string>, queueMs: number, later: Later = nothing): Promise<void> {
      const until = from(length(queueMs));
      await change(entry, (open, id) =>
        busy.has(id) || id === snapshotEffect
          ? { ...open, due: until, ...(busy.has(id) && { lease: { owner, until } }) }
          : put(open, later.get(id)),
      );
    },

    /** What was done is struck from an entry whose snapshot is written; what is to come later is nobody's until then. */
    async strike({ logKey, seq }: Entry, done: Set<string>, later: Later): Promise<void> {
      await log.amend(logKey, seq, (kept) => {
        const open = Object.entries(kept.open)
          .filter(([id]) => id !== snapshotEffect && !done.has(id))
          .map(([id, one]) => [id, put(one, later.get(id))]);
        return { ...kept, open: Object.fromEntries(open) };
      });
    },

    /** What is left of an entry is due at once and nobody's, unless others took it on; what was done is struck from it. */
    async giveBack(
      { logKey, seq }: Entry,
      left: Set<string>,
      done: Set<string>,
      later: Later,
    ): Promise<void> {
      const mine = (open: OpenEffect, id: string): boolean =>
        id === snapshotEffect || (left.has(id) && open.lease?.owner === owner);
      await log.amend(logKey, seq, (kept) => {
        const open = Object.entries(kept.open)
          .filter(([id]) => !done.has(id))
          .map(([id, one]) => [id, mine(one, id) ? without(one, from(0)) : put(one, later.get(id))]);
        return { ...kept, open: Object.fromEntries(open) };
      });
    },

    /** For others, who have so many milliseconds to take it on; what somebody took on meanwhile stays as it is. */
    async leave(entry: Entry, effects: Effect['id'][], ms: number): Promise<void> {
      const now = from(0);
      await change(entry, (open, id) =>
        effects.includes(id) && (open.due <= now || open.lease?.owner === owner)
          ? without(open, from(ms))
          : open,
      );
    },

    /** Nobody's, and due in so many milliseconds. It was not tried, so nothing is counted. */
    async putOff(entry: Entry, effects: Effect['id'][], ms: number, uncertain = false): Promise<void> {
      await change(entry, (open, id) =>
        effects.includes(id) ? { ...without(open, from(ms)), ...(uncertain && { uncertain }) } : open,
      );
    },
  };
}
