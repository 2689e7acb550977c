/** What a replica has in hand of an entry. */
import type { Effect, Entry, OpenEffect } from '../log/entry.ts';

/** What is still running of an entry, what is done but not yet struck from the stored entry, and what was left. */
export interface Hand {
  running: Set<Effect['id']>;
  done: Set<Effect['id']>;
  left: Set<Effect['id']>;
  /** what was sent away until a time after its lease: written with the next change of the stored entry */
  later: Map<Effect['id'], OpenEffect>;
  ended: PromiseWithResolvers<void>;
}

export function emptyHand(): Hand {
  return {
    running: new Set(),
    done: new Set(),
    left: new Set(),
    later: new Map(),
    ended: Promise.withResolvers(),
  };
}

/** An entry's name among all there are. */
export const nameOf = (entry: Entry): string => `${entry.logKey} ${entry.id}`;
