/** Takes back a message of ours that was posted twice; where Teams won't, it is kept up to date like the other. */
import { Upstream } from '../errors.ts';
import type { RemoveEffect } from '../incidents/events.ts';
import { isKeptInThread } from '../incidents/state.ts';
import type { Handler } from './handler.ts';
import { forget } from './lost.ts';
import { placeOf } from './place.ts';

export const removeMessage: Handler<RemoveEffect> = async ({ entry, effect }, tools) => {
  const { channel, about, thread, message } = effect;
  const place = await placeOf(channel, tools);
  try {
    await tools.messenger.remove(place, thread, message);
  } catch (error) {
    const stays = error instanceof Upstream && error.details.outcome === 'never' && !error.details.gone;
    if (!stays || !isAdopted(about)) throw error;
    const adopted = { kind: 'adopted', about, channel, thread, message };
    return { events: [adopted], effects: [{ kind: 'card.update', channel, about }] };
  }
  // Somebody may have clicked on it meanwhile, and so made it known.
  if (about !== 'storm' && about !== 'told') await forget(entry.logKey, channel, about, message, tools);
  return {};
};

/** Only what is kept up to date can be. */
function isAdopted(about: RemoveEffect['about']): boolean {
  return about !== 'storm' && about !== 'told' && (about === 'card' || isKeptInThread(about));
}
