/** Carries out what entries ask for, until each effect is done, refused for good, or shown to people as delayed. */

import { visibleOf } from '../actions/automatic/seen.ts';
import { Conflict, NotFound, Upstream } from '../errors.ts';
import { consequences } from '../incidents/consequences.ts';
import type { IncidentEvent } from '../incidents/events.ts';
import type { Incident } from '../incidents/incident.ts';
import { current, type IncidentState } from '../incidents/state.ts';
import type { Effect, Entry, Event, OpenEffect } from '../log/entry.ts';
import { snapshotEffect, type WithoutId } from '../log/journal.ts';
import { incidents, kindOf } from '../log/kinds.ts';
import type { Log } from '../ports.ts';
import type { Outcome, Tools } from './handler.ts';
import { type Kind, kinds } from './index.ts';
import { createLanes } from './lanes.ts';
import { nextTry } from './retry.ts';

export interface DispatcherOptions {
  log: Log;
  tools: Tools;
  /** this replica; its leases carry it */
  owner: string;
  leaseMs: number;
  /** a failing effect is shown on the card after this long */
  delayedAfterMs: number;
}

const batch = 50;

/** Whether Sentinel answered a write with something that people don't see yet, because others wrote too. */
function differs(incident: Incident, state: IncidentState): boolean {
  return visibleOf(current(state)) !== visibleOf(incident);
}

