/** A question of the SOC to one channel, its answers, and while the incident is open a place to answer. */
import { chosenText } from '../../bot/incidents/answer-text.ts';
import { leadOf } from '../../bot/incidents/promises.ts';
import {
  type Answer,
  isCorrected,
  isOpen,
  isOverdue,
  type Move,
  numberOf,
} from '../../bot/incidents/question.ts';
import { isMerged } from '../../bot/incidents/redirect.ts';
import { current, type IncidentState, messagesOf, type Question } from '../../bot/incidents/state.ts';
import { lengthText } from '../../bot/words/time.ts';
import { type Buttons, type ButtonsData, buttonsData } from '../button.ts';
import { type CardContext, listOn, timeOn } from '../context.ts';
import { fitted } from '../fit.ts';
import { copiesText } from '../kept.ts';
import { documentLink, type Link } from '../links.ts';
import { type Card, template } from '../template.ts';
import { nameText, outsideText, type Paragraph, paragraphs, titleText, unlinkedText } from '../untrusted.ts';
import json from './question.template.json' with { type: 'json' };

interface AnswerData {
  who: string;
  about: string;
  chosen: string;
  hasChosen: boolean;
  paragraphs: Paragraph[];
  links: Link[];
  hasLink: boolean;
}

interface MoveData {
  what: string;
  about: string;
  text: string;
  hasText: boolean;
}

interface QuestionCardData extends ButtonsData {
  language: string;
  fallbackText: string;
  heading: string;
  band: string;
  title: string;
  asks: string;
  asked: string;
  due: string;
  hasDue: boolean;
  /** overdue is bold: coloured text is hard to read in the dark */
  dueWeight: string;
  paragraphs: Paragraph[];
  earlier: string;
  hasEarlier: boolean;
  answersLabel: string;
  answers: AnswerData[];
  hasAnswers: boolean;
  moves: MoveData[];
  hasMoves: boolean;
  isOpen: boolean;
  isClosed: boolean;
  /** open, and answered in free text; or by choosing one of `choices` */
  isFree: boolean;
  offers: boolean;
  choices: { title: string; value: string }[];
  chooseMessage: string;
  reasonLabel: string;
  reasonHint: string;
  how: string;
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
  moves: number;
}

