/** Keeps what verbs write to Sentinel within the comments that an incident may have there. Pure. */
import { isSparing } from '../incidents/comment-budget.ts';
import { asHtml, questionText, roomInComment, splitOnce } from '../incidents/comment-text.ts';
import type { WantedEffect } from '../incidents/consequences.ts';
import type { IncidentEvent, Piece } from '../incidents/events.ts';
import type { IncidentState } from '../incidents/state.ts';
import { wordsOf } from '../words/words.ts';
import { rollUpTimer, toSentinel } from './changes.ts';

type Comment = Extract<WantedEffect, { kind: 'sentinel.comment' }>;

/**
 * An act's comment goes to Sentinel at once, until comments become scarce there: then it waits for the next roll-up, but
 * for one that replaces what is there already. Once Sentinel takes no more, it is left out. `next`: with the act in it.
 */
export function withinBudget(
  next: IncidentState,
  events: IncidentEvent[],
  effects: WantedEffect[],
  now: Date,
  quietSeconds: number,
): WantedEffect[] {
  return effects.flatMap((effect): WantedEffect[] => {
    // What is tried again was within it.
    if (effect.kind !== 'sentinel.comment' || 'again' in effect) return [effect];
    if (next.commentsEnded) return [];
    const wanted = fitting(next, events, effect);
    const held = next.ours[wanted.guid.toLowerCase()];
    if (!isSparing(next) || (held && held.is !== 'refused')) return [wanted];
    const piece = pieceOf(wanted.of, events);
    // A check that waits already is written as it is by then.
    if (isWaiting(next, piece)) return [];
    const timer = rollUpTimer(next, piece, now, quietSeconds);
    return timer ? [timer] : [];
  });
}

/** A question's comment grows with each answer; one that would outgrow its room leaves the answer a comment of its own. */
function fitting(next: IncidentState, events: IncidentEvent[], effect: Comment): Comment {
  const [kind, id] = splitOnce(effect.of);
  const answered = events.find((event) => event.kind === 'answered');
  if (kind !== 'question' || !answered) return effect;
  const whole = asHtml(questionText(next, id, wordsOf('en')) ?? '').length;
  return whole > roomInComment ? (toSentinel(next, `answer:${answered.id}`) as Comment) : effect;
}

const isWaiting = ({ waiting }: IncidentState, { of }: Piece): boolean =>
  of.startsWith('check:') && waiting.some((one) => one.of === of);

const ofMoves: IncidentEvent['kind'][] = ['passedOn', 'givenTime', 'noted', 'withdrawn'];

/** What waits in place of the comment: of a question and its answers, the one that is new. */
function pieceOf(of: string, events: IncidentEvent[]): Piece {
  const answered = events.find((event) => event.kind === 'answered');
  const intended = events.find((event) => event.kind === 'intended');
  const [kind, id] = splitOnce(of);
  if (kind === 'question') {
    const moved = events.find((event) => ofMoves.includes(event.kind) && 'id' in event);
    if (moved && 'id' in moved) return { of: `move:${moved.id}` };
    return { of: answered ? `answer:${answered.id}` : `asked:${id}` };
  }
  return { of, ...(kind === 'act' && intended && { intent: intended.intent }) };
}
