/** The named points of a replica's life at which it is killed: by the request that it has just made. */
import type { Seen } from './proxy.ts';

export interface Point {
  name: string;
  is(seen: Seen): boolean;
}

const creates = ({ service, method, path, headers }: Seen): boolean =>
  service === 'store' &&
  method === 'POST' &&
  path.endsWith('/docs') &&
  headers['x-ms-documentdb-isquery'] === undefined &&
  !/query/.test(headers['content-type'] ?? '');
const replaces = ({ service, method }: Seen): boolean => service === 'store' && method === 'PUT';
const stored = (seen: Seen, type: string): boolean =>
  (creates(seen) || replaces(seen)) && seen.body?.type === type;
const appends = (seen: Seen): boolean => creates(seen) && seen.body?.type === 'entry';
const outcome = (seen: Seen): boolean => appends(seen) && / done$/.test(seen.body.action);
const teams = ({ service, method, path }: Seen, wanted: string, end: RegExp): boolean =>
  service === 'teams' && method === wanted && end.test(path);
const sentinel = ({ service, method, path }: Seen, end: RegExp): boolean =>
  service === 'sentinel' && method === 'PUT' && end.test(path);

export const points: Point[] = [
  { name: "a person's entry", is: (seen) => appends(seen) && seen.body.actor.kind === 'person' },
  { name: "a new incident's entry", is: (seen) => appends(seen) && seen.body.actor.kind === 'sentinel' },
  { name: "an outcome's entry", is: outcome },
  { name: 'a card post', is: (seen) => teams(seen, 'POST', /\/v3\/conversations$/) },
  { name: 'a reply', is: (seen) => teams(seen, 'POST', /\/activities$/) },
  { name: 'a card update', is: (seen) => teams(seen, 'PUT', /\/activities\/[^/]+$/) },
  { name: 'a write of an incident', is: (seen) => sentinel(seen, /\/incidents\/[^/]+$/i) },
  { name: 'a write of a comment', is: (seen) => sentinel(seen, /\/comments\/[^/]+$/i) },
  { name: 'a snapshot', is: (seen) => stored(seen, 'snapshot') },
  { name: 'a settled entry', is: (seen) => replaces(seen) && seen.body?.type === 'entry' },
  { name: 'a reserved turn', is: (seen) => stored(seen, 'pace') },
  { name: 'a moved watermark', is: (seen) => stored(seen, 'watermark') },
  { name: 'a kept hint', is: (seen) => stored(seen, 'hint') },
  {
    name: 'a followed hint',
    is: ({ service, method, headers }) =>
      service === 'store' &&
      method === 'DELETE' &&
      String(headers['x-ms-documentdb-partitionkey']).includes('hint:'),
  },
];
