/**
 * What of one person's doings is watched: what they were refused for want of a right, and the incidents they closed. It
 * is kept in their own log, and the SOC is told of a burst. Pure.
 */
import type { PersonDraft } from '../log/kinds.ts';
import type { PersonEvent, PersonState } from './person.ts';

export type Watched = 'refused' | 'closed';

/** How many within `windowMs` are a burst. People who mistake a button, or clear up after a night, do less. */
export const burstOf: Record<Watched, number> = { refused: 10, closed: 15 };
export const windowMs = 10 * 60_000;
/** A burst that goes on is told again after so long. */
export const againMs = 60 * 60_000;
/** What comes after a burst has begun is counted, and written down so often. */
export const oneEachMs = 60_000;

/** Something watched that happened: `times` where one entry stands for several. */
export interface Note {
  at: string;
  times: number;
}

export type Noted =
  | {
      kind: 'refused';
      /** the refusal's word */
      reason: string;
      verb?: string;
      /** the incident's log, where a card or a thread named it */
      incident?: string;
      /** the numbers that were typed */
      numbers?: number[];
      /** the channel or chat */
      place: string;
      times: number;
    }
  | { kind: 'closed'; incident: string; times: number };

export interface BurstEvent {
  kind: 'burst';
  of: Watched;
  count: number;
  since: string;
}

/** Those of the last while, in place of what was kept before; what is older is of no more use. */
export function withNote(notes: Note[] = [], note: Note): Note[] {
  const from = Date.parse(note.at) - windowMs;
  return [...notes.filter(({ at }) => Date.parse(at) > from), note];
}

/** The entry for it; it says so and asks that the SOC is told where it makes a burst. Decides. */
export function noted(
  state: PersonState,
  who: { oid: string; name: string },
  event: Noted,
  key: string,
  now: Date,
): PersonDraft {
  const of = event.kind;
  const { times } = event;
  const lately = withNote(state.lately?.[of], { at: now.toISOString(), times });
  const count = lately.reduce((sum, one) => sum + one.times, 0);
  const told = Date.parse(state.burstAt?.[of] ?? '');
  const isNews = count >= burstOf[of] && !(now.getTime() - told < againMs);
  const burst: BurstEvent = { kind: 'burst', of, count, since: lately[0]!.at };
  const events: PersonEvent[] = isNews ? [event, burst] : [event];
  return {
    actor: { kind: 'person', oid: who.oid, name: who.name },
    action: of,
    key,
    events,
    effects: isNews ? [{ kind: 'tell.burst', of, count, since: burst.since }] : [],
  };
}
