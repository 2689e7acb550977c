/** What of a thread is kept, where and for how long: said once in each thread, at the bottom of its card. */
import type { IncidentState } from '../bot/incidents/state.ts';
import type { CardContext } from './context.ts';

export function keptText(
  state: IncidentState,
  audience: 'soc' | 'team',
  { words, hearsAll }: CardContext,
): string {
  const kept = words(`cards:kept.${audience}.${hearsAll ? 'all' : 'mentions'}`);
  return state.commentsEnded ? `${kept} ${words('cards:kept.ended')}` : kept;
}
