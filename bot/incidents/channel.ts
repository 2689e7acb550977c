/** A channel's (or chat's) state, folded from its log: where it is, whether it is the SOC's, what it owns. */
import type { Effect, Entry } from '../log/entry.ts';
import type { Place } from '../ports.ts';
import type { Person } from './events.ts';
import type { Severity } from './incident.ts';
import { foldStorms, type Storm, type StormEffect, type StormEvent } from './storm.ts';

/** What a channel's team owns: an incident that matches any of these is the team's. Patterns take `*` and `?`. */
export interface Ownership {
  subscriptions: string[];
  resourceGroups: string[];
  resources: string[];
  hosts: string[];
  accounts: string[];
  rules: string[];
  products: string[];
  tags: string[];
}

/** A channel connected to what it owns. */
export interface Connection {
  /** what people call the team */
  name: string;
  owns: Ownership;
  /** incidents below this severity are not the team's */
  from: Severity;
  /** who is mentioned where nobody else is concerned */
  contact?: Person;
  /** `en` or `de` */
  language: string;
  /** IANA time zone */
  zone: string;
}

export type ChannelEvent =
  /** Muster was added, or the place's name or service address changed */
  | { kind: 'met'; place: Place; by?: Person }
  | { kind: 'left' }
  /** Teams tells Muster of every message here, not only of those that mention it: the team's owner consented */
  | { kind: 'hearsAll' }
  | { kind: 'socNamed'; by?: Person }
  | { kind: 'socEnded' }
  | { kind: 'connected'; connection: Connection; by: Person }
  | { kind: 'disconnected'; by: Person }
  | StormEvent;

/** That incidents are routed again, since who owns what changed; that what is open is told in one card. */
export type ChannelEffect = (Effect & { kind: 'reroute' | 'backlog' }) | StormEffect;
export type ChannelEntry = Entry<ChannelEvent, ChannelEffect>;

export interface ChannelState {
  logKey: string;
  seq: number;
  head: string;
  place?: Place;
  /** false once Muster was removed */
  present: boolean;
  hearsAll?: true;
  soc?: { by?: Person; at: string };
  connection?: Connection & { by: Person; at: string };
  /** oldest first; the last one may still be going on */
  storms?: Storm[];
  keys: Record<string, number>;
}

export function channelLogKey(conversationId: string): string {
  return `channel:${conversationId}`;
}

export function emptyChannel(logKey: string): ChannelState {
  return { logKey, seq: 0, head: '', present: false, keys: {} };
}

/** Adds one entry to a channel's state, in place. */
export function foldChannel(state: ChannelState, entry: ChannelEntry): ChannelState {
  state.seq = entry.seq;
  state.head = entry.hash;
  state.keys[entry.key] = entry.seq;
  for (const event of entry.events) {
    switch (event.kind) {
      case 'met':
        state.place = event.place;
        state.present = true;
        break;
      case 'left':
        state.present = false;
        // The consent goes with the app.
        delete state.hearsAll;
        // Nobody follows a storm where Muster is not, so none may be found going on after a return.
        state.storms = state.storms?.map((storm) => ({ ...storm, ended: storm.ended ?? entry.at }));
        break;
      case 'hearsAll':
        state.hearsAll = true;
        break;
      case 'socNamed':
        state.soc = { by: event.by, at: entry.at };
        break;
      case 'socEnded':
        delete state.soc;
        break;
      case 'connected':
        state.connection = { ...event.connection, by: event.by, at: entry.at };
        break;
      case 'disconnected':
        delete state.connection;
        break;
      default:
        state.storms = foldStorms(state.storms ?? [], event, entry.at);
    }
  }
  return state;
}

/** The storm that is going on in a channel; undefined in calm weather. */
export function stormIn(channel: Pick<ChannelState, 'storms'> | undefined): Storm | undefined {
  return channel?.storms?.find((storm) => !storm.ended);
}
