/** The log's documents. One entry is one decision: what happened, who did it, and what is to be done about it. */
import { hash, randomBytes } from 'node:crypto';
import { configure } from 'safe-stable-stringify';

/** Who did it: a person known by the verified Entra object id, Sentinel (a version it holds), or Muster itself. */
export type Actor =
  | { kind: 'person'; oid: string; name: string; upn?: string }
  | { kind: 'sentinel' }
  | { kind: 'muster' };

/** Something that happened; the kinds of each log are listed where its state is folded. */
export interface Event {
  kind: string;
}

/** Something to be carried out. `id` is unique within its log, so an outcome can name it. */
export interface Effect {
  id: string;
  kind: string;
  /** not to be tried before, ISO UTC; absent: at once */
  due?: string;
  /** it tries once more what this effect of an earlier entry was to do, and is carried out as that one would be */
  again?: string;
  /** of such a one: an earlier attempt may have been accepted while its answer was lost */
  uncertain?: true;
}

/** An effect that is not done yet. Changeable: a lease saves work, correctness never depends on it. */
export interface OpenEffect {
  /** when somebody should look at it (again), ISO UTC */
  due: string;
  attempts: number;
  lease?: { owner: string; until: string };
  /** when it first failed, and how; shown to people while it lasts */
  failing?: { since: string; error: string };
  /** how often in a row it failed in a way that nobody foresaw */
  unexpected?: number;
  /** an attempt may have been accepted while its answer was lost */
  uncertain?: boolean;
}

/** A text somebody wrote. Kept beside the hashed part, so it can be erased while the chain still verifies. */
export interface StoredText {
  text: string;
  salt: string;
}

/** The part of an entry that is hashed and never changes. */
export interface EntryFacts<E extends Event = Event, F extends Effect = Effect> {
  logKey: string;
  seq: number;
  /** version of the document, see `versions.ts` */
  v: number;
  /** ISO UTC */
  at: string;
  actor: Actor;
  /** the verb, or what Muster calls what it did by itself */
  action: string;
  /** idempotency key: the same request never makes a second entry */
  key: string;
  events: E[];
  effects: F[];
  /** salted SHA-256 of each text, by name */
  digests: Record<string, string>;
  /** hash of the entry before; empty for the first */
  prev: string;
  /** the replica that wrote it: two that decide the same in the same millisecond must not both think that they won */
  writer?: string;
}

/** An entry as stored. `due` is the only indexed field of an entry; it is absent once nothing is open. */
export interface Entry<E extends Event = Event, F extends Effect = Effect> extends EntryFacts<E, F> {
  /** zero-padded seq: creating it twice is a conflict, which is the lock */
  id: string;
  type: 'entry';
  hash: string;
  texts: Record<string, StoredText>;
  open: Record<string, OpenEffect>;
  due?: string;
}

/** Whether texts of earlier entries are blank from this one on: who has read them reads them again. */
export function forgets({ events }: Pick<Entry, 'events'>): boolean {
  return events.some(({ kind }) => kind === 'blanked');
}

/** Ten digits, so that ids sort as numbers do. */
export function entryId(seq: number): string {
  return String(seq).padStart(10, '0');
}

const stable = configure({ circularValue: Error, bigint: false });

/** JSON with sorted keys and without undefined, so that equal facts have equal hashes. */
export function canonicalJson(value: unknown): string {
  return stable(value) ?? 'null';
}

/** Hash of the facts, which name the hash before: changing, removing or reordering an entry shows. */
export function hashOf(facts: EntryFacts): string {
  const { logKey, seq, v, at, actor, action, key, events, effects, digests, prev, writer } = facts;
  const hashed = { logKey, seq, v, at, actor, action, key, events, effects, digests, prev, writer };
  return hash('sha256', canonicalJson(hashed));
}

/** A text with a fresh salt: a digest alone can't be guessed back into a short text. */
export function salted(text: string): StoredText {
  return { text, salt: randomBytes(16).toString('hex') };
}

/** Salted SHA-256 of a text, hex. */
export function digestOf({ text, salt }: StoredText): string {
  return hash('sha256', `${salt}\n${text}`);
}

/** The earliest time at which anything of the entry is due, or undefined when nothing is open. */
export function earliestDue(open: Record<string, OpenEffect>): string | undefined {
  const dues = Object.values(open).map((effect) => effect.due);
  return dues.length === 0 ? undefined : dues.toSorted()[0];
}
