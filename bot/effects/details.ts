/** Reads an incident's entities and alerts, and routes it again. */
import { detailed } from '../actions/automatic/detailed.ts';
import { NotFound } from '../errors.ts';
import type { ChannelState } from '../incidents/channel.ts';
import type { IncidentEffect } from '../incidents/events.ts';
import { hasAccounts, wasTold } from '../incidents/holding.ts';
import type { Alert, Entity } from '../incidents/incident.ts';
import { routesFor } from '../incidents/routing.ts';
import { current, type IncidentState, refOf } from '../incidents/state.ts';
import { incidents } from '../log/kinds.ts';
import type { Member } from '../ports.ts';
import type { Handler, Tools } from './handler.ts';

export const readDetails: Handler<Extract<IncidentEffect, { kind: 'details' }>> = async (
  { entry, effect },
  tools,
) => {
  const found = await tools.sentinel.details(refOf(entry.logKey)).catch((error) => {
    if (error instanceof NotFound) return undefined;
    throw error;
  });
  if (!found) return {};
  const channels = await tools.channels();
  const known = await tools.journal.read(incidents, entry.logKey, false);
  const rosters = await rostersFor(known, found, channels, tools);
  await tools.journal.append(incidents, entry.logKey, (state) =>
    detailed(state, found, `effect:${effect.id}`, { now: tools.clock.now(), channels, rosters }),
  );
  return {};
};

/** Who is in the channels that are to be told for the first time; one that can't be looked up now is held, and looked up later. */
async function rostersFor(
  state: IncidentState,
  found: { entities: Entity[]; alerts: Alert[] },
  channels: ChannelState[],
  { directory, logger }: Tools,
): Promise<Map<string, Member[]>> {
  const rosters = new Map<string, Member[]>();
  if (!state.seen || !hasAccounts(found.entities)) return rosters;
  const fresh = routesFor({ incident: current(state), ...found }, channels).filter(
    ({ audience, channel }) => audience === 'team' && !wasTold(state, channel),
  );
  await Promise.all(
    fresh.map(async ({ channel }) => {
      const place = channels.find((one) => one.place?.id === channel)?.place;
      if (!place) return;
      await directory.members(place).then(
        (members) => rosters.set(channel, members),
        (error) => logger.warn({ channel, err: error }, 'could not see who is in a channel yet'),
      );
    }),
  );
  return rosters;
}
