import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { LocalSentinel } from '../../../sandbox/sentinel/server.ts';
import { arm, call, startTestSentinel } from '../../fixtures/sentinel.ts';

let s: LocalSentinel;
beforeEach(async () => {
  s = await startTestSentinel({ limits: false });
});
afterEach(() => s.close());

const at = (digits: string) => `2026-11-24T10:00:00.${digits}Z`;
const create = (createdTimeUtc: string, more: object = {}) =>
  s.world.create({ title: 'A', createdTimeUtc, ...more }).properties.incidentNumber;
const list = (query: Record<string, string>) => arm(s, 'GET', '/incidents', undefined, query);
const numbers = async (query: Record<string, string>): Promise<number[]> =>
  (await list(query)).body.value.map(
    (i: { properties: { incidentNumber: number } }) => i.properties.incidentNumber,
  );

/** Follows nextLink to the end. */
async function allPages(query: Record<string, string>, between: () => void = () => {}) {
  const seen: number[] = [];
  const sizes: number[] = [];
  let page = (await list(query)).body;
  for (;;) {
    sizes.push(page.value.length);
    seen.push(
      ...page.value.map((i: { properties: { incidentNumber: number } }) => i.properties.incidentNumber),
    );
    if (!page.nextLink) return { seen, sizes };
    between();
    page = (await call(page.nextLink)).body;
  }
}

test('a list is newest first, 50 to a page, and its last page has no nextLink', async () => {
  for (let i = 0; i < 120; i += 1) create(`2026-11-24T10:00:00.${String(i).padStart(7, '0')}Z`);
  const { seen, sizes } = await allPages({});
  expect(sizes).toEqual([50, 50, 20]);
  expect(seen).toEqual(Array.from({ length: 120 }, (_, i) => 120 - i));
});

test('a nextLink is absolute and carries filter, order, top and version on', async () => {
  for (let i = 0; i < 3; i += 1) create(at(`000000${i}`));
  const filter = "properties/status ne 'Closed' and properties/title ne 'a+b & c'";
  const { body } = await list({
    $top: '2',
    $filter: filter,
    $orderby: 'properties/lastModifiedTimeUtc asc',
  });
  const next = new URL(body.nextLink);
  expect(body.nextLink.startsWith(`${s.url}/`)).toBe(true);
  expect(next.searchParams.get('$filter')).toBe(filter);
  expect(next.searchParams.get('$top')).toBe('2');
  expect(next.searchParams.get('api-version')).toBe('2025-09-01');
  expect((await call(body.nextLink)).body.value).toHaveLength(1);
});

test('equal time stamps at a page boundary are neither lost nor doubled', async () => {
  for (let i = 0; i < 11; i += 1) create(at('1234567'));
  for (const direction of ['asc', 'desc']) {
    const { seen } = await allPages({ $top: '3', $orderby: `properties/lastModifiedTimeUtc ${direction}` });
    expect([...seen].sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  }
});

test('an incident changed while a client pages in ascending order comes again at the end', async () => {
  for (let i = 0; i < 4; i += 1) create(at(`000000${i}`));
  let changed = false;
  const { seen } = await allPages({ $top: '2', $orderby: 'properties/lastModifiedTimeUtc asc' }, () => {
    if (!changed) s.world.change(1, { severity: 'High' });
    changed = true;
  });
  expect(seen).toEqual([1, 2, 3, 4, 1]);
});

test('times compare to the seventh digit; ge takes the equal one, gt does not', async () => {
  create(at('1230001'));
  create(at('1230002'));
  create(at('1230003'));
  const orderby = { $orderby: 'properties/incidentNumber asc' };
  const since = (op: string, t: string) =>
    numbers({ ...orderby, $filter: `properties/lastModifiedTimeUtc ${op} ${t}` });
  expect(await since('ge', at('1230002'))).toEqual([2, 3]);
  expect(await since('gt', at('1230002'))).toEqual([3]);
  expect(await since('ge', at('123'))).toEqual([1, 2, 3]);
  expect(await since('ge', '2026-11-24T11:00:00.1230003+01:00')).toEqual([3]);
  expect(await since('lt', at('1230002'))).toEqual([1]);
});

test.each([
  ["properties/status eq 'Closed'", [3]],
  ["properties/status ne 'Closed'", [1, 2]],
  ["(properties/createdTimeUtc gt 2026-11-24T10:00:00.0000001Z) and properties/status ne 'Closed'", [2]],
  ['properties/incidentNumber eq 2', [2]],
  ["properties/severity eq 'High' or properties/incidentNumber eq 1", [1, 2]],
  ["not (properties/status eq 'Closed' or properties/severity eq 'High')", [1]],
  ["contains(properties/title,'quote''s')", [2]],
  ['properties/owner/objectId eq null', [1, 2, 3]],
])('$filter %s', async ($filter, expected) => {
  create(at('0000001'));
  create(at('0000002'), { severity: 'High', title: "A Quote's title" });
  create(at('0000003'), { status: 'Closed', classification: 'Undetermined' });
  expect(await numbers({ $filter, $orderby: 'properties/incidentNumber asc' })).toEqual(expected);
});

test.each([
  { $filter: 'properties/status eq' },
  { $filter: "properties/status like 'New'" },
  { $filter: "properties/colour eq 'red'" },
  { $filter: 'properties/createdTimeUtc gt yesterday' },
  { $filter: "(properties/status eq 'New'" },
  { $filter: "properties/status eq 'New" },
  { $orderby: 'properties/title asc' },
  { $orderby: 'properties/createdTimeUtc upwards' },
  { $top: '0' },
  { $top: '1001' },
  { $top: 'many' },
  { $skipToken: 'nonsense' },
])('a list with %j is refused', async (query) => {
  const { status, body } = await list(query as unknown as Record<string, string>);
  expect(status).toBe(400);
  expect(body.error.code).toBe('BadRequest');
});

test('a page can hold 1,000', async () => {
  for (let i = 0; i < 1001; i += 1) create(at('0000000'));
  expect((await allPages({ $top: '1000' })).sizes).toEqual([1000, 1]);
});
