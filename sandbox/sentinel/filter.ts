import { badRequest } from './errors.ts';
import type { Incident } from './shapes.ts';
import { ticks } from './stamps.ts';

/**
 * OData `$filter` over incidents: comparisons of one field with a literal (eq ne gt ge lt le),
 * `contains(field,'text')`, and, or, not, parentheses. Lambdas and functions beyond that are refused.
 */
export type Predicate = (incident: Incident) => boolean;

type Value = string | number | bigint | null;
type Token = { kind: 'word' | 'text' | 'open' | 'close' | 'comma'; text: string };

const TIMES = ['createdTimeUtc', 'lastModifiedTimeUtc', 'firstActivityTimeUtc', 'lastActivityTimeUtc'];
const TEXTS = [
  'title',
  'description',
  'status',
  'severity',
  'classification',
  'classificationReason',
  'providerName',
  'providerIncidentId',
  'owner/objectId',
  'owner/email',
  'owner/userPrincipalName',
  'owner/assignedTo',
];

/** @throws Rejected 400 naming what it does not understand. */
export function parseFilter(text: string): Predicate {
  const tokens = tokenize(text);
  let next = 0;
  const peek = () => tokens[next];
  const isWord = (word: string) => peek()?.kind === 'word' && peek()?.text.toLowerCase() === word;
  const take = (kind: Token['kind']) => {
    const token = tokens[next];
    if (token?.kind !== kind)
      throw bad(text, token ? `'${token.text}' is not expected` : 'it ends too early');
    next += 1;
    return token.text;
  };

  const or = (): Predicate => {
    let left = and();
    while (isWord('or')) {
      next += 1;
      const [a, b] = [left, and()];
      left = (i) => a(i) || b(i);
    }
    return left;
  };
  const and = (): Predicate => {
    let left = unary();
    while (isWord('and')) {
      next += 1;
      const [a, b] = [left, unary()];
      left = (i) => a(i) && b(i);
    }
    return left;
  };
  const unary = (): Predicate => {
    if (isWord('not')) {
      next += 1;
      const inner = unary();
      return (i) => !inner(i);
    }
    if (peek()?.kind === 'open') {
      next += 1;
      const inner = or();
      take('close');
      return inner;
    }
    if (isWord('contains')) return contains();
    return comparison();
  };
  const contains = (): Predicate => {
    take('word');
    take('open');
    const read = field(take('word'), text).read;
    take('comma');
    const part = take('text').toLowerCase();
    take('close');
    return (i) =>
      String(read(i) ?? '')
        .toLowerCase()
        .includes(part);
  };
  const comparison = (): Predicate => {
    const { read, parse } = field(take('word'), text);
    const test = COMPARE[take('word').toLowerCase()];
    if (!test) throw bad(text, `'${tokens[next - 1]?.text}' is no comparison`);
    const token = tokens[next];
    if (token?.kind !== 'text' && token?.kind !== 'word') throw bad(text, 'a value is missing');
    next += 1;
    const want = token.kind === 'word' && token.text === 'null' ? null : parse(token.text);
    if (want === undefined) throw bad(text, `'${token.text}' is no value of that field`);
    return (i) => test(read(i), want);
  };

  const predicate = or();
  if (next < tokens.length) throw bad(text, `'${peek()?.text}' is not expected`);
  return predicate;
}

const COMPARE: Record<string, (a: Value, b: Value) => boolean> = {
  eq: (a, b) => a === b,
  ne: (a, b) => a !== b,
  gt: (a, b) => a !== null && b !== null && a > b,
  ge: (a, b) => a !== null && b !== null && a >= b,
  lt: (a, b) => a !== null && b !== null && a < b,
  le: (a, b) => a !== null && b !== null && a <= b,
};

/** How a field is read from an incident, and how a literal to compare it with is read. */
function field(
  path: string,
  filter: string,
): { read(i: Incident): Value; parse(literal: string): Value | undefined } {
  const key = /^properties\//i.test(path) ? path.slice('properties/'.length) : path;
  const found = (names: string[]) => names.find((n) => n.toLowerCase() === key.toLowerCase());
  if (key.toLowerCase() === 'name') return { read: (i) => i.name, parse: (l) => l };
  const time = found(TIMES);
  if (time) return { read: (i) => ticks(String(valueAt(i, time))) ?? null, parse: (l) => ticks(l) };
  const number = found(['incidentNumber']);
  if (number)
    return {
      read: (i) => i.properties.incidentNumber,
      parse: (l) => (/^\d+$/.test(l) ? Number(l) : undefined),
    };
  const text = found(TEXTS);
  if (text) return { read: (i) => (valueAt(i, text) as string | undefined) ?? null, parse: (l) => l };
  throw bad(filter, `incidents cannot be filtered by '${path}'`);
}

function valueAt(incident: Incident, path: string): unknown {
  let value: unknown = incident.properties;
  for (const step of path.split('/')) value = (value as Record<string, unknown> | null | undefined)?.[step];
  return value;
}

function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  const pattern = /\s+|(\()|(\))|(,)|'((?:[^']|'')*)'|([^\s(),']+)/gy;
  while (pattern.lastIndex < text.length) {
    const at = pattern.lastIndex;
    const m = pattern.exec(text);
    if (!m) throw bad(text, `'${text.slice(at, at + 10)}' cannot be read`);
    if (m[1]) tokens.push({ kind: 'open', text: '(' });
    else if (m[2]) tokens.push({ kind: 'close', text: ')' });
    else if (m[3]) tokens.push({ kind: 'comma', text: ',' });
    else if (m[4] !== undefined) tokens.push({ kind: 'text', text: m[4].replaceAll("''", "'") });
    else if (m[5]) tokens.push({ kind: 'word', text: m[5] });
  }
  return tokens;
}

const bad = (filter: string, why: string) => badRequest(`Invalid $filter "${filter}": ${why}.`);
