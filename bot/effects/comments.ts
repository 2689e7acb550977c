/** Reads an incident's comments in Sentinel, where their number says that others wrote there. */
import { heard, isUnexplained } from '../actions/automatic/heard.ts';
import { NotFound } from '../errors.ts';
import type { IncidentEffect } from '../incidents/events.ts';
import { refOf } from '../incidents/state.ts';
import { incidents } from '../log/kinds.ts';
import type { Handler } from './handler.ts';

export const readComments: Handler<Extract<IncidentEffect, { kind: 'comments' }>> = async (
  { entry, effect },
  tools,
) => {
  if (!isUnexplained(await tools.journal.read(incidents, entry.logKey, false))) return {};
  const comments = await tools.sentinel.comments(refOf(entry.logKey)).catch((error) => {
    if (error instanceof NotFound) return [];
    throw error;
  });
  const now = tools.clock.now();
  for (;;) {
    const { entry: written } = await tools.journal.append(incidents, entry.logKey, (state) =>
      heard(state, comments, `effect:${effect.id}`, now),
    );
    if (!written) return {};
  }
};