// Answers may have 2000 characters each, so a long list of long ones loses its ends first and then its beginning.
const caps: [Caps, ...Caps[]] = [
  { answers: 100, text: 2000, question: 2000, moves: 8 },
  { answers: 30, text: 500, question: 2000, moves: 5 },
  { answers: 20, text: 200, question: 1000, moves: 3 },
  { answers: 8, text: 120, question: 500, moves: 2 },
  { answers: 4, text: 100, question: 300, moves: 1 },
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
  const over = incident.status === 'Closed' && (!isMerged(state) || state.mergedInto !== undefined);
  const isClosed = over || question.withdrawnAt !== undefined;
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
  const id = `${incident.number}-${numberOf(state.questions, question)}`;
  const choices = choicesOf(question, context);
  const offers = choices.length > 0;
  const due = isClosed || !isOpen(question) ? undefined : dueText(question, context);
  const moves = (question.moves ?? []).slice(-caps.moves).map((move) => moveData(move, context, caps));
  return {
    ...sets,
    language: context.language,
    fallbackText: words('cards:fallbackText', { number: incident.number }),
    heading: words('cards:question.heading', { id, number: incident.number }),
    band: isClosed ? 'emphasis' : bandOf(question, context),
    title: titleText(incident.title, words, 200),
    asks: words('cards:question.asks', { name: nameText(question.by.name, words), whom }),
    asked: timeOn(context, question.at),
    due: due ?? '',
    hasDue: due !== undefined,
    dueWeight: isOverdue(question, context.now) ? 'Bolder' : 'Default',
    paragraphs: paragraphs(question.text, words, caps.question),
    earlier: earlier > 0 ? words('cards:question.earlier', { count: earlier, number: incident.number }) : '',
    hasEarlier: earlier > 0,
    answersLabel: words('cards:question.answers', { count: question.answers.length }),
    answers: answers.map((answer) => answerData(question, answer, context, caps)),
    hasAnswers: answers.length > 0,
    moves,
    hasMoves: moves.length > 0,
    isOpen: !isClosed,
    isClosed,
    isFree: !isClosed && !offers,
    offers: !isClosed && offers,
    choices,
    chooseMessage: words('cards:question.choose'),
    reasonLabel: words('cards:question.reason'),
    reasonHint: words('cards:question.reasonHint'),
    how: words(`cards:question.${howOf(question)}`, { id }),
    closed: closedText(state, question, context),
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

function howOf({ kind }: Question): string {
  if (!kind) return 'how';
  return kind === 'yesNo' ? 'howYesNo' : 'howChoice';
}

function bandOf(question: Question, { now }: CardContext): string {
  if (!isOpen(question)) return 'good';
  return isOverdue(question, now) ? 'attention' : 'accent';
}

/**
 * By when, in the channel's zone: Teams shows no time of its own in a card, and a card does not tick. What it says of the
 * time that is left goes on being true until the next reminder draws it anew.
 */
function dueText(question: Question, context: CardContext): string | undefined {
  const { due, told = [] } = question;
  if (!due) return undefined;
  const key = isOverdue(question, context.now) ? 'overdue' : told.includes('before') ? 'soon' : 'due';
  const left = lengthText(leadOf(question) * 60_000);
  const standIn = key === 'overdue' ? '' : standInText(question, context);
  const by = context.words(`cards:question.${key}`, { time: timeOn(context, due), left });
  return [by, standIn].filter(Boolean).join(' ');
}

function standInText({ standIn }: Question, { words }: CardContext): string {
  return standIn ? words('cards:question.standIn', { name: nameText(standIn.name, words) }) : '';
}

function choicesOf({ kind, options = [] }: Question, { words }: CardContext): QuestionCardData['choices'] {
  if (kind === 'yesNo')
    return ['yes', 'no', 'unknown'].map((value) => ({ title: words(`talk:choice.${value}`), value }));
  if (kind !== 'choice') return [];
  return options.map((option, i) => ({
    title: unlinkedText(option, 100) || words('cards:erased'),
    value: String(i),
  }));
}

function answerData(question: Question, answer: Answer, context: CardContext, caps: Caps): AnswerData {
  const { words } = context;
  const erased = answer.value === undefined && !answer.cannot && !answer.link;
  const chosen = outsideText(chosenText(question, answer, words), 100);
  const link = documentLink(answer.link, context);
  const typed = [answer.text, ...(answer.link && !link ? [answer.link] : [])].filter(Boolean).join('\n');
  const about = timeOn(context, answer.at);
  return {
    who: nameText(answer.by.name, words),
    about: isCorrected(question, answer) ? words('cards:question.corrected', { time: about }) : about,
    chosen,
    hasChosen: chosen !== '',
    paragraphs: typed || erased ? paragraphs(typed, words, caps.text) : [],
    links: link ? [link] : [],
    hasLink: link !== undefined,
  };
}

function moveData(move: Move, context: CardContext, caps: Caps): MoveData {
  const { words } = context;
  const text =
    move.text || move.kind === 'note' ? outsideText(move.text, caps.text) || words('cards:erased') : '';
  return {
    what: words(`cards:question.move.${move.kind}`, {
      name: nameText(move.by.name, words),
      to: move.to ? nameText(move.to.name, words) : '',
      due: move.due ? timeOn(context, move.due) : '',
    }),
    about: timeOn(context, move.at),
    text,
    hasText: text !== '',
  };
}

/** Why it takes no answer here any more. */
function closedText(state: IncidentState, question: Question, { words }: CardContext): string {
  if (state.deletedAt) return words('cards:question.deleted');
  if (state.mergedInto) return words('cards:question.moved', { number: state.mergedInto.number });
  return words(question.withdrawnAt ? 'cards:question.withdrawn' : 'cards:question.closed');
}
