/** "I need more time": the question is due later, which its asker is told and its card says. */
import { z } from 'zod';
import { Refused } from '../errors.ts';
import { whens } from '../incidents/due-time.ts';
import { isOpen } from '../incidents/question.ts';
import { askedQuestion, dueChosen, idOf, toldOfQuestion, whichQuestion } from './about-question.ts';
import { numbered } from './changes.ts';
import { defineIncidentAction } from './define.ts';

export const moreTime = defineIncidentAction({
  verb: 'more time',
  on: 'incident',
  of: 'question',
  spoken: false,
  who: ['member'],
  onMerged: true,
  needs: 'rosters',
  dialog: 'more-time',
  input: z.object({
    ...whichQuestion,
    when: z.enum(whens).exclude(['never']),
    date: z.string().max(20).default(''),
    time: z.string().max(20).default(''),
    reason: z.string().trim().max(4000).default(''),
  }),
  decide(state, input, context) {
    const question = askedQuestion(state, input, context);
    const id = idOf(state, question);
    if (!isOpen(question)) throw new Refused('answeredAlready', { id });
    const zone = context.members.find((m) => m.channel === question.channel)?.zone;
    const due = dueChosen(input, context.now, zone) ?? '';
    if (question.due && due <= question.due) throw new Refused('due.notLater', { id });
    const entry = String(state.seq + 1);
    const { channel } = question;
    return {
      events: [{ kind: 'givenTime', id: entry, question: question.id, by: context.actor, channel, due }],
      effects: toldOfQuestion(state, question, `move:${entry}`),
      ...(input.reason && { texts: { reason: input.reason } }),
      say: { key: 'moreTime.done', params: numbered(state) },
    };
  },
});
