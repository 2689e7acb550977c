/** A containment check, for the application team that is asked and for the SOC: what, on what, why, and how it stands. */
import { type Check, type Impact, standingVotes, type Vote } from '../../bot/incidents/containment.ts';
import { current, type IncidentState, messagesOf, socRoute } from '../../bot/incidents/state.ts';
import { type Buttons, type ButtonsData, buttonsData } from '../button.ts';
import { type CardContext, eitherOn, timeOn } from '../context.ts';
import { type Fact, fact } from '../facts.ts';
import { fitted } from '../fit.ts';
import { copiesText } from '../kept.ts';
import { type Card, template } from '../template.ts';
import { nameText, outsideText, type Paragraph, paragraphs, saidText } from '../untrusted.ts';
import json from './check.template.json' with { type: 'json' };
import { entitiesText, measureText, standingText } from './check-words.ts';

interface Said {
  who: string;
  about: string;
  paragraphs: Paragraph[];
}

interface CheckCardData extends ButtonsData {
  language: string;
  fallbackText: string;
  heading: string;
  band: string;
  standing: string;
  note: Paragraph[];
  asks: string;
  asked: string;
  what: string;
  whyLabel: string;
  why: Paragraph[];
  facts: Fact[];
  impactLabel: string;
  impacts: Said[];
  hasImpacts: boolean;
  impactAsked: string;
  asksImpact: boolean;
  votesLabel: string;
  votes: Said[];
  hasVotes: boolean;
  healthLabel: string;
  health: Said[];
  hasHealth: boolean;
  moreLabel: string;
  hasMore: boolean;
  hasActions: boolean;
  copies: string;
  hasCopies: boolean;
}

/** For whom it is drawn, and the ids of the entities that they may know of. */
export interface CheckView {
  audience: 'soc' | 'team';
  entities: string[];
}

interface Caps {
  /** impacts, and decisions */
  said: number;
  text: number;
}

const caps: [Caps, ...Caps[]] = [
  { said: 10, text: 1000 },
  { said: 5, text: 400 },
  { said: 3, text: 150 },
  { said: 2, text: 60 },
];

const bands: Record<Check['standing'], string> = {
  open: 'warning',
  agreed: 'accent',
  done: 'good',
  failed: 'attention',
  doubt: 'attention',
  held: 'emphasis',
  withdrawn: 'emphasis',
  expired: 'emphasis',
  lifted: 'accent',
};

const render = template<CheckCardData>('check', json);

export function checkCard(
  state: IncidentState,
  check: Check,
  view: CheckView,
  context: CardContext,
  buttons: Buttons,
): Card {
  return fitted(caps, (c) => render(data(state, check, view, context, buttons, c)));
}

