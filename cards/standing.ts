/** How an incident stands, each in one sentence: acknowledged, overdue, closed. */
import type { Incident } from '../bot/incidents/incident.ts';
import { acknowledgeBy, isAcknowledged, isOverdue } from '../bot/incidents/levels.ts';
import { countsOf } from '../bot/incidents/question.ts';
import { isMerged } from '../bot/incidents/redirect.ts';
import { type Acknowledgement, current, type IncidentState, type Question } from '../bot/incidents/state.ts';
import { type CardContext, cappedList, listOn, timeOn } from './context.ts';
import { ownerText } from './facts.ts';
import { nameText, titleText } from './untrusted.ts';

/** By when it is to be acknowledged, since when that is overdue, or who sees to it. */
export function standingText(state: IncidentState, context: CardContext): string {
  const { words, targets, now } = context;
  if (!isAcknowledged(state)) {
    const time = timeOn(context, acknowledgeBy(state, targets));
    return words(isOverdue(state, targets, now) ? 'cards:overdueSince' : 'cards:acknowledgeBy', { time });
  }
  const first = state.acks[0];
  if (first) return words('cards:acknowledgedBy', ackParams(first, context));
  const incident = current(state);
  return incident.owner
    ? words('cards:takenBy', { name: ownerText(incident, context) })
    : words('cards:activeInSentinel');
}

/** Who acknowledged, and when, as a sentence's parameters. */
export function ackParams(ack: Acknowledgement, context: CardContext): { name: string; time: string } {
  return { name: nameText(ack.by.name, context.words), time: timeOn(context, ack.at) };
}

/** `Benign positive – suspicious but expected`. */
export function classificationText(
  { classification, classificationReason }: Pick<Incident, 'classification' | 'classificationReason'>,
  { words }: CardContext,
): string {
  if (!classification) return '';
  const name = words(`cards:classification.${classification}`);
  return classificationReason ? `${name} – ${words(`cards:reason.${classificationReason}`)}` : name;
}

/** Sentinel's word for where it stands, or that Sentinel doesn't have it any more. */
export function statusText(state: IncidentState, { words }: CardContext): string {
  return state.deletedAt ? words('cards:deletedStatus') : words(`cards:status.${current(state).status}`);
}

/** As what an incident was closed, and by whom where we know it: whoever closes in Sentinel leaves no name. */
export function closedText(state: IncidentState, context: CardContext): string {
  const { words } = context;
  if (state.deletedAt) return words('cards:deleted');
  const merged = mergedText(state, context, true);
  if (merged !== undefined) return merged;
  const what = classificationText(current(state), context);
  const by = state.closedBy;
  if (!by) return what ? words('cards:closedAs', { what }) : words('cards:closed');
  const names = [...(state.closedWith ? [state.closedWith] : []), by];
  const name = listOn(
    context,
    names.map((one) => nameText(one.name, words)),
  );
  return what ? words('cards:closedAsBy', { what, name }) : words('cards:closedBy', { name });
}

/** Where a merged incident lives on, and who said so where a person did; undefined where it was not merged. */
export function mergedText(
  state: IncidentState,
  { words }: CardContext,
  withTitle: boolean,
): string | undefined {
  if (!isMerged(state)) return undefined;
  if (!state.mergedInto) return words('cards:merged');
  const { number, title, by } = state.mergedInto;
  const what = withTitle
    ? words('cards:mergedIntoTitle', { number, title: titleText(title, words, 160) })
    : words('cards:mergedInto', { number });
  return by ? words('cards:mergedBy', { what, name: nameText(by.name, words) }) : what;
}

const shownNumbers = 8;

/** `#1234, #1240`: what was merged into it, for a team only what was with that team's channel; empty for nothing. */
export function includesText(state: IncidentState, context: CardContext, channel?: string): string {
  const included = (state.absorbed ?? []).filter(
    ({ channels }) => channel === undefined || channels.includes(channel),
  );
  return cappedList(
    context,
    included.map(({ number }) => `#${number}`),
    shownNumbers,
  );
}

/** `2 open, 1 overdue`, or how many there were. */
export function questionsText(questions: Question[], { words, now }: CardContext): string {
  const { open, overdue } = countsOf(questions, now);
  if (open === 0)
    return words('cards:questionsDone', { all: words('cards:questions', { count: questions.length }) });
  const waiting = words('cards:questionsOpen', { count: open });
  return overdue > 0 ? words('cards:questionsOverdue', { open: waiting, count: overdue }) : waiting;
}
