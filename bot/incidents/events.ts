/** What an incident's log can say. Texts that people wrote are not in here but beside, by name (see `EntryFacts`). */

import type { CheckEffect, ContainmentEvent } from './containment.ts';
import type { Held } from './holding.ts';
import type { Alert, Author, Entity, Incident, IncidentChange } from './incident.ts';
import type { Carried } from './merge.ts';
import type { QuestionEvent, QuestionTell, QuestionTimer } from './question.ts';
import type { Overruled } from './reconcile.ts';
import type { ClosingEvent } from './second-person.ts';
import type { EraseEffect, EraseEverywhereEffect, ErasureEvent } from './texts.ts';
import type { FollowDelayEffect, TroubleEvent } from './trouble.ts';

/** A person as kept in events: the verified object id, and the name to show. */
export interface Person {
  oid: string;
  name: string;
  upn?: string;
}

/** Why a channel gets an incident: the field of its connection and the pattern that matched, or that it is the SOC's. */
export interface Reason {
  field:
    | 'soc'
    | 'subscription'
    | 'resourceGroup'
    | 'resource'
    | 'host'
    | 'account'
    | 'rule'
    | 'product'
    | 'tag';
  pattern: string;
}

/** One channel that an incident concerns. */
export interface Route {
  channel: string;
  audience: 'soc' | 'team';
  /** what people call the team, or the SOC */
  name: string;
  reasons: Reason[];
  /** ids of the entities that matched; an application team sees only these */
  entities: string[];
}

/** Fields that a person wants changed in Sentinel, with what they were, so that it can be undone and merged. */
export interface Intent {
  id: string;
  change: IncidentChange;
  /** what it was before; labels that were there already are not in it, so that an undo leaves them */
  before: IncidentChange;
  at: string;
  by: Person;
  /** who wanted it first, where it took two; see second-person.ts */
  with?: Person;
  /** the channel that the act counts for */
  channel?: string;
}

/** Something that waits for Sentinel, or has gone there rolled up with others: what was said, and which part of it. */
export interface Piece {
  /** `remark:5`, `edit:9`, `ack:<channel>`, … as in a comment's `of` */
  of: string;
  /** which wording of a message that was edited since; absent: the first */
  v?: number;
  /** where it begins and ends, in UTF-16 units, where it takes several comments */
  from?: number;
  to?: number;
  /** that it is the second of three */
  part?: [second: number, of: number];
  /** what an act changed, for one that shows nowhere else */
  intent?: Intent;
}

/** What a message of Muster's is about; with the channel it is the message's key. */
export type About =
  | 'card'
  | `question:${string}`
  | `check:${string}`
  | `notice:${string}`
  | `relay:${string}`
  | `overruled:${string}`;

/** What has a card of its own, which is kept up to date and may be there twice. */
export type Kept = 'card' | `question:${string}` | `check:${string}`;

export type IncidentEvent =
  /** first seen; `backlog` where it was open before Muster first looked, and so gets no card of its own yet */
  | { kind: 'arrived'; incident: Incident; backlog: boolean }
  /** Sentinel holds a new version */
  | { kind: 'changed'; incident: Incident }
  /** Sentinel doesn't have it any more; has it again */
  | { kind: 'deletedInSentinel' }
  | { kind: 'restoredInSentinel' }
  | { kind: 'detailed'; entities: Entity[]; alerts: Alert[] }
  /**
   * `unreached`: teams that it concerns and whose channels can't be reached now. `held`: teams that it concerns and that
   * are not told, see `holding.ts`
   */
  | { kind: 'routed'; routes: Route[]; unreached?: Route[]; held?: Held[] }
  /** who in a held channel is in it; nobody: the channel is told */
  | { kind: 'vetted'; channel: string; suspects: Person[] }
  /** an analyst wants held channels to be told; text `reason`, which may be empty */
  | { kind: 'informed'; channels: string[]; by: Person }
  /** the channel's storm card shows it, instead of a card of its own */
  | { kind: 'grouped'; channel: string; storm: string }
  /** somebody wants it to have a card of its own there */
  | { kind: 'cardAsked'; channel: string; by: Person }
  | { kind: 'acknowledged'; channel: string; by: Person }
  | { kind: 'unacknowledged'; channel: string }
  | { kind: 'intended'; intent: Intent }
  /** these intents are in Sentinel, which now holds this version */
  | { kind: 'synced'; intents: string[]; incident: Incident }
  /** others changed the same in Sentinel, and their values stand */
  | { kind: 'overruled'; id: string; lost: Overruled[] }
  /** what was overruled is wanted again; that it is, is said by the `intended` beside it */
  | { kind: 'insisted'; overruled: string }
  /** text `comment`; `channel` absent: said outside of any channel (personal chat) */
  | { kind: 'commented'; id: string; by: Person; channel?: string; thread?: true; message?: string }
  /** its author edited the message in Teams, or brought it back; text `edit`: the new wording */
  | { kind: 'edited'; id: string; remark: string; restored?: true }
  /** its author deleted the message in Teams; what it said stays in the log */
  | { kind: 'deleted'; id: string; remark: string }
  /** a comment that somebody else wrote in Sentinel or Defender; text `heard:<id>`. `at` as Sentinel gave it */
  | { kind: 'heard'; id: string; author: Author; at: string }
  /** Sentinel's comments were read; these, once there, are there no more */
  | { kind: 'commentsRead'; gone: string[] }
  /** text `share`: the SOC's words to the application teams */
  | { kind: 'shared'; id: string; by: Person }
  | QuestionEvent
  /** text `reason`: the application team says that it is not theirs */
  | { kind: 'handedBack'; channel: string; by: Person }
  | { kind: 'takenBack'; channel: string }
  /** the entry whose acts are reversed by the other events of this entry */
  | { kind: 'undone'; seq: number }
  /** it lives on in that incident, by Defender's correlation or by a person's word; the last one counts */
  | { kind: 'mergedInto'; into: string; number: number; title: string; by?: Person }
  /** another incident was merged into this one; texts `question:<id>` for each question that is still open */
  | { kind: 'absorbed'; from: string; number: number; carried: Carried }
  /** a person's words to the bot in the incident's thread that were a command; text `words` */
  | { kind: 'commanded'; by: Person; channel: string }
  | {
      kind: 'posted';
      about: About;
      channel: string;
      thread: string;
      message: string;
      rev: number;
      again?: true;
    }
  /** a message of ours that the log did not know: Teams had taken it, and its answer was lost */
  | {
      kind: 'adopted';
      about: Kept;
      channel: string;
      thread: string;
      message: string;
    }
  /** it was posted twice, and this one is taken back */
  | { kind: 'surplus'; about: About; channel: string; thread: string; message: string }
  /** what waited goes to Sentinel in one comment; `closing`: the last one, which says where all of it is */
  | { kind: 'rolledUp'; pieces: Piece[]; id: string; closing?: true }
  | { kind: 'commentWritten'; id: string }
  /** Sentinel takes no more comments on it. `refused`: the GUID of the one that it did not take */
  | { kind: 'commentsEnded'; refused?: string }
  /** somebody deleted this message of ours in Teams */
  | { kind: 'lost'; channel: string; about: About; message: string }
  | { kind: 'reminded'; what: 'half' | 'overdue' }
  | ClosingEvent
  | ContainmentEvent
  | TroubleEvent
  | ErasureEvent
  /**
   * An effect was let go of, and there is nothing for anybody to decide: its channel or message is gone, or what it was
   * for. `channel` where it was the channel's card, which is tried anew with the next change. In entries of before
   * effects could be parked also of what was refused for good; `intents` were then dropped.
   */
  | { kind: 'gaveUp'; effect: string; error: string; channel?: string; intents?: string[] };

