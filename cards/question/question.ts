/** A question of the SOC to one channel, its answers, and while the incident is open a place to answer. */
import { isMerged } from '../../bot/incidents/redirect.ts';
import { current, type IncidentState, messagesOf, type Question } from '../../bot/incidents/state.ts';
import { type Buttons, type ButtonsData, buttonsData } from '../button.ts';
import { type CardContext, listOn, timeOn } from '../context.ts';
import { fitted } from '../fit.ts';
import { copiesText } from '../kept.ts';
import { type Card, template } from '../template.ts';
import { nameText, type Paragraph, paragraphs, titleText } from '../untrusted.ts';
import json from './question.template.json' with { type: 'json' };

interface QuestionCardData extends ButtonsData {
  language: string;
  fallbackText: string;
  heading: string;
  band: string;
  title: string;
  asks: string;
  asked: string;
  paragraphs: Paragraph[];
  earlier: string;
  hasEarlier: boolean;
  answersLabel: string;
  answers: { who: string; about: string; paragraphs: Paragraph[] }[];
  hasAnswers: boolean;
  isOpen: boolean;
  isClosed: boolean;
  closed: string;
  inputLabel: string;
  placeholder: string;
  errorMessage: string;
  answerLabel: string;
  moreLabel: string;
  hasMore: boolean;
  copies: string;
  hasCopies: boolean;
  data: Record<string, string>;
}

interface Caps {
  answers: number;
  text: number;
  question: number;
}

// Answers may have 2000 characters each, so a long list of long ones loses its ends first and then its beginning.
const caps: [Caps, ...Caps[]] = [
  { answers: 100, text: 2000, question: 2000 },
  { answers: 30, text: 500, question: 2000 },
  { answers: 20, text: 200, question: 1000 },
  { answers: 8, text: 120, question: 500 },
];

const render = template<QuestionCardData>('question', json);

/** The question's card. `hidden` comes back with the answer, and is outside input then. */
export function questionCard(
  state: IncidentState,
  question: Question,
  context: CardContext,
  buttons: Buttons,
  hidden: Record<string, string>,
): Card {
  return fitted(caps, (c) => render(data(state, question, context, buttons, hidden, c)));
}

function data(
  state: IncidentState,
  question: Question,
  context: CardContext,
  buttons: Buttons,
  hidden: Record<string, string>,
  caps: Caps,
): QuestionCardData {
  const { words } = context;
  const incident = current(state);
  // Merged away, it can be answered until the incident is known in which the question goes on.
  const isClosed = incident.status === 'Closed' && (!isMerged(state) || state.mergedInto !== undefined);
  const people = question.people.slice(0, 10).map((person) => nameText(person.name, words));
  const route = state.routes.find((r) => r.channel === question.channel);
  const whom =
    people.length > 0
      ? listOn(context, people)
      : words('cards:question.everybody', { place: nameText(route?.name, words, 40) });
  const answers = question.answers.slice(-caps.answers);
  const earlier = question.answers.length - answers.length;
  const sets = buttonsData(buttons);
  const copies = copiesText(messagesOf(state, question.channel, `question:${question.id}`).length, words);
  return {
    ...sets,
    language: context.language,
    fallbackText: words('cards:fallbackText', { number: incident.number }),
    heading: words('cards:question.heading', { number: incident.number }),
    band: isClosed ? 'emphasis' : question.answers.length > 0 ? 'good' : 'accent',
    title: titleText(incident.title, words, 200),
    asks: words('cards:question.asks', { name: nameText(question.by.name, words), whom }),
    asked: timeOn(context, question.at),
    paragraphs: paragraphs(question.text, words, caps.question),
    earlier: earlier > 0 ? words('cards:question.earlier', { count: earlier, number: incident.number }) : '',
    hasEarlier: earlier > 0,
    answersLabel: words('cards:question.answers', { count: question.answers.length }),
    answers: answers.map((answer) => ({
      who: nameText(answer.by.name, words),
      about: timeOn(context, answer.at),
      paragraphs: paragraphs(answer.text, words, caps.text),
    })),
    hasAnswers: answers.length > 0,
    isOpen: !isClosed,
    isClosed,
    closed: closedText(state, context),
    inputLabel: words('cards:question.label'),
    placeholder: words('cards:question.placeholder'),
    errorMessage: words('cards:question.error'),
    answerLabel: words('cards:question.answer'),
    moreLabel: words('cards:more'),
    hasMore: sets.moreRows.length > 0,
    copies,
    hasCopies: copies !== '',
    data: { ...hidden, verb: 'answer' },
  };
}

/** Why it takes no answer here any more. */
function closedText(state: IncidentState, { words }: CardContext): string {
  if (state.deletedAt) return words('cards:question.deleted');
  return state.mergedInto
    ? words('cards:question.moved', { number: state.mergedInto.number })
    : words('cards:question.closed');
}
