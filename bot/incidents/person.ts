/** A person's state, folded from their log: where to reach them, how they read time and language, what is watched. */
import type { Effect, Entry } from '../log/entry.ts';
import type { Place } from '../ports.ts';
import type { ToldEvent } from './channel.ts';
import { type ErasureEvent, noteTexts, type WrittenText } from './texts.ts';
import { noteTrouble, type TroubleEvent, type Troubles } from './trouble.ts';
import { type BurstEvent, type Note, type Noted, type Watched, withNote } from './watch.ts';

export type PersonEvent =
  | { kind: 'met'; place: Place; language?: string; zone?: string }
  | { kind: 'left' }
  /** they were refused something for want of a right, or closed an incident */
  | Noted
  /** they were refused, or closed, more than people do */
  | BurstEvent
  /** that was told to the SOC, in its channel */
  | ToldEvent
  | { kind: 'toldSurplus'; channel: string; thread: string; message: string }
  | TroubleEvent
  | ErasureEvent;

/** That the SOC is told of a burst. */
export type PersonEffect = Effect & { kind: 'tell.burst'; of: Watched; count: number; since: string };
export type PersonEntry = Entry<PersonEvent, PersonEffect>;

export interface PersonState {
  logKey: string;
  seq: number;
  head: string;
  /** their personal chat with Muster */
  place?: Place;
  language?: string;
  zone?: string;
  /** what is watched, of the last minutes */
  lately?: Partial<Record<Watched, Note[]>>;
  /** when a burst was last noted */
  burstAt?: Partial<Record<Watched, string>>;
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
      case 'refused':
      case 'closed': {
        const note = { at: entry.at, times: event.times };
        state.lately = { ...state.lately, [event.kind]: withNote(state.lately?.[event.kind], note) };
        break;
      }
      case 'burst':
        state.burstAt = { ...state.burstAt, [event.of]: entry.at };
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
