/** Words that people leave in a channel for the next shift, folded from the channel's log. */
import type { Person } from './events.ts';

export interface ShiftNote {
  id: string;
  at: string;
  by: Person;
  /** empty once it is erased */
  text: string;
}

/** Text `note`. */
export interface ShiftNoted {
  kind: 'shiftNoted';
  id: string;
  by: Person;
}

// A shift leaves a few; what is older is history, which the log has.
const kept = 20;

export function foldNotes(
  notes: ShiftNote[] = [],
  { id, by }: ShiftNoted,
  at: string,
  text: string,
): ShiftNote[] {
  return [...notes, { id, at, by, text }].slice(-kept);
}
