/** Says something in the thread of an incident's card, once: what notices, questions and relayed words have in common. */
import type { CardContext } from '../../cards/context.ts';
import type { WantedEffect } from '../incidents/consequences.ts';
import type { About, IncidentEvent } from '../incidents/events.ts';
import { type IncidentState, isKeptInThread } from '../incidents/state.ts';
import type { Message, Place } from '../ports.ts';
import type { Outcome, Task, Tools } from './handler.ts';
import { tryElsewhere } from './lost.ts';
import { type Sent, sendOnce } from './once.ts';
import { cardIn, placeOf } from './place.ts';

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
  const card = cardIn(state, channel);
  // Composed before as well: what has nothing to say takes no turn.
  const before = await compose(place, await tools.lookAt(channel));
  if (!before) return {};
  let rev = state.seq;
  const sending = {
    place,
    thread: card.thread,
    compose: async () => {
      const look = await tools.lookAt(channel);
      rev = state.seq;
      return compose(place, look);
    },
    text: before.card ? undefined : before.text,
    known: Object.values(state.sent[channel] ?? {}).map(({ message }) => message),
  };
  const sent = await sendOnce(task, sending, tools).catch((error) =>
    tryElsewhere(error, state.logKey, channel, card, tools),
  );
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
