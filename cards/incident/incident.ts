/** The SOC's card of an incident: all of it at a glance, and what there is to do. */
import type { Held } from '../../bot/incidents/holding.ts';
import { isOverdue } from '../../bot/incidents/levels.ts';
import { isPractice } from '../../bot/incidents/practice.ts';
import { isOpen } from '../../bot/incidents/question.ts';
import { current, type IncidentState, type RouteState, socRoute } from '../../bot/incidents/state.ts';
import { type Buttons, type ButtonsData, buttonsData } from '../button.ts';
import { checksFact } from '../check/check-words.ts';
import { type ClosingLine, closingLines } from '../closing.ts';
import { type CardContext, cappedList, listOn, timeOn } from '../context.ts';
import {
  alertsText,
  beside,
  type EntityCaps,
  entityFacts,
  type Fact,
  fact,
  ownerText,
  tacticsText,
} from '../facts.ts';
import { fitted } from '../fit.ts';
import { keptText } from '../kept.ts';
import { type Link, linksOf } from '../links.ts';
import { looks } from '../look.ts';
import { type RemarkData, remarksData, shownRemarks } from '../remarks.ts';
import { ackParams, closedText, includesText, questionsText, standingText, statusText } from '../standing.ts';
import { type Card, template } from '../template.ts';
import { type TroubleLine, troubleBand, troubleLines } from '../trouble.ts';
import { nameText, outsideText, saidText, titleText } from '../untrusted.ts';
import json from './incident.template.json' with { type: 'json' };

interface IncidentCardData extends ButtonsData {
  language: string;
  isPractice: boolean;
  practice: string;
  fallbackText: string;
  isOpen: boolean;
  isClosed: boolean;
  band: string;
  badge: string;
  severity: string;
  status: string;
  number: string;
  /** what tells the number from others */
  beside: string;
  title: string;
  standing: string;
  closedAt: string;
  hasClosedAt: boolean;
  comment: string;
  hasComment: boolean;
  twoPeople: ClosingLine[];
  hasTwoPeople: boolean;
  trouble: TroubleLine[];
  hasTrouble: boolean;
  troubleBand: string;
  facts: Fact[];
  routesLabel: string;
  routes: Fact[];
  hasRoutes: boolean;
  entitiesLabel: string;
  entities: Fact[];
  hasEntities: boolean;
  entitiesNote: string;
  hasEntitiesNote: boolean;
  remarksLabel: string;
  remarks: RemarkData[];
  hasRemarks: boolean;
  descriptionLabel: string;
  description: string;
  hasDescription: boolean;
  moreLabel: string;
  hasMore: boolean;
  hasActions: boolean;
  links: Link[];
  hasLinks: boolean;
  kept: string;
  hasKept: boolean;
}

interface Caps {
  title: number;
  entities: EntityCaps;
  routes: number;
  remarks: number;
  remark: number;
  description: number;
  labels: number;
}

const caps: [Caps, ...Caps[]] = [
  {
    title: 300,
    entities: { kinds: 10, perKind: 8, name: 80 },
    routes: 8,
    remarks: 3,
    remark: 280,
    description: 280,
    labels: 12,
  },
  {
    title: 200,
    entities: { kinds: 6, perKind: 5, name: 50 },
    routes: 5,
    remarks: 3,
    remark: 140,
    description: 200,
    labels: 6,
  },
  {
    title: 120,
    entities: { kinds: 4, perKind: 3, name: 30 },
    routes: 3,
    remarks: 1,
    remark: 80,
    description: 80,
    labels: 3,
  },
];

const render = template<IncidentCardData>('incident', json);

/** The SOC's card. */
export function socCard(state: IncidentState, context: CardContext, buttons: Buttons): Card {
  return fitted(caps, (c) => render(data(state, context, buttons, c)));
}

