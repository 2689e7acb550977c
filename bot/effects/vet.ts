/** Looks whether somebody in a channel is the one whom the incident is about, before the channel is told. */
import { vetted } from '../actions/automatic/vetted.ts';
import type { IncidentEffect } from '../incidents/events.ts';
import { incidents } from '../log/kinds.ts';
import type { Handler } from './handler.ts';
import { placeOf } from './place.ts';

export const vetChannel: Handler<Extract<IncidentEffect, { kind: 'vet' }>> = async (
  { entry, effect },
  tools,
) => {
  const place = await placeOf(effect.channel, tools);
  const members = await tools.directory.members(place);
  const channels = await tools.channels();
  await tools.journal.append(incidents, entry.logKey, (state) =>
    vetted(state, effect.channel, members, `effect:${effect.id}`, { now: tools.clock.now(), channels }),
  );
  return {};
};
