/**
 * Texts of others as reports show them: cleaned, and with nothing that a reader makes into a link. Unlike on a card that
 * goes for links to the portals too: a report travels to where nobody knows whose it is.
 */
import { clean, cleanLines } from '../words/clean.ts';
import { defang } from '../words/defang.ts';

/** Anybody's text on one line. Never twice. */
export function outside(text: string | undefined, max = 1000): string {
  return unlinked(defang(clean(text, max)));
}

// Sentinel's comments take 30,000 characters, and nothing else is longer.
const longest = 30_000;

/** The same with its lines kept. */
export function outsideLines(text: string | undefined): string {
  return unlinked(defang(cleanLines(text, longest)));
}

/** What `defang` leaves whole since it leads to a portal, taken apart as well. */
export function unlinked(text: string): string {
  return text.replace(/\S*:\/\/\S*/g, (token) => token.replace(/(?<!\[)[:.](?!\])/g, '[$&]'));
}