function data(state: IncidentState, context: CardContext, buttons: Buttons, caps: Caps): IncidentCardData {
  const { words } = context;
  const incident = current(state);
  const closed = incident.status === 'Closed';
  const description = closed ? '' : outsideText(incident.description, caps.description);
  const comment =
    closed && !state.deletedAt && incident.classificationComment
      ? saidText(incident.classificationComment, words)
      : '';
  const closing = state.deletedAt ?? state.closedAt;
  const closedAt = closed && closing ? timeOn(context, closing) : '';
  const twoPeople = closed ? [] : closingLines(state, context, caps.remark);
  const trouble = troubleLines(state, context);
  const entities = entityFacts(state.entities ?? [], context, caps.entities);
  const entitiesNote = state.entities ? '' : words('cards:entitiesFollow');
  const routes = closed ? [] : routeFacts(state, context, caps);
  const said = shownRemarks(state.remarks).slice(-caps.remarks);
  const remarks = closed ? [] : remarksData(state, said, context, caps.remark);
  const links = state.deletedAt ? [] : linksOf(incident, words);
  const kept = keptText(state, 'soc', context, socRoute(state)?.channel);
  const sets = buttonsData(buttons);
  const hasMore = sets.moreRows.length > 0 || description !== '';
  return {
    ...sets,
    language: context.language,
    isPractice: isPractice(state.logKey),
    practice: words('cards:practice'),
    fallbackText: words('cards:fallbackText', { number: incident.number }),
    isOpen: !closed,
    isClosed: closed,
    band: isOverdue(state, context.targets, context.now) ? 'attention' : looks[incident.severity].band,
    badge: looks[incident.severity].badge,
    severity: words(`cards:severity.${incident.severity}`),
    status: statusText(state, context),
    number: words('cards:incidentNumber', { number: incident.number }),
    beside: beside(incident, context),
    title: titleText(incident.title, words, caps.title),
    standing: closed ? closedText(state, context) : standingText(state, context),
    closedAt,
    hasClosedAt: closedAt !== '',
    comment,
    hasComment: comment !== '',
    twoPeople,
    hasTwoPeople: twoPeople.length > 0,
    trouble,
    hasTrouble: trouble.length > 0,
    troubleBand: troubleBand(trouble),
    facts: incidentFacts(state, context, caps),
    routesLabel: words('cards:channels'),
    routes,
    hasRoutes: routes.length > 0,
    entitiesLabel: words('cards:entities'),
    entities,
    hasEntities: entities.length > 0 || entitiesNote !== '',
    entitiesNote,
    hasEntitiesNote: entitiesNote !== '',
    remarksLabel: words('cards:remarks'),
    remarks,
    hasRemarks: remarks.length > 0,
    descriptionLabel: words('cards:description'),
    description,
    hasDescription: description !== '',
    moreLabel: words('cards:more'),
    hasMore,
    hasActions: sets.front.length > 0 || hasMore,
    links,
    hasLinks: links.length > 0,
    kept,
    hasKept: kept !== '',
  };
}

function incidentFacts(state: IncidentState, context: CardContext, caps: Caps): Fact[] {
  const { words } = context;
  const incident = current(state);
  const labels = incident.labels.map((label) => outsideText(label.name, 40)).filter(Boolean);
  const tactics = tacticsText(incident, context);
  const includes = includesText(state, context);
  const unanswered = state.questions.some(isOpen);
  return [
    fact(words('cards:owner'), ownerText(incident, context), !incident.owner),
    fact(words('cards:created'), timeOn(context, incident.createdAt)),
    fact(words('cards:alerts'), alertsText(incident, context)),
    ...(includes ? [fact(words('cards:includes'), includes)] : []),
    ...(tactics ? [fact(words('cards:tactics'), tactics)] : []),
    ...(labels.length > 0 ? [fact(words('cards:labels'), cappedList(context, labels, caps.labels))] : []),
    ...(state.questions.length > 0
      ? [fact(words('cards:questionsLabel'), questionsText(state.questions, context), unanswered)]
      : []),
    ...checksFact(state.checks, context),
  ];
}

/** Each channel that it concerns, and what became of it there. */
function routeFacts(state: IncidentState, context: CardContext, caps: Caps): Fact[] {
  const { words } = context;
  const soc = state.routes.filter((route) => route.audience === 'soc' && acked(state, route));
  // One that comes again, and is held now, is not told of what it no longer was.
  const held = (state.held ?? []).map((one) => heldFact(state, one, context));
  const teams = state.routes.filter(
    ({ audience, channel }) => audience === 'team' && !state.held?.some((one) => one.channel === channel),
  );
  const all = [...held, ...[...soc, ...teams].map((route) => routeFact(state, route, context))];
  const rows = all.slice(0, caps.routes);
  const left = all.length - rows.length;
  return left > 0
    ? [...rows, fact(words('cards:others'), words('cards:othersCount', { count: left }))]
    : rows;
}

/** A team that it concerns and that is not shown it, and why not. */
function heldFact(state: IncidentState, { name, suspects }: Held, context: CardContext): Fact {
  const { words } = context;
  const label = nameText(name, words, 40);
  if (!state.entities) return fact(label, words('cards:route.heldUnread'), true);
  if (!suspects) return fact(label, words('cards:route.heldUnseen'), true);
  const names = suspects.slice(0, 3).map((one) => nameText(one.name, words));
  return fact(label, words('cards:route.heldFor', { names: listOn(context, names) }), true);
}

function routeFact(state: IncidentState, route: RouteState, context: CardContext): Fact {
  const { words, targets, now } = context;
  const label = nameText(route.name, words, 40);
  const { handedBack } = route;
  if (handedBack) {
    const params = {
      name: nameText(handedBack.by.name, words),
      reason: saidText(handedBack.reason, words, 140),
    };
    return fact(label, words('cards:route.handedBack', params), true);
  }
  if (route.unreached) return fact(label, words('cards:route.unreached'), true);
  if (!route.active) return fact(label, words('cards:route.inactive'));
  const ack = acked(state, route);
  if (ack) return fact(label, words('cards:route.acknowledged', ackParams(ack, context)));
  return fact(label, words('cards:route.waiting'), isOverdue(state, targets, now));
}

function acked(state: IncidentState, route: RouteState) {
  return state.acks.find((ack) => ack.channel === route.channel);
}
