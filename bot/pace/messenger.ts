/** Teams as the port has it, sent to only within its limits. */
import { Upstream } from '../errors.ts';
import type { Messenger, Place } from '../ports.ts';

/** Where Teams names no time to come back. */
const blockMs = 5000;

export interface Pacing {
  /** ends when something may be sent to the place; throws `paced` */
  allow(channel: string): Promise<void>;
  /** Teams said 429 there */
  block(channel: string, ms: number): Promise<void>;
}

/** Besides what the port says, methods throw Upstream that is `paced` where it is not their turn. */
export function pacedMessenger(messenger: Messenger, { allow, block }: Pacing): Messenger {
  async function within<T>(channel: string, send: () => Promise<T>): Promise<T> {
    await allow(channel);
    try {
      return await send();
    } catch (error) {
      if (error instanceof Upstream && error.details.status === 429)
        await block(channel, error.details.retryAfterMs ?? blockMs).catch(() => undefined);
      throw error;
    }
  }
  return {
    ...messenger,
    post: (place: Place, message) => within(place.id, () => messenger.post(place, message)),
    reply: (place, thread, message) => within(place.id, () => messenger.reply(place, thread, message)),
    update: (place, thread, id, message) =>
      within(place.id, () => messenger.update(place, thread, id, message)),
    remove: (place, thread, id) => within(place.id, () => messenger.remove(place, thread, id)),
    // Nobody knows the id of a personal chat that is yet to be opened.
    direct: (place, person, message) =>
      within(`person:${person.oid}`, () => messenger.direct(place, person, message)),
  };
}
