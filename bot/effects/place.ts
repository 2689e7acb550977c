/** Where an effect's channel is, and the thread of an incident's card there. */
import { Upstream } from '../errors.ts';
import { isReachable, outageOf } from '../incidents/channel.ts';
import type { IncidentState, Whereabouts } from '../incidents/state.ts';
import type { Place } from '../ports.ts';
import type { Tools } from './handler.ts';

/** What `placeOf` says that it did, in its error: what ends there is known already, and no news. */
export const findChannel = 'find channel';
/** Likewise `cardIn`. */
export const findThread = 'find thread';

/** The place of a channel. Throws `never` and `gone` where it can't be reached: nothing is retried that can't work. */
export async function placeOf(channel: string, { channels }: Tools): Promise<Place> {
  const found = (await channels()).find((c) => c.place?.id === channel);
  if (found && isReachable(found)) return found.place;
  throw new Upstream('Muster can’t write to this channel any more.', {
    service: 'teams',
    operation: findChannel,
    place: channel,
    gone: (found && outageOf(found)?.why) ?? 'removed',
    outcome: 'never',
  });
}

/** The incident's card there, which began its thread. While it is on its way that is too early; otherwise in vain. */
export function cardIn(state: IncidentState, channel: string): Whereabouts {
  const card = state.sent[channel]?.card;
  if (card) return card;
  throw new Upstream('The incident has no card in this channel yet.', {
    service: 'teams',
    operation: findThread,
    outcome: state.posting.includes(channel) ? 'retry' : 'never',
  });
}
