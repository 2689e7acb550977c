/** The SOC wants to know no more: nobody is reminded of the question, and its card says so. */
import { z } from 'zod';
import { Refused } from '../errors.ts';
import { isOpen } from '../incidents/question.ts';
import { idOf, questionMeant, toldOfQuestion, typedQuestion, whichQuestion } from './about-question.ts';
import { numbered } from './changes.ts';
import { defineIncidentAction } from './define.ts';

export const withdraw = defineIncidentAction({
  verb: 'withdraw',
  on: 'incident',
  of: 'question',
  who: ['analyst'],
  input: z.object({ ...whichQuestion, reason: z.string().trim().max(4000).default('') }),
  typed(rest) {
    const { number, text } = typedQuestion(rest);
    return { ...(number && { number }), reason: text };
  },
  decide(state, input, context) {
    const shown = ({ channel }: { channel: string }): boolean =>
      context.here === 'all' || context.here.includes(channel);
    const question = questionMeant(state, input, isOpen, shown);
    const id = idOf(state, question);
    const say = { key: 'withdraw.done', params: numbered(state, { id }) };
    if (question.withdrawnAt) return { events: [], say };
    if (!isOpen(question)) throw new Refused('answeredAlready', { id });
    const { channel } = question;
    const entry = String(state.seq + 1);
    return {
      events: [{ kind: 'withdrawn', id: entry, question: question.id, by: context.actor, channel }],
      effects: toldOfQuestion(state, question),
      ...(input.reason && { texts: { reason: input.reason } }),
      say,
    };
  },
});
