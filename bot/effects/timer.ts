/** A timer came due: it comes back as a request, and is decided like any other. */
import { remind, rollUp } from '../actions/automatic/timers.ts';
import type { IncidentEffect } from '../incidents/events.ts';
import { incidents } from '../log/kinds.ts';
import type { Handler } from './handler.ts';

export const timer: Handler<Extract<IncidentEffect, { kind: 'timer' }>> = async (
  { entry, effect },
  tools,
) => {
  const context = {
    now: tools.clock.now(),
    channels: await tools.channels(),
    targets: tools.targets,
    quietSeconds: tools.quietSeconds,
  };
  const key = `effect:${effect.id}`;
  await tools.journal.append(incidents, entry.logKey, (state) =>
    effect.what === 'rollup' ? rollUp(state, key, context) : remind(state, effect.what, key, context),
  );
  return {};
};
