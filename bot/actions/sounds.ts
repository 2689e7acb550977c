/** Who hears of what: mentions, and the lines that make a sound. Pure. */
import type { ChannelState } from '../incidents/channel.ts';
import type { WantedEffect } from '../incidents/consequences.ts';
import { askedNow } from '../incidents/contacts.ts';
import type { Person, Route } from '../incidents/events.ts';
import type { Incident } from '../incidents/incident.ts';
import type { IncidentState } from '../incidents/state.ts';
import { ownerToMention } from './changes.ts';

/** Whom to mention in a channel: the owner where there is one, otherwise whom the channel wants asked now. */
export function concerned(incident: Incident, channel: ChannelState | undefined, now: Date): Person[] {
  const owner = ownerToMention(incident);
  if (owner.length > 0) return owner;
  return channel ? askedNow(channel, now).first : [];
}

/**
 * A line in each thread that has the incident's card, and in the SOC's. `routes`: where routing changed with it;
 * `params`: who did it, and what is new with it. It mentions whom it concerns where they are in the channel.
 */
export function reopenedNotices(
  state: IncidentState,
  routes: Pick<Route, 'channel' | 'audience'>[] | undefined,
  mention: (channel: string) => Person[],
  params: Record<string, string>,
): WantedEffect[] {
  const active = routes ?? state.routes.filter((route) => route.active);
  const told = active.filter(({ channel, audience }) => audience === 'soc' || state.sent[channel]?.card);
  return told.map(({ channel }) => ({
    kind: 'notice',
    channel,
    notice: { kind: 'reopened', params },
    mention: mention(channel),
  }));
}
