/** Texts that attackers write, by what they try; and any other. */
import { isIPv6 } from 'node:net';
import fc from 'fast-check';

/** Addresses, in all the ways in which a client may find one. */
export const addresses = [
  'https://evil.example/pay?x=1',
  'HTTP://EVIL.example',
  'see http://evil.example.',
  '(https://user:pw@evil.example:8443/a/b.c#d)',
  'ftp://evil.example',
  'smb://evil.example/share',
  'custom+scheme-1.0://evil',
  'http:\\\\evil.example\\x',
  'https:/evil.example',
  'https://203.0.113.7/',
  'https://[2001:db8::7]:8443/x',
  'https://localhost/x',
  'javascript:alert(1)',
  'JavaScript:alert(1)',
  '"javascript:alert(1)"',
  'vbscript:msgbox(1)',
  'data:text/html;base64,PHNjcmlwdD4=',
  'file:///etc/passwd',
  'file:\\\\evil\\share',
  'mailto:a@evil.example?subject=x',
  'tel:+41441234567',
  'sms:+41441234567',
  'callto:evil',
  'msteams:/l/chat/0/0?users=a@evil.example',
  'ms-word:ofe|u|https://evil.example/a.docx',
  'search-ms:query=x&crumb=location:\\\\evil\\share',
  '\\\\evil\\share',
  '\\\\evil.example@SSL\\share',
  '\\\\\\\\evil\\\\share',
  '\\\\?\\UNC\\evil\\share',
  '\\\\203.0.113.7\\c$',
  'evil.example',
  'EVIL.EXAMPLE/x',
  '(evil.com)',
  '"evil.zip"',
  'www.x',
  '(www.evil',
  'evil.com2.net',
  'evil.xn--p1ai',
  'i❤.ws',
  'раура1.com',
  'https://раура1.com/pay',
  'münchen.example',
  'evil。example',
  'ｅｖｉｌ．example',
  'उदाहरण.भारत',
  '请访问evil.com吧',
  '203.0.113.7',
  '203.0.113.7:443',
  '2001:db8::1',
  'fe80::1%eth0',
  '::ffff:203.0.113.7',
  'a@evil.example',
  '@everyone',
  'a.b+c@evil',
  'https://portal.azure.com@evil.example/',
  'https://portal.azure.com.evil.example/',
  'https://portal.azure.com\\@evil.example',
  'https://portal.azure.com:8443/x',
  'http://portal.azure.com/x',
  'https://security.microsoft.com/?u=https://evil.example',
  'Satz.Neuer Satz',
  '¡a@a.aa%2e%2e',
  '::0:0.0.0.0a.aa',
];

/** What else a text may try, by the place where it would work. */
export const tricks = [
  // An address of colons once a space is put in, or a colon behind.
  'gA::0:0:0:0:0:0.0.0.0',
  'from 0.0.0.0:',
  ...['é..com', 'a%é.com', '0::𑑐'],
  ...['${title}', '${$root.data}', "${if(true, 'a', 'b')}", '${', '$data', '{{name}}', '{{', '{{- name}}'],
  ...['$t(cards:owner)', '%s %d %o', '__proto__', 'constructor', 'toString', '{"__proto__":{"a":1}}'],
  ...[
    '[Approve](https://evil.example/a)',
    '![x](https://evil.example/a.png)',
    '[a][b]',
    '<https://evil.example>',
  ],
  ...[
    '**bold** _it_ ~~gone~~ `code`',
    '# heading',
    '- list',
    '1. list',
    '> quote',
    '| a | b |',
    '\\*',
    '---',
  ],
  ...[
    '[.](https://evil.example)',
    'javascript:(alert)(1)',
    '[x]: https://evil.example',
    '[[[.]]] [[=]] [=x] [@]',
  ],
  ...[
    'hxxps://evil[.]example',
    'evil[.]example',
    'a[@]b',
    ' [=xn--a[.]b]',
    '[=',
    '[[=',
    '[:]',
    '[\\]',
    '[[.]',
  ],
  ...['<at>everyone</at>', '<at id="0">Ada</at>', '&lt;at&gt;x&lt;/at&gt;', '<img src=x onerror=alert(1)>'],
  ...[
    '<script>alert(1)</script>',
    '<a href="https://evil.example">x</a>',
    '</div><b>',
    '<!--',
    '&#x6a;avascript',
  ],
  ...['"}', "'; DROP TABLE c; --", '" OR 1=1 --', '\\"', '\\u0022', "=cmd|'/c calc'!A1", '+1+1', '@SUM(1)'],
  ...[
    '\u202Egnp.exe\u202C',
    'a\u200Bb',
    'e\u200Bvil.exa\u200Dmple',
    '\uFEFFx',
    '\u{E0041}\u{E0042}',
    'a\u{E0100}b',
  ],
  ...[
    '\u0000',
    'a\u0000b',
    '\uD800',
    '\uDC00x',
    'a\uD83D',
    '\u0301',
    '\u0301\u0301\u0301x',
    `z${'\u0335'.repeat(60)}`,
  ],
  ...[
    'a\nb',
    'a\r\nb',
    'a\u2028b',
    '\n\n\n',
    '\t',
    ' ',
    '',
    '\u3164',
    '\u00A0',
    '…',
    '\u061C',
    'שלום',
    'مرحبا',
  ],
  ...[
    '{"level":60,"msg":"forged"}',
    'x\n{"level":60,"msg":"forged"}',
    '\u001B[31mred\u001B[0m',
    '\u0007',
    '\b\b',
  ],
  ...['../../x', '..%2f..%2fx', '?a=b', '#a', '%2e%2e', '%00', 'a;b', "x' or properties/status ne 'x"],
];

