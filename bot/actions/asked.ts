/** What comes in from Teams and what goes back, in our own terms. */
import type { Card } from '../../cards/template.ts';
import type { FileOffer, StoredFile } from '../ports.ts';
import type { Speaker } from './gather.ts';

/** Something a person did in Teams. `data` is what a card or a dialog sent back: outside input. */
export interface Asked {
  /** `find`: they search while they write a message, `look`: they press Show on what somebody found so. `consent`: what they say to a file that was offered to them. `overheard`: said in a channel without mentioning Muster, which Teams tells us where a team's owner consented */
  kind: 'click' | 'typed' | 'overheard' | 'open' | 'submit' | 'find' | 'look' | 'consent' | Revised;
  speaker: Speaker;
  data: Record<string, unknown>;
  /** the words of a typed message, without the mention of Muster */
  text: string;
  /** the conversation id it was said in, with `;messageid=` where it was said in a thread */
  conversation: string;
  /** what Teams knows the message by, for a typed one: it is delivered again after 15 seconds */
  messageKey: string;
  /** Teams' id of the message itself; of the one that was changed, where one was */
  message?: string;
  /** Teams' id of the message whose button was pressed */
  card?: string;
}

/** A message that was there before is edited, deleted or brought back by its author. It never acts. */
export type Revised = 'edited' | 'deleted' | 'restored';

/** One of what somebody found for the message they write: what its list says of it, which only they see, and what goes into the message. */
export interface Found {
  title: string;
  text: string;
  card: Card;
}

/**
 * What goes back: in place of the clicked card, as a new message, as a dialog, as a file that now lies in their storage, as
 * what was found, or nothing but that it is done. `offers` go to the speaker's own chat.
 */
export type Reply =
  | { kind: 'replace'; card: Card }
  | { kind: 'post'; card: Card; alone?: Card; offers?: FileOffer[] }
  | { kind: 'file'; file: StoredFile }
  | { kind: 'dialog'; title: string; card: Card }
  | { kind: 'found'; found: Found[] }
  | { kind: 'tell'; text: string }
  | { kind: 'done' };
