/** "I can't say": kept like an answer, and the question stays open for the others, and whoever stands in. */
import { z } from 'zod';
import { answerOf, isCorrected } from '../incidents/question.ts';
import { askedQuestion, toldOfQuestion, whichQuestion } from './about-question.ts';
import { numbered } from './changes.ts';
import { defineIncidentAction } from './define.ts';

export const cannotSay = defineIncidentAction({
  verb: 'cannot say',
  on: 'incident',
  of: 'question',
  spoken: false,
  who: ['member'],
  onMerged: true,
  dialog: 'cannot-say',
  input: z.object({ ...whichQuestion, reason: z.string().trim().max(4000).default('') }),
  decide(state, input, context) {
    const question = askedQuestion(state, input, context);
    const before = answerOf(question, context.actor);
    const id = String(state.seq + 1);
    return {
      events: [
        {
          kind: 'answered',
          id,
          question: question.id,
          by: context.actor,
          channel: question.channel,
          cannot: true,
          ...(before && !isCorrected(question, before) && { corrects: before.id }),
        },
      ],
      effects: toldOfQuestion(state, question, `answer:${id}`),
      ...(input.reason && { texts: { answer: input.reason } }),
      say: { key: 'cannotSay.done', params: numbered(state) },
    };
  },
});
