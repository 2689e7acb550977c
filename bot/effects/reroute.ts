/** Who owns what, or which channels can be reached, has changed: incidents are routed again. */

import { reroutedBy } from '../actions/automatic/detailed.ts';
import { rerouted } from '../actions/automatic/seen.ts';
import { listIncidents } from '../actions/inquire.ts';
import { isReachable, type RouteEffect } from '../incidents/channel.ts';
import type { Rosters } from '../incidents/holding.ts';
import { current, type IncidentState } from '../incidents/state.ts';
import { incidents } from '../log/kinds.ts';
import type { Handler } from './handler.ts';

/** Up to so many open incidents that newly match a channel get their own cards; more are told in one. */
export const fewIncidents = 5;

/**
 * Until then other replicas may route by the channels as they knew them before, and what came last may be in no list
 * yet: a replica's view of the channels is some seconds old, and a snapshot may have to wait for a lease to run out.
 */
const settledMs = 45_000;

const hasCard = ({ sent, posting }: IncidentState, channel = ''): boolean =>
  sent[channel]?.card !== undefined || posting.includes(channel);

export const reroute: Handler<RouteEffect> = async ({ entry, effect }, tools) => {
  const channels = await tools.channels();
  const here = channels.find((c) => c.logKey === entry.logKey);
  const place = here?.place?.id;
  const { since } = effect;
  // Known at once, so that what is told in one is not found out one by one.
  const rosters: Rosters = new Map(
    here?.connection && isReachable(here) ? [[here.place.id, await tools.directory.members(here.place)]] : [],
  );
  // The card of what was closed during an outage still says that it is open.
  const found = await listIncidents(tools.snapshots, { open: true, ...(since && { closedSince: since }) });
  const fresh = found.filter((state) => {
    if (current(state).status === 'Closed' || hasCard(state, place)) return false;
    const before = state.routes.some((r) => r.active && r.channel === place);
    const routed = rerouted(state, current(state), { channels, rosters }).find(
      (event) => event.kind === 'routed',
    );
    const now = routed ? routed.routes.some((r) => r.channel === place) : before;
    // After an outage, also a card that was given up before anything was routed elsewhere.
    return now && (since !== undefined || !before);
  });
  // What was open before the SOC's channel was named is told in one; what it missed in an outage is as any channel's.
  const quiet = (here?.soc && !since) || fresh.length > fewIncidents;
  for (const state of found) {
    await tools.journal.append(incidents, state.logKey, (now) =>
      reroutedBy(
        now,
        `reroute:${entry.logKey}:${effect.id}`,
        { now: tools.clock.now(), channels, rosters },
        quiet,
        since && place,
      ),
    );
  }
  const settled = new Date(Date.parse(entry.at) + settledMs);
  return {
    ...(quiet && fresh.length > 0 && { effects: [{ kind: 'backlog' }] }),
    ...(tools.clock.now() < settled && { again: settled.toISOString() }),
  };
};
