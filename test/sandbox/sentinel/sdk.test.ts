import { SecurityInsights } from '@azure/arm-securityinsight';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { account, host } from '../../../sandbox/sentinel/entities.ts';
import type { LocalSentinel } from '../../../sandbox/sentinel/server.ts';
import { ANA, startTestSentinel, WORKSPACE } from '../../fixtures/sentinel.ts';

/** The real SDK over its real wire. Its bearer policy refuses plain http, so another one sets the header. */
function sdk(url: string, apiVersion?: string): SecurityInsights {
  const credential = {
    getToken: async () => ({ token: 'test', expiresOnTimestamp: Date.now() + 3_600_000 }),
  };
  const client = new SecurityInsights(credential, WORKSPACE.subscriptionId, {
    endpoint: url,
    allowInsecureConnection: true,
    retryOptions: { maxRetries: 0 },
    ...(apiVersion ? { apiVersion } : {}),
  });
  client.pipeline.removePolicy({ name: 'bearerTokenAuthenticationPolicy' });
  client.pipeline.addPolicy({
    name: 'testBearer',
    sendRequest: (request, next) => {
      request.headers.set('authorization', 'Bearer test');
      return next(request);
    },
  });
  return client;
}

const AT = [WORKSPACE.resourceGroup, WORKSPACE.workspaceName] as const;
const GUID = '33333333-2222-4333-8444-555555555555';

let s: LocalSentinel;
let client: SecurityInsights;
beforeEach(async () => {
  s = await startTestSentinel();
  client = sdk(s.url, '2025-09-01');
});
afterEach(() => s.close());

test('lists over all pages, filtered and in order', async () => {
  for (let i = 0; i < 7; i += 1) s.world.create({ title: `T${i}`, severity: i === 3 ? 'Low' : 'High' });
  const titles: (string | undefined)[] = [];
  const pages = client.incidents.list(...AT, {
    filter: "(properties/createdTimeUtc ge 2020-01-01T00:00:00Z) and properties/severity eq 'High'",
    orderby: 'properties/lastModifiedTimeUtc asc',
    top: 2,
  });
  for await (const incident of pages) titles.push(incident.title);
  expect(titles).toEqual(['T0', 'T1', 'T2', 'T4', 'T5', 'T6']);
  expect(s.requests.count({ method: 'GET', path: /\/incidents$/ })).toBe(3);
});

test('gets an incident, and an unknown one is a RestError NotFound', async () => {
  const { name } = s.world.create({ title: 'T', labels: ['one'], owner: { objectId: ANA.objectId } });
  const incident = await client.incidents.get(...AT, name);
  expect(incident).toMatchObject({ name, title: 'T', incidentNumber: 1, labels: [{ labelName: 'one' }] });
  expect(incident.owner).toMatchObject({ assignedTo: ANA.name, email: ANA.email });
  await expect(client.incidents.get(...AT, GUID)).rejects.toMatchObject({
    statusCode: 404,
    code: 'NotFound',
  });
});

test('updates with the etag it read, and a second time with the same etag is a Conflict', async () => {
  const { name, etag } = s.world.create({ title: 'T' });
  const body = {
    etag,
    title: 'T',
    severity: 'High',
    status: 'Active',
    owner: { objectId: ANA.objectId },
    labels: [{ labelName: 'tag' }],
  };
  const updated = await client.incidents.createOrUpdate(...AT, name, body);
  expect(updated.owner?.userPrincipalName).toBe(ANA.userPrincipalName);
  expect(updated.etag).not.toBe(etag);
  expect(s.world.get(name)?.properties).toMatchObject({ severity: 'High', status: 'Active' });
  await expect(client.incidents.createOrUpdate(...AT, name, body)).rejects.toMatchObject({
    statusCode: 409,
    code: 'Conflict',
  });
});

test('writes, lists and deletes a comment', async () => {
  const { name } = s.world.create({ title: 'T' });
  await client.incidentComments.createOrUpdate(...AT, name, GUID, { message: 'Hello' });
  const comments = [];
  for await (const c of client.incidentComments.list(...AT, name)) comments.push(c);
  expect(comments).toMatchObject([{ name: GUID, message: 'Hello', author: { name: 'muster-bot' } }]);
  await client.incidentComments.delete(...AT, name, GUID);
  expect(s.world.raw(name)?.comments.size).toBe(0);
});

test('lists alerts, entities and relations', async () => {
  const { name } = s.world.create({
    title: 'T',
    alerts: [{ title: 'x', tactics: ['Impact'] }],
    entities: [account('ana@contoso.example'), host('pay-web-01', 'rg-payments')],
  });
  const alerts = await client.incidents.listAlerts(...AT, name);
  expect(alerts.value).toMatchObject([{ kind: 'SecurityAlert', alertDisplayName: 'x', tactics: ['Impact'] }]);
  const { entities, metaData } = await client.incidents.listEntities(...AT, name);
  expect(entities).toMatchObject([
    { kind: 'Account', accountName: 'ana', upnSuffix: 'contoso.example' },
    { kind: 'Host', hostName: 'pay-web-01' },
  ]);
  expect(metaData).toHaveLength(2);
  const relations = [];
  for await (const r of client.incidentRelations.list(...AT, name)) relations.push(r);
  expect(relations).toHaveLength(1);
});

test('runs a playbook and deletes an incident with the version that the SDK comes with', async () => {
  const { name } = s.world.create({ title: 'T' });
  const stock = sdk(s.url);
  await stock.incidents.runPlaybook(...AT, name, {
    requestBody: { logicAppsResourceId: '/p', tenantId: WORKSPACE.subscriptionId },
  });
  expect(s.world.playbookRuns).toHaveLength(1);
  await stock.incidents.delete(...AT, name);
  expect(s.world.get(name)).toBeUndefined();
});
