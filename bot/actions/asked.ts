/** What comes in from Teams and what goes back, in our own terms. */
import type { Card } from '../../cards/template.ts';
import type { Speaker } from './gather.ts';

/** Something a person did in Teams. `data` is what a card or a dialog sent back: outside input. */
export interface Asked {
  /** `overheard`: said in a channel without mentioning Muster, which Teams tells us where a team's owner consented */
  kind: 'click' | 'typed' | 'overheard' | 'open' | 'submit' | Revised;
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

/** What goes back: in place of the clicked card, as a new message, as a dialog, or nothing but that it is done. */
export type Reply =
  | { kind: 'replace'; card: Card }
  | { kind: 'post'; card: Card; alone?: Card }
  | { kind: 'dialog'; title: string; card: Card }
  | { kind: 'tell'; text: string }
  | { kind: 'done' };
