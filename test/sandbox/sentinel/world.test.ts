import { expect, test } from '@jest/globals';
import { ip } from '../../../sandbox/sentinel/entities.ts';
import { scenarios } from '../../../sandbox/sentinel/scenarios.ts';
import { createWorld } from '../../../sandbox/sentinel/world.ts';
import { awkwardIncidents } from '../../fixtures/incidents.ts';
import { ANA, arm, startTestSentinel, WORKSPACE } from '../../fixtures/sentinel.ts';

const world = (now?: () => Date) => createWorld({ workspaces: [WORKSPACE], people: [ANA], now });
const code = (status: number) => expect.objectContaining({ status });

test('time stamps of one millisecond still have an order', () => {
  const w = world(() => new Date('2026-11-24T10:00:00.123Z'));
  const stamps = [1, 2, 3].map(() => w.create({ title: 'A' }).properties.createdTimeUtc);
  expect(new Set(stamps).size).toBe(3);
  expect([...stamps].sort()).toEqual(stamps);
  expect(stamps[0]).toMatch(/^2026-11-24T10:00:00\.123\d{4}Z$/);
});

test('an analyst assigns by name, retitles and tags; each change brings a new etag', () => {
  const w = world();
  const { etag } = w.create({ title: 'A', labels: [{ labelName: 'auto', labelType: 'AutoAssigned' }] });
  const after = w.change(1, { owner: 'Ana Costa', title: 'B', labels: ['auto', 'mine'], status: 'Active' });
  expect(after.etag).not.toBe(etag);
  expect(after.properties).toMatchObject({
    title: 'B',
    status: 'Active',
    owner: { objectId: ANA.objectId },
    labels: [
      { labelName: 'auto', labelType: 'AutoAssigned' },
      { labelName: 'mine', labelType: 'User' },
    ],
  });
  expect(w.change(1, { owner: null }).properties.owner?.objectId).toBeNull();
});

test('closing needs a classification and reopening takes it away', () => {
  const w = world();
  w.create({ title: 'A' });
  expect(() => w.change(1, { status: 'Closed' })).toThrow(code(400));
  w.change(1, {
    status: 'Closed',
    classification: 'TruePositive',
    classificationReason: 'SuspiciousActivity',
    classificationComment: 'Rebuilt',
  });
  const { properties } = w.change(1, { status: 'Active' });
  expect(properties).not.toHaveProperty('classification');
  expect(properties).not.toHaveProperty('classificationReason');
  expect(properties).not.toHaveProperty('classificationComment');
});

test('a refused change leaves the incident as it was', () => {
  const w = world();
  const before = w.create({ title: 'A' });
  expect(() => w.change(1, { title: 'B', severity: 'Nonsense' })).toThrow(code(400));
  expect(() => w.change(1, { owner: 'Nobody Known' })).toThrow(code(400));
  expect(() => w.change(2, { title: 'B' })).toThrow(code(404));
  expect(w.get(1)).toEqual(before);
});

test('a merge closes, tags and empties the source, and the target gets alerts and entities', () => {
  const w = world();
  const source = w.create({
    title: 'S',
    alerts: [{ title: 'x', tactics: ['Impact'] }],
    entities: [ip('203.0.113.1')],
  });
  w.create({ title: 'T' });
  w.comment(source.name, 'stays here', 'Ana Costa');
  w.merge(1, 2);
  expect(w.get(1)?.properties).toMatchObject({
    status: 'Closed',
    classification: 'Undetermined',
    labels: [{ labelName: 'Redirected', labelType: 'AutoAssigned' }],
    additionalData: { alertsCount: 0, tactics: [], commentsCount: 1 },
  });
  expect(w.get(1)?.properties).not.toHaveProperty('classificationReason');
  expect(w.get(2)?.properties.additionalData).toMatchObject({ alertsCount: 1, tactics: ['Impact'] });
  expect(w.raw(2)?.entities).toHaveLength(1);
  expect(() => w.merge(1, 2)).toThrow(code(409));
});

test('incidents that different people own are not merged', () => {
  const w = world();
  w.create({ title: 'S', owner: { objectId: ANA.objectId } });
  w.create({ title: 'T', owner: { objectId: '00000000-0000-4000-8000-00000000ffff' } });
  expect(() => w.merge(1, 2)).toThrow('different people');
  expect(() => w.merge(1, 1)).toThrow('the same one');
});

