import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { ip } from '../../../sandbox/sentinel/entities.ts';
import type { LocalSentinel } from '../../../sandbox/sentinel/server.ts';
import { ANA, arm, call, startTestSentinel } from '../../fixtures/sentinel.ts';

let s: LocalSentinel;
beforeEach(async () => {
  s = await startTestSentinel();
});
afterEach(() => s.close());

const control = (method: string, path: string, body?: unknown) =>
  call(`${s.url}/_sandbox${path}`, method, body);
const fromApi = async (number: number) =>
  (await arm(s, 'GET', `/incidents/${s.world.get(number)!.name}`)).body;
const alertsOf = async (number: number): Promise<string[]> => {
  const { body } = await arm(s, 'POST', `/incidents/${s.world.get(number)!.name}/alerts`);
  return body.value.map((alert: { properties: { systemAlertId: string } }) => alert.properties.systemAlertId);
};
const ruleIds = (id: string) => ({ relatedAnalyticRuleIds: [id] });

/** Incident 1 with two alerts and a comment, and incident 2 with one alert. */
const two = () => {
  s.world.create({
    title: 'S',
    alerts: [
      { title: 'x', name: 'a1' },
      { title: 'y', name: 'a2' },
    ],
    ...ruleIds('r1'),
  });
  s.world.create({ title: 'T', alerts: [{ title: 'z', name: 'a3' }], ...ruleIds('r2') });
  s.world.comment(1, 'stays', 'Ana Costa');
};

test('after a merge the survivor’s alerts are those of both under the ids they had, and it has changed', async () => {
  two();
  const before = await fromApi(2);
  s.world.merge(1, 2);
  const after = await fromApi(2);
  expect(await alertsOf(2)).toEqual(['a3', 'a1', 'a2']);
  expect(await alertsOf(1)).toEqual([]);
  expect(after.properties.additionalData).toMatchObject({ alertsCount: 3, commentsCount: 0 });
  expect(after.etag).not.toBe(before.etag);
  expect(after.properties.lastModifiedTimeUtc > before.properties.lastModifiedTimeUtc).toBe(true);
  expect(after.properties).toMatchObject({ title: 'T', relatedAnalyticRuleIds: ['r2', 'r1'], status: 'New' });
});

test('what is merged away is closed without a reason, keeps its comments, and does not name the survivor', async () => {
  two();
  s.world.merge(1, 2);
  const left = await fromApi(1);
  expect(left.properties).toMatchObject({
    status: 'Closed',
    classification: 'Undetermined',
    labels: [{ labelName: 'Redirected', labelType: 'AutoAssigned' }],
    additionalData: { alertsCount: 0, commentsCount: 1 },
  });
  expect(left.properties).not.toHaveProperty('classificationReason');
  expect(JSON.stringify(left)).not.toContain(s.world.get(2)!.name);
});

test.each([
  ['closed', { status: 'Closed', classification: 'Undetermined' }, {}, 'closed'],
  ['owned by two people', { owner: 'ana' }, { owner: 'ben' }, 'different people'],
  [
    'classified differently',
    { classification: 'TruePositive' },
    { classification: 'FalsePositive' },
    'classified differently',
  ],
  ['over 150 alerts together', { many: 100 }, { many: 51 }, 'more than 150 alerts'],
])('incidents that are %s are not merged, and stay as they were', (_, source, target, why) => {
  const owners: Record<string, string> = { ana: ANA.objectId, ben: '00000000-0000-4000-8000-00000000ffff' };
  for (const { owner, many = 0, ...spec } of [source, target] as { owner?: string; many?: number }[])
    s.world.create({
      title: 'A',
      ...spec,
      ...(owner && { owner: { objectId: owners[owner]! } }),
      alerts: Array.from({ length: many }, () => ({ title: 'x' })),
    });
  const before = s.world.list();
  expect(() => s.world.correlate(1, 2, 'Other')).toThrow(why);
  expect(s.world.list()).toEqual(before);
});

test('incidents with one owner between them merge, and the survivor keeps its own', () => {
  s.world.create({ title: 'S', owner: { objectId: ANA.objectId }, entities: [ip('203.0.113.1')] });
  s.world.create({ title: 'T' });
  s.world.merge(1, 2);
  expect(s.world.get(1)!.properties.owner?.objectId).toBe(ANA.objectId);
  expect(s.world.get(2)!.properties.owner?.objectId).toBeNull();
});

