/** Drills of the SOC with its teams, folded from the log of the SOC's channel. */
import type { Effect } from '../log/entry.ts';
import type { Person } from './events.ts';

/** One drill with one team. */
export interface Drill {
  /** unique within the SOC's channel */
  id: string;
  /** the team's channel, and what people call it */
  channel: string;
  name: string;
  by: Person;
  at: string;
  /** the log of its practice incident */
  incident: string;
  /** when the SOC was told how it went */
  ended?: string;
}

export type DrillEvent =
  | { kind: 'drillBegan'; id: string; channel: string; name: string; incident: string; by: Person }
  | { kind: 'drillEnded'; id: string };

/** `drill.play` has it come to the team; `drill.follow` tells how it went, once all is answered or its time is over. */
export type DrillEffect = Effect & { kind: 'drill.play' | 'drill.follow'; drill: string };

/** How long a team has, in hours: what nobody has answered until then is told as not answered. */
export const drillHours = 24;

// The latest are enough to see who has practised.
const kept = 20;

export function foldDrills(drills: Drill[] = [], event: DrillEvent, at: string): Drill[] {
  if (event.kind === 'drillEnded')
    return drills.map((drill) => (drill.id === event.id ? { ...drill, ended: at } : drill));
  const { kind: _kind, ...drill } = event;
  return [...drills, { ...drill, at }].slice(-kept);
}
