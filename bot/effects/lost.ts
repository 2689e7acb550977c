/** A message of ours that somebody deleted in Teams: it is forgotten, and what is still needed is posted afresh. */
import { firstCard, postOf, type WantedEffect } from '../incidents/consequences.ts';
import type { About } from '../incidents/events.ts';
import { current, type IncidentState, isKeptInThread, messagesOf, routeOf } from '../incidents/state.ts';
import { type IncidentDraft, incidents } from '../log/kinds.ts';
import type { Tools } from './handler.ts';

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

function afresh(state: IncidentState, channel: string, about: About): WantedEffect[] {
  if (messagesOf(state, channel, about).length > 1 && (about === 'card' || isKeptInThread(about)))
    return [{ kind: 'card.update', channel, about }];
  if (current(state).status === 'Closed' || !routeOf(state, channel)?.active) return [];
  if (about === 'card') return firstCard(state, channel);
  return isKeptInThread(about) ? [postOf(channel, about)] : [];
}
