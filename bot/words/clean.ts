/**
 * The one way in which text from outside becomes text that we show. Titles, hosts, URLs, comments and names are written
 * by whoever attacks: they are shown and never act.
 */

// Control, bidirectional, zero-width and tag characters: they hide text or turn its order around.
const invisible =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this is about
  /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F\u00AD\u061C\u180E\u200B-\u200F\u202A-\u202E\u2060-\u206F\uFEFF\uFFF9-\uFFFB]|\uDB40[\uDC00-\uDC7F]/g;

// Words of printable ASCII with single spaces between them, as most texts are: clean as they stand.
const plainLine = /^(?:[!-~]+(?: [!-~]+)*)?$/;

/** One line of readable text, at most `max` characters with an ellipsis where it was longer. */
export function clean(text: string | undefined, max = 300): string {
  if (text !== undefined && text.length <= max && plainLine.test(text)) return text;
  return shorten(strip(text).replace(/\s+/g, ' ').trim(), max);
}

/** The same with line breaks kept, three in a row at most two. */
export function cleanLines(text: string | undefined, max = 2000): string {
  const lines = strip(text)
    .replace(/\r\n?/g, '\n')
    .replace(/[^\S\n]+/g, ' ')
    .replace(/\n{3,}/g, '\n\n');
  return shorten(lines.trim(), max);
}

function strip(text: string | undefined): string {
  // A lone surrogate is no character; Teams refuses the whole message for one.
  // What stood between two characters may have kept them from being one, so it goes first.
  return (text ?? '').toWellFormed().replace(invisible, '').normalize('NFC');
}

function shorten(text: string, max: number): string {
  if (text.length <= max) return text;
  const characters = [...text];
  return characters.length <= max ? text : `${characters.slice(0, max - 1).join('')}…`;
}

/** Makes addresses unclickable and still readable: `hxxps://evil[.]example`, `203[.]0[.]113[.]7`, `a[@]b[.]example`. */
export function defang(text: string): string {
  return text
    .replace(/\bhttp(s?):/gi, 'hxxp$1:')
    .replace(/\bftp:/gi, 'fxp:')
    .replace(/@/g, '[@]')
    .replace(/(?<=[\p{L}\p{N}_-])\.(?=[\p{L}\p{N}_-])/gu, '[.]');
}