export function createDispatcher({ log, tools, owner, leaseMs, delayedAfterMs }: DispatcherOptions) {
  const lanes = createLanes();
  // Entries in hand: what is still running of each, and what is done but not yet struck from the stored entry.
  const inHand = new Map<string, { running: Set<string>; done: Set<string> }>();
  let stopping = false;

  const now = (): string => tools.clock.now().toISOString();
  const nameOf = (entry: Entry): string => `${entry.logKey} ${entry.id}`;

  /** Starts every effect of an entry that is due; its lease is this replica's. */
  function take(entry: Entry): void {
    if (stopping || Object.keys(entry.open).length === 0) return;
    const hand = inHand.get(nameOf(entry)) ?? { running: new Set(), done: new Set() };
    inHand.set(nameOf(entry), hand);
    for (const effect of entry.effects) {
      const open = entry.open[effect.id];
      const mine = open && (open.due <= now() || open.lease?.owner === owner);
      if (!mine || hand.running.has(effect.id) || hand.done.has(effect.id)) continue;
      hand.running.add(effect.id);
      void lanes
        .run(laneOf(entry, effect), () => attempt(entry, effect, open))
        .then((finished) => {
          hand.running.delete(effect.id);
          if (finished) hand.done.add(effect.id);
          if (hand.running.size === 0) void settle(entry, hand.done);
        });
    }
    if (hand.running.size === 0) void settle(entry, hand.done);
  }

  function laneOf(entry: Entry, effect: Effect): string {
    const kind = kinds[effect.kind];
    if (kind?.lane === 'channel') return `channel:${'channel' in effect ? effect.channel : entry.logKey}`;
    return `${kind?.lane ?? 'log'}:${entry.logKey}`;
  }

  /** One try. True when the effect is over: done, or refused for good. */
  async function attempt(entry: Entry, effect: Effect, open: OpenEffect): Promise<boolean> {
    const kind = kinds[effect.kind];
    try {
      if (!kind)
        throw new Upstream(`No effect is called ${effect.kind}.`, {
          service: 'teams',
          operation: effect.kind,
          outcome: 'never',
        });
      // A lease that ran out may mean that the try before was under way when its replica died.
      const again = kind.onlyOnce && open.lease !== undefined && open.lease.owner !== owner;
      const outcome = await kind.handler(
        { entry, effect, open: again ? { ...open, uncertain: true } : open },
        tools,
      );
      await record(entry, effect, outcome);
      return true;
    } catch (error) {
      return failed(entry, effect, open, kind, error);
    }
  }

  /** What came of an effect is an entry of its own; so is that a delay is over. */
  async function record(entry: Entry, effect: Effect, outcome: Outcome): Promise<void> {
    const kind = kindOf(entry.logKey) as typeof incidents;
    await tools.journal.append(kind, entry.logKey, (state) => {
      const recovered = 'trouble' in state && state.trouble[effect.id] !== undefined;
      const events = [
        ...(outcome.events ?? []),
        ...(recovered ? [{ kind: 'recovered', effect: effect.id }] : []),
      ] as IncidentEvent[];
      const effects = [...((outcome.effects ?? []) as WithoutId<Effect>[])];
      if (events.length === 0 && effects.length === 0) return undefined;
      const news = events.some((event) => event.kind === 'synced' && differs(event.incident, state));
      if (recovered || news) effects.push(...consequences(state, events));
      return { ...byMuster(effect, 'done', events, effects), ...(effects.length === 0 && { outcome: true }) };
    });
  }

  function byMuster(effect: Effect, what: string, events: Event[], effects: WithoutId<Effect>[] = []) {
    return {
      actor: { kind: 'muster' as const },
      action: `${effect.kind} ${what}`,
      key: `${what}:${effect.id}`,
      events: events as IncidentEvent[],
      effects: effects as never[],
    };
  }

  async function failed(
    entry: Entry,
    effect: Effect,
    open: OpenEffect,
    kind: Kind | undefined,
    error: unknown,
  ): Promise<boolean> {
    const details = error instanceof Upstream ? error.details : undefined;
    const message = error instanceof Error ? error.message : String(error);
    const never = error instanceof NotFound || details?.outcome === 'never';
    const known = details !== undefined || error instanceof NotFound || error instanceof Conflict;
    tools.logger[known ? 'warn' : 'error'](
      { log: entry.logKey, effect, err: known ? message : error },
      never ? 'gave up' : 'will try again',
    );
    try {
      if (never) {
        await giveUp(entry, effect, message);
        return true;
      }
      const since = open.failing?.since ?? now();
      const uncertain = open.uncertain || (kind?.onlyOnce && details?.outcome === 'unknown');
      const next: OpenEffect = {
        due: nextTry(tools.clock.now(), open.attempts, details?.retryAfterMs).toISOString(),
        attempts: open.attempts + 1,
        failing: { since, error: message.slice(0, 300) },
        ...(uncertain && { uncertain: true }),
      };
      await log.amend(entry.logKey, entry.seq, (kept) => ({
        ...kept,
        open: { ...kept.open, [effect.id]: next },
      }));
      if (details?.service === 'sentinel' && Date.parse(now()) - Date.parse(since) >= delayedAfterMs)
        await delay(entry, effect, since, message);
    } catch (second) {
      // The store is out of reach: the lease runs out, and the effect is found again.
      tools.logger.warn({ log: entry.logKey, effect, err: second }, 'could not note a failed try');
    }
    return false;
  }

  async function giveUp(entry: Entry, effect: Effect, error: string): Promise<void> {
    if (!entry.logKey.startsWith('incident:')) return;
    await tools.journal.append(incidents, entry.logKey, (state) => {
      const card =
        effect.kind === 'card.post' && 'channel' in effect ? { channel: String(effect.channel) } : {};
      // What was wanted since has a write of its own, which is still to be tried.
      const tried = state.pending.filter((intent) => Number(intent.id) <= entry.seq);
      const lost = effect.kind === 'sentinel.write' ? { intents: tried.map((intent) => intent.id) } : {};
      const events: IncidentEvent[] = [
        { kind: 'gaveUp', effect: effect.id, error: error.slice(0, 300), ...card, ...lost },
      ];
      const unwritten = effect.kind === 'sentinel.write' || effect.kind === 'sentinel.comment';
      return byMuster(effect, 'gave up', events, unwritten ? consequences(state, events) : []);
    });
  }

  async function delay(entry: Entry, effect: Effect, since: string, error: string): Promise<void> {
    await tools.journal.append(incidents, entry.logKey, (state) => {
      if (state.trouble[effect.id]) return undefined;
      const events: IncidentEvent[] = [
        { kind: 'delayed', effect: effect.id, where: 'sentinel', since, error: error.slice(0, 300) },
      ];
      return byMuster(effect, 'delayed', events, consequences(state, events));
    });
  }

  /** Brings the snapshot up to date, then strikes what is done from the stored entry. */
  async function settle(entry: Entry, done: Set<string>): Promise<void> {
    try {
      const kind = kindOf(entry.logKey) as typeof incidents;
      const state = await tools.journal.read(kind, entry.logKey, false);
      const { keys, ...kept } = state;
      await tools.snapshots.put({
        logKey: entry.logKey,
        kind: kind.kind,
        seq: state.seq,
        state: structuredClone(kept),
        ...kind.index(state),
      });
      await log.amend(entry.logKey, entry.seq, (stored) => {
        const open = Object.entries(stored.open).filter(([id]) => id !== snapshotEffect && !done.has(id));
        return { ...stored, open: Object.fromEntries(open) };
      });
    } catch (error) {
      tools.logger.warn({ log: entry.logKey, seq: entry.seq, err: error }, 'could not settle an entry yet');
    } finally {
      inHand.delete(nameOf(entry));
    }
  }

  async function idle(): Promise<void> {
    while (inHand.size > 0) await lanes.idle().then(() => new Promise((resolve) => setTimeout(resolve, 5)));
  }

  return {
    take,

    /** Looks for what is due in the store: of this replica's earlier life, of others that died, and timers. */
    async tick(): Promise<number> {
      const due = await log.due(now(), batch);
      for (const entry of due) {
        if (stopping || inHand.has(nameOf(entry))) continue;
        const claimed = await claim(entry);
        // A hot state may lack what another replica wrote before it died, such as the outcome of this very effect.
        await tools.journal.read(kindOf(entry.logKey) as typeof incidents, entry.logKey);
        take(claimed);
      }
      return due.length;
    },

    /** Ends when nothing is under way here any more. */
    idle,

    /** Nothing new is begun; what is under way is finished. */
    async stop(): Promise<void> {
      stopping = true;
      await idle();
    },
  };

  /** Leases what is due of an entry, so that other replicas leave it alone for a while. */
  async function claim(entry: Entry): Promise<Entry> {
    const until = new Date(tools.clock.now().getTime() + leaseMs).toISOString();
    let claimed = entry;
    await log.amend(entry.logKey, entry.seq, (kept) => {
      const open = Object.fromEntries(
        Object.entries(kept.open).map(([id, effect]) => [
          id,
          effect.due <= now()
            ? { ...effect, due: until, ...(id !== snapshotEffect && { lease: { owner, until } }) }
            : effect,
        ]),
      );
      // With the leases as they were: whoever held one may have died in the middle of it, which `attempt` needs to know.
      claimed = { ...entry, open: kept.open };
      return { ...kept, open };
    });
    return claimed;
  }
}
