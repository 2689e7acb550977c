/**
 * What has not got through: effects that fail and are tried again, and effects that are parked, which means that Muster
 * tries no more until a person says so. Every kind of log can have both. Pure.
 */
import type { Effect } from '../log/entry.ts';
import type { Intent, Person } from './events.ts';

/** Where it got stuck: at Sentinel, at Teams, or in Muster itself. */
export type Where = 'sentinel' | 'teams' | 'muster';

/**
 * Why Muster tries no more: the service refused for good; its answers were lost, so that it may be done; it has been failing for a day, or, of these, for want of a
 * role; it failed again and again in a way that nobody foresaw.
 */
export type WhyParked = 'refused' | 'lost' | 'day' | 'role' | 'bug';

export interface Parked {
  at: string;
  /** what is asked for anew when it is tried again */
  effect: Effect;
  why: WhyParked;
  /** the service's own status and code, such as `400 BadRequest` */
  code?: string;
  /** whose act it was, and the channel that the act counts for */
  by?: Person;
  from?: string;
  /** of a write to Sentinel: what was wanted and is not there */
  intents?: Intent[];
}

/** One effect that has not got through. */
export interface Trouble {
  where: Where;
  since: string;
  /** the error's own words: for the log and the history, never for a card */
  error: string;
  /** the effect's kind; absent in what was written before it was kept */
  of?: string;
  /** the channel that it sends to */
  channel?: string;
  /** absent: it is still being tried */
  parked?: Parked;
}

/** Looks later whether the effect `of`, of which an entry of this log told that it is late, still is. */
export type FollowDelayEffect = Effect & { kind: 'delay.follow'; of: string };

/** By the effect's id. */
export type Troubles = Record<string, Trouble>;

export type TroubleEvent =
  /** an effect has been failing for a while; shown until it is done */
  | {
      kind: 'delayed';
      effect: string;
      of?: string;
      where: Where;
      since: string;
      error: string;
      channel?: string;
    }
  /** it is done, or another one did the same */
  | { kind: 'recovered'; effect: string }
  /** Muster tries it no more by itself. `intents`: the ids of those that a write to Sentinel was to bring there */
  | {
      kind: 'parked';
      effect: Effect;
      where: Where;
      since: string;
      why: WhyParked;
      error: string;
      code?: string;
      channel?: string;
      by?: Person;
      from?: string;
      intents?: string[];
    }
  /** a person wants what was parked to be tried again: the same entry asks for it anew */
  | { kind: 'retried'; effect: string }
  /** a person wants what was parked no more; text `reason` */
  | { kind: 'dropped'; effect: string };

/**
 * Notes what an event says of them, in place; any other event changes nothing.
 * @param intents of a parked write to Sentinel
 */
export function noteTrouble(
  troubles: Troubles = {},
  event: { kind: string },
  at: string,
  intents: Intent[] = [],
): Troubles {
  const told = event as TroubleEvent;
  switch (told.kind) {
    case 'delayed': {
      const { where, since, error, of, channel } = told;
      troubles[told.effect] = { where, since, error, ...(of && { of }), ...(channel && { channel }) };
      break;
    }
    case 'parked': {
      const { effect, where, since, error, why, code, channel, by, from } = told;
      for (const id of parkedLike(troubles, effect)) delete troubles[id];
      troubles[effect.id] = {
        where,
        since,
        error,
        of: effect.kind,
        ...(channel && { channel }),
        parked: {
          at,
          effect,
          why,
          ...(code && { code }),
          ...(by && { by }),
          ...(from && { from }),
          ...(intents.length > 0 && { intents }),
        },
      };
      break;
    }
    case 'recovered':
    case 'retried':
    case 'dropped':
      delete troubles[told.effect];
  }
  return troubles;
}

/** What is parked, the longest first. */
export function parkedIn(troubles: Troubles = {}): (Trouble & { id: string; parked: Parked })[] {
  return Object.entries(troubles)
    .flatMap(([id, trouble]) => (trouble.parked ? [{ ...trouble, id, parked: trouble.parked }] : []))
    .sort((a, b) => a.parked.at.localeCompare(b.parked.at));
}

/** Ids of what was parked and is done, or tried in vain, once more by this effect: it asks for just the same. */
export function parkedLike(troubles: Troubles, effect: Effect): string[] {
  // What a write brings to Sentinel is not in the effect; its intents tell.
  if (effect.kind === 'sentinel.write') return [];
  return parkedIn(troubles)
    .filter(({ parked }) => jobOf(parked.effect) === jobOf(effect))
    .map(({ id }) => id);
}

function jobOf({ id: _id, due: _due, again: _again, uncertain: _uncertain, ...job }: Effect): string {
  return JSON.stringify(Object.entries(job).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The effect that tries a parked one again: done as if the entry that first asked for it did so now. */
export function anew({ effect }: Parked): Omit<Effect, 'id'> {
  const { id, due: _due, ...job } = effect;
  return { ...job, again: effect.again ?? id };
}
