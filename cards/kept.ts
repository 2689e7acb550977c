/** What of a thread is kept, where and for how long, said once in each thread at the bottom of its card; and if that is here twice. */
import { isPractice } from '../bot/incidents/practice.ts';
import { type IncidentState, messagesOf } from '../bot/incidents/state.ts';
import type { Words } from '../bot/words/words.ts';
import type { CardContext } from './context.ts';

/** The sentences, or nothing where the card stands in no channel, or is of practice. */
export function keptText(
  state: IncidentState,
  audience: 'soc' | 'team',
  { words, hearsAll }: CardContext,
  channel = '',
): string {
  // Of practice nothing goes to Sentinel.
  if (hearsAll === undefined || isPractice(state.logKey)) return '';
  const kept = words(`cards:kept.${audience}.${hearsAll ? 'all' : 'mentions'}`);
  return [
    kept,
    state.commentsEnded ? words('cards:kept.ended') : '',
    copiesText(messagesOf(state, channel, 'card').length, words),
  ]
    .filter(Boolean)
    .join(' ');
}

/** That the same is there several times, since an answer of Teams' got lost; nothing where it is not. */
export function copiesText(count: number, words: Words): string {
  return count > 1 ? words('cards:kept.copies', { count }) : '';
}
