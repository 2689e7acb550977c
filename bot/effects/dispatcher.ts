/** Carries out what entries ask for, until each is done, let go of, or parked until a person decides. */

import { Newer, NotFound, Upstream } from '../errors.ts';
import type { IncidentState } from '../incidents/state.ts';
import type { Effect, Entry, OpenEffect } from '../log/entry.ts';
import { incidents, kindOf } from '../log/kinds.ts';
import type { Pacing } from '../pace/pacing.ts';
import { isUrgent, sameUpdate, urgency } from '../pace/urgency.ts';
import type { Log } from '../ports.ts';
import { createAftermath } from './aftermath.ts';
import { createDue, newerMs } from './due.ts';
import { emptyHand, type Hand, nameOf } from './hands.ts';
import { portsInTurn, type Toolbox } from './in-turn.ts';
import { channelOf, type Kind, kinds, taskOf } from './index.ts';
import { createLanes } from './lanes.ts';
import { createLeases } from './leases.ts';
import { createLedgers } from './ledgers.ts';
import { outcomeKey } from './parking.ts';
import { untilTold } from './until-told.ts';

export interface DispatcherOptions {
  log: Log;
  tools: Toolbox;
  /** when something may be sent */
  pacing: Pick<Pacing, 'channels' | 'budget'>;
  /** this replica; its leases carry it */
  owner: string;
  leaseMs: number;
  /** a failing effect is shown on the card after this long */
  delayedAfterMs: number;
  /** between 0 and 1, for the jitter of retries; Math.random unless set */
  random?: (() => number) | undefined;
}

/** More than so many before it: an entry gets its snapshot before its effects are done, for lists to have it. */
const longQueue = 3;
/** What waits in a lane is taken to need so long each, for its lease. */
const perWaitingMs = 700;
const giveBackMs = 5000;
const givers = 16;

