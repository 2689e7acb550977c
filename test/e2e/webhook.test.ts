/** A playbook hints at an incident, which Muster then reads from Sentinel. Polls are too rare here to bring anything. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { eventually, type Json, type Stage, startStage } from './stage.ts';

let stage: Stage;

beforeAll(async () => {
  stage = await startStage({ env: { SENTINEL_POLL_SECONDS: '3600' } });
  await stage.settle();
}, 30_000);
afterAll(() => stage.stop());

/** What a Logic App with the Microsoft Sentinel incident trigger sends on; `properties` are the playbook's to choose. */
function triggerBody(incident: { id: string; name: string; etag: string; properties: object }): Json {
  const { id, name, etag, properties } = incident;
  return {
    eventUniqueId: crypto.randomUUID(),
    objectSchemaType: 'Incident',
    objectEventType: 'Create',
    workspaceInfo: { SubscriptionId: 'of no use', ResourceGroupName: 'here', WorkspaceName: 'either' },
    workspaceId: crypto.randomUUID(),
    object: { id, name, etag, type: 'Microsoft.SecurityInsights/Incidents', properties },
  };
}

async function call(body: unknown, url = stage.gateway.url): Promise<number> {
  const response = await fetch(`${url}/api/incidents`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return response.status;
}

test('a call is answered 202, and the incident is read from Sentinel and gets its card', async () => {
  const incident = stage.world.create({ title: 'As Sentinel holds it', severity: 'Low' });
  const body = triggerBody(incident);
  body.object.properties = { ...incident.properties, title: 'As the playbook says', severity: 'High' };
  expect(await call(body)).toBe(202);
  const { text } = await stage.card('soc', incident.properties.incidentNumber);
  expect(text).toContain('As Sentinel holds it');
  expect(text).not.toContain('As the playbook says');
});

test('the case of the ARM id does not matter, and the same hint many times brings one card', async () => {
  const incident = stage.world.create({ title: 'Hinted at often' });
  const upper = { ...incident, id: incident.id.replace('resourceGroups/rg-soc', 'resourcegroups/RG-SOC') };
  const calls = [incident, upper, incident, upper, incident].map((one) => call(triggerBody(one)));
  expect(await Promise.all(calls)).toEqual([202, 202, 202, 202, 202]);
  await stage.card('soc', incident.properties.incidentNumber);
  expect(await call(triggerBody(incident))).toBe(202);
  const later = stage.world.create({ title: 'Later' });
  await call(triggerBody(later));
  await stage.card('soc', later.properties.incidentNumber);
  expect(stage.cardPosts('soc', incident.properties.incidentNumber)).toHaveLength(1);
});

test('a change is hinted at as well, and shows on the card', async () => {
  const incident = stage.world.create({ title: 'Changing' });
  const { incidentNumber: number } = incident.properties;
  await call(triggerBody(incident));
  await stage.card('soc', number);
  await call(triggerBody(stage.world.change(number, { title: 'Changed' })));
  await eventually('the new title', () => stage.cardNow('soc', number)?.text.includes('Changed'));
});

test.each([
  ['another workspace', (id: string) => ({ object: { id: id.replace('ws-soc', 'ws-other') } })],
  ['another subscription', (id: string) => ({ object: { id: id.replace('000000000001', '000000000002') } })],
  ['more than an incident', (id: string) => ({ object: { id: `${id}/comments/1` } })],
  ['a path out of it', (id: string) => ({ object: { id: `${id}/../../../x` } })],
  ['no id', () => ({ object: { name: 'x' } })],
  ['no object', () => ({})],
])('a call that names %s is answered 400', async (_what, body) => {
  const { id } = stage.world.create({ title: 'Not this one' });
  expect(await call(body(id))).toBe(400);
});

test('a call that is no JSON is answered 400', async () => {
  expect(await call('{')).toBe(400);
});

test('a call without a token, or with Teams’ in place of the playbook’s, is answered 401', async () => {
  const { ready } = stage.sandbox;
  const body = triggerBody(stage.world.create({ title: 'Nobody may hint at it' }));
  expect(await call(body, ready.bot)).toBe(401);
  const forged = await fetch(`${ready.bot}/api/incidents`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer a.b.c' },
    body: JSON.stringify(body),
  });
  expect(forged.status).toBe(401);
});

test('while Sentinel is down a call is answered 202, and the card comes once it is back', async () => {
  const incident = stage.world.create({ title: 'During the outage' });
  stage.world.faults.down = true;
  expect(await call(triggerBody(incident))).toBe(202);
  await eventually('a first try in vain', () => stage.logs.some(({ msg }) => /followed later/.test(msg)));
  stage.world.faults.down = false;
  await stage.card('soc', incident.properties.incidentNumber);
}, 20_000);

test('a hint at an incident that is gone meanwhile is forgotten', async () => {
  const incident = stage.world.create({ title: 'Gone' });
  stage.world.remove(incident.properties.incidentNumber);
  expect(await call(triggerBody(incident))).toBe(202);
  const next = stage.world.create({ title: 'Next' });
  await call(triggerBody(next));
  await stage.card('soc', next.properties.incidentNumber);
});
