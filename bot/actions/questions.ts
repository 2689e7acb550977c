/** Lists the questions that are open: one's own, one's team's, or those that are overdue. */
import { z } from 'zod';
import { type CardContext, timeOn } from '../../cards/context.ts';
import { listCard } from '../../cards/list/list.ts';
import { isOne, isOpen, isOverdue, mayAnswer, owing, type Question } from '../incidents/question.ts';
import { current, type IncidentState, routeOf } from '../incidents/state.ts';
import { idOf } from './about-question.ts';
import { answer } from './answer.ts';
import { type Context, defineQuery, type Facts } from './define.ts';
import { more } from './open.ts';
import { showButton, shownRows } from './rows.ts';

const which = ['mine', 'team', 'overdue', 'all'] as const;
type Which = (typeof which)[number];

const said: [RegExp, Which][] = [
  [/^(?:of )?(?:mine|my|me|meine)\b/i, 'mine'],
  [/^(?:of )?(?:my |our |unser )?team/i, 'team'],
  [/^(?:over ?due|late|überfällig)/i, 'overdue'],
];

interface Found {
  state: IncidentState;
  question: Question;
}

export const questions = defineQuery({
  verb: 'questions',
  says: ['fragen'],
  on: 'overview',
  who: ['analyst', 'member', 'manager', 'administrator'],
  input: z.object({ which: z.enum(which).default('all') }),
  typed: (rest) => ({ which: said.find(([pattern]) => pattern.test(rest))?.[1] ?? 'all' }),
  answer(facts, input, context, look) {
    const found = openQuestions(facts)
      .filter(({ question }) => fits(question, input.which, context))
      .sort(byDue);
    return listCard(
      {
        title: titleOf(input.which, found.length, look),
        rows: found.slice(0, shownRows).map((one) => row(one, facts, context, look)),
        more: more(found.length, 0, look.words),
      },
      look,
    );
  },
});

function titleOf(wanted: Which, count: number, { words }: CardContext): string {
  switch (wanted) {
    case 'mine':
      return words('talk:questions.mine', { count });
    case 'team':
      return words('talk:questions.team', { count });
    case 'overdue':
      return words('talk:questions.overdue', { count });
    case 'all':
      return words('talk:questions.all', { count });
  }
}

/** Those that the view may see: another team's question on the same incident is none of this one's business. */
function openQuestions({ overview, view }: Pick<Facts, 'overview' | 'view'>): Found[] {
  return overview.incidents
    .filter((state) => current(state).status !== 'Closed')
    .flatMap((state) => state.questions.map((question) => ({ state, question })))
    .filter(({ question }) => isOpen(question) && (view === 'all' || view.includes(question.channel)));
}

/** Mine: that wait for my answer, or that I asked. */
function fits(question: Question, wanted: Which, { actor, memberOf, now }: Context): boolean {
  switch (wanted) {
    case 'mine':
      return isOne(question.by, actor) || owing(question).some((person) => isOne(person, actor));
    case 'team':
      return memberOf.includes(question.channel);
    case 'overdue':
      return isOverdue(question, now);
    default:
      return true;
  }
}

function byDue(a: Found, b: Found): number {
  const due = ({ question }: Found): string => question.due ?? '9';
  return due(a).localeCompare(due(b)) || a.question.at.localeCompare(b.question.at);
}

function row({ state, question }: Found, { view }: Facts, context: Context, look: CardContext) {
  const { words } = look;
  const team = routeOf(state, question.channel)?.name ?? '';
  const whom = question.people.map(({ name }) => name).join(', ') || team;
  const due = question.due
    ? words(isOverdue(question, context.now) ? 'talk:questions.since' : 'talk:questions.until', {
        time: timeOn(look, question.due),
      })
    : '';
  const mine = context.memberOf.includes(question.channel) && mayAnswer(question, context.actor);
  return {
    text: `${idOf(state, question)} ${question.text}`,
    detail: [view === 'all' && whom !== team ? `${team}: ${whom}` : whom, due].filter(Boolean).join(' · '),
    button: mine
      ? {
          title: words('talk:button.answer'),
          verb: answer.verb,
          data: { incident: state.logKey, question: question.id },
          dialog: true,
          style: 'default' as const,
        }
      : showButton(state, look),
  };
}
