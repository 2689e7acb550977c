/** A message of ours that somebody deleted in Teams: it is forgotten, and what is still needed is posted afresh. */
import { Upstream } from '../errors.ts';
import { firstCard, postOf, type WantedEffect } from '../incidents/consequences.ts';
import type { About } from '../incidents/events.ts';
import {
  current,
  type IncidentState,
  isKeptInThread,
  messagesOf,
  routeOf,
  type Whereabouts,
} from '../incidents/state.ts';
import { type IncidentDraft, incidents } from '../log/kinds.ts';
import type { Tools } from './handler.ts';
import { findThread } from './place.ts';

/** Forgets a message, unless that was done meanwhile. A new card begins a new thread, unless a copy of it is still there. */
export async function forget(
  logKey: string,
  channel: string,
  about: About,
  message: string,
  tools: Tools,
): Promise<void> {
  await tools.journal.append(incidents, logKey, (state): IncidentDraft | undefined =>
    messagesOf(state, channel, about).some((one) => one.message === message)
      ? {
          actor: { kind: 'muster' },
          action: 'lost',
          // Somebody may press a button of it afterwards, which makes it known once more.
          key: `lost:${channel}:${message}:${state.seq}`,
          events: [{ kind: 'lost', channel, about, message }],
          effects: afresh(state, channel, about),
        }
      : undefined,
  );
}

/**
 * What was to be said in a thread that was deleted: the card that began it is forgotten, and it is tried again. Throws
 * whatever else went wrong as it is.
 *
 * @param card as it was when the thread was chosen: by now the channel may have another
 */
export async function tryElsewhere(
  error: unknown,
  logKey: string,
  channel: string,
  card: Pick<Whereabouts, 'message'> | undefined,
  tools: Tools,
): Promise<never> {
  if (!(error instanceof Upstream && error.details.messageGone) || !card) throw error;
  await forget(logKey, channel, 'card', card.message, tools);
  throw new Upstream('Its thread was deleted with its card.', {
    service: 'teams',
    operation: findThread,
    outcome: 'retry',
  });
}

function afresh(state: IncidentState, channel: string, about: About): WantedEffect[] {
  if (messagesOf(state, channel, about).length > 1 && (about === 'card' || isKeptInThread(about)))
    return [{ kind: 'card.update', channel, about }];
  if (current(state).status === 'Closed' || !routeOf(state, channel)?.active) return [];
  if (about === 'card') return firstCard(state, channel);
  return isKeptInThread(about) ? [postOf(channel, about)] : [];
}
