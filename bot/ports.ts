/** What the core needs from outside, named for the need. Adapters: sentinel/, store/, teams/, directory/. */
import type { StoredRow } from './incidents/figures-row.ts';
import type {
  Alert,
  Entity,
  Incident,
  IncidentChange,
  IncidentRef,
  SentinelComment,
} from './incidents/incident.ts';
import type { Entry, OpenEffect } from './log/entry.ts';
import type { Head } from './log/findings.ts';

/** The time. Injected, so that tests and the simulation own it. */
export interface Clock {
  now(): Date;
  /** Ends once so many milliseconds have passed, or as soon as the signal is given. */
  wait(ms: number, signal?: AbortSignal): Promise<void>;
}

/** Microsoft Sentinel. Every method throws Upstream; `get` and the writes throw NotFound for a deleted incident. */
export interface Sentinel {
  /**
   * Incidents changed at or after `since` (ISO), oldest change first, page by page.
   * `asOf` is Sentinel's own clock when the page was read.
   */
  changedSince(workspace: string, since: string): AsyncIterable<{ incidents: Incident[]; asOf: Date }>;
  /** All incidents that are not closed, page by page, in no order; deleted ones are not among them. */
  open(workspace: string): AsyncIterable<{ incidents: Incident[]; asOf: Date }>;
  get(ref: IncidentRef): Promise<Incident>;
  /**
   * Reads the incident, asks `decide` what to change, and writes it back whole with its etag; on a conflict it reads
   * again and asks again. `undefined` from `decide` writes nothing. Returns the version Sentinel holds afterwards.
   */
  change(ref: IncidentRef, decide: (current: Incident) => IncidentChange | undefined): Promise<Incident>;
  /** Writes a comment under a GUID of ours, so that writing it twice leaves one. */
  comment(ref: IncidentRef, commentId: string, message: string): Promise<void>;
  /**
   * Runs a playbook (a Logic App, by its ARM id, of that tenant) on an incident. Sentinel takes no key: called twice it runs
   * twice, and Upstream with the outcome `unknown` says that it may have been run. Throws NotFound where the incident or
   * the playbook is not there. That it returns says that Sentinel took it, and not what the playbook then does.
   */
  runPlaybook(ref: IncidentRef, playbook: string, tenantId: string): Promise<void>;
  details(ref: IncidentRef): Promise<{ entities: Entity[]; alerts: Alert[] }>;
  /** Comments as Sentinel holds them, oldest first. */
  comments(ref: IncidentRef): Promise<SentinelComment[]>;
}

/** The append-only logs. */
export interface Log {
  /** Entries of one log with a seq above `after`, in order; all of them without it. Seqs begin with 1 and have no gaps. */
  read(logKey: string, after?: number): Promise<Entry[]>;
  /** The commit. Throws Conflict when somebody else has written that seq. */
  append(entry: Entry): Promise<void>;
  /** Changes only `texts` and `open` (and with it `due`) of a stored entry, safe against concurrent changes. */
  amend(logKey: string, seq: number, change: (entry: Changeable) => Changeable): Promise<void>;
  /** Entries of any log that are due at `now` (ISO), the longest due first. */
  due(now: string, limit: number): Promise<Entry[]>;
}

export interface Changeable {
  texts: Entry['texts'];
  open: Record<string, OpenEffect>;
}

/** A log's state as folded up to `seq`, for lists and summaries; it can always be rebuilt from the log. */
export interface Snapshot<S = unknown> {
  logKey: string;
  kind: 'incident' | 'channel' | 'person' | 'anchors';
  seq: number;
  state: S;
  /** version of the fold that gave the state, see `log/versions.ts`; absent: 1 */
  fold?: number;
  /** indexed, for incidents: still open in Sentinel; the number; when it was last closed (ISO UTC) */
  open?: boolean;
  number?: number;
  /** indexed: Defender's number, where it has another */
  providerNumber?: number;
  closedAt?: string;
  /** indexed, for incidents: keys of the storms that it is in */
  storms?: string[];
  /** indexed, for incidents: the conversations of its threads */
  threads?: string[];
  /** for incidents: the etag of the version that was last seen in Sentinel */
  version?: string;
  /** for incidents: what figures need of it; absent where a Muster wrote it that knew no rows */
  row?: StoredRow;
  /** indexed: when the oldest text that is not erased was written (ISO UTC), null where there is none */
  oldestText?: string | null;
  /** indexed: something has not got through, see `incidents/trouble.ts`; absent where all is well */
  trouble?: true;
}

