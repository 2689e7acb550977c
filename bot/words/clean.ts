/**
 * How text from outside is cleaned before it is shown or kept. Titles, hosts, URLs, comments and names are written by
 * whoever attacks: they are shown and never act. What is shown is taken apart by `defang` as well.
 */

// Control, bidirectional, zero-width, filler, variation and tag characters: they hide text or turn its order around.
// Emoji need their variation selector, U+FE0F.
const invisible =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this is about
  /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F\u00AD\u061C\u115F\u1160\u180E\u200B-\u200F\u202A-\u202E\u2060-\u206F\u3164\uFEFF\uFFA0\uFFF9-\uFFFB]|\u034F|[\u17B4\u17B5]|[\u180B-\u180F]|[\uFE00-\uFE0E]|\uDB40[\uDC00-\uDDFF]|\uD834[\uDD73-\uDD7A]/g;

// A letter of any language takes a few; more would be drawn over the lines around it.
const piledMarks = /(\p{M}{4})\p{M}+/gu;

// Words of printable ASCII with single spaces between them, as most texts are: clean as they stand.
const plainLine = /^(?:[!-~]+(?: [!-~]+)*)?$/;

/** One line of readable text, at most `max` characters with an ellipsis where it was longer. */
export function clean(text: string | undefined, max = 300): string {
  if (text !== undefined && text.length <= max && plainLine.test(text)) return text;
  return shorten(strip(cut(text, max)).replace(/\s+/g, ' ').trim(), max, isCut(text, max));
}

/** The same with line breaks kept, three in a row at most two. */
export function cleanLines(text: string | undefined, max = 2000): string {
  const lines = strip(cut(text, max))
    .replace(/\r\n?/g, '\n')
    .replace(/[^\S\n]+/g, ' ')
    .replace(/\n{3,}/g, '\n\n');
  return shorten(lines.trim(), max, isCut(text, max));
}

function strip(text: string): string {
  // A lone surrogate is no character; Teams refuses the whole message for one.
  // What stood between two characters may have kept them from being one, so it goes first.
  return text.toWellFormed().replace(invisible, '').normalize('NFC').replace(piledMarks, '$1');
}

// Of a text of 300 KB nobody sees more than its beginning, so no more of it is looked at.
const looked = (max: number): number => max * 16 + 1000;
const isCut = (text: string | undefined, max: number): boolean => (text?.length ?? 0) > looked(max);
const cut = (text: string | undefined, max: number): string => (text ?? '').slice(0, looked(max));

function shorten(text: string, max: number, wasLonger: boolean): string {
  if (text.length <= max && !wasLonger) return text;
  const characters = [...text];
  return characters.length <= max && !wasLonger ? text : `${characters.slice(0, max - 1).join('')}…`;
}
