/** The time of a containment check is up: it comes back as a request, and is decided like any other. */
import { timeIsUp } from '../actions/automatic/checks.ts';
import type { CheckEffect } from '../incidents/containment.ts';
import { incidents } from '../log/kinds.ts';
import type { Handler } from './handler.ts';

export const checkDue: Handler<Extract<CheckEffect, { kind: 'check.due' }>> = async (
  { entry, effect },
  { journal, clock, quietSeconds },
) => {
  const context = { now: clock.now(), quietSeconds };
  await journal.append(incidents, entry.logKey, (state) =>
    timeIsUp(state, effect.check, `effect:${effect.id}`, context),
  );
  return {};
};
