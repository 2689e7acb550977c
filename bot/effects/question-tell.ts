/** Says in a thread what time it is for a question, to whom it matters. */
import { timeOn } from '../../cards/context.ts';
import { leadOf } from '../incidents/promises.ts';
import { numberOf, type QuestionTell } from '../incidents/question.ts';
import { current, routeOf } from '../incidents/state.ts';
import { incidents } from '../log/kinds.ts';
import { lengthText } from '../words/time.ts';
import type { Handler } from './handler.ts';
import { mentionsOf, plainName } from './mention.ts';
import { type Compose, replyInThread } from './reply.ts';

export const tellOfQuestion: Handler<QuestionTell> = async (task, tools) => {
  const { entry, effect } = task;
  const { channel, what, mention } = effect;
  const state = await tools.journal.read(incidents, entry.logKey, false);
  const question = state.questions.find(({ id }) => id === effect.question);
  if (!question) return {};
  const compose: Compose = async (place, look) => {
    const mentions = await mentionsOf(mention, place, tools);
    const team = plainName(routeOf(state, question.channel)?.name ?? '');
    // Whoever has left can't be mentioned, and the rest has to know all the same.
    const names = mentions.map((one) => one.text).join(', ') || (what === 'soc' ? 'SOC' : team);
    const params = {
      names,
      team,
      id: `${current(state).number}-${numberOf(state.questions, question)}`,
      number: current(state).number,
      due: question.due ? timeOn(look, question.due) : '',
      left: lengthText(leadOf(question) * 60_000),
    };
    return {
      text: look.words(`talk:promise.${what}`, params),
      mentions,
      summary: look.words('talk:summary.question', { number: params.number }),
    };
  };
  return replyInThread(task, state, channel, `notice:${effect.id}`, compose, tools);
};
