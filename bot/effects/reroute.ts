/** Who owns what has changed: every open incident is routed again. */

import { reroutedBy } from '../actions/automatic/detailed.ts';
import { rerouted } from '../actions/automatic/seen.ts';
import { listIncidents } from '../actions/inquire.ts';
import type { ChannelEffect } from '../incidents/channel.ts';
import { current } from '../incidents/state.ts';
import { incidents } from '../log/kinds.ts';
import type { Handler } from './handler.ts';

/** Up to so many open incidents that newly match a channel get their own cards; more are told in one. */
export const fewIncidents = 5;

export const reroute: Handler<ChannelEffect> = async ({ entry, effect }, tools) => {
  const channels = await tools.channels();
  const here = channels.find((c) => c.logKey === entry.logKey);
  const open = await listIncidents(tools.snapshots, { open: true });
  const fresh = open.filter((state) =>
    rerouted(state, current(state), channels).some(
      (event) =>
        event.kind === 'routed' &&
        event.routes.some((r) => r.channel === here?.place?.id) &&
        !state.routes.some((r) => r.active && r.channel === here?.place?.id),
    ),
  );
  const quiet = Boolean(here?.soc) || fresh.length > fewIncidents;
  for (const state of open) {
    await tools.journal.append(incidents, state.logKey, (now) =>
      reroutedBy(now, `reroute:${entry.logKey}:${effect.id}`, { now: tools.clock.now(), channels }, quiet),
    );
  }
  return quiet && fresh.length > 0 ? { effects: [{ kind: 'backlog' }] } : {};
};
