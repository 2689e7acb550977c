/** What an application team is asked to do about an incident, or that there is nothing to do. */
import { asksHealth } from '../../bot/incidents/containment.ts';
import { acknowledgeBy, isAcknowledged, isOverdue } from '../../bot/incidents/levels.ts';
import { countsOf, isOpen } from '../../bot/incidents/question.ts';
import { isMerged } from '../../bot/incidents/redirect.ts';
import {
  type Acknowledgement,
  current,
  type IncidentState,
  type Question,
  type RouteState,
} from '../../bot/incidents/state.ts';
import { type CardContext, timeOn } from '../context.ts';
import { ownerText } from '../facts.ts';
import { ackParams } from '../standing.ts';
import { nameText, saidText } from '../untrusted.ts';

/** What a team is asked, as a sentence with its weight. */
export interface Asked {
  text: string;
  /** container style: how much it matters to whoever glances at it */
  band: 'attention' | 'warning' | 'accent' | 'good' | 'emphasis';
}

/** The one thing that matters most to this team, in its order: nothing any more, a question, nothing for now, a look. */
export function asked(state: IncidentState, route: RouteState, context: CardContext): Asked {
  return nothingAnyMore(state, route, context) ?? whatNow(state, route, context);
}

/** Questions to this team that nobody has answered. */
export function openQuestions(state: IncidentState, route: RouteState): Question[] {
  return state.questions.filter((q) => q.channel === route.channel && isOpen(q));
}

/** The team's own acknowledgement, else the SOC's. Who acknowledged in another team is that team's matter. */
export function ackFor(state: IncidentState, route: RouteState): Acknowledgement | undefined {
  const soc = state.routes.find(({ audience }) => audience === 'soc')?.channel;
  const of = (channel: string | undefined) => state.acks.find((ack) => ack.channel === channel);
  return of(route.channel) ?? of(soc);
}

function nothingAnyMore(state: IncidentState, route: RouteState, context: CardContext): Asked | undefined {
  const { words } = context;
  if (state.deletedAt) return { text: words('cards:asked.deleted'), band: 'emphasis' };
  if (isMerged(state)) return { text: mergedAsked(state, context), band: 'emphasis' };
  if (current(state).status === 'Closed') return { text: words('cards:asked.closed'), band: 'emphasis' };
  if (route.handedBack) {
    const { by, reason } = route.handedBack;
    const params = { name: nameText(by.name, words), reason: saidText(reason, words, 200) };
    return { text: words('cards:asked.handedBack', params), band: 'emphasis' };
  }
  return route.active ? undefined : { text: words('cards:asked.inactive'), band: 'emphasis' };
}

/** It goes on in another incident, by its number once that is known. */
function mergedAsked({ mergedInto }: IncidentState, { words }: CardContext): string {
  return mergedInto
    ? words('cards:asked.mergedInto', { number: mergedInto.number })
    : words('cards:asked.merged');
}

function whatNow(state: IncidentState, route: RouteState, context: CardContext): Asked {
  const { words, targets, now } = context;
  const checks = (state.checks ?? []).filter((check) => check.channel === route.channel);
  const undecided = checks.filter(({ standing }) => standing === 'open').length;
  if (undecided > 0) return { text: words('cards:asked.check', { count: undecided }), band: 'warning' };
  const { open, overdue } = countsOf(openQuestions(state, route), now);
  if (overdue > 0)
    return { text: words('cards:asked.questionOverdue', { count: open, overdue }), band: 'attention' };
  if (open > 0) return { text: words('cards:asked.question', { count: open }), band: 'warning' };
  if (checks.some(asksHealth)) return { text: words('cards:asked.healthy'), band: 'warning' };
  const own = state.acks.find((ack) => ack.channel === route.channel);
  if (own) return { text: words('cards:asked.acknowledged', ackParams(own, context)), band: 'good' };
  if (isAcknowledged(state)) return { text: elsewhere(state, route, context), band: 'good' };
  const time = timeOn(context, acknowledgeBy(state, targets));
  return isOverdue(state, targets, now)
    ? { text: words('cards:asked.overdue', { time }), band: 'attention' }
    : { text: words('cards:asked.acknowledge', { time }), band: 'accent' };
}

function elsewhere(state: IncidentState, route: RouteState, context: CardContext): string {
  const { words } = context;
  const ack = ackFor(state, route);
  if (ack) return words('cards:asked.elsewhere', { ...ackParams(ack, context), place: 'SOC' });
  const [other] = state.acks;
  if (other) return words('cards:asked.otherTeam', { time: timeOn(context, other.at) });
  const incident = current(state);
  return incident.owner
    ? words('cards:asked.owned', { name: ownerText(incident, context) })
    : words('cards:asked.inWork');
}