export interface SnapshotQuery {
  kind: Snapshot['kind'];
  /** those with this number, Sentinel's or Defender's */
  number?: number;
  /** open ones, and with `closedSince` those closed at or after that time as well */
  open?: true;
  closedSince?: string;
  /** only those where something has not got through */
  trouble?: true;
}

/** What a snapshot has for figures, without its state. */
export type SnapshotRow = Pick<Snapshot, 'logKey' | 'seq' | 'fold' | 'row'>;

export interface Snapshots {
  /** Replaces the snapshot, only forward: an older seq changes nothing, nor does the same one unless a newer fold gave it. */
  put(snapshot: Snapshot): Promise<void>;
  list(query: SnapshotQuery): Promise<Snapshot[]>;
  /** The rows of the incidents that are found so: several thousand at a time, for figures. */
  rows(query: Pick<SnapshotQuery, 'open' | 'closedSince'>): Promise<SnapshotRow[]>;
  /** Log keys of the incidents that have a thread in this conversation. */
  inThread(thread: string): Promise<string[]>;
  /** Which incidents are open, and in what version, without their states: thousands may be. */
  open(): Promise<Pick<Snapshot, 'logKey' | 'version'>[]>;
  /**
   * Which incidents are in a storm, without their states: thousands may be. At least those whose snapshots were put at
   * or after `since`, by the store's clock; all of them without it.
   */
  inStorm(storm: string, since?: Date): Promise<Pick<Snapshot, 'logKey' | 'seq'>[]>;
  /**
   * The last entry of every log that has a snapshot, as the snapshot knows it. At least those whose snapshots were put at
   * or after `since`, by the store's clock; all of them without it.
   */
  heads(since?: Date): Promise<Head[]>;
  /**
   * Log keys where texts may be that were written before a time (ISO UTC); of incidents only those that were closed
   * before it. A snapshot of before this was kept counts as having some.
   */
  withTextsBefore(before: string): Promise<string[]>;
}

/** What an auditor reads: everything as it is stored, whoever stored it. Throws Upstream. */
export interface Archive {
  /** Every log that has an entry, and how many. */
  logs(): Promise<Map<string, number>>;
  /** A log's entries, page by page, in no order; what is in them is not checked. */
  entries(logKey: string): AsyncIterable<Partial<Entry>[]>;
  /** As of `Snapshots`. */
  heads(): Promise<Head[]>;
}

/** A playbook's call, kept until the incident has been read from Sentinel. */
export interface Hint {
  id: string;
  ref: IncidentRef;
  at: string;
  due: string;
  attempts: number;
}

export interface Hints {
  put(hint: Hint): Promise<void>;
  due(now: string, limit: number): Promise<Hint[]>;
  remove(hint: Hint): Promise<void>;
  /** Takes the nonce of a signed call; false where any replica took it before. It is kept until then at least (ISO). */
  takeNonce(nonce: string, until: string): Promise<boolean>;
  /** Forgets the nonces that need not be kept any longer at `now` (ISO). */
  forgetNonces(now: string): Promise<void>;
}

/** How far a workspace has been read. */
export interface Watermarks {
  get(workspace: string): Promise<string | undefined>;
  /** Moves it; throws Conflict when somebody else moved it since `from`. */
  move(workspace: string, from: string | undefined, to: string): Promise<void>;
}

/**
 * What was sent under one limit of an outside service lately, by all replicas: to a channel, or to one of Sentinel's
 * endpoints. Times are epoch milliseconds.
 */
export interface Pace {
  /** the reserved times of the last minutes, oldest first; some may lie ahead */
  times: number[];
  /** how many were reserved in each minute of the last hour, by the minute's number since the epoch */
  minutes: Record<string, number>;
  /** the service said not to come back before */
  blockedUntil?: number;
  /** the replica that what waits for the channel belongs to, and until when unless it says so again */
  holder?: string;
  until?: number;
  /** what the holder reserved last, written before it was sent: the one thing that may be under way */
  task?: string;
  /** tasks that were under way when an earlier holder died, and that were not tried again yet */
  doubts?: string[];
}

/** One document for each limit that replicas share. */
export interface Paces {
  get(key: string): Promise<{ pace: Pace; etag: string } | undefined>;
  /**
   * Writes it over the version with that etag, or creates it without one. Gives the new etag, and undefined where
   * somebody else has written since.
   */
  write(key: string, pace: Pace, etag: string | undefined): Promise<string | undefined>;
}

/** Which replicas are up: each says so again and again. Times are ISO. */
export interface Replicas {
  beat(id: string, at: string): Promise<void>;
  list(): Promise<{ id: string; at: string }[]>;
  /** It's fine if it is gone already. */
  remove(id: string): Promise<void>;
}