test('correlation merges and renames the survivor, by a title given or one made from its own', async () => {
  two();
  const answer = await control('POST', '/incidents/1/correlate', {
    into: 2,
    title: 'Multi-stage on pay-web-01',
  });
  expect(answer.body).toMatchObject({
    number: 2,
    title: 'Multi-stage on pay-web-01',
    alerts: 3,
    modifiedBy: 'Microsoft Defender XDR',
  });
  s.world.create({ title: 'U' });
  expect(s.world.correlate(3, 2).properties.title).toBe('Multi-stage incident: Multi-stage on pay-web-01');
});

test('correlation renames, an analyst reopens what was merged away, and it can be merged again', async () => {
  two();
  expect((await control('POST', '/incidents/1/rename', { title: 'New name' })).body.title).toBe('New name');
  expect((await control('POST', '/incidents/1/reopen', {})).status).toBe(400);
  s.world.merge(1, 2);
  const reopened = await control('POST', '/incidents/1/reopen', { by: 'Ana Costa' });
  expect(reopened.body).toMatchObject({ status: 'Active', classification: null, modifiedBy: 'Ana Costa' });
  s.world.merge(1, 2);
  expect(s.world.get(1)!.properties.labels).toEqual([{ labelName: 'Redirected', labelType: 'AutoAssigned' }]);
});

test('Defender’s incident has a number of its own and a link of its own, which a write leaves as they are', async () => {
  const link = 'https://security.microsoft.com/incident2/9731/overview';
  s.world.create({
    title: 'D',
    providerName: 'Microsoft XDR',
    providerIncidentId: '9731',
    providerIncidentUrl: link,
  });
  const { name } = s.world.get(1)!;
  const put = { properties: { title: 'D', severity: 'High', status: 'Active' } };
  expect((await arm(s, 'PUT', `/incidents/${name}`, put)).status).toBe(200);
  expect((await fromApi(1)).properties).toMatchObject({
    incidentNumber: 1,
    providerName: 'Microsoft XDR',
    providerIncidentId: '9731',
    additionalData: { providerIncidentUrl: link },
  });
});

test('an edited comment keeps its author and time, and moves the incident but not its count', async () => {
  two();
  const before = s.world.get(1)!;
  const { id } = (await control('GET', '/incidents/1')).body.comments[0];
  const edited = await control('PUT', '/incidents/1/comment', { id, message: 'changed' });
  expect(edited.body.comments).toEqual([
    expect.objectContaining({ id, author: 'Ana Costa', message: 'changed' }),
  ]);
  const after = s.world.get(1)!;
  expect(after.etag).not.toBe(before.etag);
  expect(after.properties.lastModifiedTimeUtc > before.properties.lastModifiedTimeUtc).toBe(true);
  expect(after.properties.additionalData?.commentsCount).toBe(1);
  const { body } = await arm(s, 'GET', `/incidents/${after.name}/comments/${id}`);
  expect(body.properties.lastModifiedTimeUtc > body.properties.createdTimeUtc).toBe(true);
});

test.each([
  ['none', 'x', 404],
  [undefined, ' ', 400],
  [undefined, 'x'.repeat(30_001), 400],
])('the comment %s cannot be edited to %j', async (id, message, status) => {
  two();
  const known = [...s.world.raw(1)!.comments.keys()][0];
  const before = s.world.get(1);
  const answer = await control('PUT', '/incidents/1/comment', { id: id ?? known, message });
  expect([answer.status, s.world.get(1)]).toEqual([status, before]);
});

test('a storm lets as many incidents arrive as asked, and closing ends one that goes on', async () => {
  const all = new Promise<void>((resolve) => {
    s.world.onChange(() => s.world.list().length === 30 && resolve());
  });
  expect((await control('POST', '/storm', { count: 30, seconds: 0 })).status).toBe(202);
  await all;
  expect((await control('POST', '/storm', { count: 5_000, seconds: 3_600 })).status).toBe(202);
  expect((await control('POST', '/storm', { count: 0, seconds: 1 })).status).toBe(400);
});
