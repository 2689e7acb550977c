/** Reads, decides and appends: the one way in which a log grows. Inputs to one log queue; hot states stay in memory. */
import { Conflict, Newer, Refused } from '../errors.ts';
import { createOrder, type Order } from '../order.ts';
import type { Clock, Log, Snapshot } from '../ports.ts';
import { createRecent } from '../recent.ts';
import {
  type Actor,
  digestOf,
  type Effect,
  type Entry,
  type EntryFacts,
  type Event,
  earliestDue,
  entryId,
  forgets,
  hashOf,
  type OpenEffect,
  salted,
} from './entry.ts';
import { leaseLength } from './lease.ts';
import { lifted, putBack } from './lifted.ts';
import { isNewer, versionOf } from './versions.ts';

/** What every folded state carries for the journal. */
export interface Folded {
  logKey: string;
  /** seq of the last entry folded, 0 for none */
  seq: number;
  /** hash of that entry */
  head: string;
  /** keys of requests that made entries */
  keys: Record<string, number>;
}

/** A kind of log: how its state begins, grows and is indexed. */
export interface LogKind<S extends Folded, E extends Event, F extends Effect> {
  kind: Snapshot['kind'];
  empty(logKey: string): S;
  fold(state: S, entry: Entry<E, F>): S;
  /** what of it the snapshot carries; may share parts with it */
  kept(state: S): object;
  /** what the snapshot has beside the state: what it is found by, and what of it is read alone */
  index(state: S): Omit<Snapshot, 'logKey' | 'kind' | 'seq' | 'state'>;
}

// Distributive, so that each kind of effect keeps its own fields.
export type WithoutId<F> = F extends unknown ? Omit<F, 'id'> : never;

/** A decision, ready to be written. Effects get their ids when they are. */
export interface Draft<E extends Event = Event, F extends Effect = Effect> {
  actor: Actor;
  action: string;
  key: string;
  events: E[];
  effects: WithoutId<F>[];
  texts?: Record<string, string>;
  /** it says what came of an effect of an earlier entry, whose own `due` stays until the snapshot holds this */
  outcome?: true;
}

export interface Appended<S, E extends Event, F extends Effect> {
  state: S;
  /** absent: nothing was written */
  entry?: Entry<E, F>;
  /** the same request was written before, by this entry */
  earlier?: number;
}

/** Id of the pseudo effect that keeps an entry due until the snapshot has caught up with it. */
export const snapshotEffect = 'snapshot';

/** Of all states in memory, in characters of the entries that they were folded from. */
const hotSize = 40_000_000;
/** What a state needs besides what its entries say: the keys of requests, most of all. */
const perEntry = 300;

export interface JournalOptions {
  log: Log;
  clock: Clock;
  /** this replica; its leases carry it */
  owner: string;
  /** how long an effect is left to the replica that asked for it, in milliseconds */
  leaseMs: number;
  /** for how long what is asked for now is likely to wait here, in milliseconds: its lease lasts as long; 0 unless set */
  queueMs?: () => number;
  /** shared with whatever asks for a state as of a moment */
  order?: Order;
}

export type Journal = ReturnType<typeof createJournal>;

