/** A message of ours that somebody deleted in Teams: it is forgotten, and what is still needed is posted afresh. */
import type { WantedEffect } from '../incidents/consequences.ts';
import type { About } from '../incidents/events.ts';
import { current, type IncidentState, routeOf } from '../incidents/state.ts';
import { type IncidentDraft, incidents } from '../log/kinds.ts';
import type { Tools } from './handler.ts';

/** Forgets a message, unless another has taken its place meanwhile. A new card begins a new thread. */
export async function forget(
  logKey: string,
  channel: string,
  about: About,
  message: string,
  tools: Tools,
): Promise<void> {
  await tools.journal.append(incidents, logKey, (state): IncidentDraft | undefined =>
    state.sent[channel]?.[about]?.message === message
      ? {
          actor: { kind: 'muster' },
          action: 'lost',
          key: `lost:${channel}:${message}`,
          events: [{ kind: 'lost', channel, about, message }],
          effects: afresh(state, channel, about),
        }
      : undefined,
  );
}

function afresh(state: IncidentState, channel: string, about: About): WantedEffect[] {
  if (current(state).status === 'Closed' || !routeOf(state, channel)?.active) return [];
  if (about === 'card') return [{ kind: 'card.post', channel }];
  return about.startsWith('question:')
    ? [{ kind: 'question.post', channel, question: about.slice('question:'.length) }]
    : [];
}
