/** A channel's (or chat's) state, folded from its log: where it is, whether it is the SOC's, what it owns. */
import type { Gone } from '../errors.ts';
import type { Effect, Entry } from '../log/entry.ts';
import type { Place } from '../ports.ts';
import {
  type Contacts,
  type ContactsEffect,
  type ContactsEvent,
  type ContactsGone,
  foldConnected,
  foldContacts,
} from './contacts.ts';
import { type DigestEffect, type DigestEvent, type Digests, foldDigest } from './digest.ts';
import { type Drill, type DrillEffect, type DrillEvent, foldDrills } from './drill.ts';
import type { Person, RemoveEffect } from './events.ts';
import type { Severity } from './incident.ts';
import { foldNotes, type ShiftNote, type ShiftNoted } from './shift-notes.ts';
import { foldStorms, type Storm, type StormEffect, type StormEvent } from './storm.ts';
import { type EraseEffect, type ErasureEvent, noteTexts, type WrittenText } from './texts.ts';
import { noteTrouble, type TroubleEvent, type Troubles } from './trouble.ts';

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
  /** whom connecting named; asked through `contactsOf`, since what was set later counts */
  contact?: Person;
  /** who sees how the channel's incidents stand without being in it */
  managers?: Person[];
  /** `en` or `de` */
  language: string;
  /** IANA time zone */
  zone: string;
}

export interface ToldEvent {
  kind: 'told';
  channel: string;
  thread: string;
  message: string;
  again?: true;
}

export type ChannelEvent =
  /** Muster was added, or the place's name or service address changed */
  | { kind: 'met'; place: Place; by?: Person }
  | { kind: 'left' }
  /** Teams tells Muster of every message here, not only of those that mention it: the team's owner consented */
  | { kind: 'hearsAll' }
  /** Teams won't let Muster write here any more, or says that the channel or its team is gone; `code` in Teams' words */
  | { kind: 'unreachable'; why: Gone; code?: string }
  | { kind: 'reachable' }
  | { kind: 'socNamed'; by?: Person }
  | { kind: 'socEnded' }
  | { kind: 'connected'; connection: Connection; by: Person }
  | { kind: 'disconnected'; by: Person }
  /** the SOC's list of questions is another; text `questions`, one on a line */
  | { kind: 'questionsListed'; by: Person }
  /** a list of what is open, or news of an outage, was posted: in this channel, or for the SOC in its own */
  | ToldEvent
  /** that was posted twice, and this one is taken back */
  | { kind: 'toldSurplus'; channel: string; thread: string; message: string }
  | ContactsEvent
  | DrillEvent
  | ShiftNoted
  | DigestEvent
  | StormEvent
  | TroubleEvent
  | ErasureEvent;

/**
 * That incidents are routed again, since who owns what changed; that what is open is told in one card; that the SOC is
 * told that this channel can't be reached (`tell.lost`) or can be again (`tell.back`). `since`: when the outage began
 * that is over now, so that what it missed is brought up to date.
 */
export type RouteEffect = Effect & {
  kind: 'reroute' | 'backlog' | 'tell.lost' | 'tell.back' | 'tell.parked';
  /** of `tell.parked`: the effect that can't be done, of which the one whose act it was is told */
  of?: string;
  since?: string;
};
export type ChannelEffect =
  | RouteEffect
  | ContactsEffect
  | DrillEffect
  | DigestEffect
  | StormEffect
  | RemoveEffect
  | EraseEffect;
export type ChannelEntry = Entry<ChannelEvent, ChannelEffect>;

export interface ChannelState {
  logKey: string;
  seq: number;
  head: string;
  place?: Place;
  /** false once Muster was removed */
  present: boolean;
  hearsAll?: true;
  /** since when and why Muster can't write here, though nobody took it out; when Muster was taken out, `present` is false */
  unreachable?: { at: string; why: Gone };
  /** when Muster was taken out */
  leftAt?: string;
  soc?: { by?: Person; at: string };
  connection?: Connection & { by: Person; at: string };
  /** absent: nobody has set them, see `contactsOf` */
  contacts?: Contacts;
  contactsGone?: ContactsGone;
  /** the last week of the rota of which the channel was told that it is the last */
  rotaTold?: string;
  /** the SOC's list of questions, one on a line; absent: the one to start with */
  questionList?: string;
  /** oldest first; the last one may still be going on */
  storms?: Storm[];
  /** of the SOC's channel: drills with teams, oldest first */
  drills?: Drill[];
  /** what people left for the next shift, oldest first; absent: nothing yet */
  shiftNotes?: ShiftNote[];
  /** summaries that are sent here again and again */
  digests?: Digests;
  /** effects that have not got through, by their ids */
  trouble?: Troubles;
  /** what people wrote and is not erased, oldest first */
  texts?: WrittenText[];
  keys: Record<string, number>;
}

