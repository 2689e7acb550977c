/** What waits for Sentinel goes there, in as few comments as hold it, and the last one says where all of it is. Pure. */
import { closingFrom, heldComments, mostComments } from '../../incidents/comment-budget.ts';
import { packed } from '../../incidents/comment-text.ts';
import { after, consequences, type WantedEffect } from '../../incidents/consequences.ts';
import type { IncidentEvent, Piece } from '../../incidents/events.ts';
import type { IncidentState } from '../../incidents/state.ts';
import type { IncidentDraft } from '../../log/kinds.ts';
import { wordsOf } from '../../words/words.ts';
import { toSentinel } from '../changes.ts';

/**
 * The thread has been quiet, or what waits fills more than one comment: it goes to Sentinel. Each comment's event says what
 * it holds, so that it is the same whenever it is written. Beyond Sentinel's limit one comment closes the list.
 */
export function rollUp(state: IncidentState, key: string, now: Date): IncidentDraft | undefined {
  if (state.commentsEnded || state.deletedAt) return undefined;
  const comments = packed(state, state.waiting, wordsOf('en'));
  // A later message has a timer of its own.
  const quiet = state.waiting.every(({ due }) => due <= now.toISOString());
  if (comments.length === 0 || (comments.length === 1 && !quiet)) return undefined;
  const held = heldComments(state);
  const room = Math.max(0, closingFrom - held);
  const events: IncidentEvent[] = [];
  const effects: WantedEffect[] = [];
  const write = (pieces: Piece[], closing?: true): void => {
    const id = events.length === 0 ? String(state.seq + 1) : `${state.seq + 1}.${events.length}`;
    events.push({ kind: 'rolledUp', pieces, id, ...(closing && { closing }) });
    effects.push(toSentinel(state, `rollup:${id}`));
  };
  for (const pieces of comments.slice(0, room)) write(pieces);
  const rest = comments[room];
  if (rest) {
    if (held + events.length < mostComments) write(rest, true);
    events.push({ kind: 'commentsEnded' });
    effects.push(...ending(after(state, events, now)), ...consequences(state, events));
  }
  return { actor: { kind: 'muster' }, action: 'rolled up', key, events, effects };
}

/** Told once in each thread: Sentinel takes no more, and everything is kept all the same. */
export function ending(next: IncidentState): WantedEffect[] {
  return next.routes
    .filter((route) => next.sent[route.channel]?.card)
    .map((route) => ({ kind: 'relay', channel: route.channel, of: 'ended' }));
}
