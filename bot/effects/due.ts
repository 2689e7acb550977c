/** Finds what is due in the store, and takes on what is this replica's to do. */
import { Newer } from '../errors.ts';
import type { Effect, Entry } from '../log/entry.ts';
import { snapshotEffect } from '../log/journal.ts';
import { type incidents, kindOf } from '../log/kinds.ts';
import { longestLeaseMs } from '../log/lease.ts';
import { isNewer } from '../log/versions.ts';
import type { Pacing } from '../pace/pacing.ts';
import type { Log } from '../ports.ts';
import { type Hand, nameOf } from './hands.ts';
import type { Toolbox } from './in-turn.ts';
import { channelOf, kinds } from './index.ts';
import { isLeft, type Leases } from './leases.ts';
import { isKnown } from './parking.ts';

const batch = 50;
/** More than waits in any storm; an entry is some 3 KB. */
const mostInherited = 20_000;
const rounds = 10;
/** A due effect of a channel that another replica holds is left to that one for so long. */
const othersMs = 10_000;
/** What only a newer Muster can do is looked at again after so long. */
export const newerMs = 10_000;

export interface DueOptions {
  log: Log;
  tools: Pick<Toolbox, 'journal' | 'clock' | 'logger'>;
  pacing: Pick<Pacing, 'channels'>;
  leases: Leases;
  /** what this replica has in hand, by entry */
  hands: ReadonlyMap<string, Hand>;
  counts: { leftToNewer: number };
  /** how long what waits here is taken to need, for its lease */
  queueMs(): number;
  stopping: AbortSignal;
  /** starts what is due of an entry and leased; of that only these */
  take(entry: Entry, only: Effect['id'][]): void;
}

export function createDue(options: DueOptions) {
  const { log, tools, pacing, leases, hands, counts, queueMs, stopping, take } = options;
  const unreadable = new Map<string, { since: string; error: string }>();
  const now = (): string => tools.clock.now().toISOString();

  /** A newer Muster asked for it, and knows how it is done: it finds it, since it is due again and nobody's. */
  async function leaveToNewer(entry: Entry, effects: Effect['id'][]): Promise<void> {
    counts.leftToNewer += 1;
    await leases.leave(entry, effects, newerMs);
  }

  /** Takes what is due of an entry, or was left by others that are silent, unless it is another replica's to do. */
  async function look(
    entry: Entry,
    elsewhere: (channel: string) => Promise<boolean>,
    silent: ReadonlySet<string> = new Set(),
  ): Promise<void> {
    const hand = hands.get(nameOf(entry));
    const busy = [...(hand?.running ?? []), ...(hand?.done ?? [])];
    // What is done as well: it is struck with the rest, and a full look of it would hide all that is due later.
    if (hand && hand.running.size > 0) await leases.renew(entry, new Set(busy), queueMs(), hand.later);
    const later = [...(hand?.later ?? [])].flatMap(([id, { due }]) => (due > now() ? [id] : []));
    const due = Object.entries(entry.open).flatMap(([id, open]) =>
      (open.due <= now() || isLeft(open, silent)) && !later.includes(id) ? [id] : [],
    );
    const newer = isNewer(entry) ? due : entry.effects.filter(isUnknown(due)).map(({ id }) => id);
    if (newer.length > 0) await leaveToNewer(entry, newer);
    const others: string[] = [...newer];
    for (const effect of entry.effects.filter(
      ({ id }) => due.includes(id) && ![...busy, ...newer].includes(id),
    )) {
      const channel = channelOf(entry, effect);
      if (channel && (await elsewhere(channel))) others.push(effect.id);
    }
    const mine = due.filter((id) => ![...busy, ...others].includes(id) && !(hand && id === snapshotEffect));
    if (mine.length > 0) {
      const claimed = await leases.claim(entry, new Set([...busy, ...others, ...later]), silent);
      try {
        // A hot state may lack what another replica wrote before it died, such as the outcome of this very effect. A
        // timer decides with an append, which reads again by itself.
        const decided = entry.effects.every(({ id, kind }) => !mine.includes(id) || kind === 'timer');
        if (!decided) await tools.journal.read(kindOf(entry.logKey) as typeof incidents, entry.logKey);
      } catch (error) {
        if (error instanceof Newer) return leaveToNewer(entry, mine);
        throw error;
      }
      // What was claimed before and could not be read up on waits until it is due again.
      return take(claimed, mine);
    }
    // Their holder finds them; what it is slow with must not hide from us what is ours.
    const overdue = Date.parse(now()) - Date.parse(entry.due ?? now()) > othersMs;
    if (others.length > newer.length && overdue) await leases.putOff(entry, others, othersMs / 2);
  }

  /** Whether channels are other replicas', each asked once. */
  function askedOnce(): (channel: string) => Promise<boolean> {
    const asked = new Map<string, Promise<boolean>>();
    return (channel) => {
      const known = asked.get(channel) ?? pacing.channels.elsewhere(channel);
      asked.set(channel, known);
      return known;
    };
  }

  /** A log that can't be read must not keep others waiting: it is left until its lease has run out. */
  async function lookOrLeave(
    entry: Entry,
    elsewhere: (channel: string) => Promise<boolean>,
    silent?: ReadonlySet<string>,
  ): Promise<void> {
    try {
      await look(entry, elsewhere, silent);
      unreadable.delete(entry.logKey);
    } catch (error) {
      // Where the store does not answer, that is no matter of this log alone.
      if (!isKnown(error) && !unreadable.has(entry.logKey))
        unreadable.set(entry.logKey, { since: now(), error: String(error).slice(0, 300) });
      tools.logger.error({ log: entry.logKey, seq: entry.seq, err: error }, 'could not look at what is due');
    }
  }

  return {
    /** Logs that this replica can't read, though the store gives them: something is wrong with Muster. By their keys. */
    unreadable: (): ReadonlyMap<string, { since: string; error: string }> => unreadable,

    /** Looks for what is due in the store: of this replica's earlier life, of others that died, and timers. */
    async lookAll(): Promise<number> {
      const seen = new Set<string>();
      const elsewhere = askedOnce();
      for (let round = 0; round < rounds && !stopping.aborted; round++) {
        const due = await log.due(now(), batch);
        const fresh = due.filter((entry) => !seen.has(nameOf(entry)));
        for (const entry of fresh) seen.add(nameOf(entry));
        await Promise.all(fresh.map((entry) => lookOrLeave(entry, elsewhere)));
        if (due.length < batch || fresh.length === 0) break;
      }
      return seen.size;
    },

    /**
     * Takes on what replicas left that are silent. Leases of what waits in a long queue last long, since renewing them
     * all the time would cost more than what waits; so nobody may wait for these to run out. Gives whether that was
     * all: a channel may still be held, if only by one that died.
     */
    async inherit(silent: ReadonlySet<string>): Promise<boolean> {
      const horizon = new Date(tools.clock.now().getTime() + longestLeaseMs).toISOString();
      const open = await log.due(horizon, mostInherited);
      const left = open.filter((entry) => Object.values(entry.open).some((one) => isLeft(one, silent)));
      const elsewhere = askedOnce();
      for (let i = 0; i < left.length && !stopping.aborted; i += batch)
        await Promise.all(left.slice(i, i + batch).map((entry) => lookOrLeave(entry, elsewhere, silent)));
      return left.length === 0;
    },
  };
}

const isUnknown =
  (due: string[]) =>
  ({ id, kind }: Effect): boolean =>
    due.includes(id) && !kinds[kind];
