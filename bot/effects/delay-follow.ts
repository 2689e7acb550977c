/**
 * Whoever told that an effect is late looks later whether it still is. Most delays end with what ends the effect; but the
 * one that did it may not have known of the delay, and the one that told of it may have died right after.
 */
import { consequences } from '../incidents/consequences.ts';
import type { IncidentEvent } from '../incidents/events.ts';
import type { FollowDelayEffect, Troubles } from '../incidents/trouble.ts';
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
  const state = await tools.journal.read(kind, entry.logKey);
  const { trouble = {} } = state as { trouble?: Troubles };
  const late = trouble[effect.of];
  // What is parked is for a person to end.
  if (!late || late.parked) return {};
  const events: IncidentEvent[] = [{ kind: 'recovered', effect: effect.of }];
  return { events, effects: kind === incidents ? (now) => consequences(now, events) : [] };
};
