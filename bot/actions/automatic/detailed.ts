/** Entities and alerts have been read: the incident is routed again, and a new match gets its card. Decides; pure. */
import { after, consequences } from '../../incidents/consequences.ts';
import type { IncidentEvent } from '../../incidents/events.ts';
import type { Alert, Entity } from '../../incidents/incident.ts';
import { current, type IncidentState } from '../../incidents/state.ts';
import type { IncidentDraft } from '../../log/kinds.ts';
import { joining } from './joining.ts';
import { highNotices, rerouted, type SeenContext } from './seen.ts';

export function detailed(
  state: IncidentState,
  found: { entities: Entity[]; alerts: Alert[] },
  key: string,
  context: Pick<SeenContext, 'now' | 'channels'>,
): IncidentDraft | undefined {
  const same =
    JSON.stringify([state.entities, state.alerts]) === JSON.stringify([found.entities, found.alerts]);
  if (!state.seen || same) return undefined;
  const routed = rerouted(state, current(state), context.channels, found);
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
      ...(state.backlog ? [] : highNotices(current(next), fresh, context.channels)),
      ...(grown ? [{ kind: 'merge.find' as const }] : []),
    ],
  };
}

/** Channels have changed: the incident is routed again. `quiet` where so many match that a list says it better. */
export function reroutedBy(
  state: IncidentState,
  key: string,
  context: Pick<SeenContext, 'now' | 'channels'>,
  quiet: boolean,
): IncidentDraft | undefined {
  if (!state.seen) return undefined;
  const events = rerouted(state, current(state), context.channels);
  if (events.length === 0) return undefined;
  if (!quiet) events.push(...joining(state, events, context));
  const next = after(state, events, context.now);
  return {
    actor: { kind: 'muster' },
    action: 'routed',
    key,
    events,
    effects: consequences(next, events, quiet),
  };
}
