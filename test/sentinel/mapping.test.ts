import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { severities, statuses } from '../../bot/incidents/incident.ts';
import { commentFrom, incidentFrom } from '../../bot/sentinel/mapping.ts';

const id = '5d9c3a52-0f3e-4b51-9a55-6f1f0a6b7c8d';
const rules = '/subscriptions/s/resourceGroups/g/providers/Microsoft.SecurityInsights/alertRules';

/** An incident as a workspace that is onboarded to Defender sends it, with `properties` on top. */
function raw(properties: Record<string, unknown> = {}, top: Record<string, unknown> = {}) {
  return {
    name: id.toUpperCase(),
    etag: '"0c00-1"',
    type: 'Microsoft.SecurityInsights/incidents',
    properties: {
      title: 'Odd sign-in involving one user',
      severity: 'High',
      status: 'New',
      owner: { objectId: null, email: null, assignedTo: null, userPrincipalName: null, ownerType: null },
      labels: [{ labelName: 'Redirected', labelType: 'AutoAssigned' }],
      createdTimeUtc: '2026-11-24T10:00:00.1234567Z',
      lastModifiedTimeUtc: '2026-11-24T10:06:11.5416527Z',
      incidentNumber: 4711,
      providerName: 'Microsoft XDR',
      providerIncidentId: '815',
      relatedAnalyticRuleIds: [`${rules}/0a0a`],
      incidentUrl: 'https://portal.azure.com/#asset/x',
      additionalData: {
        alertsCount: 2,
        bookmarksCount: 0,
        commentsCount: 1,
        alertProductNames: ['Azure Sentinel'],
        tactics: ['InitialAccess'],
        techniques: ['T1078'],
        providerIncidentUrl: 'https://security.microsoft.com/incident2/815/overview',
      },
      ...properties,
    },
    ...top,
  };
}

test('an incident is read, its time stamps to the last digit', () => {
  expect(incidentFrom(raw(), 's~g~w')).toEqual({
    workspace: 's~g~w',
    id,
    number: 4711,
    etag: '"0c00-1"',
    title: 'Odd sign-in involving one user',
    severity: 'High',
    status: 'New',
    labels: [{ name: 'Redirected', type: 'AutoAssigned' }],
    createdAt: '2026-11-24T10:00:00.1234567Z',
    modifiedAt: '2026-11-24T10:06:11.5416527Z',
    provider: 'Microsoft XDR',
    providerIncidentId: '815',
    url: 'https://portal.azure.com/#asset/x',
    defenderUrl: 'https://security.microsoft.com/incident2/815/overview',
    ruleIds: ['0a0a'],
    alertsCount: 2,
    bookmarksCount: 0,
    commentsCount: 1,
    products: ['Azure Sentinel'],
    tactics: ['InitialAccess'],
    techniques: ['T1078'],
  });
});

test('an owner is read by what is known of them', () => {
  const owner = { objectId: 'o-1', assignedTo: 'Ana', email: null, userPrincipalName: 'ana@contoso.example' };
  expect(incidentFrom(raw({ owner }), 'w').owner).toEqual({
    objectId: 'o-1',
    name: 'Ana',
    userPrincipalName: 'ana@contoso.example',
  });
});

test.each([
  ['missing', undefined],
  ['null', null],
  ['all null', { objectId: null, assignedTo: null }],
  ['empty', { objectId: '', email: '' }],
])('an owner that is %s is nobody', (_how, owner) => {
  expect(incidentFrom(raw({ owner }), 'w').owner).toBeUndefined();
});

test('words are known whatever their case', () => {
  const read = incidentFrom(
    raw({
      severity: 'high',
      status: 'CLOSED',
      classification: 'truepositive',
      classificationReason: 'suspiciousactivity',
    }),
    'w',
  );
  expect(read).toMatchObject({
    severity: 'High',
    status: 'Closed',
    classification: 'TruePositive',
    classificationReason: 'SuspiciousActivity',
  });
});

test('an unknown severity is High and an unknown status Active, so that nothing is overlooked', () => {
  expect(incidentFrom(raw({ severity: 'Critical', status: 'Redirected' }), 'w')).toMatchObject({
    severity: 'High',
    status: 'Active',
  });
});

test('an unknown classification is none', () => {
  const read = incidentFrom(
    raw({ status: 'Closed', classification: 'Maybe', classificationReason: 'Hunch' }),
    'w',
  );
  expect(read.classification).toBeUndefined();
  expect(read.classificationReason).toBeUndefined();
});

test('an incident with nothing but a name is still one', () => {
  expect(incidentFrom({ name: id, properties: {} }, 'w')).toMatchObject({
    id,
    title: '',
    labels: [],
    ruleIds: [],
    alertsCount: 0,
    products: [],
    provider: 'Azure Sentinel',
  });
});

test('one odd label does not cost the others', () => {
  const labels = [{ labelName: 'one' }, { labelName: 7 }, null, { labelName: 'two', labelType: 'New' }];
  expect(incidentFrom(raw({ labels }), 'w').labels).toEqual([
    { name: 'one', type: 'User' },
    { name: 'two', type: 'User' },
  ]);
});

test('whatever a property holds, the incident is kept', () => {
  const keys = Object.keys(raw().properties);
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom(...keys), fc.jsonValue()), (properties) => {
      const read = incidentFrom(raw(properties), 'w');
      expect(read.id).toBe(id);
      expect(severities).toContain(read.severity);
      expect(statuses).toContain(read.status);
      expect(typeof read.title).toBe('string');
      expect(typeof read.modifiedAt).toBe('string');
      expect(Number.isInteger(read.number)).toBe(true);
    }),
  );
});

test('a comment is read with who wrote it', () => {
  const properties = {
    message: '<b>done</b>',
    createdTimeUtc: '2026-11-24T10:00:00.1234567Z',
    author: { name: 'Ana', objectId: 'o-1', email: null, userPrincipalName: null },
  };
  expect(commentFrom({ name: 'ABC', properties })).toEqual({
    id: 'abc',
    message: '<b>done</b>',
    createdAt: '2026-11-24T10:00:00.1234567Z',
    author: { name: 'Ana', objectId: 'o-1' },
  });
});

test('a comment without an author has none', () => {
  expect(commentFrom({ name: 'abc', properties: { message: 'x', author: null } }).author).toBeUndefined();
});