export function channelLogKey(conversationId: string): string {
  return `channel:${conversationId}`;
}

export function emptyChannel(logKey: string): ChannelState {
  return { logKey, seq: 0, head: '', present: false, keys: {} };
}

/** What people call it: the team's name, the SOC, or the channel's own name. */
export function nameOf({ connection, soc, place }: ChannelState): string {
  return connection?.name ?? (soc ? 'SOC' : (place?.name ?? ''));
}

/** A channel that Muster is in and may write to, with where it is; anything else counts as absent for routing. */
export function isReachable(channel: ChannelState): channel is ChannelState & { place: Place } {
  return channel.present && channel.unreachable === undefined && channel.place !== undefined;
}

/** Since when and why a channel can't be reached; undefined where it can. */
export function outageOf(channel: ChannelState): { at: string; why: Gone } | undefined {
  if (channel.unreachable) return channel.unreachable;
  return channel.present || channel.seq === 0 ? undefined : { at: channel.leftAt ?? '', why: 'removed' };
}

/** Adds one entry to a channel's state, in place. */
export function foldChannel(state: ChannelState, entry: ChannelEntry): ChannelState {
  state.seq = entry.seq;
  state.head = entry.hash;
  state.keys[entry.key] = entry.seq;
  noteTexts(state, entry);
  for (const event of entry.events) {
    switch (event.kind) {
      case 'met':
        state.place = event.place;
        state.present = true;
        break;
      case 'left':
        state.present = false;
        state.leftAt = entry.at;
        // The consent goes with the app.
        delete state.hearsAll;
        // Nobody follows a storm where Muster is not, so none may be found going on after a return.
        state.storms = state.storms?.map((storm) => ({ ...storm, ended: storm.ended ?? entry.at }));
        // Who took Muster out wants no more of it there, and need not get it by adding it again.
        if (state.digests) state.digests = { ...state.digests, running: [] };
        break;
      case 'hearsAll':
        state.hearsAll = true;
        break;
      case 'unreachable':
        state.unreachable = { at: entry.at, why: event.why };
        break;
      case 'reachable':
        delete state.unreachable;
        break;
      case 'socNamed':
        state.soc = { by: event.by, at: entry.at };
        break;
      case 'socEnded':
        delete state.soc;
        break;
      case 'connected':
        state.connection = { ...event.connection, by: event.by, at: entry.at };
        foldConnected(state, event.connection.contact);
        break;
      case 'disconnected':
        delete state.connection;
        delete state.contacts;
        delete state.contactsGone;
        delete state.rotaTold;
        break;
      case 'drillBegan':
      case 'drillEnded':
        state.drills = foldDrills(state.drills, event, entry.at);
        break;
      case 'digestSet':
      case 'digestDue':
      case 'digestSent':
      case 'digestMissed':
      case 'digestEnded':
        state.digests = foldDigest(state.digests, event, entry);
        break;
      case 'contactsSet':
      case 'contactGone':
      case 'contactBack':
      case 'rotaEnds':
        foldContacts(state, event, entry.at);
        break;
      case 'questionsListed':
        state.questionList = entry.texts.questions?.text ?? '';
        break;
      case 'shiftNoted':
        state.shiftNotes = foldNotes(state.shiftNotes, event, entry.at, entry.texts.note?.text ?? '');
        break;
      case 'delayed':
      case 'recovered':
      case 'parked':
      case 'retried':
      case 'dropped':
        state.trouble = noteTrouble(state.trouble, event, entry.at);
        break;
      case 'told':
      case 'toldSurplus':
      case 'erased':
      case 'blanked':
      case 'erasedElsewhere':
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
