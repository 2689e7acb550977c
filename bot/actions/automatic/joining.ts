/** In a storm, an incident joins the channel's storm card instead of getting a card of its own. Pure. */
import { type ChannelState, stormIn } from '../../incidents/channel.ts';
import { after } from '../../incidents/consequences.ts';
import type { IncidentEvent } from '../../incidents/events.ts';
import type { Incident } from '../../incidents/incident.ts';
import { current, type IncidentState, isCarded } from '../../incidents/state.ts';
import type { Storm } from '../../incidents/storm.ts';

/**
 * The channels that would give it its first card after these events and have a storm. What is High, or was open before Muster first
 * looked, joins none: the one has a card always, the other none at all.
 */
export function joining(
  state: IncidentState,
  events: IncidentEvent[],
  { now, channels }: { now: Date; channels: ChannelState[] },
): IncidentEvent[] {
  if (!channels.some(stormIn)) return [];
  const next = after(state, events, now);
  return next.routes.flatMap(({ channel, active }): IncidentEvent[] => {
    const storm = active ? stormToJoin(next, current(next), channel, channels) : undefined;
    return storm ? [{ kind: 'grouped', channel, storm: storm.id }] : [];
  });
}

/** The storm whose card shows an incident in the channel instead of a first card of its own; undefined: none does. */
export function stormToJoin(
  state: IncidentState,
  { severity, status }: Incident,
  channel: string,
  channels: ChannelState[],
): Storm | undefined {
  if (severity === 'High' || status === 'Closed' || state.backlog) return undefined;
  if (isCarded(state, channel) || state.grouped[channel]) return undefined;
  return stormIn(channels.find((one) => one.place?.id === channel));
}