/** The store as one thing: its adapter and its fake provide all of it. */
export interface Store {
  log: Log;
  snapshots: Snapshots;
  hints: Hints;
  watermarks: Watermarks;
  paces: Paces;
  replicas: Replicas;
  lookups: Lookups;
}

/** Where something can be said: plain data as stored, no SDK class. */
export interface Place {
  kind: 'channel' | 'groupChat' | 'personal';
  /** the channel's or chat's conversation id, without `;messageid=` */
  id: string;
  tenantId: string;
  serviceUrl: string;
  teamId?: string;
  /** the Entra group of its team, by which Microsoft Graph knows the team; absent as long as Teams has not told it */
  groupId?: string;
  name?: string;
  teamName?: string;
}

/** Somebody in a channel's or chat's roster. */
export interface Member {
  /** Teams' id of the person for this bot (`29:…`) */
  id: string;
  oid: string;
  name: string;
  upn?: string;
  email?: string;
  tenantId?: string;
  guest: boolean;
}

/** What is sent: a card, or a plain sentence in which people may be mentioned. */
export interface Message {
  card?: Record<string, unknown>;
  text?: string;
  /** what the notification shows; only our own words and numbers */
  summary?: string;
  mentions?: { id: string; name: string }[];
  /** what it can be found by where the answer to sending it got lost; a card carries it, unseen */
  key?: string;
  /** instead of all that, in a personal chat: a file that its owner may take into their own storage */
  offer?: FileOffer;
  /** likewise: a file that is there by now */
  file?: StoredFile;
}

/** A file that is offered. Teams brings `id` back with the answer. */
export interface FileOffer {
  id: string;
  name: string;
  description: string;
  /** bytes */
  size: number;
}

/** A file in somebody's storage, as Teams tells of it. */
export interface StoredFile {
  name: string;
  /** where to read it */
  url: string;
  uniqueId: string;
  type: string;
}

/** Where people keep their files. */
export interface FileStorage {
  /** whether files are put to, and read at, such an address */
  isAt(address: string): boolean;
  /** Puts a whole file to an address that Teams gave for it. Throws Upstream, `never` where it is none of those. */
  put(address: string, content: Uint8Array): Promise<void>;
}

/** A message that Teams has: `thread` is the conversation id to reply to, `id` the message's own. */
export interface Posted {
  thread: string;
  id: string;
}

/** Microsoft Teams, outbound. Throws Upstream; nothing is retried inside. */
export interface Messenger {
  /** A new thread in a channel, or a message in a chat. */
  post(place: Place, message: Message): Promise<Posted>;
  reply(place: Place, thread: string, message: Message): Promise<Posted>;
  update(place: Place, thread: string, messageId: string, message: Message): Promise<void>;
  /** A message in a person's own chat with Muster. */
  direct(place: Place, person: Member, message: Message): Promise<Posted>;
  /**
   * The message of ours that was sent with this key at or after `since`: among those that begin a thread in the place,
   * or among the answers in `thread`. One without a card carries no key, and is known by its `text`. Undefined where it
   * was looked for and is not there; one that was sent seconds ago may not be there yet. Throws Upstream of `graph`:
   * `never` where nobody may look there, `retry` where it can't be told now.
   */
  find(
    place: Place,
    thread: string | undefined,
    key: string,
    since: Date,
    text?: string,
  ): Promise<Posted | undefined>;
  /** Deletes a message of ours. It's fine if it is gone already. */
  remove(place: Place, thread: string, messageId: string): Promise<void>;
}

export const roles = ['administrator', 'analyst', 'manager'] as const;
export type Role = (typeof roles)[number];

/** What somebody is looked up for: an act takes what is so now or was minutes ago, reading what was so last. */
export type Need = 'act' | 'read';

/** Who is who. All may be some minutes old; throws Upstream where that would be too old for the need, `act` unless given. */
export interface Directory {
  roles(oid: string, need?: Need): Promise<Role[]>;
  /** The roster of a channel or chat. */
  members(place: Place, need?: Need): Promise<Member[]>;
  /** One person, read afresh where the kept roster lacks them; undefined when not a member. */
  member(place: Place, oid: string, need?: Need): Promise<Member | undefined>;
}

/** What a directory said last and when (ISO), kept for replicas that start. What it keeps may be gone at any time. */
export interface Lookups {
  get(key: string): Promise<{ at: string; said: unknown } | undefined>;
  put(key: string, at: string, said: unknown): Promise<void>;
}
