/** Cards that stay small whatever is in them. */
import type { Card } from './template.ts';
import { cardText } from './text.ts';

/** Teams refuses messages of some 28 KB and more in places; this leaves room for what goes around a card. */
export const maxCardBytes = 24_500;

/** The size of a card as it is sent, in bytes of UTF-8. */
export function cardBytes(card: Card): number {
  return Buffer.byteLength(cardText(card));
}

/**
 * The fullest card that fits: `build` is tried with each set of caps, from generous to tight. The tightest is returned
 * even where it doesn't fit, since a card that Teams may refuse is better than none for certain.
 */
export function fitted<Caps>(caps: readonly [Caps, ...Caps[]], build: (caps: Caps) => Card): Card {
  let card = build(caps[0]);
  for (const tighter of caps.slice(1)) {
    if (cardBytes(card) <= maxCardBytes) return card;
    card = build(tighter);
  }
  return card;
}
