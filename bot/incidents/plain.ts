/** A comment from Sentinel as plain text: playbooks write HTML, people write text, and both may hold either's signs. Pure. */

// Only what HTML knows is a tag: in `see <host-01>` a person means just that.
const elements =
  'a|abbr|address|article|aside|b|big|blockquote|body|br|caption|center|cite|code|col|colgroup|dd|del|details|div|dl|dt|em|figcaption|figure|font|footer|form|h[1-6]|head|header|hr|html|i|iframe|img|ins|kbd|label|li|link|main|mark|meta|nav|ol|p|pre|q|s|samp|script|section|small|span|strike|strong|style|sub|summary|sup|svg|table|tbody|td|tfoot|th|thead|title|tr|tt|u|ul|var|video';
// Bounded, and never over another `<`: a comment is hostile text too, and must not cost more than its length.
const tag = new RegExp(`</?(${elements})\\b[^<>]{0,4000}>`, 'gi');
const breaks =
  /^(?:address|article|aside|blockquote|br|dd|div|dl|dt|figure|footer|form|h[1-6]|header|hr|li|main|nav|ol|p|pre|section|table|tr|ul)$/i;

/** What is inside of these is no text. */
const hidden = /<(script|style)\b[^<>]*>[\s\S]*?(?:<\/\1\s*>|$)|<!--[\s\S]*?(?:-->|$)/gi;

/** The text of a comment. Where a link shows other words than its address, the address follows in brackets. */
export function plainText(html: string): string {
  return unescaped(withoutLinks(html.replace(hidden, ' ')).replace(tag, (_all, name: string) => space(name)))
    .replace(/[^\S\n]+/g, ' ')
    .replace(/ ?\n ?/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

function space(element: string): string {
  if (breaks.test(element)) return '\n';
  return /^t[dh]$/i.test(element) ? ' ' : '';
}

function withoutLinks(html: string): string {
  return html.replace(
    /<a\b[^<>]{0,1000}?\bhref\s*=\s*(?:"([^"<>]{0,4000})"|'([^'<>]{0,4000})'|([^\s"'<>]{1,4000}))[^<>]{0,1000}>([\s\S]{0,2000}?)<\/a\s*>/gi,
    (_all, double?: string, single?: string, bare?: string, shown = '') => {
      const address = double ?? single ?? bare ?? '';
      return address && !shown.includes(address) ? `${shown} (${address})` : shown;
    },
  );
}

const named: Record<string, string> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  hellip: '…',
  ndash: '–',
  mdash: '—',
  lsquo: '‘',
  rsquo: '’',
  ldquo: '“',
  rdquo: '”',
  laquo: '«',
  raquo: '»',
  bull: '•',
  middot: '·',
  copy: '©',
  euro: '€',
  auml: 'ä',
  ouml: 'ö',
  uuml: 'ü',
  Auml: 'Ä',
  Ouml: 'Ö',
  Uuml: 'Ü',
  szlig: 'ß',
  eacute: 'é',
  egrave: 'è',
  agrave: 'à',
  ccedil: 'ç',
};

/** Once only: `&amp;lt;` is what somebody writes who means `&lt;`. What we don't know stays as it is. */
function unescaped(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(\w{2,8}));/gi, (all, decimal, hex, name) => {
    if (name) return Object.hasOwn(named, name) ? (named[name] ?? all) : all;
    const code = decimal ? Number(decimal) : Number.parseInt(hex, 16);
    return code > 0 && code <= 0x10_ffff ? String.fromCodePoint(code) : all;
  });
}
