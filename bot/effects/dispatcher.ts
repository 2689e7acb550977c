/** Carries out what entries ask for, until each is done, let go of, or parked until a person decides. */

import { Newer, NotFound, Upstream } from '../errors.ts';
import { copied } from '../incidents/copy.ts';
import type { IncidentState } from '../incidents/state.ts';
import type { Effect, Entry, OpenEffect } from '../log/entry.ts';
import { snapshotEffect } from '../log/journal.ts';
import { incidents, kindOf } from '../log/kinds.ts';
import { isNewer } from '../log/versions.ts';
import { pacedMessenger } from '../pace/messenger.ts';
import type { Pacing } from '../pace/pacing.ts';
import { pacedSentinel } from '../pace/sentinel.ts';
import { isUrgent, sameUpdate, urgency } from '../pace/urgency.ts';
import type { Log } from '../ports.ts';
import { createAftermath } from './aftermath.ts';
import type { Task, Tools } from './handler.ts';
import { channelOf, kinds, taskOf } from './index.ts';
import { createLanes } from './lanes.ts';
import { createLeases, isLeft, longestLeaseMs } from './leases.ts';
import { isKnown, parkedKey } from './parking.ts';
import type { ShownCards, ShownMemory } from './shown.ts';
import { untilTold } from './until-told.ts';

