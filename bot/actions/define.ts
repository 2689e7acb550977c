/** How a verb is described: once, in one file. The list in index.ts gives everything else its verbs. */
import type { z } from 'zod';
import type { Buttons } from '../../cards/button.ts';
import type { CardContext } from '../../cards/context.ts';
import type { Card } from '../../cards/template.ts';
import type { FormContext } from '../../dialogs/dialog.ts';
import type { View } from '../incidents/audience.ts';
import type { ChannelEffect, ChannelEvent, ChannelState } from '../incidents/channel.ts';
import type { WantedEffect } from '../incidents/consequences.ts';
import type { Containment } from '../incidents/containment.ts';
import type { IncidentEvent, Person } from '../incidents/events.ts';
import type { FiguresRow } from '../incidents/figures-row.ts';
import type { Brief } from '../incidents/grouping.ts';
import type { AcknowledgeTargets } from '../incidents/levels.ts';
import type { Holidays } from '../incidents/schedule.ts';
import type { TwoPeopleRule } from '../incidents/second-person.ts';
import type { IncidentEntry, IncidentState } from '../incidents/state.ts';
import type { WithoutId } from '../log/journal.ts';
import type { Member, Place, Role } from '../ports.ts';

/**
 * Who may use a verb: a role, or a member of an application channel that the incident is routed to. A channel's own
 * managers may what managers may, of that channel's incidents.
 */
export type Who = Role | 'member' | 'anybody';

/** Where somebody speaks: the SOC's channel, an application team's, another channel, a group chat, a personal chat. */
export type Audience = 'soc' | 'team' | 'channel' | 'groupChat' | 'personal';

/** What a decision may look at besides the state. All of it was looked up, none of it came from a card. */
export interface Context {
  now: Date;
  /** the person who acts, by the verified Entra object id */
  actor: Person;
  roles: Role[];
  place: Place;
  audience: Audience;
  /** the channel the act counts for: the one it was made in, or the actor's own among the incident's */
  channel?: string;
  /** what people call that channel */
  channelName: string;
  targets: AcknowledgeTargets;
  /** which closings take two people */
  twoPeople: TwoPeopleRule[];
  /** application channels whose rosters hold the actor */
  memberOf: string[];
  /** application channels whose manager the actor was named */
  managerOf: string[];
  /** application channels that have the actor asked now: their contact, whoever is on duty, a stand-in */
  contactOf: string[];
  /** how a containment is decided on, and what can be run */
  containment: Containment;
  /** whether the roster of the SOC's channel holds the actor */
  inSoc: boolean;
  /** what everybody in the place may see: an answer holds no more, and nobody acts there on anything else */
  here: View;
  /** rosters that the verb asked for with `needs`; of an application team its zone, and whom it wants asked now */
  members: { channel: string; members: Member[]; zone?: string; asked?: Person[] }[];
  /** the incident that the verb's `into` names, where it asked for it; `round` where merges lead back to the same one */
  survivor?: IncidentState | 'round';
  /** the channels that Muster is in, for an act on an incident */
  around?: ChannelState[];
  via: 'button' | 'text' | 'dialog';
  /** nobody asks just now, but somebody had it asked at this time */
  digest?: DigestHeading;
}

/** What is said above an answer that nobody asked for just now; in our own words. */
export interface DigestHeading {
  /** of the summary, in its place */
  number: number;
  heading: string;
  /** that it comes late, and that another one did not come */
  remarks: string[];
}

/** A sentence for the person who asked: a key below `talk:` and what it names. */
export interface Say {
  key: string;
  params?: Record<string, string>;
}

/** What a verb decided about an incident. No events: it was so already, and `say` tells. */
export interface IncidentDecision {
  events: IncidentEvent[];
  effects?: WantedEffect[];
  texts?: Record<string, string>;
  say: Say;
}

export interface ChannelDecision {
  events: ChannelEvent[];
  effects?: WithoutId<ChannelEffect>[];
  texts?: Record<string, string>;
  say: Say;
}

/** Everything that lists and summaries are made from: incidents as wholes, or as rows where a verb `counts`. */
export interface Overview {
  incidents: IncidentState[];
  rows: FiguresRow[];
  channels: ChannelState[];
}

type Data = Record<string, unknown>;

/** What of a form a verb fills in itself. */
export type FormParts = Partial<
  Pick<FormContext, 'about' | 'channels' | 'entities' | 'playbooks' | 'warning' | 'hidden'>
>;

/** A button's place on a card, lower first; the first three are in front, the rest under More. */
export type Rank = number;

interface Described<Input> {
  verb: string;
  /** words that people may type for it, besides the verb */
  says?: string[];
  /** words that say the verb by themselves and are part of what is asked: `trend` is `status trend` */
  begins?: string[];
  who: Who[];
  /** false: only a button asks for it */
  spoken?: false;
  /** what a button, a dialog or a typed text may bring; everything else is dropped */
  input: z.ZodType<Input>;
}

