/**
 * Whoever told that an effect is late looks later whether it still is. Most delays end with what ends the effect; but the
 * one that did it may not have known of the delay, and the one that told of it may have died right after.
 */
import { consequences } from '../incidents/consequences.ts';
import type { IncidentEvent } from '../incidents/events.ts';
import type { FollowDelayEffect, Troubles } from '../incidents/trouble.ts';
import type { Effect } from '../log/entry.ts';
import { incidents, kindOf } from '../log/kinds.ts';
import type { Handler } from './handler.ts';

/** Far longer than what usually ends a delay takes: in an outage, thousands of logs have one. */
export const followDelayMs = 10 * 60_000;

export const followDelay: Handler<FollowDelayEffect> = async ({ entry, effect }, tools) => {
  const asked = (await tools.journal.entries(entry.logKey)).find(
    ({ seq }) => seq === Number(effect.of.split('.')[0]),
  );
  if (asked?.open[effect.of])
    return { again: new Date(tools.clock.now().getTime() + followDelayMs).toISOString() };
  const kind = kindOf(entry.logKey) as typeof incidents;
  const events = endOfDelay(await tools.journal.read(kind, entry.logKey), effect.of);
  if (events.length === 0) return {};
  return { events, effects: kind === incidents ? (now) => consequences(now, events) : [] };
};

/** That an effect is late no longer, where the state says that it is. What is parked is for a person to end. */
export function endOfDelay(state: object, effect: Effect['id']): IncidentEvent[] {
  const late = (state as { trouble?: Troubles }).trouble?.[effect];
  return late && !late.parked ? [{ kind: 'recovered', effect }] : [];
}
