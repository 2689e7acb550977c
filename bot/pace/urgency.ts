/** What goes first. Pure. */
import type { IncidentEffect } from '../incidents/events.ts';
import { current, type IncidentState } from '../incidents/state.ts';
import type { Actor, Effect } from '../log/entry.ts';

/**
 * Which of a channel's messages goes first; lower is sooner. What makes a sound for somebody and the first card of a
 * High, then the sounds that such cards come with (when there are many of them, everybody is better served by the next
 * card than one person by a sound), then first cards, then questions and what else is said in threads, then updates.
 */
export function urgency(effect: Effect, state: IncidentState | undefined): number {
  const known = effect as IncidentEffect;
  const high = state?.seen !== undefined && current(state).severity === 'High';
  switch (known.kind) {
    case 'card.post':
      return high ? 0 : 1;
    case 'notice': {
      // It is said in the thread that the card begins, so it can't go before that.
      const card = state?.sent[known.channel]?.card !== undefined || high ? 0 : 1;
      if (known.notice.kind === 'high') return known.mention.length > 0 ? 0.5 : 2;
      return known.mention.length > 0 ? card : 2;
    }
    case 'question.tell':
      return known.mention.length > 0 ? 0 : 2;
    case 'card.update':
      return 3;
    default:
      return effect.kind.endsWith('.update') ? 3 : 2;
  }
}

/** Whether somebody waits for what Sentinel is asked: a person did it, or it is about a High. */
export function isUrgent(actor: Actor, effect: Effect, state: IncidentState | undefined): boolean {
  const high = state?.seen !== undefined && current(state).severity === 'High';
  return actor.kind === 'person' || (effect.kind === 'details' && high);
}

/** Updates of one message stand for each other: only the newest state is shown. Undefined for everything else. */
export function sameUpdate(logKey: string, effect: Effect): string | undefined {
  if (!effect.kind.endsWith('.update')) return undefined;
  const { id: _id, due: _due, ...what } = effect;
  return `${logKey} ${JSON.stringify(what)}`;
}
