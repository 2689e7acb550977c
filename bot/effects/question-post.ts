/** Posts a question's card in the channel's thread, and mentions those who are asked. */
import { questionCardOf } from '../actions/cards.ts';
import type { IncidentEffect } from '../incidents/events.ts';
import { current } from '../incidents/state.ts';
import { incidents } from '../log/kinds.ts';
import type { Handler } from './handler.ts';
import { mentionsOf } from './mention.ts';
import { type Compose, replyInThread } from './reply.ts';

export const postQuestion: Handler<Extract<IncidentEffect, { kind: 'question.post' }>> = async (
  task,
  tools,
) => {
  const { entry, effect } = task;
  const { channel } = effect;
  const state = await tools.journal.read(incidents, entry.logKey, false);
  const question = state.questions.find((q) => q.id === effect.question);
  if (!question) return {};
  const compose: Compose = async (place, look) => {
    const mentions = await mentionsOf(question.people, place, tools);
    const names = mentions.map((m) => m.text).join(', ');
    const { number } = current(state);
    return {
      card: questionCardOf(state, question, look),
      ...(names && { text: look.words('talk:notice.asked', { names, number }) }),
      mentions,
      summary: look.words('talk:summary.question', { number }),
    };
  };
  return replyInThread(task, state, channel, `question:${question.id}`, compose, tools);
};
