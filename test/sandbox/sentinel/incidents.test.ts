import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { LocalSentinel } from '../../../sandbox/sentinel/server.ts';
import { ANA, arm, call, PROVIDER, startTestSentinel } from '../../fixtures/sentinel.ts';

let s: LocalSentinel;
beforeEach(async () => {
  s = await startTestSentinel();
});
afterEach(() => s.close());

const SEVEN_DIGITS = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}Z$/;
const GUID = '11111111-2222-4333-8444-555555555555';
const put = (properties: object, etag?: string, name = GUID) =>
  arm(s, 'PUT', `/incidents/${name}`, { ...(etag ? { etag } : {}), properties });
const basics = { title: 'Title', severity: 'High', status: 'New' };

test('an incident has the keys that the REST reference gives it', async () => {
  const { name } = s.world.create({
    title: 'A',
    description: 'd',
    alerts: [{ title: 'x', tactics: ['Impact'] }],
  });
  const { body } = await arm(s, 'GET', `/incidents/${name}`);
  expect(Object.keys(body).sort()).toEqual(['etag', 'id', 'name', 'properties', 'type']);
  expect(Object.keys(body.properties).sort()).toEqual([
    'additionalData',
    'createdTimeUtc',
    'description',
    'firstActivityTimeUtc',
    'incidentNumber',
    'incidentUrl',
    'labels',
    'lastActivityTimeUtc',
    'lastModifiedTimeUtc',
    'owner',
    'providerIncidentId',
    'providerName',
    'relatedAnalyticRuleIds',
    'severity',
    'status',
    'title',
  ]);
  expect(body.id).toBe(`${PROVIDER}/Incidents/${name}`);
  expect(body.etag).toMatch(/^"[0-9a-f]{8}-0000-0d00-0000-[0-9a-f]{12}"$/);
  expect(body.properties.createdTimeUtc).toMatch(SEVEN_DIGITS);
  expect(body.properties.additionalData).toEqual({
    alertsCount: 1,
    bookmarksCount: 0,
    commentsCount: 0,
    alertProductNames: ['Azure Sentinel'],
    tactics: ['Impact'],
    techniques: [],
  });
});

test('an incident that nobody owns has an owner whose five keys are null', async () => {
  const { name } = s.world.create({ title: 'A' });
  const { body } = await arm(s, 'GET', `/incidents/${name}`);
  expect(body.properties.owner).toEqual({
    objectId: null,
    email: null,
    assignedTo: null,
    userPrincipalName: null,
    ownerType: null,
  });
});

test('a PUT answers 201 for a new incident and 200 for one that exists', async () => {
  const first = await put(basics);
  const second = await put({ ...basics, title: 'Other' });
  expect([first.status, second.status]).toEqual([201, 200]);
  expect(second.body.properties).toMatchObject({ title: 'Other', incidentNumber: 1 });
  expect(second.body.properties.createdTimeUtc).toBe(first.body.properties.createdTimeUtc);
});

test('a PUT replaces: what the body leaves out is lost, what only Sentinel writes stays', async () => {
  const created = s.world.create({
    title: 'A',
    description: 'd',
    name: GUID,
    owner: { objectId: ANA.objectId },
    labels: ['one'],
    alerts: [{ title: 'x' }],
  });
  const { body } = await put({ title: 'A', severity: 'Low', status: 'Active' }, created.etag);
  expect(body.properties).not.toHaveProperty('description');
  expect(body.properties).not.toHaveProperty('firstActivityTimeUtc');
  expect(body.properties.owner).toMatchObject({ objectId: null, ownerType: null });
  expect(body.properties.labels).toEqual([]);
  expect(body.properties.additionalData.alertsCount).toBe(1);
  expect(body.properties.incidentUrl).toBe(created.properties.incidentUrl);
});

test('an owner given by object id alone gets name, mail and UPN from the directory', async () => {
  const { body } = await put({ ...basics, owner: { objectId: ANA.objectId } });
  expect(body.properties.owner).toEqual({
    objectId: ANA.objectId,
    email: ANA.email,
    assignedTo: ANA.name,
    userPrincipalName: ANA.userPrincipalName,
    ownerType: 'Unknown',
  });
});

test('an owner whose object id is no GUID is refused', async () => {
  expect((await put({ ...basics, owner: { objectId: 'ana' } })).status).toBe(400);
});

test('a label keeps the type that automation gave it, a new one is a user label', async () => {
  s.world.create({ title: 'A', name: GUID, labels: [{ labelName: 'auto', labelType: 'AutoAssigned' }] });
  const { body } = await put({
    ...basics,
    labels: [{ labelName: 'auto', labelType: 'User' }, { labelName: 'new' }],
  });
  expect(body.properties.labels).toEqual([
    { labelName: 'auto', labelType: 'AutoAssigned' },
    { labelName: 'new', labelType: 'User' },
  ]);
});

test('a stale etag in the body is a Conflict and nothing is saved', async () => {
  const { etag } = s.world.create({ title: 'A', name: GUID });
  s.world.change(GUID, { severity: 'High' });
  const stale = await put({ ...basics, severity: 'Low' }, etag);
  expect(stale.status).toBe(409);
  expect(stale.body).toEqual({
    error: {
      code: 'Conflict',
      message: `Newer version of resource '${GUID}' exists. Data was not saved`,
    },
  });
  expect(s.world.get(GUID)?.properties.severity).toBe('High');
});

test('a PUT without etag wins over whoever wrote before', async () => {
  s.world.create({ title: 'A', name: GUID });
  s.world.change(GUID, { severity: 'High' });
  expect((await put({ ...basics, severity: 'Low' })).body.properties.severity).toBe('Low');
});

