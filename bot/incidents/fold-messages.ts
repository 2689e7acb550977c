/** Folds which messages of ours a channel has, in place. */
import type { About } from './events.ts';
import type { IncidentState, Sent } from './state.ts';

/** The messages about something in a channel from now on: the first is the one that is answered to. */
export function keepMessages(state: IncidentState, channel: string, about: About, messages: Sent[]): void {
  const [first, ...rest] = messages;
  const { [about]: _old, ...others } = state.sent[channel] ?? {};
  if (!first) {
    if (state.sent[channel]) state.sent[channel] = others;
    return;
  }
  const { thread, message, again } = first;
  const copies = rest
    .filter((one) => one.message !== message)
    .map((one) => ({ thread: one.thread, message: one.message }));
  const sent = { thread, message, ...(again && { again }), ...(copies.length > 0 && { copies }) };
  state.sent[channel] = { ...others, [about]: sent };
  if (about === 'card') state.posting = state.posting.filter((one) => one !== channel);
}
