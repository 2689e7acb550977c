/** Lists the questions that nobody has answered: one's own, one's team's, or those that are overdue; of a team, of severities. */
import { z } from 'zod';
import { type CardContext, timeOn } from '../../cards/context.ts';
import { listCard } from '../../cards/list/list.ts';
import { isOne, isOpen, isOverdue, mayAnswer, owing, type Question } from '../incidents/question.ts';
import { current, type IncidentState, routeOf } from '../incidents/state.ts';
import { lengthText } from '../words/time.ts';
import { idOf } from './about-question.ts';
import { answer } from './answer.ts';
import { type Context, defineQuery, type Facts } from './define.ts';
import { narrowed, narrowing, titled } from './narrowed.ts';
import { more } from './open.ts';
import { showButton, shownRows } from './rows.ts';

const which = ['mine', 'team', 'overdue', 'all'] as const;
type Which = (typeof which)[number];

const end = '(?![\\p{L}\\p{N}])';
const said: [RegExp, Which][] = [
  [new RegExp(`^(?:of )?(?:my|our|unser|mein)(?:e[nmrs]?)? team${end}`, 'iu'), 'team'],
  // Before a name it is the word for whose team.
  [/^(?:of )?team$/i, 'team'],
  [new RegExp(`^(?:of )?(?:mine|my|me|meine)${end}`, 'iu'), 'mine'],
  [new RegExp(`^(?:over ?due|late|überfällige?)${end}`, 'iu'), 'overdue'],
];
/** `unanswered questions` says no more than `unanswered`. */
const fillers = new RegExp(`(?<![\\p{L}\\p{N}])(?:questions?|fragen?|please|bitte)${end}`, 'giu');

/** A question and the incident that it is about. */
export interface Found {
  state: IncidentState;
  question: Question;
}

export const questions = defineQuery({
  verb: 'questions',
  says: ['open questions', 'unanswered', 'fragen', 'offene fragen', 'unbeantwortet', 'unbeantwortete'],
  on: 'overview',
  who: ['analyst', 'member', 'manager', 'administrator'],
  input: z.object({ which: z.enum(which).default('all'), ...narrowing.input }),
  typed(rest) {
    const words = rest.replace(fillers, ' ').replace(/\s+/g, ' ').trim();
    const [pattern, wanted] = said.find(([one]) => one.test(words)) ?? [];
    return {
      which: wanted ?? 'all',
      ...narrowing.typed(pattern ? words.replace(pattern, '').trim() : words),
    };
  },
  numbers: false,
  closedSince: (_input, _channels, look) => look.now,
  answer(facts, input, context, look) {
    const { fits, fitsChannel, scope } = narrowed(input.of, facts.overview.channels, look);
    const found = openQuestions(facts)
      .filter(({ question }) => isWanted(question, input.which, context) && fitsChannel(question.channel))
      .filter(({ state }) => fits(state))
      .sort(byDue);
    return listCard(
      {
        title: titled(titleOf(input.which, found.length, look), scope),
        rows: found.slice(0, shownRows).map((one) => questionRow(one, facts, context, look)),
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
export function openQuestions({ overview, view }: Pick<Facts, 'overview' | 'view'>): Found[] {
  return overview.incidents
    .filter((state) => current(state).status !== 'Closed')
    .flatMap((state) => state.questions.map((question) => ({ state, question })))
    .filter(({ question }) => isOpen(question) && (view === 'all' || view.includes(question.channel)));
}

/** Mine: that wait for my answer, or that I asked. */
function isWanted(question: Question, wanted: Which, { actor, memberOf, now }: Context): boolean {
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

/** What is due first, then what was asked first. */
export function byDue(a: Found, b: Found): number {
  const due = ({ question }: Found): string => question.due ?? '9';
  return due(a).localeCompare(due(b)) || a.question.at.localeCompare(b.question.at);
}

/** A question as a row of a list: on whom it waits, for how long, and the button to answer it or to see its incident. */
export function questionRow(
  { state, question }: Found,
  { view }: Pick<Facts, 'view'>,
  context: Context,
  look: CardContext,
) {
  const { words } = look;
  const team = routeOf(state, question.channel)?.name ?? '';
  const whom = owing(question)
    .map(({ name }) => name)
    .join(', ');
  const waiting = lengthText(context.now.getTime() - Date.parse(question.at));
  const due = question.due
    ? words(isOverdue(question, context.now) ? 'talk:questions.since' : 'talk:questions.until', {
        time: timeOn(look, question.due),
      })
    : '';
  const mine = context.memberOf.includes(question.channel) && mayAnswer(question, context.actor);
  return {
    text: `${idOf(state, question)} ${question.text}`,
    detail: [
      view === 'all' && whom ? `${team}: ${whom}` : whom || team,
      words('talk:questions.waits', { length: waiting }),
      due,
    ]
      .filter(Boolean)
      .join(' · '),
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