/** What the world is told. Texts are never in here: effects name what they render, and render it when sent. */
export type IncidentEffect =
  | { kind: 'card.post'; id: string; due?: string; channel: string }
  /** `anyway`: something older was sent there late, whatever a replica remembers of the message */
  | {
      kind: 'card.update';
      id: string;
      due?: string;
      channel: string;
      about: Kept;
      anyway?: true;
    }
  | { kind: 'storm.update'; id: string; due?: string; channel: string; storm: string }
  | RemoveEffect
  | { kind: 'question.post'; id: string; due?: string; channel: string; question: string }
  | QuestionTimer
  | QuestionTell
  | { kind: 'notice'; id: string; due?: string; channel: string; notice: Notice; mention: Person[] }
  | { kind: 'relay'; id: string; due?: string; channel: string; of: string }
  | { kind: 'overruled'; id: string; due?: string; channel: string; of: string }
  | { kind: 'sentinel.write'; id: string; due?: string }
  | { kind: 'sentinel.comment'; id: string; due?: string; guid: string; of: string }
  | { kind: 'details'; id: string; due?: string }
  /** looks who in a held channel is in the incident */
  | { kind: 'vet'; id: string; due?: string; channel: string }
  | { kind: 'comments'; id: string; due?: string }
  /** looks for the incident that a merged-away one lives on in; `tries` so far in vain */
  | { kind: 'merge.link'; id: string; due?: string; tries: number }
  /** looks whether alerts that are new here came from incidents that were merged away */
  | { kind: 'merge.find'; id: string; due?: string }
  /** carries what people did on a merged incident over to the one it lives on in */
  | { kind: 'merge.carry'; id: string; due?: string }
  | CheckEffect
  | EraseEffect
  | EraseEverywhereEffect
  | FollowDelayEffect
  /** `of`: what waits for Sentinel until then */
  | { kind: 'timer'; id: string; due: string; what: 'half' | 'overdue' | 'rollup'; of?: string };

/** Takes back a message of ours that was posted twice. */
export interface RemoveEffect {
  kind: 'message.remove';
  id: string;
  due?: string;
  channel: string;
  /** `storm`, `told`: what a channel's log tells of */
  about: About | 'storm' | 'told';
  thread: string;
  message: string;
}

/**
 * A sentence that makes a sound; `kind` is the word's key below `notice`. `parked` tells a person what of theirs can't be
 * done: `act`, `where`, `why` and `code` are what its words are made of. `check` says what became of a containment check:
 * `what`, a key below `check`, of the check `of`.
 */
export interface Notice {
  kind:
    | 'high'
    | 'half'
    | 'overdue'
    | 'raised'
    | 'reopened'
    | 'assigned'
    | 'asked'
    | 'answered'
    | 'handedBack'
    | 'deleted'
    | 'closingWanted'
    | 'closingDeclined'
    | 'closingFreed'
    | 'closingOver'
    | 'parked'
    | 'cardParked'
    | 'check';
  params?: Record<string, string>;
}