export function createJournal({
  log,
  clock,
  owner,
  leaseMs,
  queueMs = () => 0,
  order = createOrder(),
}: JournalOptions) {
  const hot = createRecent<string, Folded>(hotSize);
  const sizes = new WeakMap<Folded, number>();
  // Up to when each state is known to hold everything.
  const proven = new WeakMap<Folded, number>();
  const queues = new Map<string, Promise<unknown>>();
  let leaving = false;
  const listeners: ((entry: Entry, kind: Snapshot['kind']) => void)[] = [];

  function inTurn<T>(logKey: string, work: () => Promise<T>): Promise<T> {
    const turn = (queues.get(logKey) ?? Promise.resolve()).then(work, work);
    const settled = turn.then(
      () => undefined,
      () => undefined,
    );
    queues.set(logKey, settled);
    settled.then(() => queues.get(logKey) === settled && queues.delete(logKey));
    return turn;
  }

  /** Folds one entry in. A state that it left half-way is forgotten: read again, it fails again instead of being wrong. */
  function grow<S extends Folded, E extends Event, F extends Effect>(
    kind: LogKind<S, E, F>,
    state: S,
    entry: Entry<E, F>,
  ): void {
    try {
      kind.fold(state, entry);
      const size = JSON.stringify([entry.events, entry.texts]).length + perEntry;
      sizes.set(state, (sizes.get(state) ?? 0) + size);
    } catch (error) {
      hot.delete(state.logKey);
      throw error;
    }
  }

  /** Folds what others have written since; true when there was anything. Throws Newer where it may not be folded here. */
  async function catchUp<S extends Folded, E extends Event, F extends Effect>(
    kind: LogKind<S, E, F>,
    state: S,
  ) {
    const began = order();
    const entries = ((await log.read(state.logKey, state.seq)) as Entry<E, F>[]).map(putBack);
    if (entries.some(isNewer)) throw new Newer('updating');
    const before = state.seq;
    for (const entry of entries) grow(kind, state, entry);
    if (before > 0 && entries.some(forgets)) await foldAnew(kind, state);
    proven.set(state, began);
    return entries.length > 0;
  }

  /** What was erased must not be remembered: the state becomes what the log says now. */
  async function foldAnew<S extends Folded, E extends Event, F extends Effect>(
    kind: LogKind<S, E, F>,
    state: S,
  ): Promise<void> {
    const { logKey } = state;
    // Where that fails, it is read as a whole the next time.
    hot.delete(logKey);
    const anew = kind.empty(logKey);
    for (const entry of (await log.read(logKey)) as Entry<E, F>[]) grow(kind, anew, putBack(entry));
    for (const name of Object.keys(state)) delete state[name as keyof S];
    Object.assign(state, anew);
    sizes.set(state, sizes.get(anew) ?? 0);
    hot.set(logKey, state, sizes.get(state));
  }

  async function load<S extends Folded, E extends Event, F extends Effect>(
    kind: LogKind<S, E, F>,
    logKey: string,
  ) {
    const known = hot.get(logKey) as S | undefined;
    if (known) return { state: known, fresh: false };
    const state = kind.empty(logKey);
    await catchUp(kind, state);
    hot.set(logKey, state, sizes.get(state));
    return { state, fresh: true };
  }

  function build<S extends Folded, E extends Event, F extends Effect>(
    state: S,
    draft: Draft<E, F>,
  ): Entry<E, F> {
    const seq = state.seq + 1;
    const now = clock.now();
    const waits = draft.effects.length > 0 ? queueMs() : 0;
    const until = new Date(now.getTime() + leaseLength(leaseMs, waits)).toISOString();
    const { events, texts: words } = lifted(draft.events);
    const texts = Object.fromEntries(
      Object.entries({ ...draft.texts, ...words }).map(([name, text]) => [name, salted(text)]),
    );
    const effects = draft.effects.map((effect, i) => ({ ...effect, id: `${seq}.${i}` })) as unknown as F[];
    const open: Record<string, OpenEffect> = {};
    for (const effect of effects) {
      open[effect.id] =
        effect.due && effect.due > now.toISOString()
          ? { due: effect.due, attempts: 0 }
          : leaving
            ? { due: now.toISOString(), attempts: 0 }
            : { due: until, attempts: 0, lease: { owner, until } };
    }
    if (!draft.outcome) open[snapshotEffect] = { due: leaving ? now.toISOString() : until, attempts: 0 };
    const facts: EntryFacts<E, F> = {
      logKey: state.logKey,
      seq,
      v: versionOf(events, words),
      at: now.toISOString(),
      actor: draft.actor,
      action: draft.action,
      key: draft.key,
      events,
      effects,
      digests: Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, digestOf(text)])),
      prev: state.head,
      writer: owner,
    };
    const due = earliestDue(open);
    return {
      ...facts,
      id: entryId(seq),
      type: 'entry',
      hash: hashOf(facts),
      texts,
      open,
      ...(due && { due }),
    };
  }

  return {
    /** The state of a log; throws Newer where a newer Muster writes it. `fresh` reads what others may have written; without it a hot state serves as it is. A moment in the order: a hot state serves where it holds everything that was written until then. */
    read<S extends Folded, E extends Event, F extends Effect>(
      kind: LogKind<S, E, F>,
      logKey: string,
      fresh: boolean | number = true,
    ) {
      return inTurn(logKey, async () => {
        const { state, fresh: justRead } = await load(kind, logKey);
        const old = typeof fresh === 'boolean' ? fresh : (proven.get(state) ?? 0) < fresh;
        if (old && !justRead) await catchUp(kind, state);
        return state;
      });
    },

    /** The entries of a log, oldest first. */
    entries: async (logKey: string): Promise<Entry[]> => (await log.read(logKey)).map(putBack),

    /**
     * Decides on the state of a log and appends the decision. Only an append proves that the memory was fresh: a
     * refusal, or a decision to write nothing, is decided again on state read again. Throws Refused from `decide`, Newer
     * where a newer Muster writes the log, and Conflict once `tries` others were faster.
     */
    append<S extends Folded, E extends Event, F extends Effect>(
      kind: LogKind<S, E, F>,
      logKey: string,
      decide: (state: S) => Draft<E, F> | undefined,
      tries = 20,
    ): Promise<Appended<S, E, F>> {
      return inTurn(logKey, async () => {
        let { state, fresh } = await load(kind, logKey);
        for (let attempt = 1; ; attempt++) {
          let draft: Draft<E, F> | undefined;
          let refusal: Refused | undefined;
          try {
            draft = decide(state);
          } catch (error) {
            if (!(error instanceof Refused)) throw error;
            refusal = error;
          }
          if (!draft && !fresh) {
            fresh = true;
            if (await catchUp(kind, state)) continue;
          }
          if (refusal) throw refusal;
          if (!draft) return { state };
          const earlier = state.keys[draft.key];
          if (earlier !== undefined) return { state, earlier };
          const stored = build(state, draft);
          const began = order();
          try {
            await log.append(stored);
          } catch (error) {
            if (!(error instanceof Conflict)) hot.delete(logKey);
            if (!(error instanceof Conflict) || attempt >= tries) throw error;
            await catchUp(kind, state);
            fresh = true;
            continue;
          }
          proven.set(state, began);
          const entry = putBack(stored);
          grow(kind, state, entry);
          hot.set(logKey, state, sizes.get(state));
          if (forgets(entry)) await foldAnew(kind, state);
          for (const listener of listeners) listener(entry, kind.kind);
          return { state, entry };
        }
      });
    },

    /** This replica stops: what it appends from now on is due at once and nobody's, so that others carry it out. */
    leave(): void {
      leaving = true;
    },

    /** Calls back for each entry that this replica wrote, after it is in. */
    onAppended: (listener: (entry: Entry, kind: Snapshot['kind']) => void): void => {
      listeners.push(listener);
    },
  };
}
