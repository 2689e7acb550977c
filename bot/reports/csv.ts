/**
 * A table as CSV (RFC 4180) that Excel opens as UTF-8. Every cell is quoted, and none is a formula, not even where a
 * program splits at another character than the comma, as Excel does by the language it runs in.
 */

/** A table: its head, and a line for each row, all of the same length. Texts of others are to be cleaned before. */
export function csvOf(head: string[], rows: string[][]): string {
  return `\uFEFF${[head, ...rows].map((row) => `${row.map(cell).join(',')}\r\n`).join('')}`;
}

// Excel and its like also take the wide forms of these for the beginning of a formula. Quotes may be left out of account,
// so that what follows a separator in a text may be the beginning of a cell as well.
const formula = /(?<=^|[;,|"\t\r\n])(?=\s*[=+\-@＝＋－＠]|[\t\r])/g;

/** An apostrophe in front makes it text, as in a cell that somebody types. */
function cell(text: string): string {
  return `"${text.replace(formula, "'").replaceAll('"', '""')}"`;
}
