/** The lines of a hand-over below its rows: what came and went, who has what, and what is waited for. */
import { classifications, type Severity, severities } from '../../bot/incidents/incident.ts';
import { isOverdue, owing } from '../../bot/incidents/question.ts';
import { current, type IncidentState, routeOf } from '../../bot/incidents/state.ts';
import { lengthText } from '../../bot/words/time.ts';
import { entitiesText, measureText } from '../check/check-words.ts';
import { type CardContext, cappedList, clockOn, timeOn } from '../context.ts';
import { type Fact, fact } from '../facts.ts';
import { nameText, outsideText } from '../untrusted.ts';
import type { HandoverContent } from './handover.ts';

const numberOf = (state: IncidentState): string => `#${current(state).number}`;

/**
 * A row for each that there is something to say of.
 * @param most so many are named in a row
 */
export function handoverFacts(content: HandoverContent, context: CardContext, most: number): Fact[] {
  const { words } = context;
  const row = <Item>(key: string, items: Item[], textOf: (item: Item) => string, wanting = false): Fact[] => {
    if (items.length === 0) return [];
    const shown = items.slice(0, most).map(textOf).join('; ');
    const left = items.length - most;
    const text = left > 0 ? words('cards:andMore', { shown, count: left }) : shown;
    return [fact(words(`cards:handover.line.${key}`), text, wanting)];
  };
  const said = (key: string, text: string, wanting = false): Fact[] =>
    row(key, text ? [text] : [], (one) => one, wanting);
  const { parked } = content;
  return [
    ...said('open', severitiesText(content.open, context)),
    ...said('arrived', severitiesText(content.arrived, context)),
    ...said('closed', closedText(content, context)),
    ...row('owners', content.owners, (one) => ownerText(one, context)),
    ...row('questions', content.questions, (one) => questionText(one, content.asOf, context), true),
    ...row('decisions', content.decisions, (one) => decisionText(one, context), true),
    ...row('contained', content.contained, (one) => containedText(one, context)),
    ...row('unhealthy', content.unhealthy, (one) => checkText(one, context), true),
    ...row('closings', content.closings, numberOf, true),
    ...row('held', content.held, (one) => heldText(one, context), true),
    ...row('storms', content.storms, (one) => stormText(one, context), true),
    ...row('drills', content.drills, (one) => drillText(one, context)),
    ...said('parked', parked > 0 ? words('cards:handover.parked', { count: parked }) : '', true),
  ];
}

/** `2 High, 1 Low`: those that there are; empty where there are none. */
function severitiesText(counts: Record<Severity, number>, { words }: CardContext): string {
  return severities
    .filter((severity) => counts[severity] > 0)
    .map((severity) => `${counts[severity]} ${words(`cards:severity.${severity}`)}`)
    .join(', ');
}

function closedText({ closed }: HandoverContent, { words }: CardContext): string {
  return [...classifications, 'none' as const]
    .filter((what) => closed[what])
    .map((what) => {
      const name =
        what === 'none' ? words('cards:handover.unclassified') : words(`cards:classification.${what}`);
      return `${closed[what]} ${name}`;
    })
    .join(', ');
}

const numbersShown = 3;

function ownerText({ name, incidents }: HandoverContent['owners'][number], context: CardContext): string {
  const { words } = context;
  return words('cards:handover.owner', {
    name: name === undefined ? words('cards:nobody') : nameText(name, words, 40),
    count: incidents.length,
    numbers: cappedList(context, incidents.map(numberOf), numbersShown),
  });
}

function questionText(
  { state, what }: HandoverContent['questions'][number],
  asOf: Date,
  context: CardContext,
): string {
  const { words } = context;
  const people = owing(what)
    .slice(0, 3)
    .map(({ name }) => nameText(name, words, 40));
  const channel = nameText(routeOf(state, what.channel)?.name, words, 40);
  return words(`cards:figures.${isOverdue(what, asOf) ? 'questionLate' : 'question'}`, {
    number: current(state).number,
    who: people.length > 0 ? words('cards:figures.people', { people: people.join(', '), channel }) : channel,
    age: lengthText(asOf.getTime() - Date.parse(what.at)),
  });
}

type OfCheck = HandoverContent['contained'][number];

/** `#1042 Isolate the host: vm-pay-01 (Payments)`. */
function checkText({ state, what }: OfCheck, context: CardContext): string {
  const { words } = context;
  const on = entitiesText(state, what.entities, context, 2);
  const measure = measureText(what, context, 80);
  return words('cards:handover.check', {
    number: current(state).number,
    what: on ? words('cards:check.whatOn', { what: measure, on }) : measure,
    channel: nameText(routeOf(state, what.channel)?.name, words, 40),
  });
}

function decisionText(of: OfCheck, context: CardContext): string {
  const time = clockOn(context, of.what.due);
  return context.words('cards:handover.decision', { check: checkText(of, context), time });
}

function containedText(of: OfCheck, context: CardContext): string {
  const { standing, since, lifting } = of.what;
  const key = standing === 'done' ? 'inForce' : standing;
  return context.words(`cards:handover.${key}`, {
    check: checkText(of, context),
    time: timeOn(context, since),
    how: outsideText(lifting, 80) || context.words('cards:erased'),
  });
}

function heldText(state: IncidentState, context: CardContext): string {
  const { words } = context;
  const names = (state.held ?? []).map(({ name }) => nameText(name, words, 40));
  return words('cards:handover.heldBack', {
    number: current(state).number,
    names: cappedList(context, names, 2),
  });
}

function stormText({ channel, since, count }: HandoverContent['storms'][number], context: CardContext) {
  const { words } = context;
  return words('cards:handover.storm', {
    name: nameText(channel, words, 40),
    time: clockOn(context, since),
    count,
  });
}

function drillText({ channel, since }: HandoverContent['drills'][number], context: CardContext): string {
  const { words } = context;
  return words('cards:handover.drill', { name: nameText(channel, words, 40), time: timeOn(context, since) });
}
