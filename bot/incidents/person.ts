/** A person's state, folded from their log: where to reach them, and how they read time and language. */
import type { Effect, Entry } from '../log/entry.ts';
import type { Place } from '../ports.ts';
import { type ErasureEvent, noteTexts, type WrittenText } from './texts.ts';
import { noteTrouble, type TroubleEvent, type Troubles } from './trouble.ts';

export type PersonEvent =
  | { kind: 'met'; place: Place; language?: string; zone?: string }
  | { kind: 'left' }
  | TroubleEvent
  | ErasureEvent;
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
  /** what they wrote and is not erased, oldest first */
  texts?: WrittenText[];
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
  noteTexts(state, entry);
  for (const event of entry.events) {
    switch (event.kind) {
      case 'met':
        Object.assign(state, { place: event.place, language: event.language, zone: event.zone });
        break;
      case 'left':
        delete state.place;
        break;
      case 'erased':
      case 'blanked':
      case 'erasedElsewhere':
        break;
      default:
        state.trouble = noteTrouble(state.trouble, event, entry.at);
    }
  }
  return state;
}
