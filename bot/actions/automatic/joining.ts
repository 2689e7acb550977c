/** In a storm, an incident joins the channel's storm card instead of getting a card of its own. Pure. */
import { type ChannelState, stormIn } from '../../incidents/channel.ts';
import { after } from '../../incidents/consequences.ts';
import type { IncidentEvent } from '../../incidents/events.ts';
import { current, type IncidentState, isCarded } from '../../incidents/state.ts';

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
  const { severity, status } = current(next);
  if (severity === 'High' || status === 'Closed' || next.backlog) return [];
  return next.routes.flatMap(({ channel, active }): IncidentEvent[] => {
    if (!active || isCarded(next, channel) || next.grouped[channel]) return [];
    const storm = stormIn(channels.find((one) => one.place?.id === channel));
    return storm ? [{ kind: 'grouped', channel, storm: storm.id }] : [];
  });
}
