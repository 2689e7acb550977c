/**
 * A report as one HTML page: no script, nothing from elsewhere, legible on a phone and on paper. Texts stand in elements,
 * never in an attribute, and each is escaped.
 */
import type { Block, Line, Report, Row } from './report.ts';
import { style, styleHash } from './style.ts';

/** The whole page, UTF-8 without a BOM. */
export function htmlOf(report: Report): string {
  const { language, heading, title, practice, rows, parts, notes } = report;
  return `<!doctype html>
<html lang="${language === 'de' ? 'de' : 'en'}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src '${styleHash}'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="format-detection" content="telephone=no, date=no, address=no, email=no, url=no">
<title>${escaped(`${heading}: ${title}`)}</title>
<style>${style}</style>
</head>
<body>
<main>
<header>
<p class="number">${escaped(heading)}</p>
<h1>${escaped(title)}</h1>
${saidOf(practice)}${rowsOf(rows)}</header>
${parts
  .map(
    (part) =>
      `<section>\n<h2>${escaped(part.heading)}</h2>\n<p class="about">${escaped(part.about)}</p>\n${part.blocks.map(blockOf).join('')}</section>\n`,
  )
  .join('')}</main>
<footer>
${notes.map((note) => `<p>${escaped(note)}</p>\n`).join('')}</footer>
</body>
</html>
`;
}

function blockOf({ heading, said, rows = [], lines = [] }: Block): string {
  return `<section class="block">\n<h3>${escaped(heading)}</h3>\n${saidOf(said)}${rowsOf(rows)}${linesOf(lines)}</section>\n`;
}

function rowsOf(rows: Row[]): string {
  if (rows.length === 0) return '';
  const pairs = rows.map(
    ({ label, text }) => `<div><dt>${escaped(label)}</dt><dd>${escaped(text)}</dd></div>\n`,
  );
  return `<dl>\n${pairs.join('')}</dl>\n`;
}

function linesOf(lines: Line[]): string {
  if (lines.length === 0) return '';
  const items = lines.map(
    ({ at, who, what, said }) =>
      `<li><span class="at">${escaped(at)}</span> <b>${escaped(who)}</b> ${escaped(what)}${saidOf(said)}</li>\n`,
  );
  return `<ol>\n${items.join('')}</ol>\n`;
}

function saidOf(said: string | undefined): string {
  return said === undefined ? '' : `<blockquote>${escaped(said)}</blockquote>\n`;
}

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (found) => entities[found]!);
}
