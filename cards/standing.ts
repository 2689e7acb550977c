/** How an incident stands, each in one sentence: acknowledged, overdue, closed, in trouble. */
import type { Incident } from '../bot/incidents/incident.ts';
import { acknowledgeBy, isAcknowledged, isOverdue } from '../bot/incidents/levels.ts';
import { type Acknowledgement, current, type IncidentState, type Question } from '../bot/incidents/state.ts';
import { type CardContext, clockOn, timeOn } from './context.ts';
import { ownerText } from './facts.ts';
import { nameText } from './untrusted.ts';

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
export function classificationText(incident: Incident, { words }: CardContext): string {
  const { classification, classificationReason } = incident;
  if (!classification) return '';
  const name = words(`cards:classification.${classification}`);
  return classificationReason ? `${name} – ${words(`cards:reason.${classificationReason}`)}` : name;
}

/** As what an incident was closed, and by whom where we know it: whoever closes in Sentinel leaves no name. */
export function closedText(state: IncidentState, context: CardContext): string {
  const { words } = context;
  const what = classificationText(current(state), context);
  const by = state.closedBy;
  if (!by) return what ? words('cards:closedAs', { what }) : words('cards:closed');
  const name = nameText(by.name, words);
  return what ? words('cards:closedAsBy', { what, name }) : words('cards:closedBy', { name });
}

const patience = 60_000;

/** That something has not got through yet, and since when we try; empty where all is well. */
export function troubleText(state: IncidentState, context: CardContext): string {
  const failing = Object.values(state.trouble);
  const since = (where: 'sentinel' | 'teams'): string[] =>
    failing.filter((trouble) => trouble.where === where).map((trouble) => trouble.since);
  const waiting = state.pending
    .map((intent) => intent.at)
    .filter((at) => context.now.getTime() - Date.parse(at) > patience);
  const say = (key: string, times: string[]): string[] => {
    const [earliest] = times.sort();
    return earliest ? [context.words(key, { time: clockOn(context, earliest) })] : [];
  };
  return [
    ...say('cards:notInSentinel', [...since('sentinel'), ...waiting]),
    ...say('cards:notInTeams', since('teams')),
  ].join(' ');
}

/** `2 questions, 1 unanswered`. */
export function questionsText(questions: Question[], { words }: CardContext): string {
  const open = questions.filter((question) => question.answers.length === 0).length;
  const all = words('cards:questions', { count: questions.length });
  return open > 0
    ? words('cards:questionsOpen', { all, count: open })
    : words('cards:questionsDone', { all });
}
