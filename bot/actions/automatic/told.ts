/** A team is told of an incident now, though it arrived before: what makes a sound on arrival makes it then. Pure. */
import type { ChannelState } from '../../incidents/channel.ts';
import type { WantedEffect } from '../../incidents/consequences.ts';
import type { Route } from '../../incidents/events.ts';
import { current, type IncidentState } from '../../incidents/state.ts';
import { highNotices } from './seen.ts';

export function toldOf(
  state: IncidentState,
  routes: Route[],
  channels: ChannelState[],
  now: Date,
): WantedEffect[] {
  return state.backlog ? [] : highNotices(current(state), routes, { channels, now });
}
