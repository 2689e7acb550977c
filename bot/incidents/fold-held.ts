/** Folds what is held back from teams, and what then is not, in place. */
import type { IncidentEvent } from './events.ts';
import type { Held } from './holding.ts';
import { type IncidentState, routeOf } from './state.ts';

export function hold(state: IncidentState, held: Held[]): void {
  if (held.length > 0) state.held = held;
  else delete state.held;
}

/** Those that are held no longer are routes like any other. */
export function tellHeld(
  state: IncidentState,
  event: Extract<IncidentEvent, { kind: 'vetted' | 'informed' }>,
): void {
  const held = state.held ?? [];
  if (event.kind === 'vetted' && event.suspects.length > 0) {
    for (const one of held) if (one.channel === event.channel) one.suspects = event.suspects;
    return;
  }
  const channels = event.kind === 'vetted' ? [event.channel] : event.channels;
  if (event.kind === 'informed') state.informed = [...new Set([...(state.informed ?? []), ...channels])];
  for (const { suspects: _suspects, ...route } of held.filter(({ channel }) => channels.includes(channel))) {
    const old = routeOf(state, route.channel);
    if (old) Object.assign(old, route, { active: true });
    else state.routes.push({ ...route, active: true });
  }
  hold(
    state,
    held.filter(({ channel }) => !channels.includes(channel)),
  );
}
