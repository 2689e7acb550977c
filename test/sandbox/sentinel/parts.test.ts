import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { account, host, ip } from '../../../sandbox/sentinel/entities.ts';
import type { LocalSentinel } from '../../../sandbox/sentinel/server.ts';
import { ANA, arm, startTestSentinel } from '../../fixtures/sentinel.ts';

let s: LocalSentinel;
let name: string;
beforeEach(async () => {
  s = await startTestSentinel({ limits: false });
  name = s.world.create({
    title: 'A',
    alerts: [{ title: 'x', ruleName: 'Rule', tactics: ['Impact'], techniques: ['T1491'] }],
    entities: [
      account('ana@contoso.example'),
      host('pay-web-01', 'rg-payments'),
      ip('203.0.113.1'),
      ip('::1'),
    ],
    bookmarks: [{ kind: 'Bookmark', properties: { displayName: 'b', friendlyName: 'b' } }],
  }).name;
});
afterEach(() => s.close());

const GUID = '22222222-2222-4333-8444-555555555555';
const comment = (message: unknown, guid = GUID) =>
  arm(s, 'PUT', `/incidents/${name}/comments/${guid}`, { properties: { message } });

test('a comment has the keys of the REST reference and the author is the caller', async () => {
  const { status, body } = await comment('Hello');
  expect(status).toBe(201);
  expect(Object.keys(body).sort()).toEqual(['etag', 'id', 'name', 'properties', 'type']);
  expect(body.type).toBe('Microsoft.SecurityInsights/incidents/comments');
  expect(body.id).toMatch(new RegExp(`/incidents/${name}/comments/${GUID}$`, 'i'));
  expect(Object.keys(body.properties).sort()).toEqual([
    'author',
    'createdTimeUtc',
    'lastModifiedTimeUtc',
    'message',
  ]);
  expect(body.properties.author).toEqual({
    objectId: expect.any(String),
    email: null,
    userPrincipalName: null,
    name: 'muster-bot',
  });
});

test('a comment played by a person in the portal bears that name', () => {
  const { properties } = s.world.comment(name, 'Seen', 'Ana Costa');
  expect(properties.author).toEqual({
    objectId: ANA.objectId,
    email: ANA.email,
    userPrincipalName: ANA.userPrincipalName,
    name: ANA.name,
  });
});

test('a comment sent twice under one GUID is one comment', async () => {
  await comment('Hello');
  const again = await comment('Hello');
  expect(again.status).toBe(200);
  const { body } = await arm(s, 'GET', `/incidents/${name}/comments`);
  expect(body.value).toEqual([again.body]);
});

test('a comment changes its incident’s etag, time and count, and so does its removal', async () => {
  const before = s.world.get(name)!;
  await comment('Hello');
  const after = s.world.get(name)!;
  expect(after.etag).not.toBe(before.etag);
  expect(after.properties.lastModifiedTimeUtc > before.properties.lastModifiedTimeUtc).toBe(true);
  expect(after.properties.additionalData?.commentsCount).toBe(1);
  expect((await arm(s, 'DELETE', `/incidents/${name}/comments/${GUID}`)).status).toBe(200);
  expect((await arm(s, 'DELETE', `/incidents/${name}/comments/${GUID}`)).status).toBe(204);
  expect((await arm(s, 'GET', `/incidents/${name}/comments/${GUID}`)).status).toBe(404);
  expect(s.world.get(name)?.properties.additionalData?.commentsCount).toBe(0);
});

test('a comment takes 30,000 characters and not one more, and not none', async () => {
  expect((await comment('x'.repeat(30_000))).status).toBe(201);
  expect((await comment('x'.repeat(30_001))).status).toBe(400);
  expect((await comment('')).status).toBe(400);
  expect((await comment(undefined)).status).toBe(400);
});

test('an incident takes 100 comments; the 101st is refused, the 100th can still be changed', async () => {
  for (let i = 0; i < 100; i += 1) s.world.comment(name, `c${i}`, 'Ana Costa');
  const refused = await comment('one more');
  expect([refused.status, refused.body.error.code]).toEqual([400, 'BadRequest']);
  const last = [...s.world.raw(name)!.comments.keys()].at(-1)!;
  expect((await comment('changed', last)).status).toBe(200);
});

test('comments come in pages that follow on one another', async () => {
  for (let i = 0; i < 70; i += 1) s.world.comment(name, `c${i}`, 'Ana Costa');
  const first = await arm(s, 'GET', `/incidents/${name}/comments`);
  expect(first.body.value).toHaveLength(50);
  const second = await fetch(first.body.nextLink, { headers: { authorization: 'Bearer test' } });
  const rest = (await second.json()) as { value: { properties: { message: string } }[]; nextLink?: string };
  expect(rest.value.map((c) => c.properties.message).at(-1)).toBe('c69');
  expect(rest.nextLink).toBeUndefined();
});

