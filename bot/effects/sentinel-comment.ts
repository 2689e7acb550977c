/** Writes a comment to Sentinel. Its GUID is fixed, so that writing it twice leaves one. */

import { ending } from '../actions/automatic/roll-up.ts';
import { Upstream } from '../errors.ts';
import { mostComments } from '../incidents/comment-budget.ts';
import { asHtml, commentOf } from '../incidents/comment-text.ts';
import { consequences } from '../incidents/consequences.ts';
import type { IncidentEffect, IncidentEvent } from '../incidents/events.ts';
import { type IncidentEntry, type IncidentState, refOf } from '../incidents/state.ts';
import { incidents } from '../log/kinds.ts';
import { wordsOf } from '../words/words.ts';
import type { Handler, Outcome } from './handler.ts';

export const commentSentinel: Handler<Extract<IncidentEffect, { kind: 'sentinel.comment' }>> = async (
  { entry, effect },
  tools,
) => {
  const ref = refOf(entry.logKey);
  const state = await tools.journal.read(incidents, entry.logKey, false);
  if (state.deletedAt) return {};
  const message = commentOf(state, effect.of, entry as IncidentEntry, wordsOf('en'));
  if (!message) return {};
  try {
    await tools.sentinel.comment(ref, effect.guid, asHtml(message));
  } catch (error) {
    const refused = error instanceof Upstream && error.details.outcome === 'never';
    // How Sentinel words its refusal of the 101st is written nowhere; that it holds 100 says it as well.
    if (refused && (await tools.sentinel.get(ref)).commentsCount >= mostComments)
      return ended(state, effect.guid);
    throw error;
  }
  return { events: [{ kind: 'commentWritten', id: effect.guid } satisfies IncidentEvent] };
};

/** Others have filled it up: the same as when we did. */
function ended(state: IncidentState, refused: string): Outcome {
  const events: IncidentEvent[] = [{ kind: 'commentsEnded', refused }];
  return { events, effects: state.commentsEnded ? [] : [...ending(state), ...consequences(state, events)] };
}
