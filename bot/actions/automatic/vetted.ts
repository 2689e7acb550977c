/** Who is in a held channel was looked up: it is told, or an analyst decides. Decides; pure. */
import type { ChannelState } from '../../incidents/channel.ts';
import { after, consequences } from '../../incidents/consequences.ts';
import type { IncidentEvent } from '../../incidents/events.ts';
import { suspectsIn } from '../../incidents/holding.ts';
import { current, type IncidentState } from '../../incidents/state.ts';
import type { IncidentDraft } from '../../log/kinds.ts';
import type { Member } from '../../ports.ts';
import { toldOf } from './told.ts';

export function vetted(
  state: IncidentState,
  channel: string,
  members: Member[],
  key: string,
  { now, channels }: { now: Date; channels: ChannelState[] },
): IncidentDraft | undefined {
  const held = state.held?.find((one) => one.channel === channel);
  if (!held || held.suspects || !state.entities) return undefined;
  const suspects = suspectsIn(state.entities, members);
  const events: IncidentEvent[] = [{ kind: 'vetted', channel, suspects }];
  const next = after(state, events, now);
  const closed = current(next).status === 'Closed';
  return {
    actor: { kind: 'muster' },
    action: 'vetted',
    key,
    events,
    effects: [
      ...consequences(next, events, closed || state.backlog),
      ...(suspects.length > 0 || closed ? [] : toldOf(next, [held], channels, now)),
    ],
  };
}