function data(
  state: IncidentState,
  check: Check,
  { audience, entities }: CheckView,
  context: CardContext,
  buttons: Buttons,
  caps: Caps,
): CheckCardData {
  const { words } = context;
  const incident = current(state);
  const sets = buttonsData(buttons);
  const hasMore = sets.moreRows.length > 0;
  const impacts = check.impacts.slice(-caps.said).map((one) => impactSaid(one, context, caps));
  const votes = standingVotes(check)
    .slice(-caps.said)
    .map((vote) => voteSaid(vote, context, caps));
  const health = check.health.slice(-3).map(({ by, at, healthy, words: told }) => ({
    who: nameText(by.name, words),
    about: timeOn(context, at),
    paragraphs: [
      { text: words(healthy ? 'cards:check.healthy' : 'cards:check.unhealthy') },
      ...(told ? [{ text: outsideText(told, caps.text) }] : []),
    ],
  }));
  const here = audience === 'team' ? check.channel : socRoute(state)?.channel;
  const copies = copiesText(here ? messagesOf(state, here, `check:${check.id}`).length : 1, words);
  const route = state.routes.find((one) => one.channel === check.channel);
  const isOpen = check.standing === 'open';
  return {
    ...sets,
    language: context.language,
    fallbackText: words('cards:fallbackText', { number: incident.number }),
    heading: words('cards:check.heading', { number: incident.number, id: check.id }),
    band: bands[check.standing],
    standing: standingText(state, check, context),
    note: check.note ? paragraphs(check.note, words, caps.text) : [],
    asks: words('cards:check.asks', {
      name: nameText(check.by.name, words),
      place: nameText(route?.name, words, 40),
    }),
    asked: timeOn(context, check.at),
    what: measureText(check, context, 1000),
    whyLabel: words('cards:check.why'),
    why: paragraphs(check.why, words, caps.text),
    facts: factsOf(state, check, entities, context, caps),
    impactLabel: words('cards:check.impact'),
    impacts,
    hasImpacts: impacts.length > 0,
    impactAsked: words('cards:check.impactAsked'),
    asksImpact: audience === 'team' && isOpen && impacts.length === 0,
    votesLabel: words('cards:check.decisions'),
    votes,
    hasVotes: votes.length > 0,
    healthLabel: words('cards:check.health'),
    health,
    hasHealth: health.length > 0,
    moreLabel: words('cards:more'),
    hasMore,
    hasActions: sets.front.length > 0 || hasMore,
    copies,
    hasCopies: copies !== '',
  };
}

function factsOf(
  state: IncidentState,
  check: Check,
  entities: string[],
  context: CardContext,
  caps: Caps,
): Fact[] {
  const { words } = context;
  const on = entitiesText(state, entities, context);
  const who = eitherOn(
    context,
    (check.analystsSince ? (['analyst'] as const) : check.rule.who).map((one) =>
      words(`cards:check.decider.${one}`),
    ),
  );
  const doing = check.measure === 'other' ? '' : outsideText(check.doing, caps.text);
  const { overridden } = check;
  const isOpen = check.standing === 'open';
  return [
    ...(on ? [fact(words('cards:check.on'), on)] : []),
    ...(doing ? [fact(words('cards:check.doing'), doing)] : []),
    fact(words('cards:check.lifting'), outsideText(check.lifting, caps.text) || words('cards:erased')),
    ...(isOpen
      ? [
          fact(words('cards:check.by'), timeOn(context, check.due), true),
          fact(
            words('cards:check.who'),
            words('cards:check.whoOf', {
              who,
              count: check.analystsSince ? 1 : check.rule.people,
              name: nameText(check.by.name, words),
            }),
          ),
          fact(
            words('cards:check.silence'),
            words(`cards:check.onSilence.${check.analystsSince ? 'hold' : check.onSilence}`),
          ),
        ]
      : []),
    ...(overridden
      ? [
          fact(
            words('cards:check.overridden'),
            words('cards:check.overriddenBy', {
              name: nameText(overridden.by.name, words),
              time: timeOn(context, overridden.at),
              reason: outsideText(overridden.reason, caps.text) || words('cards:erased'),
            }),
            true,
          ),
        ]
      : []),
  ];
}

function impactSaid(impact: Impact, context: CardContext, { text: max }: Caps): Said {
  const { words } = context;
  const lines = (['breaks', 'whom', 'safe'] as const).flatMap((key) => {
    const text = outsideText(impact[key], max);
    return text ? [{ text: words(`cards:check.said.${key}`, { text }) }] : [];
  });
  return {
    who: nameText(impact.by.name, words),
    about: timeOn(context, impact.at),
    paragraphs: lines.length > 0 ? lines : [{ text: words('cards:erased') }],
  };
}

function voteSaid({ by, at, as, go, reason }: Vote, context: CardContext, { text: max }: Caps): Said {
  const { words } = context;
  return {
    who: words('cards:check.voter', {
      name: nameText(by.name, words),
      as: words(`cards:check.as.${as}`),
      vote: words(go ? 'cards:check.go' : 'cards:check.hold'),
    }),
    about: timeOn(context, at),
    paragraphs: [{ text: saidText(reason, words, max) }],
  };
}
