/**
 * Addresses that nobody can follow by a click, and how to turn them back.
 *
 * Each character that makes text into an address stands in square brackets, as analysts write it and
 * draft-grimminck-safe-ioc-sharing has it: `https[:]//evil[.]example`, `a[@]b[.]example`, `2001[:]db8[:][:]1`,
 * `[\]\host\share`. One that stands in brackets already gets another pair, so that nothing is lost. A host name with
 * letters beyond ASCII is followed by the name that is looked up: `раура1[.]com [=xn--1-7sba6dbr[.]com]`.
 */
import { isIPv6 } from 'node:net';
import { domainToASCII } from 'node:url';

/** The hosts of the two portals: the only ones that links may lead to. */
export const portals = ['portal.azure.com', 'security.microsoft.com'];

// What can be put in brackets, and what looks like the note after a host name. Browsers take all four for full stops.
const mark = /[.。．｡@:\\]|\[=/u;
const marks = new RegExp(mark, 'gu');

// What a name can't end or begin with.
const between = String.raw`\s()[\]<>"'.,;:!?/\\。．｡`;
const dotInName = new RegExp(`(?<=[^${between}])[.。．｡](?=[^${between}])`, 'uy');

// A name with a top-level domain, a numeric address, a mail address, a path on some host.
const address = new RegExp(
  String.raw`[^${between}][.。．｡][\p{L}\p{M}]{2}|(?:\p{Nd}{1,3}[.。．｡]){3}\p{Nd}|www[.。．｡]|@|:[/\\]|\\\\`,
  'iu',
);

// Schemes that act without slashes, where a client knows them. Any other needs slashes to be taken for one.
const schemes = [
  ...['javascript', 'vbscript', 'livescript', 'data', 'blob', 'about', 'view-source', 'file', 'jar', 'shell'],
  ...['mailto', 'tel', 'sms', 'smsto', 'mms', 'mmsto', 'callto', 'sip', 'sips', 'skype', 'lync', 'xmpp'],
  ...['facetime', 'facetime-audio', 'geo', 'maps', 'magnet', 'news', 'nntp', 'urn', 'cid', 'mid', 'feed'],
  ...['webcal', 'msteams', 'onenote', 'whatsapp', 'viber', 'tg', 'intent', 'market', 'bitcoin', 'search'],
  ...['ms-[a-z-]{1,30}', String.raw`web\+[a-z]{1,30}`, 'search-ms'],
].join('|');
const colonOfScheme = new RegExp(
  String.raw`:(?=//|\\\\)|(?<=[\p{L}\p{N}+.-]{2}):(?=[/\\])|(?<=(?<![\p{L}\d])(?:${schemes})):(?=\S)`,
  'iuy',
);

/** Takes the addresses of a cleaned text apart, but for links to the portals. Never twice: that would show brackets in brackets. */
export function defang(text: string, notes = true): string {
  if (!mark.test(text)) return text;
  return text.replace(/\S+/g, (token) => {
    const at = token.search(mark);
    // Most marks end a sentence.
    const isEnd = at === token.length - 1 && token[at] !== '@';
    return at < 0 || isEnd || isPortal(token) ? token : apart(token, notes);
  });
}

/** What `defang` was given: `refang(defang(text)) === text`. */
export function refang(text: string): string {
  return text
    .replace(/ \[=(?:[^[\]\s]|\[\.\])+\]/g, '')
    .replaceAll('[[=', '[=')
    .replace(/\[([.。．｡@:\\])\]/gu, '$1');
}

function apart(token: string, notes: boolean): string {
  const isAddress = address.test(token);
  const six = holdsIPv6(token);
  const acts = (found: string, at: number): boolean => {
    if (token[at - 1] === '[' && token[at + 1] === ']') return true;
    if (found === '@') return true;
    if (found === ':') return six || matchesAt(colonOfScheme, token, at);
    if (found === '\\') return token[at + 1] === '\\';
    return isAddress && matchesAt(dotInName, token, at);
  };
  const shown = token.replace(marks, (found, at: number) => {
    if (found === '[=') return '[[=';
    return acts(found, at) ? `[${found}]` : found;
  });
  return isAddress && notes ? shown + lookedUp(token) : shown;
}

function matchesAt(pattern: RegExp, text: string, at: number): boolean {
  pattern.lastIndex = at;
  return pattern.test(text);
}

// With the four numbers that may stand at an end, and without them.
const sixes = ['[\\da-f:.]', '[\\da-f:]'].map(
  (digit) => new RegExp(`(?<![\\p{L}\\d])${digit}{3,}(?![\\p{L}\\d])`, 'giu'),
);

/** Times and MAC addresses have colons too, and are none. */
function holdsIPv6(token: string): boolean {
  if (token.indexOf(':') === token.lastIndexOf(':')) return false;
  const runs = sixes.flatMap((six) => token.match(six) ?? []);
  return runs.some((run) => {
    const bare = run.replace(/^:(?!:)|[:.]$/g, '');
    return /[\da-f]/i.test(run) && (isIPv6(run) || isIPv6(bare));
  });
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: ASCII has them
const beyondAscii = /[^\u0000-\u007F]/;
const mostNotes = 5;
// None of these is a top-level domain.
const fileEnding = /\.(?:docx?|xlsx?|pptx?|pdf|txt|csv|log|json|xml|html?|png|jpe?g|exe|dll|bat|ps1)$/i;

/** ` [=xn--…[.]example]` for each host name with letters beyond ASCII, which may look like others. */
function lookedUp(token: string): string {
  if (!beyondAscii.test(token)) return '';
  const [, afterSlashes] = /[/\\]{2}([^/\\?#]*)/.exec(token) ?? [];
  const hosts =
    (afterSlashes ?? token)
      .split('@')
      .at(-1)
      ?.match(/[^\s/\\:?#%[\]()<>"',;!|]+/gu) ?? [];
  return hosts
    .map((host) => host.replace(/^[.。．｡]+|[.。．｡]+$/gu, ''))
    .filter(
      (host) =>
        host.length <= 253 && beyondAscii.test(host) && /[.。．｡]/u.test(host) && !fileEnding.test(host),
    )
    .slice(0, mostNotes)
    .map((host) => ({ host, ascii: domainToASCII(host) }))
    .filter(({ host, ascii }) => ascii !== '' && ascii !== host.toLowerCase())
    .map(({ ascii }) => ` [=${ascii.replaceAll('.', '[.]')}]`)
    .join('');
}

const portalLink = new RegExp(
  String.raw`^["'(<„“«]*https://(?:${portals.join('|').replaceAll('.', '\\.')})(?:[/?#][\w/?#%&=+~$*().,;!-]*)?["')>”»]*$`,
  'i',
);

/** Whether all of a token is a link to a portal, and nothing in it that a client may read as another host. */
function isPortal(token: string): boolean {
  return token.length <= 1000 && portalLink.test(token);
}
