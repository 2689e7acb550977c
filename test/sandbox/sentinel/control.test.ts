import { request } from 'node:http';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { scenarios } from '../../../sandbox/sentinel/scenarios.ts';
import type { LocalSentinel } from '../../../sandbox/sentinel/server.ts';
import { arm, call, startTestSentinel, WORKSPACE } from '../../fixtures/sentinel.ts';

let s: LocalSentinel;
beforeEach(async () => {
  s = await startTestSentinel({ workspaces: [WORKSPACE, { ...WORKSPACE, workspaceName: 'ws-two' }] });
});
afterEach(() => s.close());

const control = (method: string, path: string, body?: unknown, headers = {}) =>
  call(`${s.url}/_sandbox${path}`, method, body, headers);

test('it shows what a workspace holds, the last modified first', async () => {
  s.world.create({ title: 'A', labels: ['one'], alerts: [{ title: 'x' }] });
  s.world.create({ title: 'B' });
  s.world.change(1, { owner: 'Ana Costa' }, 'Ana Costa');
  s.world.comment(1, 'Seen', 'Ana Costa');
  const { status, body } = await control('GET', '/workspaces/0/incidents');
  expect(status).toBe(200);
  expect(body.map((i: { number: number }) => i.number)).toEqual([1, 2]);
  const { etag, properties } = s.world.get(1)!;
  expect(body[0]).toMatchObject({
    number: 1,
    title: 'A',
    status: 'New',
    severity: 'Medium',
    owner: 'Ana Costa',
    labels: ['one'],
    alerts: 1,
    comments: [{ author: 'Ana Costa', message: 'Seen' }],
    etag,
    modified: properties.lastModifiedTimeUtc,
    modifiedBy: 'Ana Costa',
  });
  expect(body[1].owner).toBeNull();
});

test('it lists the scenarios and creates an incident of one, in either workspace', async () => {
  const list = await control('GET', '/scenarios');
  expect(list.body).toEqual(scenarios.map(({ name, title }) => ({ name, title })));
  const created = await control('POST', '/incidents', { scenario: 'brute-force' });
  expect([created.status, created.body.number, created.body.severity]).toEqual([201, 1, 'High']);
  await control('POST', '/incidents?workspace=1', { scenario: 'defender' });
  expect(s.world.list()).toHaveLength(1);
  expect(s.world.workspaces[1]!.list()).toHaveLength(1);
});

test('it plays the analyst: change, comment, merge, delete', async () => {
  s.world.create({ title: 'A', alerts: [{ title: 'x' }] });
  s.world.create({ title: 'B' });
  const changed = await control('POST', '/incidents/1/change', {
    severity: 'High',
    owner: 'ana.costa@contoso.example',
    by: 'Ana Costa',
  });
  expect(changed.body).toMatchObject({ severity: 'High', owner: 'Ana Costa', modifiedBy: 'Ana Costa' });
  const commented = await control('POST', '/incidents/1/comment', { message: 'Seen', author: 'Ana Costa' });
  expect([commented.status, commented.body.comments.length]).toEqual([201, 1]);
  const merged = await control('POST', '/incidents/1/merge', { into: 2 });
  expect(merged.body).toMatchObject({ number: 2, alerts: 1 });
  expect((await control('GET', '/incidents/1')).body).toMatchObject({
    status: 'Closed',
    labels: ['Redirected'],
  });
  expect((await control('DELETE', '/incidents/1')).status).toBe(204);
  expect(s.world.get(1)).toBeUndefined();
});

test('faults are read and set in part, strike the ARM side only, and are lifted with null', async () => {
  const set = await control('PUT', '/faults', { refuse: { status: 503 }, latencyMs: 5 });
  expect(set.body).toEqual({
    latencyMs: 5,
    refuse: { status: 503 },
    down: false,
    hang: false,
    dropAfterCommit: 0,
  });
  expect((await arm(s, 'GET', '/incidents')).status).toBe(503);
  expect((await control('GET', '/faults')).body).toEqual(set.body);
  await control('PUT', '/faults', { refuse: null });
  expect((await control('GET', '/faults')).body).not.toHaveProperty('refuse');
  expect((await control('GET', '/faults')).body.latencyMs).toBe(5);
  expect((await arm(s, 'GET', '/incidents')).status).toBe(200);
});

test.each([
  ['POST', '/incidents', { scenario: 'none' }, 400],
  ['POST', '/incidents', {}, 400],
  ['POST', '/incidents', '{', 400],
  ['POST', '/incidents/1/change', { colour: 'red' }, 400],
  ['POST', '/incidents/1/change', { status: 'Closed' }, 400],
  ['POST', '/incidents/9/change', { severity: 'High' }, 404],
  ['POST', '/incidents/9/comment', { message: 'x', author: 'y' }, 404],
  ['POST', '/incidents/1/comment', { message: ' ', author: 'y' }, 400],
  ['POST', '/incidents/1/merge', { into: 1 }, 409],
  ['POST', '/incidents/1/merge', { into: 9 }, 404],
  ['GET', '/incidents/9', undefined, 404],
  ['DELETE', '/incidents/9', undefined, 404],
  ['PUT', '/faults', { down: 'yes' }, 400],
  ['PUT', '/faults', { refuse: { status: 418 } }, 400],
  ['GET', '/workspaces/7/incidents', undefined, 404],
  ['GET', '/nonsense', undefined, 404],
])('%s %s with %j is refused with a sentence', async (method, path, body, status) => {
  s.world.create({ title: 'A' });
  const before = s.world.list();
  const answer = await control(method, path, body);
  expect(answer.status).toBe(status);
  expect(answer.body.error.message).toMatch(/\w.*\.$/);
  expect(s.world.list()).toEqual(before);
  expect(s.world.faults).toMatchObject({ down: false, refuse: undefined });
});

test('a body that a page of another site could send is not taken', async () => {
  const plain = await control('PUT', '/faults', '{"down":true}', { 'content-type': 'text/plain' });
  expect(plain.status).toBe(415);
  expect(s.world.faults.down).toBe(false);
});

test('a host name that only points to loopback is refused', async () => {
  const status = await new Promise<number | undefined>((resolve, reject) => {
    const sent = request(`${s.url}/_sandbox/faults`, { headers: { host: 'evil.example' } }, (res) => {
      res.resume();
      resolve(res.statusCode);
    });
    sent.on('error', reject).end();
  });
  expect(status).toBe(403);
});

test('calls to the control surface are not in the log of requests', async () => {
  await control('GET', '/faults');
  expect(s.requests.list()).toEqual([]);
});
