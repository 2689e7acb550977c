/**
 * A report in Markdown (CommonMark, and what GitHub and Teams add to it). Each character of a text that could mean
 * something there has a backslash, so that a text is nothing but a text.
 */
import type { Block, Line, Report, Row } from './report.ts';

/** The whole document, UTF-8 without a BOM. */
export function markdownOf({ heading, title, practice, rows, parts, notes }: Report): string {
  const all = [
    `# ${escaped(`${heading}: ${title}`)}`,
    ...saidOf(practice, ''),
    ...rowsOf(rows),
    ...parts.flatMap((part) => [
      `## ${escaped(part.heading)}`,
      escaped(part.about),
      ...part.blocks.flatMap(blockOf),
    ]),
    '---',
    ...notes.map(escaped),
  ];
  return `${all.join('\n\n')}\n`;
}

function blockOf({ heading, said, rows = [], lines = [] }: Block): string[] {
  return [`### ${escaped(heading)}`, ...saidOf(said, ''), ...rowsOf(rows), ...linesOf(lines)];
}

function rowsOf(rows: Row[]): string[] {
  if (rows.length === 0) return [];
  return [rows.map(({ label, text }) => `- **${escaped(label)}**: ${escaped(text)}`).join('\n')];
}

/** With a mark of its own, so that it does not run into a list of facts before it. */
function linesOf(lines: Line[]): string[] {
  if (lines.length === 0) return [];
  const items = lines.map(({ at, who, what, said }) =>
    [`* ${escaped(at)} – **${escaped(who)}** ${escaped(what)}`, ...saidOf(said, '  ')].join('\n\n'),
  );
  return [items.join('\n')];
}

/** Two spaces at an end keep the line. */
function saidOf(said: string | undefined, indent: string): string[] {
  if (said === undefined) return [];
  const quoted = said.split('\n').map((line) => `${indent}> ${escaped(line)}  `);
  return [quoted.join('\n')];
}

/** One line of text. What means something at the beginning of a line only is escaped there. */
export function escaped(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/[\\`*_[\]<>#|~&!{}$^=]/g, '\\$&')
    .replace(/^[-+]/, '\\$&')
    .replace(/^(\d{1,9})([.)])/, '$1\\$2');
}
