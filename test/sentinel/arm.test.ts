import { expect, test } from '@jest/globals';
import { incidentPath, incidentRefOf } from '../../bot/sentinel/arm.ts';

const workspace = {
  subscriptionId: '00000000-0000-4000-8000-000000000001',
  resourceGroup: 'rg-SOC',
  workspaceName: 'ws-soc',
};
const id = '5d9c3a52-0f3e-4b51-9a55-6f1f0a6b7c8d';
const path = incidentPath(workspace, id);

test('the ARM id of an incident names its workspace and its GUID', () => {
  expect(incidentRefOf(path)).toEqual({ ...workspace, id });
});

test('an ARM id is read whatever its case, and the GUID becomes lower case', () => {
  expect(incidentRefOf(path.toUpperCase())).toMatchObject({ workspaceName: 'WS-SOC', id });
});

test.each([
  ['a comment of an incident', `${path}/comments/${id}`],
  ['an id with a query', `${path}?x=1`],
  ['an id with a slash at its end', `${path}/`],
  ['a whole URL', `https://management.azure.com${path}`],
  ['an incident number', path.replace(id, '4711')],
  ['another provider', path.replace('SecurityInsights', 'Elsewhere')],
  ['a path that climbs', path.replace('rg-SOC', '../rg-SOC')],
  ['nothing', ''],
])('%s is no id of an incident', (_what, text) => {
  expect(incidentRefOf(text)).toBeUndefined();
});
