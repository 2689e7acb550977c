/** Posts a question's card in the channel's thread, and mentions those who are asked. */
import { questionCardOf } from '../actions/cards.ts';
import type { IncidentEffect, IncidentEvent } from '../incidents/events.ts';
import { current } from '../incidents/state.ts';
import { incidents } from '../log/kinds.ts';
import type { Handler } from './handler.ts';
import { mentionsOf } from './mention.ts';
import { placeOf, threadIn } from './place.ts';

export const postQuestion: Handler<Extract<IncidentEffect, { kind: 'question.post' }>> = async (
  { entry, effect, open },
  tools,
) => {
  const { channel } = effect;
  const state = await tools.journal.read(incidents, entry.logKey, false);
  const question = state.questions.find((q) => q.id === effect.question);
  const about = `question:${effect.question}` as const;
  if (!question || state.sent[channel]?.[about]) return {};
  const place = await placeOf(channel, tools);
  const thread = threadIn(state, channel);
  const look = await tools.lookAt(channel);
  const mentions = await mentionsOf(question.people, place, tools);
  const { number } = current(state);
  const text =
    mentions.length > 0
      ? look.words('talk:notice.asked', { names: mentions.map((m) => m.text).join(', '), number })
      : undefined;
  const posted = await tools.messenger.reply(place, thread, {
    card: questionCardOf(state, question, look),
    ...(text && { text }),
    mentions,
    summary: look.words('talk:summary.question', { number }),
  });
  const events: IncidentEvent[] = [
    {
      kind: 'posted',
      about,
      channel,
      thread: posted.thread,
      message: posted.id,
      rev: state.seq,
      ...(open.uncertain && { again: true }),
    },
  ];
  return { events };
};
