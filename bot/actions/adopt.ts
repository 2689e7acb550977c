/** A card of ours that the log does not know: Teams had taken it, and the answer was lost. Whoever presses its buttons tells us. */
import type { WantedEffect } from '../incidents/consequences.ts';
import { type IncidentState, isIncidentLogKey, messagesOf, routeOf } from '../incidents/state.ts';
import { type IncidentDraft, incidents } from '../log/kinds.ts';
import type { Asked } from './asked.ts';
import type { Desk } from './desk.ts';

/** Where a button was pressed, by the verified activity alone. */
interface Pressed {
  channel: string;
  /** the conversation id of the thread */
  thread: string;
  message: string;
}

type About = 'card' | `question:${string}`;

/** Makes the message known whose button was pressed, if it is ours and is not known yet. Throws as the journal does. */
export async function adoptPressed(asked: Asked, desk: Pick<Desk, 'journal' | 'finder'>): Promise<void> {
  const { data, card: message, conversation: thread, speaker } = asked;
  const { incident: logKey } = data;
  const about = aboutIn(data);
  if (!message || !about || speaker.place.kind !== 'channel') return;
  if (typeof logKey !== 'string' || !isIncidentLogKey(logKey)) return;
  const pressed = { channel: speaker.place.id, thread, message };
  // Nearly always it is known, and costs no look at the store.
  const known = await desk.journal.read(incidents, logKey, false);
  if (!adopted(known, about, pressed)) return;
  const other = await desk.finder.byThread(thread);
  if (other !== undefined && other !== logKey) return;
  await desk.journal.append(incidents, logKey, (state) => adopted(state, about, pressed));
}

/** What the card says of itself is only where to look; everything else is compared with the log. */
function aboutIn({ from, question }: Record<string, unknown>): About | undefined {
  if (from === 'card') return 'card';
  return from === 'question' && typeof question === 'string' ? `question:${question}` : undefined;
}

/** The entry that makes it known; undefined where it is known, or is none that we post for the incident there. */
export function adopted(
  state: IncidentState,
  about: About,
  { channel, thread, message }: Pressed,
): IncidentDraft | undefined {
  if (!state.seen || !routeOf(state, channel)) return undefined;
  const cards = messagesOf(state, channel, 'card');
  const known = Object.values(state.sent[channel] ?? {}).flatMap((sent) => [sent, ...(sent.copies ?? [])]);
  if (known.some((one) => one.message === message)) return undefined;
  const begins = thread === `${channel};messageid=${message}`;
  // A card that begins no thread was shown to somebody who asked for it.
  if (about === 'card' && !begins) return undefined;
  if (about !== 'card') {
    const question = state.questions.find(({ id }) => `question:${id}` === about);
    if (question?.channel !== channel || begins || !cards.some((card) => card.thread === thread))
      return undefined;
  }
  const update: WantedEffect = { kind: 'card.update', channel, about };
  return {
    actor: { kind: 'muster' },
    action: 'adopted',
    key: `adopted:${channel}:${message}`,
    events: [{ kind: 'adopted', about, channel, thread, message }],
    effects: [update],
  };
}
