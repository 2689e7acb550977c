/** A person's state, folded from their log: where to reach them, and how they read time and language. */
import type { Effect, Entry } from '../log/entry.ts';
import type { Place } from '../ports.ts';
import { noteTrouble, type TroubleEvent, type Troubles } from './trouble.ts';

export type PersonEvent =
  | { kind: 'met'; place: Place; language?: string; zone?: string }
  | { kind: 'left' }
  | TroubleEvent;
export type PersonEntry = Entry<PersonEvent, Effect>;

export interface PersonState {
  logKey: string;
  seq: number;
  head: string;
  /** their personal chat with Muster */
  place?: Place;
  language?: string;
  zone?: string;
  /** effects that have not got through, by their ids */
  trouble?: Troubles;
  keys: Record<string, number>;
}

export function personLogKey(oid: string): string {
  return `person:${oid.toLowerCase()}`;
}

export function emptyPerson(logKey: string): PersonState {
  return { logKey, seq: 0, head: '', keys: {} };
}

/** Adds one entry to a person's state, in place. */
export function foldPerson(state: PersonState, entry: PersonEntry): PersonState {
  state.seq = entry.seq;
  state.head = entry.hash;
  state.keys[entry.key] = entry.seq;
  for (const event of entry.events) {
    if (event.kind === 'left') delete state.place;
    else if (event.kind !== 'met') state.trouble = noteTrouble(state.trouble, event, entry.at);
    else Object.assign(state, { place: event.place, language: event.language, zone: event.zone });
  }
  return state;
}