export interface IncidentAction<Input = unknown> extends Described<Input> {
  on: 'incident';
  /** its dialog's name, where a button opens one */
  dialog?: string;
  /** no card shows what became of it, so its dialog says it */
  told?: true;
  /** reads these rosters, or the other incident that its input names, before it decides */
  needs?: 'rosters' | 'survivor';
  /** can be done on an incident that was merged into another one; everything else is refused there */
  onMerged?: true;
  /** likewise on an incident that was deleted in Sentinel */
  onDeleted?: true;
  /** whoever was named a channel's manager may do it on that channel's incidents without being in it */
  ofManagers?: true;
  /** where its button stands on a card for that audience in that state; undefined: no button */
  button?(state: IncidentState, audience: 'soc' | 'team', channel: string, now: Date): Rank | undefined;
  /** what its button brings besides the incident: what exactly was seen when it was pressed */
  carries?(state: IncidentState): Record<string, string>;
  /** what its form shows besides what all do, and what that sends back; throws Refused where it makes no sense */
  form?(state: IncidentState, context: Context, data: Data, look: CardContext): FormParts;
  /** whether whoever does it is to be warned and asked first, in the form and where it is typed. `merged`: what lives on in it */
  warns?(state: IncidentState, merged: IncidentState[]): boolean;
  /** what a typed remainder means, such as the text of a comment */
  typed?(rest: string): Record<string, unknown> | undefined;
  /** its typed number may name one of the incident's questions as well: `1042-2` */
  of?: 'question';
  /** what was typed names what it is about, and its dialog has to ask for the rest */
  asksMore?(input: Input): boolean;
  decide(state: IncidentState, input: Input, context: Context): IncidentDecision;
}

export interface ChannelAction<Input = unknown> extends Described<Input> {
  on: 'channel';
  dialog?: string;
  /** reads what is in the channel's storm that the input names before it decides; it acts on one of its groups */
  needs?: 'storm';
  /** what a typed remainder means, such as a team's name */
  typed?(rest: string): Record<string, unknown> | undefined;
  /** a number that is typed first names no incident */
  numbers?: false;
  /** makes sense in group chats and personal chats as well */
  inChats?: true;
  decide(state: ChannelState, input: Input, context: PlaceContext): ChannelDecision;
}

/** What is looked at besides where it is about a place itself. */
export type PlaceContext = Context & {
  /** all places, as they are now */
  others: ChannelState[];
  inStorm: Brief[];
  /** how the one who acts reads words and times */
  look: CardContext;
  /** days on which nobody works */
  holidays: Holidays;
};

/** A workspace whose data are older than three polls. */
export interface Late {
  /** what people call it */
  workspace: string;
  /** absent: not read since Muster started */
  readAt?: Date;
}

/** How Muster itself is, as far as it is no matter of incidents. */
export interface Health {
  /** each with when it was last read and compared, by our clock; absent: not yet */
  workspaces: { name: string; lastPoll?: Date; lastSweep?: Date; doubted: number }[];
  /** what waits here for its turn, and how often each service said 429 */
  services: { name: 'teams' | 'sentinel'; waiting: number; throttled: number }[];
  /** those in whose logs something has not got through */
  incidents: IncidentState[];
  channels: ChannelState[];
  /** logs that can't be read, by their keys, since when */
  unreadable: { log: string; since: string }[];
}

/** What a question is answered from: only what the view may see. */
export interface Facts {
  overview: Overview;
  view: View;
  /** incidents left out because not everybody in this place may see them */
  hidden: number;
  /** workspaces whose data are older than they should be */
  late: Late[];
  /** all that Sentinel held then is in the overview; absent: not all has been read yet */
  readAt?: Date;
  /** the incident asked for by number or thread, with its entries where `entries` was asked for */
  incident?: IncidentState;
  entries?: IncidentEntry[];
  /** what is in the storm asked about, of the channel asked in */
  inStorm?: Brief[];
  /** where it is asked how Muster itself is */
  health?: Health;
  /** where it is asked about the place: its own state */
  place?: ChannelState;
  /** the buttons of an incident's card */
  buttons(state: IncidentState, audience: 'soc' | 'team', channel: string): Buttons;
}

/** A question to Muster: reads, answers with a card, writes nothing. It is asked once for each view that is due an answer. */
export interface QueryAction<Input = unknown> extends Described<Input> {
  on: 'overview';
  /**
   * About one incident, named by number or by the thread it is asked in; about a storm, answered in a dialog; about
   * Muster itself; or about the place it is asked in.
   */
  about?: 'incident' | 'storm' | 'muster' | 'place';
  typed?(rest: string): Record<string, unknown> | undefined;
  /** a number that is typed first names no incident */
  numbers?: false;
  /** it is answered from rows, which are quick to read however many there are */
  counts?: true;
  /** it is answered from what is searched: what is open or was closed lately, without what people wrote */
  searches?: true;
  /** incidents that are among the facts by their numbers, whenever they were closed */
  numbersIn?(input: Input): number[];
  /** since when what is closed may be among the facts; for 7 days unless set. `channels`: those that the asker may know of */
  closedSince?(input: Input, channels: ChannelState[], look: CardContext): Date;
  answer(facts: Facts, input: Input, context: Context, look: CardContext): Card;
  /** what is offered besides, in the asker's own chat: made from all that they may see, wherever they ask */
  files?(facts: Facts, input: Input, context: Context, look: CardContext): MadeFile[];
}

/** A file as it is made for somebody. */
export interface MadeFile {
  name: string;
  /** what it is, in a sentence */
  description: string;
  content: string;
}

export type Action = IncidentAction | ChannelAction | QueryAction;

export function defineQuery<Input>(action: QueryAction<Input>): QueryAction {
  return action as unknown as QueryAction;
}

/** Keeps the input type of one definition while the list holds them all. */
export function defineIncidentAction<Input>(action: IncidentAction<Input>): IncidentAction {
  return action as unknown as IncidentAction;
}

export function defineChannelAction<Input>(action: ChannelAction<Input>): ChannelAction {
  return action as unknown as ChannelAction;
}
