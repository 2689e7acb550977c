import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { LocalSentinel } from '../../../sandbox/sentinel/server.ts';
import { arm, startTestSentinel } from '../../fixtures/sentinel.ts';

let s: LocalSentinel;
let name: string;
let clock: number;
beforeEach(async () => {
  clock = Date.parse('2026-11-24T10:00:00Z');
  s = await startTestSentinel({ now: () => new Date(clock) });
  name = s.world.create({ title: 'A' }).name;
});
afterEach(() => s.close());

const get = () => arm(s, 'GET', `/incidents/${name}`);
const put = (severity = 'High', etag?: string) =>
  arm(s, 'PUT', `/incidents/${name}`, {
    ...(etag ? { etag } : {}),
    properties: { title: 'A', severity, status: 'New' },
  });
const comments = () => arm(s, 'GET', `/incidents/${name}/comments`);

test('75 writes of incidents pass in five minutes; the next is told how long to wait', async () => {
  clock += 1000;
  for (let i = 0; i < 75; i += 1) expect((await put()).status).toBe(200);
  clock += 100_000;
  const refused = await put('Low');
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '200']);
  expect(refused.body.error.code).toBe('TooManyRequests');
  expect(s.world.get(name)?.properties.severity).toBe('High');
  clock += 200_000;
  expect((await put('Low')).status).toBe(200);
});

test('who retries too early waits the whole five minutes again', async () => {
  for (let i = 0; i < 100; i += 1) await comments();
  expect((await comments()).status).toBe(429);
  clock += 299_000;
  const early = await comments();
  expect([early.status, early.headers.get('retry-after')]).toEqual([429, '300']);
  clock += 299_000;
  expect((await comments()).headers.get('retry-after')).toBe('300');
  clock += 300_000;
  expect((await comments()).status).toBe(200);
});

test('each endpoint has a limit of its own, and reading incidents has none', async () => {
  for (let i = 0; i < 100; i += 1) await arm(s, 'POST', `/incidents/${name}/entities`);
  expect((await arm(s, 'POST', `/incidents/${name}/entities`)).status).toBe(429);
  expect((await arm(s, 'POST', `/incidents/${name}/alerts`)).status).toBe(200);
  expect((await comments()).status).toBe(200);
  for (let i = 0; i < 110; i += 1) expect((await get()).status).toBe(200);
});

test('without limits nothing is throttled', async () => {
  const free = await startTestSentinel({ limits: false });
  const { name: other } = free.world.create({ title: 'A' });
  for (let i = 0; i < 101; i += 1) await arm(free, 'POST', `/incidents/${other}/alerts`);
  expect(free.requests.count({ status: 200 })).toBe(101);
  await free.close();
});

test.each([
  [429, 'TooManyRequests'],
  [500, 'InternalServerError'],
  [503, 'ServiceUnavailable'],
  [400, 'BadRequest'],
  [403, 'AuthorizationFailed'],
  [409, 'Conflict'],
] as const)('it can refuse with %s, only the methods named', async (status, code) => {
  s.world.faults.refuse = { status, retryAfterSeconds: 7, methods: ['PUT'] };
  const refused = await put();
  expect([refused.status, refused.body.error.code, refused.headers.get('retry-after')]).toEqual([
    status,
    code,
    '7',
  ]);
  expect(s.world.get(name)?.properties.severity).toBe('Medium');
  expect((await get()).status).toBe(200);
  s.world.faults.refuse = undefined;
  expect((await put()).status).toBe(200);
});

test('while it is down the connection is dropped and nothing is done', async () => {
  s.world.faults.down = true;
  await expect(put()).rejects.toThrow('fetch failed');
  expect(s.world.get(name)?.properties.severity).toBe('Medium');
  expect(s.requests.list().at(-1)?.status).toBe(0);
  s.world.faults.down = false;
  expect((await put()).status).toBe(200);
});

test('an answer can be lost after the write: the retry with the old etag is a Conflict', async () => {
  const { etag } = s.world.get(name)!;
  s.world.faults.dropAfterCommit = 1;
  await expect(put('High', etag)).rejects.toThrow('fetch failed');
  expect(s.world.get(name)?.properties.severity).toBe('High');
  expect((await put('High', etag)).status).toBe(409);
  expect(s.world.faults.dropAfterCommit).toBe(0);
});

test('a refused PUT does not use up a lost answer', async () => {
  s.world.faults.dropAfterCommit = 1;
  expect((await put('Nonsense')).status).toBe(400);
  expect(s.world.faults.dropAfterCommit).toBe(1);
});

test('while it hangs no answer comes, and closing ends the wait', async () => {
  s.world.faults.hang = true;
  const asked = get();
  const outcome = expect(asked).rejects.toThrow('fetch failed');
  while (s.requests.count({ method: 'GET' }) === 0) await new Promise(setImmediate);
  await s.close();
  await outcome;
});

test('a slow Sentinel answers all the same', async () => {
  s.world.faults.latencyMs = 20;
  expect((await get()).status).toBe(200);
});

test('the five minutes slide: what passed late still counts when the first has left', async () => {
  for (let i = 0; i < 74; i += 1) await put();
  clock += 290_000;
  await put();
  expect((await put()).headers.get('retry-after')).toBe('10');
  clock += 10_000;
  for (let i = 0; i < 74; i += 1) expect((await put()).status).toBe(200);
  expect((await put()).status).toBe(429);
});

test('Azure lets 250 reads through at once and 25 more each second, whatever they read', async () => {
  for (let i = 0; i < 250; i += 1) expect((await get()).status).toBe(200);
  const refused = await get();
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '1']);
  expect((await put()).status).toBe(200);
  clock += 1000;
  for (let i = 0; i < 25; i += 1) expect((await get()).status).toBe(200);
  expect((await get()).status).toBe(429);
});

test('the hundredth comment is taken, the next is not, and one that is there can still be changed', async () => {
  const say = (n: number, message = 'x') =>
    arm(s, 'PUT', `/incidents/${name}/comments/00000000-0000-4000-8000-${String(n).padStart(12, '0')}`, {
      properties: { message },
    });
  for (let i = 0; i < 99; i += 1) s.world.comment(1, 'x', 'Ana Costa');
  expect((await say(1)).status).toBe(201);
  expect((await say(2)).status).toBe(400);
  expect((await say(1, 'y'.repeat(30_000))).status).toBe(200);
  expect((await say(1, 'y'.repeat(30_001))).status).toBe(400);
});
