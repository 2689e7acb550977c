/** When something may be sent to a channel or chat. What waits for a channel belongs to one replica at a time. */
import { Conflict, Upstream } from '../errors.ts';
import type { Order } from '../order.ts';
import type { Clock, Pace } from '../ports.ts';
import type { Book, Change } from './book.ts';
import type { Limits } from './limits.ts';
import { paced } from './paced.ts';
import type { Rate } from './rate.ts';
import { earliest, reserve } from './schedule.ts';

const longestPauseMs = 5000;
/** An answer that can't go out within this is not worth its place any more: whoever asked has asked again. */
const longestAnswerMs = 5 * 60_000;
/** Whoever got a turn and waits for the next may be overtaken by what is more urgent. */
const longestTurnMs = 2000;
const keptDoubts = 20;

export interface ChannelPacerOptions {
  book: Book;
  clock: Clock;
  rate: Rate;
  limits: Limits['channel'];
  /** this replica */
  owner: string;
  order: Order;
  /** how long a channel stays its holder's that does not say so again, in milliseconds */
  holdMs: number;
  /** told of each time that a service said 429 */
  throttled?: () => void;
}

export function createChannelPacer({
  book,
  clock,
  rate,
  limits,
  owner,
  holdMs,
  throttled,
  order,
}: ChannelPacerOptions) {
  // What may have been sent, where the store could not be told of it yet.
  const doubts = new Map<string, Set<string>>();
  const held = new Set<string>();
  // Since when each channel is this replica's without a break, and until when unless it says so again.
  const holds = new Map<string, { since: number; until: number }>();
  const stopping = new AbortController();

  const now = (): number => clock.now().getTime();
  const keyOf = (channel: string): string => `channel:${channel}`;
  const elsewhere = (pace: Pace): boolean =>
    pace.holder !== undefined && pace.holder !== owner && (pace.until ?? 0) > now();

  /** The pace with this replica as its holder: what another had under way when it died is in doubt. */
  function holding(channel: string, pace: Pace): Pace {
    const orphan = pace.holder !== owner && pace.task !== undefined ? [pace.task] : [];
    const all = new Set([...(pace.doubts ?? []), ...orphan, ...(doubts.get(channel) ?? [])]);
    const { task, doubts: _doubts, ...rest } = pace;
    return {
      ...rest,
      holder: owner,
      until: now() + holdMs,
      ...(task !== undefined && pace.holder === owner && { task }),
      ...(all.size > 0 && { doubts: [...all].slice(-keptDoubts) }),
    };
  }

  function isFresh(pace: Pace): boolean {
    return pace.holder === owner && (pace.until ?? 0) > now() + holdMs / 2;
  }

  /** Notes that this replica is a channel's holder now; `anew`: another was in between. */
  function noteHold(channel: string, anew: boolean): void {
    held.add(channel);
    const since = anew ? order() : (holds.get(channel)?.since ?? order());
    holds.set(channel, { since, until: now() + holdMs });
  }

  const change = <T>(channel: string, decide: (pace: Pace) => Change<T>): Promise<T> =>
    book.change(keyOf(channel), decide);

  const pause = (ms: number): Promise<void> => clock.wait(Math.min(ms, longestPauseMs), stopping.signal);

  /** Reserves the next turn for a task of the channel's holder; `task` absent: whoever holds it, it is only counted. */
  async function reserved(channel: string, task?: string, doubtful = false): Promise<void> {
    const patience = now() + longestTurnMs;
    for (;;) {
      if (stopping.signal.aborted) throw paced('teams', 'send while Muster stops', 0);
      let granted = 0;
      let anew = false;
      const wait = await change(channel, (pace): Change<number> => {
        if (task !== undefined && elsewhere(pace)) return { result: -1 };
        const { at, schedule } = reserve(pace, limits.waiting, now());
        if (at > now()) return { result: at - now() };
        granted = now();
        if (task === undefined) return { result: 0, pace: schedule };
        anew = pace.holder !== owner;
        const next = holding(channel, schedule);
        // Another replica held the channel, and died, after it was said that the task was not in doubt.
        if (!doubtful && next.doubts?.includes(task)) return { result: -1 };
        const others = (next.doubts ?? []).filter((one) => one !== task);
        const { doubts: _doubts, ...rest } = next;
        return { result: 0, pace: { ...rest, task, ...(others.length > 0 && { doubts: others }) } };
      });
      if (wait < 0) throw paced('teams', 'send, which another replica does here', 0);
      if (wait === 0) {
        doubts.get(channel)?.delete(task ?? '');
        // Asleep between the two: by now the channel may be somebody else's.
        if (now() >= granted + holdMs) throw paced('teams', 'send, since this replica slept', 0);
        if (task !== undefined) noteHold(channel, anew);
        return;
      }
      if (now() + wait > patience) throw paced('teams', 'send to this channel', wait);
      await pause(wait);
    }
  }

  return {
    /** Whether what waits for the channel is another replica's to send. */
    elsewhere: (channel: string): Promise<boolean> =>
      change(channel, (pace) => ({
        result: elsewhere(pace),
        sure: pace.holder === owner && (pace.until ?? 0) > now(),
      })),

    /** Ends when a turn is free; at once where another replica holds the channel. Throws Upstream of the store. */
    async ready(channel: string): Promise<void> {
      while (!stopping.signal.aborted) {
        let anew = false;
        const wait = await change(channel, (pace): Change<number> => {
          anew = pace.holder !== owner;
          if (elsewhere(pace)) return { result: 0 };
          const at = earliest(pace, limits.waiting, now());
          if (at <= now()) return { result: 0, sure: true };
          return isFresh(pace)
            ? { result: at - now() }
            : { result: at - now(), pace: holding(channel, pace) };
        });
        if (wait === 0) return;
        noteHold(channel, anew);
        await pause(wait);
      }
    },

    /**
     * Tells whether the task may have been sent by one that held the channel before. Throws `paced` where another holds
     * it now. It becomes this replica's with its next turn, which is refused should this not be true any more then: so
     * nothing has to be written here, nor read where the pace is known.
     */
    async hold(channel: string, task: string): Promise<{ doubtful: boolean }> {
      const result = await change(channel, (pace): Change<{ doubtful: boolean } | undefined> => {
        if (elsewhere(pace)) return { result: undefined };
        return { result: { doubtful: holding(channel, pace).doubts?.includes(task) ?? false }, sure: true };
      });
      if (!result) throw paced('teams', 'send, which another replica does here', 0);
      return result;
    },

    /**
     * Reserves the next turn and writes down, before anything is sent, what it is for. Ends when it may be sent; throws
     * `paced` where it may not be for a while. A task of one channel's that says something in another (`to`) is
     * counted in both. `doubtful`: what `hold` said of it; `urgent`: it goes before what else waits for the tenant's rate.
     */
    async turn(
      channel: string,
      task: string,
      { to = channel, doubtful = false, urgent = false } = {},
    ): Promise<void> {
      await rate.take(urgent);
      await reserved(channel, task, doubtful);
      if (to !== channel) await reserved(to);
    },

    /**
     * The same for what waits in no channel, and says something in this one. Whose the channel is, and what its holder
     * has under way there, stays as it is.
     */
    async counted(channel: string, urgent = false): Promise<void> {
      await rate.take(urgent);
      await reserved(channel);
    },

    /**
     * Since which moment nobody but this replica has sent what waits for the channel; undefined where another
     * may. What it remembers from before may have been changed by the one that held the channel then.
     */
    heldSince(channel: string): number | undefined {
      const hold = holds.get(channel);
      // Half of it, since the replicas' clocks differ.
      return hold && hold.until - holdMs / 2 > now() ? hold.since : undefined;
    },

    /** An answer to a person: at once as long as Teams takes it, and counted. Throws `paced` where it can't be. */
    async answer(channel: string): Promise<void> {
      await rate.take(true);
      const at = await change(channel, (pace): Change<number> => {
        const { at, schedule } = reserve(pace, limits.answer, now());
        return at - now() > longestAnswerMs ? { result: at } : { result: at, pace: schedule };
      }).catch((error) => {
        // A person's answer is worth more than its being counted, and what waits stands still without the store.
        if (error instanceof Conflict) return now();
        if (error instanceof Upstream && error.details.service === 'cosmos') return now();
        throw error;
      });
      if (at - now() > longestAnswerMs) throw paced('teams', 'answer in this channel', at - now());
      if (at > now()) await clock.wait(at - now());
    },

    /** Teams said 429: nothing goes to the whole channel for so long, since others may use it too. */
    async block(channel: string, ms: number): Promise<void> {
      throttled?.();
      await change(channel, (pace) => ({
        result: undefined,
        pace: { ...pace, blockedUntil: Math.max(pace.blockedUntil ?? 0, now() + ms) },
      }));
    },

    /** The task may have been sent, and its log could not be told: kept here, and in the pace with the next turn. */
    doubt(channel: string, task: string): void {
      doubts.set(channel, (doubts.get(channel) ?? new Set()).add(task));
    },

    /** No turns are given any more, and nobody waits for one. */
    end(): void {
      stopping.abort();
    },

    /** Lets go of every channel, once nothing is under way here: another replica need not wait. */
    async release(): Promise<void> {
      await Promise.all(
        [...held].map((channel) =>
          change(channel, (pace): Change<void> => {
            if (pace.holder !== owner) return { result: undefined };
            const { holder: _holder, until: _until, task: _task, ...rest } = holding(channel, pace);
            return { result: undefined, pace: rest };
          }).catch(() => undefined),
        ),
      );
    },
  };
}
