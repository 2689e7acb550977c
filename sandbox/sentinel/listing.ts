import { badRequest } from './errors.ts';
import { parseFilter } from './filter.ts';
import type { Incident } from './shapes.ts';
import { ticks } from './stamps.ts';

/** Sentinel's page of incidents is 50 unless asked otherwise, and at most 1,000. */
const PAGE = 50;
const MAX_PAGE = 1000;

export interface Page<T> {
  value: T[];
  /** Where the next page begins; undefined on the last. */
  skipToken: string | undefined;
}

const SORTS: Record<string, (i: Incident) => bigint> = {
  'properties/lastmodifiedtimeutc': (i) => ticks(i.properties.lastModifiedTimeUtc) ?? 0n,
  'properties/createdtimeutc': (i) => ticks(i.properties.createdTimeUtc) ?? 0n,
  'properties/incidentnumber': (i) => BigInt(i.properties.incidentNumber),
};

/**
 * A page of incidents by `$filter`, `$orderby`, `$top` and `$skipToken`; newest first by default.
 * The token stands for the last incident sent, not for an offset: what changes while a client pages
 * moves within the order, and can come twice or be passed by, as with the real store's continuation.
 * @throws Rejected 400 where a parameter cannot be read
 */
export function pageOfIncidents(all: Iterable<Incident>, query: URLSearchParams): Page<Incident> {
  const [by = '', direction = 'asc', ...rest] = (query.get('$orderby') ?? 'properties/createdTimeUtc desc')
    .trim()
    .split(/\s+/);
  const read = SORTS[by.toLowerCase()] ?? SORTS[`properties/${by.toLowerCase()}`];
  if (!read || rest.length > 0 || !/^(asc|desc)$/i.test(direction))
    throw badRequest(
      `Invalid $orderby "${query.get('$orderby')}": give properties/lastModifiedTimeUtc, properties/createdTimeUtc ` +
        'or properties/incidentNumber with asc or desc.',
    );
  const filter = query.get('$filter');
  const matches = filter ? parseFilter(filter) : () => true;
  const sign = direction.toLowerCase() === 'desc' ? -1 : 1;
  const key = (i: Incident): Key => [read(i), BigInt(i.properties.incidentNumber)];
  const after = readToken(query.get('$skipToken'));
  const keyed: { key: Key; incident: Incident }[] = [];
  for (const incident of all) {
    if (!matches(incident)) continue;
    const k = key(incident);
    if (!after || sign * compare(k, after) > 0) keyed.push({ key: k, incident });
  }
  keyed.sort((a, b) => sign * compare(a.key, b.key));
  const page = keyed.slice(0, readTop(query));
  const last = page.at(-1);
  return {
    value: page.map((p) => p.incident),
    skipToken: last && keyed.length > page.length ? writeToken(last.key) : undefined,
  };
}

/** A page of an incident's comments or tasks, in the order they were written. */
export function pageOfParts<T>(all: Iterable<T>, query: URLSearchParams): Page<T> {
  const rest = [...all];
  const from = Number(readToken(query.get('$skipToken'))?.[0] ?? 0n);
  const to = from + readTop(query);
  return {
    value: rest.slice(from, to),
    skipToken: to < rest.length ? writeToken([BigInt(to), 0n]) : undefined,
  };
}

/** Sort value, then incident number, so that equal time stamps have an order. */
type Key = [bigint, bigint];

const compare = (a: Key, b: Key) =>
  a[0] !== b[0] ? (a[0] < b[0] ? -1 : 1) : a[1] < b[1] ? -1 : a[1] > b[1] ? 1 : 0;

function readTop(query: URLSearchParams): number {
  const text = query.get('$top');
  if (text === null) return PAGE;
  const top = /^\d+$/.test(text) ? Number(text) : 0;
  if (top < 1 || top > MAX_PAGE) throw badRequest(`Invalid $top '${text}': give 1 to ${MAX_PAGE}.`);
  return top;
}

// base64url with padding, as in the one real token that was seen.
const writeToken = (key: Key) => {
  const text = Buffer.from(key.join(',')).toString('base64url');
  return text + '='.repeat((4 - (text.length % 4)) % 4);
};

function readToken(token: string | null): Key | undefined {
  if (token === null) return undefined;
  const parts = /^(\d+),(\d+)$/.exec(Buffer.from(token, 'base64url').toString());
  if (!parts) throw badRequest(`Invalid $skipToken '${token}': follow nextLink as it was sent.`);
  return [BigInt(parts[1]!), BigInt(parts[2]!)];
}
