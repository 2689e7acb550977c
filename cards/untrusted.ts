/** Texts of others, as cards show them: cleaned, never empty, and with nothing that a client makes into a link. */
import { clean, cleanLines, defang } from '../bot/words/clean.ts';
import type { Words } from '../bot/words/words.ts';

// An address with a scheme, a mail address, a numeric address, or a name with a top-level domain.
const addressLike = /:\/\/|@|^www\.|(?:\d{1,3}\.){3}\d{1,3}|[\p{L}\p{N}]\.\p{L}{2,}(?:$|[^\p{L}\p{N}])/iu;

/** Takes the links out of a sentence and leaves its full stops and version numbers alone. */
export function defangLinks(text: string): string {
  return text.replace(/\S+/g, (token) => (addressLike.test(token) ? defang(token) : token));
}

/** An incident's title on one line. */
export function titleText(title: string | undefined, words: Words, max = 300): string {
  return defangLinks(clean(title, max)) || words('cards:noTitle');
}

/** A person's, team's or label's name; an address with a scheme is taken apart, since no name needs one. */
export function nameText(name: string | undefined, words: Words, max = 60): string {
  return clean(name, max).replace(/\S*:\/\/\S*/g, defang) || words('cards:noName');
}

/** Words that somebody wrote, on one line; says so where they have been erased. */
export function saidText(text: string, words: Words, max = 280): string {
  return clean(text, max) || words('cards:erased');
}

/** One line of a longer text; a TextRun shows no line break, so each line is a block of its own. */
export interface Paragraph {
  text: string;
}

// Each line costs bytes of its own, so a text of a thousand short lines ends as one long one.
const mostLines = 20;

/** Words that somebody wrote, line by line. */
export function paragraphs(text: string, words: Words, max = 2000): Paragraph[] {
  const lines = cleanLines(text, max)
    .split('\n')
    .filter((line) => line.trim() !== '');
  const shown =
    lines.length > mostLines ? [...lines.slice(0, mostLines), lines.slice(mostLines).join(' ')] : lines;
  return (shown.length > 0 ? shown : [words('cards:erased')]).map((line) => ({ text: line }));
}
