/** Lists what waits for too long: incidents that nobody has acknowledged in time, and questions that are past due. */
import { z } from 'zod';
import { listCard } from '../../cards/list/list.ts';
import { noticeCard } from '../../cards/notice/notice.ts';
import { isOverdue } from '../incidents/levels.ts';
import { isOverdue as isQuestionOverdue } from '../incidents/question.ts';
import { defineQuery } from './define.ts';
import { narrowed, narrowing, titled } from './narrowed.ts';
import { more } from './open.ts';
import { byDue, openQuestions, questionRow } from './questions.ts';
import { bySeverity, rowOf, shownRows } from './rows.ts';

/** So many incidents are shown at least, however many questions there are. */
const leastIncidents = 8;

export const overdue = defineQuery({
  verb: 'overdue',
  says: ['überfällig', 'überfällige'],
  on: 'overview',
  who: ['analyst', 'member', 'manager', 'administrator'],
  input: z.object(narrowing.input),
  typed: narrowing.typed,
  numbers: false,
  closedSince: (_input, _channels, look) => look.now,
  answer(facts, { of }, context, look) {
    const { overview, hidden } = facts;
    const { fits, fitsChannel, scope } = narrowed(of, overview.channels, look);
    const incidents = overview.incidents
      .filter((state) => isOverdue(state, context.targets, context.now) && fits(state))
      .sort(bySeverity);
    const questions = openQuestions(facts)
      .filter(({ question }) => isQuestionOverdue(question, context.now) && fitsChannel(question.channel))
      .filter(({ state }) => fits(state))
      .sort(byDue);
    const count = incidents.length + questions.length;
    if (count === 0) {
      // What is left out may be overdue all the same.
      const none = look.words(hidden > 0 ? 'talk:overdue.noneHere' : 'talk:overdue.none');
      return noticeCard({ text: titled(none, scope), tone: 'good' }, look);
    }
    const parts = [
      ...(incidents.length > 0 ? [look.words('talk:overdue.incidents', { count: incidents.length })] : []),
      ...(questions.length > 0 ? [look.words('talk:overdue.questions', { count: questions.length })] : []),
    ];
    const room = Math.max(leastIncidents, shownRows - questions.length);
    const shown = incidents.slice(0, room).map((state) => rowOf(state, look, context.now));
    return listCard(
      {
        title: titled(look.words('talk:overdue.title', { what: parts.join(', ') }), scope),
        rows: [
          ...shown,
          ...questions
            .slice(0, shownRows - shown.length)
            .map((found) => questionRow(found, facts, context, look)),
        ],
        more: more(count, 0, look.words),
      },
      look,
    );
  },
});
