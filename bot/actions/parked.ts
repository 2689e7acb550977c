/** What Muster could not do and tries no more: a person has it tried again, or drops it. Pure; for every kind of log. */
import { anew, type Parked, parkedIn, type TroubleEvent, type Troubles } from '../incidents/trouble.ts';
import type { Effect } from '../log/entry.ts';

/** What is parked in a log; of that only what a button names, so that nobody decides on what they did not see. */
export function parkedNow(trouble: Troubles | undefined, named: string | undefined) {
  const ids = named?.split(' ');
  return parkedIn(trouble).filter(({ id }) => !ids || ids.includes(id));
}

/** What has it tried again: each is asked for anew. */
export function retrying(parked: { id: string; parked: Parked }[]) {
  return {
    events: parked.map(({ id }): TroubleEvent => ({ kind: 'retried', effect: id })),
    effects: parked.map(({ parked: one }): Omit<Effect, 'id'> => anew(one)),
  };
}

/** What drops it. */
export function dropping(parked: { id: string }[]): TroubleEvent[] {
  return parked.map(({ id }) => ({ kind: 'dropped', effect: id }));
}

/** The ids of what is parked, as a button carries them. */
export function namesOf(trouble: Troubles | undefined): { effect: string } {
  return {
    effect: parkedIn(trouble)
      .map(({ id }) => id)
      .join(' '),
  };
}