test('alerts are asked for by POST and carry rule, product, tactics and techniques', async () => {
  const { status, body } = await arm(s, 'POST', `/incidents/${name}/alerts`);
  expect(status).toBe(200);
  expect(Object.keys(body)).toEqual(['value']);
  const [alert] = body.value;
  expect(Object.keys(alert).sort()).toEqual(['id', 'kind', 'name', 'properties', 'type']);
  expect(alert).toMatchObject({ kind: 'SecurityAlert', type: 'Microsoft.SecurityInsights/Entities' });
  for (const key of [
    'systemAlertId',
    'alertDisplayName',
    'confidenceLevel',
    'severity',
    'vendorName',
    'alertType',
    'processingEndTime',
    'status',
    'endTimeUtc',
    'startTimeUtc',
    'timeGenerated',
    'resourceIdentifiers',
    'friendlyName',
  ])
    expect(alert.properties).toHaveProperty(key);
  expect(alert.properties).toMatchObject({
    tactics: ['Impact'],
    techniques: ['T1491'],
    productName: 'Azure Sentinel',
    additionalData: { 'Analytic Rule Name': 'Rule' },
  });
  expect((await arm(s, 'GET', `/incidents/${name}/alerts`)).status).toBe(405);
});

test('entities come with a count for each kind', async () => {
  const { body } = await arm(s, 'POST', `/incidents/${name}/entities`);
  expect(Object.keys(body).sort()).toEqual(['entities', 'metaData']);
  expect(body.metaData).toEqual([
    { entityKind: 'Account', count: 1 },
    { entityKind: 'Host', count: 1 },
    { entityKind: 'Ip', count: 2 },
  ]);
  expect(body.entities[1].properties).toMatchObject({
    hostName: 'pay-web-01',
    azureID: expect.stringContaining('/resourceGroups/rg-payments/'),
  });
});

test('bookmarks are asked for by POST, relations by GET', async () => {
  expect((await arm(s, 'POST', `/incidents/${name}/bookmarks`)).body.value[0].kind).toBe('Bookmark');
  const { body } = await arm(s, 'GET', `/incidents/${name}/relations`);
  expect(body.value.map((r: { properties: object }) => r.properties)).toMatchObject([
    { relatedResourceType: 'Microsoft.SecurityInsights/entities', relatedResourceKind: 'SecurityAlert' },
    { relatedResourceType: 'Microsoft.SecurityInsights/bookmarks' },
  ]);
  const one = await arm(s, 'GET', `/incidents/${name}/relations/${body.value[0].name}`);
  expect(one.body).toEqual(body.value[0]);
});

test('a task is written, listed, completed and deleted', async () => {
  const path = `/incidents/${name}/tasks/${GUID}`;
  const created = await arm(s, 'PUT', path, { properties: { title: 'Look', status: 'New' } });
  expect(created.status).toBe(201);
  expect(Object.keys(created.body.properties).sort()).toEqual([
    'createdBy',
    'createdTimeUtc',
    'lastModifiedBy',
    'lastModifiedTimeUtc',
    'status',
    'title',
  ]);
  const done = await arm(s, 'PUT', path, { properties: { title: 'Look', status: 'Completed' } });
  expect([done.status, done.body.properties.status]).toEqual([200, 'Completed']);
  expect((await arm(s, 'GET', `/incidents/${name}/tasks`)).body.value).toEqual([done.body]);
  expect((await arm(s, 'PUT', path, { properties: { title: 'Look', status: 'Open' } })).status).toBe(400);
  const stale = { etag: created.body.etag, properties: { title: 'Look', status: 'New' } };
  expect((await arm(s, 'PUT', path, stale)).status).toBe(409);
  expect((await arm(s, 'DELETE', path)).status).toBe(200);
  expect((await arm(s, 'GET', path)).status).toBe(404);
});

test('an incident takes 40 tasks', async () => {
  const put = (i: number) =>
    arm(s, 'PUT', `/incidents/${name}/tasks/t${i}`, { properties: { title: 'T', status: 'New' } });
  for (let i = 0; i < 40; i += 1) expect((await put(i)).status).toBe(201);
  expect((await put(40)).status).toBe(400);
});

test('a playbook runs in the preview version only, and the run can be seen', async () => {
  const run = (version: string, body: object) =>
    arm(s, 'POST', `/incidents/${name}/runPlaybook`, body, { 'api-version': version });
  const logicAppsResourceId = '/subscriptions/x/resourceGroups/y/providers/Microsoft.Logic/workflows/isolate';
  expect((await run('2025-09-01', { logicAppsResourceId })).status).toBe(404);
  expect((await run('2025-07-01-preview', {})).status).toBe(400);
  expect((await run('2025-07-01-preview', { logicAppsResourceId })).status).toBe(204);
  expect(s.world.playbookRuns).toMatchObject([{ incident: name, logicAppsResourceId, by: 'muster-bot' }]);
});
