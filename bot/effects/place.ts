/** Where an effect's channel is, and the thread of an incident's card there. */
import { Upstream } from '../errors.ts';
import { type IncidentState, routeOf } from '../incidents/state.ts';
import type { Place } from '../ports.ts';
import type { Tools } from './handler.ts';

/** The place of a channel. Throws `never` where Muster was removed from it: nothing is retried that can't work. */
export async function placeOf(channel: string, { channels }: Tools): Promise<Place> {
  const found = (await channels()).find((c) => c.place?.id === channel);
  if (!found?.present || !found.place)
    throw new Upstream('Muster is not in this channel any more.', {
      service: 'teams',
      operation: 'find channel',
      outcome: 'never',
    });
  return found.place;
}

/** The thread that the incident's card began there; not yet there is no failure, only too early. */
export function threadIn(state: IncidentState, channel: string): string {
  const card = state.sent[channel]?.card;
  if (card) return card.thread;
  const coming = state.posting.includes(channel);
  throw new Upstream('The incident has no card in this channel yet.', {
    service: 'teams',
    operation: 'find thread',
    outcome: coming || routeOf(state, channel)?.active ? 'retry' : 'never',
  });
}
