/** Writes to Sentinel everything that people want changed on an incident and that is not there yet: one PUT for all. */
import { NotFound } from '../errors.ts';
import type { IncidentEffect, IncidentEvent } from '../incidents/events.ts';
import type { Incident, IncidentChange } from '../incidents/incident.ts';
import { holds, refOf, withChange } from '../incidents/state.ts';
import { incidents } from '../log/kinds.ts';
import type { Handler } from './handler.ts';

export const writeSentinel: Handler<Extract<IncidentEffect, { kind: 'sentinel.write' }>> = async (
  { entry },
  tools,
) => {
  const state = await tools.journal.read(incidents, entry.logKey, false);
  const intents = state.pending;
  if (intents.length === 0) return {};
  const changes = intents.map((intent) => intent.change);
  const incident = await tools.sentinel
    .change(refOf(entry.logKey), (current) => missing(current, changes))
    .catch((error) => {
      if (error instanceof NotFound) return undefined;
      throw error;
    });
  const ids = intents.map((intent) => intent.id);
  if (!incident)
    return {
      events: [
        { kind: 'gaveUp', effect: ids.join(','), error: 'deleted in Sentinel' } satisfies IncidentEvent,
      ],
    };
  return { events: [{ kind: 'synced', intents: ids, incident } satisfies IncidentEvent] };
};

/**
 * What has to be written so that an incident is as all changes want it, in their order; undefined when it is already:
 * a PUT whose answer was lost is recognised that way, and nothing is written twice.
 */
export function missing(current: Incident, changes: IncidentChange[]): IncidentChange | undefined {
  const wanted = changes.reduce(withChange, current);
  const whole: IncidentChange = {
    status: wanted.status,
    severity: wanted.severity,
    owner: wanted.owner ?? null,
    addLabels: wanted.labels.map((label) => label.name),
    removeLabels: current.labels
      .map((label) => label.name)
      .filter((name) => !wanted.labels.some((label) => label.name === name)),
    ...(wanted.status === 'Closed' && {
      classification: wanted.classification ?? 'Undetermined',
      classificationReason: wanted.classificationReason,
      classificationComment: wanted.classificationComment,
    }),
  };
  return holds(current, whole) ? undefined : whole;
}