export function createDispatcher(options: DispatcherOptions) {
  const { log, tools, pacing, owner, leaseMs, delayedAfterMs, random } = options;
  const leases = createLeases({ log, clock: tools.clock, owner, leaseMs });
  const { record, failed, putOff } = createAftermath({ log, tools, pacing, leases, delayedAfterMs, random });
  const lanes = createLanes<boolean>(async (lane) => {
    if (lane.startsWith(channelLane)) await pacing.channels.ready(lane.slice(channelLane.length));
  });
  const inHand = new Map<string, Hand>();
  const ledgers = createLedgers({ tools, leases, settled: end });
  // Until when a log's write to Sentinel was sent away; what is wanted until then goes with it.
  const sentAway = new Map<string, string>();
  const stopping = new AbortController();
  let giveBackUntil = 0;
  const giving = Array.from({ length: givers }, () => Promise.resolve());
  let given = 0;
  const counts = { leftToNewer: 0 };

  const from = (ms: number): string => new Date(tools.clock.now().getTime() + ms).toISOString();
  const now = (): string => from(0);
  const queueMs = (): number => lanes.waiting() * perWaitingMs;

  const due = createDue({
    log,
    tools,
    pacing,
    leases,
    hands: inHand,
    counts,
    queueMs,
    stopping: stopping.signal,
    take,
  });

  /** Starts every effect of an entry that is due, or of those only some; its lease is this replica's. */
  function take(entry: Entry, only?: Effect['id'][]): void {
    if (Object.keys(entry.open).length === 0) return;
    const hand = inHand.get(nameOf(entry)) ?? emptyHand();
    inHand.set(nameOf(entry), hand);
    for (const effect of entry.effects) {
      if (only && !only.includes(effect.id)) continue;
      const open = entry.open[effect.id];
      const mine = open && (open.due <= now() || open.lease?.owner === owner);
      // A kind that is not known here is a newer Muster's, and is left to it when it is looked at.
      if (!mine || !kinds[effect.kind] || hand.running.has(effect.id) || hand.done.has(effect.id)) continue;
      if (stopping.signal.aborted) {
        hand.left.add(effect.id);
        continue;
      }
      hand.running.add(effect.id);
      hand.later.delete(effect.id);
      ledgers.begun(entry.logKey);
      void unlessBroken(entry, effect, queue(entry, effect, open, hand)).then((finished) => {
        hand.running.delete(effect.id);
        ledgers.over(entry.logKey);
        if (finished) hand.done.add(effect.id);
        if (finished === undefined) hand.left.add(effect.id);
        if (hand.running.size === 0) finish(entry, hand);
        ledgers.settleOnceQuiet(entry.logKey);
      });
    }
    if (hand.running.size > 0) return;
    finish(entry, hand);
    ledgers.settleOnceQuiet(entry.logKey);
  }

  function finish(entry: Entry, hand: Hand): void {
    if (hand.left.size > 0)
      void giveBack(entry, hand)
        .catch((error) =>
          tools.logger.warn(
            { log: entry.logKey, seq: entry.seq, err: error },
            'could not give an entry back',
          ),
        )
        .finally(() => end(entry, hand));
    else ledgers.finished(entry, hand);
  }

  function end(entry: Entry, hand: Hand): void {
    if (hand.running.size > 0) return;
    inHand.delete(nameOf(entry));
    hand.ended.resolve();
  }

  /** Whatever is wrong with one effect, the others go on: it is found again when its lease has run out. */
  function unlessBroken(
    entry: Entry,
    effect: Effect,
    trying: Promise<boolean | undefined>,
  ): Promise<boolean | undefined> {
    return trying.catch((error) => {
      tools.logger.error({ log: entry.logKey, effect, err: error }, 'could not even try an effect');
      return false;
    });
  }

  /** Tries an effect when its turn comes. Gives whether it is over, and undefined where it was left untried. */
  async function queue(
    entry: Entry,
    effect: Effect,
    open: OpenEffect,
    hand: Hand,
  ): Promise<boolean | undefined> {
    const state = await stateOf(entry);
    const lane = laneOf(entry, effect);
    const { result, joined } = lanes.run({
      lane,
      rank: () => rankOf(effect, state),
      at: entry.at,
      same: sameUpdate(entry.logKey, effect),
      run: () => attempt(entry, effect, open, state, hand),
    });
    if (lanes.waitingIn(lane) > longQueue) ledgers.listSoon(entry.logKey);
    const finished = await result;
    if (joined && finished === false) await putOff(entry, effect, 1000);
    return finished;
  }

  /** The living state that an effect is about, for its urgency; undefined where there is none, or no store. */
  async function stateOf(entry: Entry): Promise<IncidentState | undefined> {
    if (kindOf(entry.logKey) !== incidents) return undefined;
    return tools.journal.read(incidents, entry.logKey, false).catch(() => undefined);
  }

  function laneOf(entry: Entry, effect: Effect): string {
    const channel = channelOf(entry, effect);
    return channel ? channelLane + channel : `${kinds[effect.kind]?.lane ?? 'log'}:${entry.logKey}`;
  }

  /** One try. True when the effect is over: done, let go of, or parked. */
  async function attempt(
    entry: Entry,
    effect: Effect,
    given: OpenEffect,
    state: IncidentState | undefined,
    hand: Hand,
  ): Promise<boolean> {
    const kind = kinds[effect.kind];
    if (!kind) return false;
    let open: OpenEffect = effect.uncertain ? { ...given, uncertain: true } : given;
    if (await wasOver(entry, effect, kind, state)) return true;
    const write = sameWrite(entry, effect, state);
    if (write && comesLater(hand, effect, open, sentAway.get(write) ?? '')) return false;
    let asked = entry;
    let carriedOut = false;
    let doubtful = false;
    try {
      const channel = channelOf(entry, effect);
      if (channel) {
        // The one that another replica had under way when it died may have been sent.
        ({ doubtful } = await pacing.channels.hold(channel, taskOf(entry, effect)));
        if (doubtful && kind.onlyOnce) open = { ...open, uncertain: true };
      }
      // What waits in no channel is in doubt wherever one that had it under lease died: it may have begun.
      else if (kind.onlyOnce) {
        doubtful = true;
        if (given.lease && given.lease.owner !== owner) open = { ...open, uncertain: true };
      }
      const settling = open.uncertain === true && !given.uncertain && !effect.uncertain;
      const { turn, holds, ...ports } = portsInTurn({ entry, effect, state, doubtful }, tools, pacing);
      const first = effect.again ? await firstOf(entry, effect.again) : { entry, effect };
      asked = first.entry;
      const outcome = await kind.handler({ ...first, open, settling, turn, holds }, { ...tools, ...ports });
      carriedOut = true;
      await untilTold(() => record(entry, effect, outcome, open.failing !== undefined), {
        clock: tools.clock,
        stopping: stopping.signal,
        random,
      });
      if (!outcome.again) return true;
      const due = outcome.again;
      await log.amend(entry.logKey, entry.seq, (kept) => ({
        ...kept,
        open: { ...kept.open, [effect.id]: { due, attempts: 0 } },
      }));
      return false;
    } catch (error) {
      if (error instanceof Newer) {
        counts.leftToNewer += 1;
        await putOff(entry, effect, newerMs, open.uncertain || (carriedOut && kind.onlyOnce));
        return false;
      }
      const away = error instanceof Upstream && error.details.paced && !carriedOut;
      if (away) {
        const until = from(error.details.retryAfterMs ?? 0);
        if (write) sentAway.set(write, until);
        if (comesLater(hand, effect, open, until)) return false;
      }
      return failed({ entry, effect, open, asked }, kind, error, carriedOut);
    }
  }

  /**
   * Whether it is to wait for longer than it stays this replica's: that is written with the next change of its stored
   * entry, most often when what else it asked for is struck. Should this replica die before, it is found a little sooner.
   */
  function comesLater(hand: Hand, effect: Effect, open: OpenEffect, due: string): boolean {
    if (due < from(leases.length(queueMs()))) return false;
    const { lease: _lease, ...rest } = open;
    hand.later.set(effect.id, { ...rest, due });
    return true;
  }

  /** It was over before it could be struck: sent and told, or parked, when it is for a person to say what becomes of it. */
  async function wasOver(
    entry: Entry,
    { id }: Effect,
    { onlyOnce }: Kind,
    known: IncidentState | undefined,
  ): Promise<boolean> {
    const kind = kindOf(entry.logKey) as typeof incidents;
    const state = known ?? (await tools.journal.read(kind, entry.logKey, false).catch(() => undefined));
    const is = (how: string): boolean => state?.keys[outcomeKey(how, id)] !== undefined;
    return is('parked') || (onlyOnce && is('done'));
  }

  /** The entry and the effect that one tries again: what it does may follow from what that entry says. */
  async function firstOf(entry: Entry, id: string): Promise<{ entry: Entry; effect: Effect }> {
    const seq = Number(id.split('.')[0]);
    const [first] = await log.read(entry.logKey, seq - 1);
    const effect = first?.effects.find((one) => one.id === id);
    if (!first || !effect) throw new NotFound(`Log ${entry.logKey} has no effect ${id}.`);
    return { entry: first, effect };
  }

  /** Leaves to others, at once, what was not begun; a few at a time, and what takes too long to its leases. */
  function giveBack(entry: Entry, hand: Hand): Promise<void> {
    const work = async (): Promise<void> => {
      if (tools.clock.now().getTime() < giveBackUntil)
        await leases.giveBack(entry, hand.left, hand.done, hand.later);
    };
    const slot = given++ % givers;
    const turn = (giving[slot] ?? Promise.resolve()).then(work);
    giving[slot] = turn.catch(() => undefined);
    return turn;
  }

  async function idle(): Promise<void> {
    while (inHand.size > 0) await Promise.all([...inHand.values()].map(({ ended }) => ended.promise));
  }

  /** Nothing new is begun: what waits, and what comes, is left to other replicas. */
  function close(): void {
    stopping.abort();
    giveBackUntil = tools.clock.now().getTime() + giveBackMs;
    lanes.close();
    pacing.channels.end();
  }

  return {
    take,

    unreadable: due.unreadable,

    /** Looks for what is due in the store: of this replica's earlier life, of others that died, and timers. */
    tick(): Promise<number> {
      // Lists need not wait for what of a log is slow.
      ledgers.settleAll();
      for (const [write, until] of sentAway) if (until <= now()) sentAway.delete(write);
      return due.lookAll();
    },

    inherit: due.inherit,

    /** Ends when nothing is under way here any more. */
    idle,

    /** How long what comes now is taken to wait, in milliseconds. */
    queueMs,

    /** How many effects wait for their turn: in channels, at Sentinel, and at logs. */
    waiting: () => ({
      channel: lanes.waiting(channelLane),
      sentinel: lanes.waiting('sentinel:'),
      log: lanes.waiting('log:'),
    }),

    /** How often something was left to a newer Muster. */
    leftToNewer: (): number => counts.leftToNewer,

    /** What is in hand here, by log and entry. */
    underWay: (): string[] => [...inHand.keys()],

    close,

    /** Ends once what was under way is finished. */
    async stop(): Promise<void> {
      close();
      await idle();
      await pacing.channels.release();
    },
  };
}

const channelLane = 'channel:';

/** A write to Sentinel takes all with it that people want by then: one name for those of a log that are as urgent. */
function sameWrite(entry: Entry, effect: Effect, state: IncidentState | undefined): string | undefined {
  return effect.kind === 'sentinel.write'
    ? `${entry.logKey} ${isUrgent(entry.actor, effect, state)}`
    : undefined;
}

/** A state that makes no sense must not stop its lane. */
function rankOf(effect: Effect, state: IncidentState | undefined): number {
  try {
    return urgency(effect, state);
  } catch {
    return urgency(effect, undefined);
  }
}
