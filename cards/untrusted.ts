/** Texts of others, as cards show them: cleaned, never empty, and with nothing that a client makes into a link. */
import { clean, cleanLines } from '../bot/words/clean.ts';
import { defang } from '../bot/words/defang.ts';
import type { Words } from '../bot/words/words.ts';

/** Anybody's text on one line: the one way from outside onto a card, and once only. Empty where there is nothing to see. */
export function outsideText(text: string | undefined, max = 300): string {
  return defang(clean(text, max));
}

/** An incident's title on one line. */
export function titleText(title: string | undefined, words: Words, max = 300): string {
  return outsideText(title, max) || words('cards:noTitle');
}

/** A person's, team's or label's name. */
export function nameText(name: string | undefined, words: Words, max = 60): string {
  return outsideText(name, max) || words('cards:noName');
}

/** Words that somebody wrote, on one line; says so where they have been erased. */
export function saidText(text: string, words: Words, max = 280): string {
  return outsideText(text, max) || words('cards:erased');
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
  return (shown.length > 0 ? shown.map((line) => defang(line)) : [words('cards:erased')]).map((line) => ({
    text: line,
  }));
}

/**
 * Anybody's text where a client may read Markdown and nothing can be done about it: the title of a choice, the answer to
 * a button. A link is the part of Markdown that acts.
 */
export function unlinkedText(text: string, max = 100): string {
  return outsideText(text, max)
    .replace(/\](?=[([:])/g, '] ')
    .replaceAll('<', '‹');
}