test('an etag for an incident that was deleted does not bring it back', async () => {
  const { etag } = s.world.create({ title: 'A', name: GUID });
  expect((await arm(s, 'DELETE', `/incidents/${GUID}`)).status).toBe(200);
  expect((await put(basics, etag)).status).toBe(404);
  expect((await arm(s, 'DELETE', `/incidents/${GUID}`)).status).toBe(204);
  expect(s.world.list()).toEqual([]);
});

test.each([
  ['no title', { severity: 'High', status: 'New' }],
  ['no severity', { title: 'T', status: 'New' }],
  ['no status', { title: 'T', severity: 'High' }],
  ['an unknown severity', { ...basics, severity: 'Critical' }],
  ['a description of 5,001 characters', { ...basics, description: 'x'.repeat(5001) }],
  ['closed without classification', { ...basics, status: 'Closed' }],
  [
    'Undetermined with a reason',
    {
      ...basics,
      status: 'Closed',
      classification: 'Undetermined',
      classificationReason: 'InaccurateData',
    },
  ],
  [
    'a true positive with a false positive reason',
    {
      ...basics,
      status: 'Closed',
      classification: 'TruePositive',
      classificationReason: 'InaccurateData',
    },
  ],
  ['a true positive without a reason', { ...basics, status: 'Closed', classification: 'TruePositive' }],
  ['labels that are text', { ...basics, labels: ['one'] }],
])('a PUT with %s is refused with an ARM error', async (_, properties) => {
  const { status, body } = await put(properties);
  expect(status).toBe(400);
  expect(body).toEqual({ error: { code: 'BadRequest', message: expect.any(String) } });
  expect(s.world.list()).toEqual([]);
});

test.each([
  ['Undetermined', undefined],
  ['TruePositive', 'SuspiciousActivity'],
  ['BenignPositive', 'SuspiciousButExpected'],
  ['FalsePositive', 'IncorrectAlertLogic'],
  ['FalsePositive', 'InaccurateData'],
])('an incident can be closed as %s, reason %s', async (classification, classificationReason) => {
  const { status, body } = await put({ ...basics, status: 'Closed', classification, classificationReason });
  expect(status).toBe(201);
  expect(body.properties.classification).toBe(classification);
  expect(body.properties.classificationReason).toBe(classificationReason);
});

test('a malformed body answers 400 in a shape without an error key', async () => {
  const { status, body } = await arm(s, 'PUT', `/incidents/${GUID}`, '{"properties":');
  expect(status).toBe(400);
  expect(body).toEqual({ '': [expect.any(String)] });
});

test('without a bearer token every answer is 401', async () => {
  const url = `${s.url}${PROVIDER}/incidents?api-version=2025-09-01`;
  const { status, headers, body } = await call(url, 'GET', undefined, { authorization: '' });
  expect(status).toBe(401);
  expect(headers.get('www-authenticate')).toMatch(/^Bearer /);
  expect(body.error.code).toBe('AuthenticationFailed');
});

test.each(['2022-09-01-preview', '2023-11-01', '2024-03-01', '2025-09-01', '2025-12-01'])(
  'it knows api-version %s',
  async (version) => {
    expect((await arm(s, 'GET', '/incidents', undefined, { 'api-version': version })).status).toBe(200);
  },
);

test('an unknown api-version is refused as ARM does, a missing one too', async () => {
  const unknown = await arm(s, 'GET', '/incidents', undefined, { 'api-version': '2021-09-01-preview' });
  expect(unknown.status).toBe(400);
  expect(unknown.body.error.code).toBe('NoRegisteredProviderFound');
  expect(unknown.body.error.message).toContain("API version '2021-09-01-preview'");
  const missing = await call(`${s.url}${PROVIDER}/incidents`);
  expect([missing.status, missing.body.error.code]).toEqual([400, 'MissingApiVersionParameter']);
});

test('paths have no case', async () => {
  const { name } = s.world.create({ title: 'A' });
  const url = `${s.url}${PROVIDER.toLowerCase()}/INCIDENTS/${name.toUpperCase()}?api-version=2025-09-01`;
  expect((await call(url)).body.name).toBe(name);
});

test.each([
  ['/incidents/none', 'NotFound'],
  ['/incidents/1', 'NotFound'],
  ['/incidents/none/comments', 'NotFound'],
  ['/nonsense', 'InvalidResourceType'],
])('GET %s answers 404 %s', async (path, code) => {
  s.world.create({ title: 'A' });
  const { status, body } = await arm(s, 'GET', path);
  expect(status).toBe(404);
  expect(body).toEqual({ error: { code, message: expect.any(String) } });
});

test('a workspace, group or subscription that does not exist is named in the 404', async () => {
  const code = async (from: string, to: string) =>
    (await call(`${s.url}${PROVIDER.replace(from, to)}/incidents?api-version=2025-09-01`)).body.error.code;
  expect(await code('ws-soc', 'ws-none')).toBe('ResourceNotFound');
  expect(await code('rg-soc', 'rg-none')).toBe('ResourceGroupNotFound');
  expect(await code('000000000001', '00000000000f')).toBe('SubscriptionNotFound');
});

test('each request is logged with its path and status, and can be counted', async () => {
  await arm(s, 'GET', '/incidents');
  await put(basics);
  await arm(s, 'GET', '/incidents/none');
  expect(s.requests.list().map((r) => [r.method, r.path.replace(PROVIDER, ''), r.status])).toEqual([
    ['GET', '/incidents', 200],
    ['PUT', `/incidents/${GUID}`, 201],
    ['GET', '/incidents/none', 404],
  ]);
  expect(s.requests.count({ method: 'PUT' })).toBe(1);
  expect(s.requests.count({ path: /\/incidents$/ })).toBe(1);
});
