/** Reads an incident's entities and alerts, and routes it again. */
import { detailed } from '../actions/automatic/detailed.ts';
import { NotFound } from '../errors.ts';
import type { IncidentEffect } from '../incidents/events.ts';
import { refOf } from '../incidents/state.ts';
import { incidents } from '../log/kinds.ts';
import type { Handler } from './handler.ts';

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
  await tools.journal.append(incidents, entry.logKey, (state) =>
    detailed(state, found, `effect:${effect.id}`, { now: tools.clock.now(), channels }),
  );
  return {};
};
