/** Says something in the thread of an incident's card, once: what notices, questions and relayed words have in common. */
import type { CardContext } from '../../cards/context.ts';
import { Upstream } from '../errors.ts';
import type { About, IncidentEvent } from '../incidents/events.ts';
import type { IncidentState } from '../incidents/state.ts';
import { incidents } from '../log/kinds.ts';
import type { Message, Place } from '../ports.ts';
import type { Outcome, Task, Tools } from './handler.ts';
import { forget } from './lost.ts';
import { placeOf, threadIn } from './place.ts';

/** Makes the message for a place; undefined where there is nothing to say any more. */
export type Compose = (place: Place, look: CardContext) => Promise<Message | undefined>;

/** Posts it, and tells the log which message it became. */
export async function replyInThread(
  { open, turn }: Pick<Task, 'open' | 'turn'>,
  state: IncidentState,
  channel: string,
  about: About,
  compose: Compose,
  tools: Tools,
): Promise<Outcome> {
  if (state.sent[channel]?.[about]) return {};
  const place = await placeOf(channel, tools);
  const thread = threadIn(state, channel);
  // Composed before as well: what has nothing to say takes no turn.
  if (!(await compose(place, await tools.lookAt(channel)))) return {};
  await turn(channel);
  const message = await compose(place, await tools.lookAt(channel));
  if (!message) return {};
  const posted = await tools.messenger.reply(place, thread, message).catch(async (error) => {
    const card = state.sent[channel]?.card;
    if (!(error instanceof Upstream && error.details.messageGone) || !card) throw error;
    // The thread is gone with its card: it is said in the thread of the card that takes its place.
    await forget(state.logKey, channel, 'card', card.message, tools);
    threadIn(await tools.journal.read(incidents, state.logKey, false), channel);
    throw new Upstream('Its thread was deleted, and there is another.', {
      service: 'teams',
      operation: 'find thread',
      outcome: 'retry',
    });
  });
  if (message.card) tools.shown.note(posted.id, message.card);
  return { events: [postedAs(about, channel, posted, state.seq, open)] };
}

/** The event that names a message of ours. `again`: an earlier one may be there too, its answer was lost. */
export function postedAs(
  about: About,
  channel: string,
  posted: { thread: string; id: string },
  rev: number,
  open: Task['open'],
): IncidentEvent {
  const again = open.uncertain && { again: true as const };
  return { kind: 'posted', about, channel, thread: posted.thread, message: posted.id, rev, ...again };
}
