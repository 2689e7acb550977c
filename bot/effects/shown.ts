/** What each message of ours shows now, so that an update which would change nothing is not sent. */

const remembered = 10_000;

export type ShownCards = ReturnType<typeof createShownCards>;

export function createShownCards() {
  const cards = new Map<string, string>();
  return {
    shows: (messageId: string, card: object): boolean => cards.get(messageId) === JSON.stringify(card),
    note(messageId: string, card: object): void {
      cards.delete(messageId);
      cards.set(messageId, JSON.stringify(card));
      const oldest = cards.keys().next().value;
      if (cards.size > remembered && oldest !== undefined) cards.delete(oldest);
    },
  };
}
