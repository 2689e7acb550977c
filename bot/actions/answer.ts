/** The application team answers a question; every answer stays. */
import { z } from 'zod';
import { Refused } from '../errors.ts';
import { chosenIn, isOffered } from '../incidents/choosing.ts';
import { answerOf, isCorrected, type Question } from '../incidents/question.ts';
import { askedQuestion, idOf, toldOfQuestion, typedQuestion, whichQuestion } from './about-question.ts';
import { numbered } from './changes.ts';
import { defineIncidentAction } from './define.ts';

const words = z.string().trim().max(4000).default('');

export const answer = defineIncidentAction({
  verb: 'answer',
  says: ['antwort'],
  on: 'incident',
  of: 'question',
  who: ['member'],
  // Until it is known where a merged incident lives on, its questions can be answered where they were put.
  onMerged: true,
  input: z.object({ ...whichQuestion, value: z.string().max(20).default(''), answer: words, link: words }),
  dialog: 'answer',
  typed(rest) {
    const { number, text } = typedQuestion(rest);
    return number || text ? { ...(number && { number }), answer: text } : undefined;
  },
  asksMore: ({ value, answer: text, link }) => !value && !text && !link,
  decide(state, input, context) {
    const question = askedQuestion(state, input, context);
    const { value, text } = whatWasSaid(question, input, idOf(state, question));
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
          ...(value && { value }),
          ...(before && !isCorrected(question, before) && { corrects: before.id }),
        },
      ],
      effects: toldOfQuestion(state, question, `answer:${id}`),
      texts: { answer: text, ...(input.link && { link: input.link }) },
      say: before
        ? { key: 'answer.corrected', params: numbered(state) }
        : { key: 'answer.done', params: numbered(state) },
    };
  },
});

/** What of the offered it is, and the words beside. Refuses what is no answer to this question. */
function whatWasSaid(
  question: Question,
  { value, answer: text, link }: { value: string; answer: string; link: string },
  id: string,
): { value?: string; text: string } {
  if (!question.kind) {
    if (!text && !link) throw new Refused('answerMissing', { id });
    return { text };
  }
  if (value && isOffered(question, value)) return { value, text };
  const chosen = chosenIn(question, text);
  if (chosen) return chosen;
  if (question.kind === 'yesNo') throw new Refused('yesOrNo', { id });
  throw new Refused('choose', { id, options: (question.options ?? []).join(', ') });
}
