/** Folds whom an incident concerns, and from whom it is held back, in place. */
import type { IncidentEvent, Route } from './events.ts';
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

export function reroute(state: IncidentState, routes: Route[], unreached: Route[]): void {
  for (const old of state.routes) {
    old.active = false;
    delete old.unreached;
  }
  const put = (route: Route, now: { active: boolean; unreached?: true }): void => {
    const old = routeOf(state, route.channel);
    if (old) Object.assign(old, route, now);
    else state.routes.push({ ...route, ...now });
  };
  for (const route of routes) put(route, { active: true });
  for (const route of unreached) put(route, { active: false, unreached: true });
}
