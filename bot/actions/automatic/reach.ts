/** A channel can't be written to any more, or can again: decided once for each outage, with what follows. Pure. */
import type { Gone } from '../../errors.ts';
import {
  type ChannelEffect,
  type ChannelEvent,
  type ChannelState,
  outageOf,
} from '../../incidents/channel.ts';
import type { WithoutId } from '../../log/journal.ts';
import type { ChannelDraft } from '../../log/kinds.ts';

type Effects = WithoutId<ChannelEffect>[];

/** A channel that gets incidents: only then there is something to route elsewhere, and to tell the SOC. */
function getsIncidents({ place, connection, soc }: ChannelState): boolean {
  return place?.kind === 'channel' && Boolean(connection ?? soc);
}

/** What follows when a channel gets lost; nothing where that is known already. */
export function afterLoss(state: ChannelState): Effects {
  return outageOf(state) || !getsIncidents(state) ? [] : [{ kind: 'reroute' }, { kind: 'tell.lost' }];
}

/** What follows when it is back: what it missed is brought up to date, and the SOC is told. */
export function afterReturn(state: ChannelState): Effects {
  const outage = outageOf(state);
  if (!outage || !getsIncidents(state)) return [];
  return [
    { kind: 'reroute', since: outage.at },
    { kind: 'tell.back', since: outage.at },
  ];
}

/** Teams won't let Muster write there any more. `code`: why, in Teams' own words. */
export function lost(state: ChannelState, why: Gone, code?: string): ChannelDraft | undefined {
  if (!state.place || outageOf(state)) return undefined;
  const event: ChannelEvent = { kind: 'unreachable', why, ...(code && { code }) };
  return byMuster(state, 'unreachable', event, afterLoss(state));
}

/** It can be written to again. `only`: where the outage has one of these reasons. */
export function regained(state: ChannelState, only?: readonly Gone[]): ChannelDraft | undefined {
  if (!state.unreachable || (only && !only.includes(state.unreachable.why))) return undefined;
  return byMuster(state, 'reachable', { kind: 'reachable' }, afterReturn(state));
}

/** A channel that Muster had been taken out of was restored with Muster in it. */
export function returned(state: ChannelState): ChannelDraft | undefined {
  const { place, unreachable } = state;
  if (!place) return undefined;
  return {
    actor: { kind: 'muster' },
    action: 'restored',
    key: `restored:${state.seq + 1}`,
    events: [{ kind: 'met', place }, ...(unreachable ? [{ kind: 'reachable' } as const] : [])],
    effects: afterReturn(state),
  };
}

/** Its name or its team's in Teams is another; what people called the team when they connected it stays. */
export function renamed(
  state: ChannelState,
  { name, teamName }: { name?: string; teamName?: string },
): ChannelDraft | undefined {
  if (!state.place || !state.present) return undefined;
  const place = { ...state.place, ...(name && { name }), ...(teamName && { teamName }) };
  if (place.name === state.place.name && place.teamName === state.place.teamName) return undefined;
  return byMuster(state, 'renamed', { kind: 'met', place }, []);
}

function byMuster(state: ChannelState, action: string, event: ChannelEvent, effects: Effects): ChannelDraft {
  return {
    actor: { kind: 'muster' },
    action,
    key: `${action}:${state.seq + 1}`,
    events: [event],
    effects,
  };
}
