/** An application team's card of an incident, for people who see one twice a year, on a phone. */
import { answerText } from '../../bot/incidents/answer-text.ts';
import { isPractice } from '../../bot/incidents/practice.ts';
import { isOpen, isOverdue, numberOf } from '../../bot/incidents/question.ts';
import { current, type IncidentState, type Question, type RouteState } from '../../bot/incidents/state.ts';
import { type Buttons, type ButtonsData, buttonsData } from '../button.ts';
import { checksFact } from '../check/check-words.ts';
import { type ClosingLine, teamClosingLines } from '../closing.ts';
import { type CardContext, timeOn } from '../context.ts';
import { beside, type EntityCaps, entityFacts, type Fact, fact, ownerText } from '../facts.ts';
import { fitted } from '../fit.ts';
import { keptText } from '../kept.ts';
import { looks } from '../look.ts';
import { type RemarkData, remarksData, shownRemarks } from '../remarks.ts';
import { ackParams, classificationText, includesText, mergedText, statusText } from '../standing.ts';
import { type Card, template } from '../template.ts';
import { type TroubleLine, teamTroubleLines, troubleBand } from '../trouble.ts';
import { nameText, saidText, titleText } from '../untrusted.ts';
import { ackFor, asked, openQuestions } from './asked.ts';
import { whyText } from './reasons.ts';
import json from './team-incident.template.json' with { type: 'json' };

interface QuestionData {
  who: string;
  about: string;
  text: string;
  answers: { who: string; about: string; text: string }[];
  unanswered: string;
  isUnanswered: boolean;
}

interface TeamIncidentCardData extends ButtonsData {
  language: string;
  isPractice: boolean;
  practice: string;
  fallbackText: string;
  why: string;
  asked: string;
  band: string;
  isOpen: boolean;
  isClosed: boolean;
  number: string;
  /** what tells the number from others */
  beside: string;
  severity: string;
  badge: string;
  status: string;
  title: string;
  closed: string;
  facts: Fact[];
  entitiesLabel: string;
  entities: Fact[];
  hasEntities: boolean;
  questionsLabel: string;
  questions: QuestionData[];
  hasQuestions: boolean;
  remarksLabel: string;
  remarks: RemarkData[];
  hasRemarks: boolean;
  twoPeople: ClosingLine[];
  hasTwoPeople: boolean;
  trouble: TroubleLine[];
  hasTrouble: boolean;
  troubleBand: string;
  moreLabel: string;
  hasMore: boolean;
  hasActions: boolean;
  kept: string;
  hasKept: boolean;
}

interface Caps {
  title: number;
  entities: EntityCaps;
  said: number;
  remarks: number;
  questions: number;
  answers: number;
}

const caps: [Caps, ...Caps[]] = [
  {
    title: 300,
    entities: { kinds: 8, perKind: 8, name: 80 },
    said: 280,
    remarks: 3,
    questions: 3,
    answers: 3,
  },
  {
    title: 200,
    entities: { kinds: 5, perKind: 5, name: 50 },
    said: 140,
    remarks: 3,
    questions: 2,
    answers: 2,
  },
  {
    title: 120,
    entities: { kinds: 3, perKind: 3, name: 30 },
    said: 80,
    remarks: 1,
    questions: 1,
    answers: 1,
  },
];

const render = template<TeamIncidentCardData>('team-incident', json);

/** The card of one application team: only what its rule matched, and only what was said to it or by it. */
export function teamCard(
  state: IncidentState,
  route: RouteState,
  context: CardContext,
  buttons: Buttons,
): Card {
  return fitted(caps, (c) => render(data(state, route, context, buttons, c)));
}