/** All of them. */
export const nasty = [...addresses, ...tricks];

/** Longer than anything that Sentinel or Teams gives. */
export const huge = 'https://evil.example/<at>x</at> ${title} \u202E'.repeat(7000);

/** What is no address and stays as it is, since people read it. */
export const harmless = [
  'Ends here. Then more... And so on.',
  'z.B. und d.h., u.a. auch i.d.R. (S. 3)',
  'Version 1.2.3, build 10.0.19041.1',
  'report.v2',
  'at 10:15:30 on 12.05.2026',
  'MAC 00:1A:2B:3C:4D:5E',
  'CHF 1.50, 3.14 and 1,000.00',
  'C:\\Windows\\System32',
  'CONTOSO\\svc-pay',
  'Error: 404 in std::string',
  'a/b and 24/7 and x=1',
  'J. R. R. Tolkien',
  'Owner: Ada Brunner',
  'see [1] and [x]',
];

const piece = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...nasty) },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 12 }) },
  fc.string({ maxLength: 12 }),
  fc.constantFrom('.', '@', ':', '//', '\\', '[', ']', '[=', '=', ' ', '\n', '(', ')', 'a', 'xn--'),
  fc.webUrl(),
  fc.emailAddress(),
  fc.ipV4(),
  fc.ipV6(),
  fc.domain(),
);

/** Any text, mostly of pieces that mean something. */
export const anyText: fc.Arbitrary<string> = fc
  .array(piece, { maxLength: 6 })
  .map((pieces) => pieces.join(''));

/**
 * Whether a client may make some of a text into a link: written after what clients look for, and not after what ours
 * takes apart. A scheme with slashes, one that needs none, `www.`, a name with a top-level domain, four numbers, a mail
 * address or mention, a path on another host, and an address in colons.
 */
export function linkable(text: string): boolean {
  const rest = text.replace(portalLink, '');
  return (
    patterns.some((pattern) => pattern.test(rest)) ||
    (rest.match(/(?<![\p{L}\d])[\da-f:.]{3,}(?![\p{L}\d])/giu) ?? []).some(isIPv6)
  );
}

const portalLink =
  /(?<![^\s(])https:\/\/(?:portal\.azure\.com|security\.microsoft\.com)(?=[/?#]|[).,]*(?:\s|$))[^\s:@\\[\]<>]*/g;

const patterns = [
  /:(?:\/\/|\\\\)/,
  /(?<![\p{L}\d])(?:https?|ftp|file|smb):[/\\]/iu,
  /(?<![\p{L}\d])(?:javascript|vbscript|data|mailto|tel|sms|callto|msteams|ms-[a-z]+|search-ms):\S/iu,
  /(?<![\p{L}\d])www\.[\p{L}\d]/iu,
  /[\p{L}\p{N}\p{M}❤_-][.。．｡][\p{L}\p{M}]{2}/u,
  /\d{1,3}\.\d{1,3}\.\d{1,3}\.\d/,
  /(?<!\[)@|@(?!\])/,
  /\\\\/,
];
