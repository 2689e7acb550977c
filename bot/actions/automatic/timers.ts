/** A timer came due: it is decided like any other request. Pure. */
import type { ChannelState } from '../../incidents/channel.ts';
import { stormUpdates, type WantedEffect } from '../../incidents/consequences.ts';
import type { Person } from '../../incidents/events.ts';
import { type AcknowledgeTargets, acknowledgeBy, halfway, isAcknowledged } from '../../incidents/levels.ts';
import { current, type IncidentState, isOnlyGrouped, teamRoutes } from '../../incidents/state.ts';
import type { IncidentDraft } from '../../log/kinds.ts';
import { socChannel } from '../changes.ts';
import { concerned } from '../sounds.ts';

export interface TimerContext {
  now: Date;
  channels: ChannelState[];
  targets: AcknowledgeTargets;
}

/** Half of the time to acknowledge is gone, or all of it: told once, and only while nobody has acknowledged. */
export function remind(
  state: IncidentState,
  what: 'half' | 'overdue',
  key: string,
  context: TimerContext,
): IncidentDraft | undefined {
  if (!state.seen || current(state).status === 'Closed' || isAcknowledged(state)) return undefined;
  const time = what === 'half' ? halfway(state, context.targets) : acknowledgeBy(state, context.targets);
  if (time > context.now || state.reminded.includes(what)) return undefined;
  const soc = socChannel(state);
  // Half: those whose turn it is. Overdue: the SOC, which has to do something about it.
  const teams = teamRoutes(state)
    .filter((route) => !route.handedBack)
    .map((route) => route.channel);
  const concernedHere = what === 'half' && teams.length > 0 ? teams : soc ? [soc] : [];
  // A storm's card counts what is overdue: a reminder for each would be another storm.
  const told = concernedHere.filter((channel) => !isOnlyGrouped(state, channel));
  const mention = (channel: string): Person[] =>
    concerned(
      current(state),
      context.channels.find((c) => c.place?.id === channel),
      context.now,
    );
  return {
    actor: { kind: 'muster' },
    action: what,
    key,
    events: [{ kind: 'reminded', what }],
    effects: [
      ...told.map(
        (channel): WantedEffect => ({
          kind: 'notice',
          channel,
          notice: { kind: what },
          mention: mention(channel),
        }),
      ),
      ...state.routes
        .filter((route) => state.sent[route.channel]?.card)
        .map((route): WantedEffect => ({ kind: 'card.update', channel: route.channel, about: 'card' })),
      ...stormUpdates(state),
    ],
  };
}
