/** What every kind of effect is carried out with, and what can come of it. */
import type { Logger } from 'pino';
import type { CardContext } from '../../cards/context.ts';
import type { Finder } from '../actions/finder.ts';
import type { Inquiring } from '../actions/inquire.ts';
import type { Storms } from '../actions/storms.ts';
import type { ChannelState } from '../incidents/channel.ts';
import type { Containment } from '../incidents/containment.ts';
import type { AcknowledgeTargets } from '../incidents/levels.ts';
import type { Holidays } from '../incidents/schedule.ts';
import type { TwoPeopleRule } from '../incidents/second-person.ts';
import type { IncidentState } from '../incidents/state.ts';
import type { Effect, Entry, Event, OpenEffect } from '../log/entry.ts';
import type { Journal, WithoutId } from '../log/journal.ts';
import type { Clock, Directory, Log, Messenger, Sentinel, Snapshots } from '../ports.ts';
import type { Few } from './few-at-a-time.ts';
import type { ShownCards } from './shown.ts';

export interface Tools {
  journal: Journal;
  /** for what of an entry may be changed */
  log: Pick<Log, 'amend'>;
  snapshots: Snapshots;
  sentinel: Sentinel;
  messenger: Messenger;
  directory: Directory;
  clock: Clock;
  logger: Logger;
  /** what messages show, as far as this replica can know while it holds their channel */
  shown: ShownCards;
  targets: AcknowledgeTargets;
  twoPeople: TwoPeopleRule[];
  containment?: Containment;
  quietSeconds: number;
  /** the organisation's tenant */
  tenantId: string;
  finder: Pick<Finder, 'named'>;
  storms: Storms;
  /** minutes without news after which a storm is over */
  stormQuietMinutes: number;
  channels(): Promise<ChannelState[]>;
  /** `speaker`: whose language and zone count where the place has none of its own */
  lookAt(placeId: string, speaker?: { language?: string; zone?: string }): Promise<CardContext>;
  /** how Muster itself stands, for what it tells of that */
  standing: Pick<Inquiring, 'late' | 'readAt' | 'health'>;
  /** for what many places want at the same minute, and what reads much */
  few: Few;
  /** days on which nobody works */
  holidays: Holidays;
  /** appends a line to what is kept outside of the store; absent: anchors are only logged */
  keepAnchor?: ((line: string) => Promise<void>) | undefined;
}

/** One effect of one entry, with what has been tried. */
export interface Task<F extends Effect = Effect> {
  entry: Entry;
  effect: F;
  open: OpenEffect;
  /** only now it turned out that it may have been sent, by one that may have sent it this very moment */
  settling: boolean;
  /**
   * Ends when the next message may be sent to the channel, so that what is rendered then is the newest. A message sent
   * without asking waits by itself. Throws Upstream that is `paced` where it is not its turn.
   */
  turn(channel: string): Promise<void>;
  /** Whether the channel is still this replica's alone; where not, another may have sent something there since its turn. */
  holds(): boolean;
}

/** What came of it, to be appended; nothing where the world's state is the whole outcome (an updated card). */
export interface Outcome {
  events?: Event[];
  /** what it asks for itself, or a pure function that tells from the incident's state as it is when that is recorded */
  effects?: WithoutId<Effect>[] | ((state: IncidentState) => WithoutId<Effect>[]);
  /** it is not over: it is to be carried out again then, ISO UTC */
  again?: string;
}

/** Carries out one effect. Throws Upstream, NotFound or Conflict; what then happens is the dispatcher's matter. */
export type Handler<F extends Effect> = (task: Task<F>, tools: Tools) => Promise<Outcome>;
