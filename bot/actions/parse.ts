/** What a typed message asks for. Pure. */
import { closest, distance } from 'fastest-levenshtein';
import type { Action } from './define.ts';

/** A typed command: the verb, the numbers it names, and what else was said. */
export interface Command {
  verb: string;
  numbers: number[];
  rest: string;
}

/** What Teams adds to a message that mentions the bot, and the slash that some people type. */
export function withoutMention(text: string): string {
  return text
    .replace(/<at\b[^>]*>.*?<\/at>/gis, ' ')
    .replace(/&nbsp;/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/^\//, '');
}

/** The command that a text begins with; undefined where it begins with none. Longer names win: `not ours` over `not`. */
export function parseCommand(text: string, actions: Action[]): Command | undefined {
  const names = actions
    .flatMap((action) =>
      [action.verb, ...(action.says ?? []), ...(action.begins ?? [])].map((name) => ({
        name,
        verb: action.verb,
        kept: action.begins?.includes(name) === true,
        numbered: !('numbers' in action),
        ofQuestion: 'of' in action && action.of === 'question',
      })),
    )
    .sort((a, b) => b.name.length - a.name.length);
  // Some keyboards send an umlaut as two characters.
  const said = text.normalize('NFC');
  const lower = said.toLowerCase();
  const found = names.find(
    ({ name }) =>
      lower === name || (lower.startsWith(name) && !/[\p{L}\p{N}-]/u.test(lower.charAt(name.length))),
  );
  if (!found) return undefined;
  let rest = found.kept ? said : said.slice(found.name.length).trim();
  const numbers: number[] = [];
  // `1042-2` is the incident's second question: its number stays with the rest.
  const question = found.ofQuestion ? /^#?(\d{1,9})(?=-\d{1,3}(?:$|[\s:,;.?!]))/.exec(rest) : null;
  if (question)
    return { verb: found.verb, numbers: [Number(question[1])], rest: rest.slice(question[0].length) };
  while (found.numbered) {
    const next = /^#?(\d{1,9})(?=$|[\s,;.?!:])[\s,;.?!]*(?:and\s+|und\s+)?/i.exec(rest);
    if (!next) break;
    numbers.push(Number(next[1]));
    rest = rest.slice(next[0].length);
  }
  return { verb: found.verb, numbers: [...new Set(numbers)], rest: rest.trim() };
}

/** Short words are near to many others. */
const leastSaying = 6;

/** The verb, or the other word for one, that somebody probably meant, where their first word is a slip of it. */
export function meant(text: string, actions: Action[]): string | undefined {
  const first =
    text
      .normalize('NFC')
      .toLowerCase()
      .split(/[^\p{L}\p{N}]+/u)[0] ?? '';
  if (first.length < 3) return undefined;
  const names = actions.flatMap(({ verb, says = [] }) => [
    verb,
    ...says.filter((one) => one.length >= leastSaying && !one.includes(' ')),
  ]);
  const nearest = closest(first, names);
  return distance(first, nearest) <= (first.length < 5 ? 1 : 2) ? nearest : undefined;
}