export interface DispatcherOptions {
  log: Log;
  tools: Omit<Tools, 'shown'> & { shown: ShownMemory };
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

const batch = 50;
/** More than waits in any storm; an entry is some 3 KB. */
const mostInherited = 20_000;
const rounds = 10;
/** More than so many before it: an entry gets its snapshot before its effects are done, for lists to have it. */
const longQueue = 3;
/** For lists, a log whose effects wait gets a snapshot no more often than that. */
const listedEveryMs = 5000;
/** What waits in a lane is taken to need so long each, for its lease. */
const perWaitingMs = 700;
/** A due effect of a channel that another replica holds is left to that one for so long. */
const othersMs = 10_000;
const giveBackMs = 5000;
/** What only a newer Muster can do is looked at again after so long. */
const newerMs = 10_000;
const givers = 16;

/** What is still running of an entry, what is done but not yet struck from the stored entry, and what was left. */
interface Hand {
  running: Set<string>;
  done: Set<string>;
  left: Set<string>;
  /** what was sent away until a time after its lease: written with the next change of the stored entry */
  later: Map<string, OpenEffect>;
  ended: PromiseWithResolvers<void>;
}

/** What is to be written of a log, once nothing of it is under way here: one snapshot for all of its entries. */
interface Ledger {
  /** effects of any of its entries that are under way */
  running: number;
  finished: Map<string, { entry: Entry; hand: Hand }>;
  settling: boolean;
  /** when it last got a snapshot for lists, although effects of it waited, epoch milliseconds */
  listedAt?: number;
  /** lists lack what it has */
  unlisted?: true;
}

export function createDispatcher(options: DispatcherOptions) {
  const { log, tools, pacing, owner, leaseMs, delayedAfterMs, random } = options;
  const leases = createLeases({ log, clock: tools.clock, owner, leaseMs });
  const { record, failed, putOff } = createAftermath({ log, tools, pacing, leases, delayedAfterMs, random });
  const lanes = createLanes<boolean>(async (lane) => {
    if (lane.startsWith(channelLane)) await pacing.channels.ready(lane.slice(channelLane.length));
  });
  const inHand = new Map<string, Hand>();
  const ledgers = new Map<string, Ledger>();
  // Until when a log's write to Sentinel was sent away; what is wanted until then goes with it.
  const sentAway = new Map<string, string>();
  const unreadable = new Map<string, { since: string; error: string }>();
  const stopping = new AbortController();
  let giveBackUntil = 0;
  const giving = Array.from({ length: givers }, () => Promise.resolve());
  let given = 0;
  let leftToNewer = 0;

  const from = (ms: number): string => new Date(tools.clock.now().getTime() + ms).toISOString();
  const now = (): string => from(0);
  const nameOf = (entry: Entry): string => `${entry.logKey} ${entry.id}`;

  /** Starts every effect of an entry that is due; its lease is this replica's. */
  function take(entry: Entry): void {
    if (Object.keys(entry.open).length === 0) return;
    const hand = inHand.get(nameOf(entry)) ?? emptyHand();
    inHand.set(nameOf(entry), hand);
    const ledger = ledgerOf(entry.logKey);
    for (const effect of entry.effects) {
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
      ledger.running += 1;
      void unlessBroken(entry, effect, queue(entry, effect, open, hand)).then((finished) => {
        hand.running.delete(effect.id);
        ledger.running -= 1;
        if (finished) hand.done.add(effect.id);
        if (finished === undefined) hand.left.add(effect.id);
        if (hand.running.size === 0) finish(entry, hand, ledger);
        if (ledger.running === 0) void settle(entry.logKey, ledger);
      });
    }
    if (hand.running.size > 0) return;
    finish(entry, hand, ledger);
    if (ledger.running === 0) void settle(entry.logKey, ledger);
  }

  function ledgerOf(logKey: string): Ledger {
    const ledger = ledgers.get(logKey) ?? { running: 0, finished: new Map(), settling: false };
    ledgers.set(logKey, ledger);
    return ledger;
  }

  function finish(entry: Entry, hand: Hand, ledger: Ledger): void {
    if (hand.left.size > 0)
      void giveBack(entry, hand)
        .catch((error) =>
          tools.logger.warn(
            { log: entry.logKey, seq: entry.seq, err: error },
            'could not give an entry back',
          ),
        )
        .finally(() => end(entry, hand));
    else ledger.finished.set(nameOf(entry), { entry, hand });
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
    if (lanes.waitingIn(lane) > longQueue) listSoon(entry.logKey);
    const finished = await result;
    if (joined && finished === false) await putOff(entry, effect, 1000);
    return finished;
  }

  /** Has lists know what a log has although its effects wait: at once, unless that was just done. */
  function listSoon(logKey: string): void {
    const ledger = ledgerOf(logKey);
    const time = tools.clock.now().getTime();
    if (time - (ledger.listedAt ?? 0) < listedEveryMs) {
      ledger.unlisted = true;
      return;
    }
    ledger.listedAt = time;
    delete ledger.unlisted;
    void snapshot(logKey).catch(() => undefined);
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
    if (await wasParked(entry, effect, state)) return true;
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
      const { turn, holds, ...pacedTools } = pacedFor(entry, effect, state, doubtful);
      const first = effect.again ? await firstOf(entry, effect.again) : { entry, effect };
      asked = first.entry;
      const outcome = await kind.handler(
        { ...first, open, settling, turn, holds },
        { ...tools, ...pacedTools },
      );
      carriedOut = true;
      await untilTold(() => record(entry, effect, outcome), {
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
        leftToNewer += 1;
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
    if (due < from(leases.length(lanes.waiting() * perWaitingMs))) return false;
    const { lease: _lease, ...rest } = open;
    hand.later.set(effect.id, { ...rest, due });
    return true;
  }

  /** It was parked before it could be struck: what becomes of it is for a person to say, who may have said so. */
  async function wasParked(entry: Entry, { id }: Effect, known: IncidentState | undefined): Promise<boolean> {
    const kind = kindOf(entry.logKey) as typeof incidents;
    const state = known ?? (await tools.journal.read(kind, entry.logKey, false).catch(() => undefined));
    return state?.keys[parkedKey(id)] !== undefined;
  }

  /** The entry and the effect that one tries again: what it does may follow from what that entry says. */
  async function firstOf(entry: Entry, id: string): Promise<{ entry: Entry; effect: Effect }> {
    const seq = Number(id.split('.')[0]);
    const [first] = await log.read(entry.logKey, seq - 1);
    const effect = first?.effects.find((one) => one.id === id);
    if (!first || !effect) throw new NotFound(`Log ${entry.logKey} has no effect ${id}.`);
    return { entry: first, effect };
  }

  /** Teams and Sentinel for one try: each keeps inside its limits. */
  function pacedFor(
    entry: Entry,
    effect: Effect,
    state: IncidentState | undefined,
    doubtful: boolean,
  ): Pick<Task, 'turn' | 'holds'> & Pick<Tools, 'messenger' | 'sentinel' | 'shown'> {
    const { channels, budget } = pacing;
    const task = taskOf(entry, effect);
    const granted = new Set<string>();
    const turn = async (channel: string): Promise<void> => {
      const urgent = urgency(effect, state) === 0;
      const own = channelOf(entry, effect) ?? channel;
      await channels.turn(own, task, { to: channel, doubtful, urgent });
      granted.add(channel);
      // The one that held the channel before may have shown there what this replica has not read.
      await tools.journal.read(
        kindOf(entry.logKey) as typeof incidents,
        entry.logKey,
        channels.heldSince(own),
      );
    };
    /** What it remembers of a message is sure only while nobody else may change it. */
    const shown: ShownCards = {
      shows(messageId, card) {
        const held = channels.heldSince(channelOf(entry, effect) ?? '');
        return held !== undefined && tools.shown.shows(messageId, card, held);
      },
      note: tools.shown.note,
    };
    const allow = async (channel: string): Promise<void> => {
      if (!granted.has(channel)) await turn(channel);
      granted.delete(channel);
    };
    return {
      turn,
      holds: () => channels.heldSince(channelOf(entry, effect) ?? '') !== undefined,
      shown,
      messenger: pacedMessenger(tools.messenger, { allow, block: channels.block }),
      sentinel: pacedSentinel(tools.sentinel, budget, { task, urgent: isUrgent(entry.actor, effect, state) }),
    };
  }

  /** @param least the seq that the snapshot must hold: memory may lack what another replica wrote */
  async function snapshot(logKey: string, least = 0): Promise<void> {
    const kind = kindOf(logKey) as typeof incidents;
    const known = await tools.journal.read(kind, logKey, false);
    const state = known.seq < least ? await tools.journal.read(kind, logKey) : known;
    await tools.snapshots.put({
      logKey,
      kind: kind.kind,
      seq: state.seq,
      state: copied(kind.kept(state)),
      ...kind.index(state),
    });
  }

  /** Brings the snapshot up to date, then strikes what is done from the stored entries. */
  async function settle(logKey: string, ledger: Ledger): Promise<void> {
    if (ledger.settling) return;
    ledger.settling = true;
    do {
      // Only what was done before the snapshot is in it.
      const all = [...ledger.finished.values()].map((one) => ({ ...one, done: new Set(one.hand.done) }));
      ledger.finished.clear();
      try {
        if (all.length > 0) {
          ledger.listedAt = tools.clock.now().getTime();
          delete ledger.unlisted;
          await snapshot(logKey, Math.max(...all.map(({ entry }) => entry.seq)));
        }
        await Promise.all(all.map(({ entry, hand, done }) => leases.strike(entry, done, hand.later)));
      } catch (error) {
        tools.logger.warn({ log: logKey, err: error }, 'could not settle a log yet');
      }
      for (const { entry, hand } of all) end(entry, hand);
    } while (ledger.finished.size > 0 && ledger.running === 0);
    ledger.settling = false;
    if (ledger.finished.size === 0 && ledger.running === 0) ledgers.delete(logKey);
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

  /** A newer Muster asked for it, and knows how it is done: it finds it, since it is due again and nobody's. */
  async function leaveToNewer(entry: Entry, effects: Effect['id'][]): Promise<void> {
    leftToNewer += 1;
    await leases.leave(entry, effects, newerMs);
  }

  /** Takes what is due of an entry, or was left by others that are silent, unless it is another replica's to do. */
  async function look(
    entry: Entry,
    elsewhere: (channel: string) => Promise<boolean>,
    silent: ReadonlySet<string> = new Set(),
  ): Promise<void> {
    const hand = inHand.get(nameOf(entry));
    const busy = [...(hand?.running ?? []), ...(hand?.done ?? [])];
    // What is done as well: it is struck with the rest, and a full look of it would hide all that is due later.
    if (hand && hand.running.size > 0)
      await leases.renew(entry, new Set(busy), lanes.waiting() * perWaitingMs, hand.later);
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
      return take(claimed);
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

  /** Nothing new is begun: what waits, and what comes, is left to other replicas. */
  function close(): void {
    stopping.abort();
    giveBackUntil = tools.clock.now().getTime() + giveBackMs;
    lanes.close();
    pacing.channels.end();
  }

  return {
    take,

    /** Logs that this replica can't read, though the store gives them: something is wrong with Muster. By their keys. */
    unreadable: (): ReadonlyMap<string, { since: string; error: string }> => unreadable,

    /** Looks for what is due in the store: of this replica's earlier life, of others that died, and timers. */
    async tick(): Promise<number> {
      // Lists need not wait for what of a log is slow.
      for (const [logKey, ledger] of ledgers) {
        void settle(logKey, ledger);
        if (ledger.unlisted) listSoon(logKey);
      }
      for (const [write, until] of sentAway) if (until <= now()) sentAway.delete(write);
      const seen = new Set<string>();
      const elsewhere = askedOnce();
      for (let round = 0; round < rounds && !stopping.signal.aborted; round++) {
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
      for (let i = 0; i < left.length && !stopping.signal.aborted; i += batch)
        await Promise.all(left.slice(i, i + batch).map((entry) => lookOrLeave(entry, elsewhere, silent)));
      return left.length === 0;
    },

    /** Ends when nothing is under way here any more. */
    idle,

    /** How many effects wait for their turn: in channels, at Sentinel, and at logs. */
    waiting: () => ({
      channel: lanes.waiting(channelLane),
      sentinel: lanes.waiting('sentinel:'),
      log: lanes.waiting('log:'),
    }),

    /** How often something was left to a newer Muster. */
    leftToNewer: (): number => leftToNewer,

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

const isUnknown =
  (due: string[]) =>
  ({ id, kind }: Effect): boolean =>
    due.includes(id) && !kinds[kind];

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

function emptyHand(): Hand {
  return {
    running: new Set(),
    done: new Set(),
    left: new Set(),
    later: new Map(),
    ended: Promise.withResolvers(),
  };
}
