/** The application team answers a question; every answer stays. */
import { z } from 'zod';
import { Refused } from '../errors.ts';
import type { WantedEffect } from '../incidents/consequences.ts';
import { numbered, socChannel, toSentinel } from './changes.ts';
import { defineIncidentAction } from './define.ts';

export const answer = defineIncidentAction({
  verb: 'answer',
  on: 'incident',
  who: ['member'],
  // Until it is known where a merged incident lives on, its questions can be answered where they were put.
  onMerged: true,
  input: z.object({ question: z.string(), answer: z.string().trim().min(1).max(4000) }),
  decide(state, input, context) {
    const { mergedInto } = state;
    if (mergedInto) throw new Refused('merged', numbered(state, { into: String(mergedInto.number) }));
    const question = state.questions.find((q) => q.id === input.question);
    if (!question || question.channel !== context.channel) throw new Refused('noQuestion', numbered(state));
    const asked = question.people.length === 0 || question.people.some((p) => p.oid === context.actor.oid);
    if (!asked) throw new Refused('notAsked', { names: question.people.map((p) => p.name).join(', ') });
    const id = String(state.seq + 1);
    const soc = question.from ?? socChannel(state);
    const effects: WantedEffect[] = [
      { kind: 'card.update', channel: question.channel, about: `question:${question.id}` },
      toSentinel(state, `question:${question.id}`),
    ];
    if (soc) effects.push({ kind: 'relay', channel: soc, of: `answer:${id}` });
    return {
      events: [{ kind: 'answered', id, question: question.id, by: context.actor, channel: question.channel }],
      effects,
      texts: { answer: input.answer },
      say: { key: 'answer.done', params: numbered(state) },
    };
  },
});
