/** A card of ours that the log does not know: Teams had taken it, and the answer was lost. Whoever presses its buttons tells us. */
import { after, consequences, postOf } from '../incidents/consequences.ts';
import type { IncidentEvent, Kept } from '../incidents/events.ts';
import { type IncidentState, isIncidentLogKey, messagesOf, routeOf } from '../incidents/state.ts';
import { parkedLike } from '../incidents/trouble.ts';
import { type IncidentDraft, incidents } from '../log/kinds.ts';
import type { Asked } from './asked.ts';
import { channelsOf } from './checks.ts';
import type { Desk } from './desk.ts';

/** Where a button was pressed, by the verified activity alone. */
interface Pressed {
  channel: string;
  /** the conversation id of the thread */
  thread: string;
  message: string;
}

/** Makes the message known whose button was pressed, if it is ours and is not known yet. Throws as the journal does. */
export async function adoptPressed(
  asked: Asked,
  desk: Pick<Desk, 'journal' | 'finder' | 'clock'>,
): Promise<void> {
  const { data, card: message, conversation: thread, speaker } = asked;
  const { incident: logKey } = data;
  const about = aboutIn(data);
  if (!message || !about || speaker.place.kind !== 'channel') return;
  if (typeof logKey !== 'string' || !isIncidentLogKey(logKey)) return;
  const pressed = { channel: speaker.place.id, thread, message };
  // Nearly always it is known, and costs no look at the store.
  const known = await desk.journal.read(incidents, logKey, false);
  const now = desk.clock.now();
  if (!adopted(known, about, pressed, now)) return;
  const other = await desk.finder.byThread(thread);
  if (other !== undefined && other !== logKey) return;
  await desk.journal.append(incidents, logKey, (state) => adopted(state, about, pressed, now));
}

/** What the card says of itself is only where to look; everything else is compared with the log. */
function aboutIn({ from, question, check }: Record<string, unknown>): Kept | undefined {
  if (from === 'card') return 'card';
  if (from === 'check' && typeof check === 'string') return `check:${check}`;
  return from === 'question' && typeof question === 'string' ? `question:${question}` : undefined;
}

/** The entry that makes it known; undefined where it is known, or is none that we post for the incident there. */
export function adopted(
  state: IncidentState,
  about: Kept,
  pressed: Pressed,
  now: Date,
): IncidentDraft | undefined {
  if (!isStray(state, about, pressed)) return undefined;
  const { channel, thread, message } = pressed;
  const job =
    about === 'card' ? { id: '', kind: 'card.post', channel } : { id: '', ...postOf(channel, about) };
  const events: IncidentEvent[] = [
    { kind: 'adopted', about, channel, thread, message },
    // Its answer was lost too often for Muster to send it again: there it is.
    ...parkedLike(state.trouble, job).map((effect) => ({ kind: 'recovered', effect }) as const),
  ];
  const updates = consequences(after(state, events, now), events);
  const isDone = updates.some(
    (one) => one.kind === 'card.update' && one.channel === channel && one.about === about,
  );
  return {
    actor: { kind: 'muster' },
    action: 'adopted',
    key: `adopted:${channel}:${message}`,
    events,
    effects: isDone ? updates : [{ kind: 'card.update', channel, about }, ...updates],
  };
}

/** Whether it is a message that we post for the incident there, and that the log does not know. */
function isStray(state: IncidentState, about: Kept, { channel, thread, message }: Pressed): boolean {
  if (!state.seen || !routeOf(state, channel)) return false;
  const known = Object.values(state.sent[channel] ?? {}).flatMap((sent) => [sent, ...(sent.copies ?? [])]);
  if (known.some((one) => one.message === message)) return false;
  const begins = thread === `${channel};messageid=${message}`;
  // A card that begins no thread was shown to somebody who asked for it.
  if (about === 'card') return begins;
  const isThread = messagesOf(state, channel, 'card').some((card) => card.thread === thread);
  const check = state.checks?.find(({ id }) => `check:${id}` === about);
  if (check) return isThread && !begins && channelsOf(state, check).includes(channel);
  const question = state.questions.find(({ id }) => `question:${id}` === about);
  return question?.channel === channel && isThread && !begins;
}