test('alerts and entities arrive later, entities also without a trace in the etag', () => {
  const w = world();
  const { etag } = w.create({ title: 'A' });
  expect(w.addEntities(1, [ip('203.0.113.1')], { silently: true }).etag).toBe(etag);
  expect(w.addEntities(1, [ip('203.0.113.2')]).etag).not.toBe(etag);
  expect(w.raw(1)?.entities).toHaveLength(2);
  expect(w.addAlert(1, { title: 'x' }).properties.additionalData?.alertsCount).toBe(1);
});

test('an incident takes 150 alerts', () => {
  const w = world();
  w.create({ title: 'A', alerts: Array.from({ length: 149 }, () => ({ title: 'x' })) });
  w.addAlert(1, { title: 'x' });
  expect(() => w.addAlert(1, { title: 'x' })).toThrow(code(400));
});

test('listeners hear of each write until they end it, and what they get is a copy', () => {
  const w = world();
  const heard: string[] = [];
  const end = w.onChange((i) => {
    heard.push(i.properties.title);
    i.properties.title = 'changed by a listener';
  });
  w.create({ title: 'A' });
  w.change(1, { title: 'B' });
  end();
  w.change(1, { title: 'C' });
  expect(heard).toEqual(['A', 'B']);
  expect(w.get(1)?.properties.title).toBe('C');
});

test('workspaces are apart, and the world stands for the first', () => {
  const w = createWorld({ workspaces: [WORKSPACE, { ...WORKSPACE, workspaceName: 'ws-two' }] });
  w.create({ title: 'A' });
  w.workspaces[1]!.create({ title: 'B' });
  expect(w.list().map((i) => i.properties.title)).toEqual(['A']);
  expect(w.workspaces[1]!.get(1)?.properties.title).toBe('B');
  expect(w.workspaces[1]!.get(1)?.id).toContain('/workspaces/ws-two/');
});

test.each(scenarios)('the scenario $name can be created, more than once', (scenario) => {
  const w = world();
  for (const n of [1, 2, 3]) w.create(scenario.build(n));
  expect(w.list()).toHaveLength(3);
  expect(w.raw(1)!.alerts.length).toBeGreaterThan(0);
  expect(w.raw(1)!.entities.length).toBeGreaterThan(0);
});

test('the scenarios touch the payments team, the web shop and neither', () => {
  const texts = scenarios.map((s) => JSON.stringify(s.build(1)));
  const count = (pattern: RegExp) => texts.filter((t) => pattern.test(t)).length;
  expect(count(/resourceGroups\/rg-payments/)).toBeGreaterThanOrEqual(5);
  expect(count(/resourceGroups\/rg-webshop/)).toBeGreaterThanOrEqual(3);
  expect(texts.filter((t) => !/rg-payments|rg-webshop/.test(t)).length).toBeGreaterThanOrEqual(2);
});

test('the corpus has at least 30 incidents, each with a name of its own', () => {
  expect(awkwardIncidents.length).toBeGreaterThanOrEqual(30);
  expect(new Set(awkwardIncidents.map((a) => a.name)).size).toBe(awkwardIncidents.length);
  expect(new Set(awkwardIncidents.map((a) => a.spec.name)).size).toBe(awkwardIncidents.length);
});

test('the whole corpus goes over the wire as it is', async () => {
  const s = await startTestSentinel({ limits: false });
  for (const { spec } of awkwardIncidents) s.world.create(spec);
  const { body } = await arm(s, 'GET', '/incidents', undefined, { $top: '1000' });
  const byName = new Map(body.value.map((i: { name: string }) => [i.name, i]));
  for (const { name, spec } of awkwardIncidents) {
    expect([name, byName.get(spec.name!)]).toEqual([name, s.world.get(spec.name!)]);
    const { properties } = s.world.get(spec.name!)!;
    expect([name, properties.title]).toEqual([name, spec.title]);
    for (const key of spec.omit ?? []) expect([name, properties]).not.toHaveProperty(`1.${key}`);
  }
  await s.close();
});
