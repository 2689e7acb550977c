/** Whoever is not asked, and knows something, adds a note to a question. */
import { z } from 'zod';
import { Refused } from '../errors.ts';
import { isTheirs, questionMeant, toldOfQuestion, whichQuestion } from './about-question.ts';
import { numbered } from './changes.ts';
import { defineIncidentAction } from './define.ts';

export const questionNote = defineIncidentAction({
  verb: 'question note',
  on: 'incident',
  of: 'question',
  spoken: false,
  who: ['member'],
  onMerged: true,
  dialog: 'question-note',
  input: z.object({ ...whichQuestion, text: z.string().trim().min(1).max(4000) }),
  decide(state, input, context) {
    const { mergedInto } = state;
    if (mergedInto) throw new Refused('merged', numbered(state, { into: String(mergedInto.number) }));
    const question = questionMeant(
      state,
      input,
      () => true,
      (q) => isTheirs(q, context),
    );
    const { channel } = question;
    const id = String(state.seq + 1);
    return {
      events: [{ kind: 'noted', id, question: question.id, by: context.actor, channel }],
      effects: toldOfQuestion(state, question, `move:${id}`),
      texts: { note: input.text },
      say: { key: 'questionNote.done', params: numbered(state) },
    };
  },
});
