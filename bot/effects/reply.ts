/** Says something in the thread of an incident's card, once: what notices, questions and relayed words have in common. */
import type { CardContext } from '../../cards/context.ts';
import { Upstream } from '../errors.ts';
import type { WantedEffect } from '../incidents/consequences.ts';
import type { About, IncidentEvent } from '../incidents/events.ts';
import { type IncidentState, isKeptInThread } from '../incidents/state.ts';
import { incidents } from '../log/kinds.ts';
import type { Message, Place } from '../ports.ts';
import type { Outcome, Task, Tools } from './handler.ts';
import { forget } from './lost.ts';
import { type Sent, sendOnce } from './once.ts';
import { findThread, placeOf, threadIn } from './place.ts';

/** Makes the message for a place; undefined where there is nothing to say any more. */
export type Compose = (place: Place, look: CardContext) => Promise<Message | undefined>;

/** Posts it, and tells the log which message it became. */
export async function replyInThread(
  task: Task,
  state: IncidentState,
  channel: string,
  about: About,
  compose: Compose,
  tools: Tools,
): Promise<Outcome> {
  if (state.sent[channel]?.[about]) return {};
  const place = await placeOf(channel, tools);
  const thread = threadIn(state, channel);
  // The state goes on changing in place: by the time that it is said, the channel may have another card.
  const began = state.sent[channel]?.card;
  // Composed before as well: what has nothing to say takes no turn.
  const before = await compose(place, await tools.lookAt(channel));
  if (!before) return {};
  let rev = state.seq;
  const sending = {
    place,
    thread,
    compose: async () => {
      const look = await tools.lookAt(channel);
      rev = state.seq;
      return compose(place, look);
    },
    text: before.card ? undefined : before.text,
    known: Object.values(state.sent[channel] ?? {}).map(({ message }) => message),
  };
  const sent = await sendOnce(task, sending, tools).catch(async (error) => {
    if (!(error instanceof Upstream && error.details.messageGone) || !began) throw error;
    // The thread is gone with its card: it is said in the thread of the card that takes its place.
    await forget(state.logKey, channel, 'card', began.message, tools);
    threadIn(await tools.journal.read(incidents, state.logKey, false), channel);
    throw new Upstream('Its thread was deleted, and there is another.', {
      service: 'teams',
      operation: findThread,
      outcome: 'retry',
    });
  });
  if (!sent) return {};
  if (sent.message?.card) tools.shown.note(sent.id, sent.message.card);
  const events = [postedAs(about, channel, sent, rev)];
  if (!isKeptInThread(about)) return { events };
  const update: WantedEffect = { kind: 'card.update', channel, about };
  // One that was found may show what was true when it was sent; and whatever happened since it was rendered is not on it.
  return { events, effects: (now) => (sent.message && now.seq === rev ? [] : [update]) };
}

/** The event that names a message of ours. */
export function postedAs(
  about: About,
  channel: string,
  { thread, id: message, again }: Sent,
  rev: number,
): IncidentEvent {
  return { kind: 'posted', about, channel, thread, message, rev, ...(again && { again }) };
}