function data(
  state: IncidentState,
  route: RouteState,
  context: CardContext,
  buttons: Buttons,
  caps: Caps,
): TeamIncidentCardData {
  const { words } = context;
  const incident = current(state);
  const isClosed = incident.status === 'Closed';
  const full = !isClosed && route.active && !route.handedBack;
  const { text, band } = asked(state, route, context);
  const own = (state.entities ?? []).filter((entity) => route.entities.includes(entity.id));
  const entities = full ? entityFacts(own, context, caps.entities) : [];
  const said = shownRemarks(state.remarks).filter((r) => r.kind === 'share' || r.channel === route.channel);
  const remarks = full ? remarksData(state, said.slice(-caps.remarks), context, caps.said) : [];
  const toUs = full ? state.questions.filter((q) => q.channel === route.channel) : [];
  const questions = toUs.slice(-caps.questions).map((q) => questionData(state, q, context, caps));
  const twoPeople = full ? teamClosingLines(state, context) : [];
  const trouble = teamTroubleLines(state, route.channel, context);
  const kept = keptText(state, 'team', context, route.channel);
  const sets = buttonsData(buttons);
  const hasMore = sets.moreRows.length > 0;
  const classification = classificationText(incident, context);
  const closing = state.deletedAt ?? state.closedAt;
  return {
    ...sets,
    language: context.language,
    isPractice: isPractice(state.logKey),
    practice: words('cards:practice'),
    fallbackText: words('cards:fallbackText', { number: incident.number }),
    why: isPractice(state.logKey) ? words('cards:because.practice') : whyText(route.reasons, context),
    asked: text,
    band,
    isOpen: full,
    isClosed,
    number: words('cards:incidentNumber', { number: incident.number }),
    beside: beside(incident, context),
    severity: words(`cards:severity.${incident.severity}`),
    badge: looks[incident.severity].badge,
    status: statusText(state, context),
    title: titleText(incident.title, words, caps.title),
    closed: [
      // The other incident's title may be none of this team's business; its number is no secret.
      (state.deletedAt ? words('cards:deleted') : undefined) ??
        mergedText(state, context, false) ??
        (classification ? words('cards:closedAs', { what: classification }) : words('cards:closed')),
      closing ? timeOn(context, closing) : '',
    ]
      .filter(Boolean)
      .join(' · '),
    facts: full ? teamFacts(state, route, context) : [],
    entitiesLabel: words('cards:yours'),
    entities,
    hasEntities: entities.length > 0,
    questionsLabel: words('cards:questionsToYou'),
    questions,
    hasQuestions: questions.length > 0,
    remarksLabel: words('cards:remarks'),
    remarks,
    hasRemarks: remarks.length > 0,
    twoPeople,
    hasTwoPeople: twoPeople.length > 0,
    trouble,
    hasTrouble: trouble.length > 0,
    troubleBand: troubleBand(trouble),
    moreLabel: words('cards:more'),
    hasMore,
    hasActions: sets.front.length > 0 || hasMore,
    kept,
    hasKept: kept !== '',
  };
}

function teamFacts(state: IncidentState, route: RouteState, context: CardContext): Fact[] {
  const { words } = context;
  const incident = current(state);
  // What is asked says who acknowledged, unless a question matters more.
  const ack = openQuestions(state, route).length > 0 ? ackFor(state, route) : undefined;
  const includes = includesText(state, context, route.channel);
  return [
    fact(words('cards:owner'), ownerText(incident, context)),
    fact(words('cards:created'), timeOn(context, incident.createdAt)),
    ...(includes ? [fact(words('cards:includes'), includes)] : []),
    ...(ack
      ? [fact(words('cards:acknowledgedLabel'), words('cards:nameAndTime', ackParams(ack, context)))]
      : []),
    ...checksFact(
      state.checks?.filter(({ channel }) => channel === route.channel),
      context,
    ),
  ];
}

function waitingText(question: Question, context: CardContext): string {
  const { words, now } = context;
  if (question.withdrawnAt) return words('cards:question.withdrawn');
  if (!question.due) return words('cards:unanswered');
  const time = timeOn(context, question.due);
  return words(isOverdue(question, now) ? 'cards:unansweredSince' : 'cards:unansweredUntil', { time });
}

function questionData(
  state: IncidentState,
  question: Question,
  context: CardContext,
  caps: Caps,
): QuestionData {
  const { words } = context;
  const line = (by: { name: string }, at: string, text: string) => ({
    who: nameText(by.name, words),
    about: timeOn(context, at),
    text: saidText(text, words, caps.said),
  });
  return {
    ...line(question.by, question.at, question.text),
    about: `${current(state).number}-${numberOf(state.questions, question)} · ${timeOn(context, question.at)}`,
    answers: question.answers
      .slice(-caps.answers)
      .map((answer) => line(answer.by, answer.at, answerText(question, answer, words))),
    unanswered: waitingText(question, context),
    isUnanswered: isOpen(question) || question.withdrawnAt !== undefined,
  };
}
