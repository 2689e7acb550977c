/** What of a thread is kept, where and for how long: said once in each thread, at the bottom of its card. */
import type { IncidentState } from '../bot/incidents/state.ts';
import type { CardContext } from './context.ts';

/** The sentence, or nothing where the card stands in no channel. */
export function keptText(
  state: IncidentState,
  audience: 'soc' | 'team',
  { words, hearsAll }: CardContext,
): string {
  if (hearsAll === undefined) return '';
  const kept = words(`cards:kept.${audience}.${hearsAll ? 'all' : 'mentions'}`);
  return state.commentsEnded ? `${kept} ${words('cards:kept.ended')}` : kept;
}
