/** What each message of ours shows now, so that an update which would change nothing is not sent. */
import { cardText } from '../../cards/text.ts';
import type { Order } from '../order.ts';

const remembered = 10_000;

export interface ShownCards {
  shows(messageId: string, card: object): boolean;
  note(messageId: string, card: object): void;
}

export type ShownMemory = ReturnType<typeof createShownCards>;

export function createShownCards(order: Order) {
  const cards = new Map<string, { json: string; at: number }>();
  return {
    /** @param since what was noted before that moment doesn't count: others may have changed it */
    shows(messageId: string, card: object, since: number): boolean {
      const known = cards.get(messageId);
      return known !== undefined && known.at >= since && known.json === cardText(card);
    },
    /** What it shows can't be told any more: an update is under way, and its answer may be lost. */
    forget: (messageId: string): void => void cards.delete(messageId),
    note(messageId: string, card: object): void {
      cards.delete(messageId);
      cards.set(messageId, { json: cardText(card), at: order() });
      const oldest = cards.keys().next().value;
      if (cards.size > remembered && oldest !== undefined) cards.delete(oldest);
    },
  };
}
