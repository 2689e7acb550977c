import { expect, test } from '@jest/globals';
import { bodyFor, commentText } from '../../bot/sentinel/change.ts';

const held = {
  name: '5d9c3a52-0f3e-4b51-9a55-6f1f0a6b7c8d',
  etag: '"0c00-1"',
  properties: {
    title: 'Odd sign-in',
    description: 'From two countries',
    severity: 'Critical',
    status: 'Closed',
    classification: 'FalsePositive',
    classificationReason: 'InaccurateData',
    classificationComment: 'A test',
    owner: {
      objectId: 'o-1',
      email: 'a@b.example',
      assignedTo: 'Ana',
      userPrincipalName: null,
      ownerType: 'Unknown',
    },
    labels: [{ labelName: 'Payments', labelType: 'AutoAssigned', colour: 'red' }],
    firstActivityTimeUtc: '2026-11-24T09:00:00.1234567Z',
    lastActivityTimeUtc: '2026-11-24T09:30:00.1234567Z',
    madeUpLater: { by: 'a newer API version' },
    createdTimeUtc: '2026-11-24T10:00:00.1234567Z',
    lastModifiedTimeUtc: '2026-11-24T10:06:11.5416527Z',
    incidentNumber: 4711,
    incidentUrl: 'https://portal.azure.com/',
    providerName: 'Azure Sentinel',
    providerIncidentId: '4711',
    relatedAnalyticRuleIds: ['/x'],
    additionalData: { alertsCount: 1 },
  },
};
const {
  createdTimeUtc: _1,
  lastModifiedTimeUtc: _2,
  incidentNumber: _3,
  incidentUrl: _4,
  providerName: _5,
  providerIncidentId: _6,
  relatedAnalyticRuleIds: _7,
  additionalData: _8,
  ...writable
} = held.properties;

test('all that Sentinel held and lets us write goes back as it was, under its etag', () => {
  expect(bodyFor(held, {})).toEqual({ etag: '"0c00-1"', properties: writable });
});

test('what was read is left alone', () => {
  const before = structuredClone(held);
  bodyFor(held, { status: 'Active', owner: null, addLabels: ['x'], removeLabels: ['payments'] });
  expect(held).toEqual(before);
});

test('reopening drops the classification, and only that', () => {
  const { classification: _a, classificationReason: _b, classificationComment: _c, ...open } = writable;
  expect(bodyFor(held, { status: 'Active' }).properties).toEqual({ ...open, status: 'Active' });
});

test('an owner is taken away field by field', () => {
  expect(bodyFor(held, { owner: null }).properties).toMatchObject({
    owner: { objectId: null, email: null, assignedTo: null, userPrincipalName: null },
  });
});

test('a new owner keeps nothing of the old one', () => {
  const { owner } = bodyFor(held, { owner: { objectId: 'o-2', name: 'Bo' } }).properties as { owner: object };
  expect(JSON.parse(JSON.stringify(owner))).toEqual({ objectId: 'o-2', assignedTo: 'Bo' });
});

test('a label that stays keeps its type and its unknown fields', () => {
  expect(bodyFor(held, { addLabels: ['PAYMENTS', 'muster'] }).properties).toMatchObject({
    labels: [
      { labelName: 'Payments', labelType: 'AutoAssigned', colour: 'red' },
      { labelName: 'muster', labelType: 'User' },
    ],
  });
});

test('labels are added where there were none', () => {
  expect(bodyFor({ properties: { title: 'x' } }, { addLabels: ['muster'] })).toEqual({
    properties: { title: 'x', labels: [{ labelName: 'muster', labelType: 'User' }] },
  });
});

test('a new classification takes its own reason along', () => {
  const change = { classification: 'TruePositive', classificationReason: 'SuspiciousActivity' } as const;
  expect(bodyFor(held, change).properties).toMatchObject({ ...change, classificationComment: 'A test' });
  expect(bodyFor(held, { classification: 'Undetermined' }).properties).not.toHaveProperty(
    'classificationReason',
  );
});

test('a comment is cut between characters, never within one', () => {
  expect(commentText('x'.repeat(30_000))).toBe('x'.repeat(30_000));
  expect(commentText(`${'x'.repeat(29_998)}😀😀`)).toBe(`${'x'.repeat(29_998)}…`);
});
