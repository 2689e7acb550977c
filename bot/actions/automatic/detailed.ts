/** Entities and alerts have been read: the incident is routed again, and a new match gets its card. Decides; pure. */

import { after, consequences, firstCard, type WantedEffect } from '../../incidents/consequences.ts';
import { type Check, isInForce } from '../../incidents/containment.ts';
import type { IncidentEvent, Kept } from '../../incidents/events.ts';
import type { Alert, Entity } from '../../incidents/incident.ts';
import { isOpen } from '../../incidents/question.ts';
import { current, type IncidentState, routeOf } from '../../incidents/state.ts';
import type { IncidentDraft } from '../../log/kinds.ts';
import { channelsOf } from '../checks.ts';
import { joining } from './joining.ts';
import { rerouted, type SeenContext } from './seen.ts';
import { toldOf } from './told.ts';

export function detailed(
  state: IncidentState,
  found: { entities: Entity[]; alerts: Alert[] },
  key: string,
  context: Pick<SeenContext, 'now' | 'channels' | 'rosters'>,
): IncidentDraft | undefined {
  const same =
    JSON.stringify([state.entities, state.alerts]) === JSON.stringify([found.entities, found.alerts]);
  if (!state.seen || same) return undefined;
  const routed = rerouted(state, current(state), context, found);
  const events: IncidentEvent[] = [{ kind: 'detailed', ...found }, ...routed];
  events.push(...joining(state, events, context));
  const next = after(state, events, context.now);
  const fresh = routed
    .flatMap((event) => (event.kind === 'routed' ? event.routes : []))
    .filter((route) => !state.routes.some((old) => old.channel === route.channel));
  // Alerts that came later may be those of an incident that was merged into this one.
  const grown =
    state.entities !== undefined && found.alerts.some((a) => !state.alerts.some((b) => b.id === a.id));
  return {
    actor: { kind: 'sentinel' },
    action: 'detailed',
    key,
    events,
    effects: [
      ...consequences(next, events, state.backlog),
      ...toldOf(next, fresh, context.channels, context.now),
      ...(grown ? [{ kind: 'merge.find' as const }] : []),
    ],
  };
}

/**
 * Channels have changed: the incident is routed again. `quiet` where so many match that a list says it better. `back`:
 * a channel that can be reached again, in which what is there is brought up to date and what it was asked is asked.
 */
export function reroutedBy(
  state: IncidentState,
  key: string,
  context: Pick<SeenContext, 'now' | 'channels' | 'rosters'>,
  quiet: boolean,
  back?: string,
): IncidentDraft | undefined {
  if (!state.seen) return undefined;
  const events = rerouted(state, current(state), context);
  if (events.length > 0 && !quiet) events.push(...joining(state, events, context));
  const next = after(state, events, context.now);
  const closed = current(state).status === 'Closed';
  const missed = back === undefined ? [] : missedIn(next, back, closed);
  // A card that was given up at once, before the incident was routed elsewhere.
  const lacks = back !== undefined && routeOf(next, back)?.active && !next.sent[back]?.card;
  if (lacks && events.length === 0 && !closed && !quiet && !next.posting.includes(back))
    missed.push(...firstCard(next, back));
  const asked = missed.some(({ kind }) => kind === 'question.post' || kind === 'check.post');
  const effects = [...consequences(next, events, closed || (quiet && !asked)), ...missed];
  if (events.length === 0 && effects.length === 0) return undefined;
  return {
    actor: { kind: 'muster' },
    action: 'routed',
    key,
    events,
    effects,
  };
}

/** Somebody is to decide on it, or it is in force: also where the incident is closed. */
function concernsNow(check: Check, closed: boolean): boolean {
  return isInForce(check) || (check.standing === 'open' && !closed);
}

/** What of an incident a channel missed while it could not be reached. */
function missedIn(state: IncidentState, channel: string, closed: boolean): WantedEffect[] {
  const sent = state.sent[channel] ?? {};
  const checks = (state.checks ?? []).filter((check) => channelsOf(state, check).includes(channel));
  const update = (about: Kept): WantedEffect[] =>
    sent[about] ? [{ kind: 'card.update', channel, about }] : [];
  const questions = state.questions.filter((q) => q.channel === channel);
  return [
    ...update('card'),
    ...questions.flatMap((q) => update(`question:${q.id}`)),
    ...questions
      .filter((q) => !closed && isOpen(q) && !sent[`question:${q.id}`])
      .map((q): WantedEffect => ({ kind: 'question.post', channel, question: q.id })),
    ...checks.flatMap(({ id }) => update(`check:${id}`)),
    ...checks
      .filter((check) => concernsNow(check, closed) && !sent[`check:${check.id}`])
      .map(({ id }): WantedEffect => ({ kind: 'check.post', channel, check: id })),
  ];
}
