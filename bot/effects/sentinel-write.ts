/** Writes to Sentinel everything that people want changed on an incident and that is not there yet: one PUT for all. */

import { seen } from '../actions/automatic/seen.ts';
import { holds, ownerKey, withChange } from '../incidents/change.ts';
import type { WantedEffect } from '../incidents/consequences.ts';
import type { IncidentEffect, IncidentEvent } from '../incidents/events.ts';
import type { Incident, IncidentChange } from '../incidents/incident.ts';
import { type Overruled, reconcile } from '../incidents/reconcile.ts';
import { isRedirected } from '../incidents/redirect.ts';
import { type IncidentState, isCarded, refOf, socRoute } from '../incidents/state.ts';
import { incidents } from '../log/kinds.ts';
import type { Handler, Tools } from './handler.ts';

export const writeSentinel: Handler<Extract<IncidentEffect, { kind: 'sentinel.write' }>> = async (
  { entry, effect },
  tools,
) => {
  const state = await tools.journal.read(incidents, entry.logKey, false);
  // A copy: the state is a living one, and what is wanted while the write is under way is not in it.
  const intents = [...state.pending];
  if (intents.length === 0) return {};
  const { seen: known } = state;
  let overruled: Overruled[] = [];
  let read: Incident | undefined;
  // Deleted meanwhile is NotFound, which is for good: the dispatcher records it.
  const incident = await tools.sentinel.change(refOf(entry.logKey), (current) => {
    read = current;
    overruled = [];
    // Nothing is written any more to what was merged away.
    if (isRedirected(current)) return undefined;
    const merged = reconcile(current, intents, known);
    overruled = merged.overruled;
    return missing(current, merged.changes);
  });
  if (read && read.etag !== known?.etag) await handOn(read, entry.logKey, tools);
  const events: IncidentEvent[] = [{ kind: 'synced', intents: intents.map(({ id }) => id), incident }];
  if (overruled.length === 0) return { events };
  events.push({ kind: 'overruled', id: effect.id, lost: overruled });
  return { events, effects: toldIn(state, overruled, effect.id) };
};

/** What others wrote before us has the same sounds, timers and readings as if a poll had brought it. */
async function handOn(version: Incident, logKey: string, tools: Tools): Promise<void> {
  const { clock, targets } = tools;
  const channels = await tools.channels();
  await tools.journal.append(incidents, logKey, (state) =>
    seen(state, version, { now: clock.now(), channels, targets, backlog: false }),
  );
}

/** The threads that are told: the SOC's, and those of the channels that the acts counted for. A storm's card shows it. */
function toldIn(state: IncidentState, overruled: Overruled[], of: string): WantedEffect[] {
  const channels = [socRoute(state)?.channel, ...overruled.map(({ channel }) => channel)];
  return [...new Set(channels)].flatMap((channel): WantedEffect[] =>
    channel && isCarded(state, channel) ? [{ kind: 'overruled', channel, of }] : [],
  );
}

/**
 * What has to be written so that an incident is as all changes want it, in their order; undefined when it is already:
 * a PUT whose answer was lost is recognised that way, and nothing is written twice. Only what differs is in it, so that
 * what we read otherwise than Sentinel holds it (a severity that we don't know, an owner's type) stays as it is there.
 */
export function missing(current: Incident, changes: IncidentChange[]): IncidentChange | undefined {
  const wanted = changes.reduce(withChange, current);
  const lacks = (labels: Incident['labels'], name: string): boolean =>
    !labels.some((label) => label.name.toLowerCase() === name.toLowerCase());
  const names = ({ labels }: Incident): string[] => labels.map((label) => label.name);
  const whole: IncidentChange = {
    ...(wanted.status !== current.status && { status: wanted.status }),
    ...(wanted.severity !== current.severity && { severity: wanted.severity }),
    ...(ownerKey(wanted.owner) !== ownerKey(current.owner) && { owner: wanted.owner ?? null }),
    addLabels: names(wanted).filter((name) => lacks(current.labels, name)),
    removeLabels: names(current).filter((name) => lacks(wanted.labels, name)),
    ...(wanted.status === 'Closed' && {
      status: wanted.status,
      classification: wanted.classification ?? 'Undetermined',
      classificationReason: wanted.classificationReason,
      classificationComment: wanted.classificationComment,
    }),
  };
  return holds(current, whole) ? undefined : whole;
}
