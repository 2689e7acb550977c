/** A timer came due: it comes back as a request, and is decided like any other. */
import { rollUp } from '../actions/automatic/roll-up.ts';
import { remind } from '../actions/automatic/timers.ts';
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
  };
  const key = `effect:${effect.id}`;
  await tools.journal.append(incidents, entry.logKey, (state) =>
    effect.what === 'rollup' ? rollUp(state, key, context.now) : remind(state, effect.what, key, context),
  );
  return {};
};
