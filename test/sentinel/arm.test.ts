import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Upstream } from '../../bot/errors.ts';
import { incidentPath, incidentRefOf, segment } from '../../bot/sentinel/arm.ts';
import { anyText } from '../words/nasty.ts';

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

test.each([
  '..',
  '.',
  '../x',
  'a/b',
  'a?b',
  'a#b',
  '%2e%2e',
  'a%2fb',
  '',
  ' ',
  'a\\b',
  'a\nb',
  'é',
  '-a',
  'a'.repeat(200),
])('an incident called “%s” is refused before it stands in an address', (name) => {
  expect(() => incidentPath(workspace, name)).toThrow(Upstream);
  expect(() => segment(name)).toThrow(/another name/);
});

test('what stands in an address is where it says, whatever it is called', () => {
  fc.assert(
    fc.property(anyText, fc.string(), fc.string(), (name, group, workspaceName) => {
      const place = { ...workspace, resourceGroup: `g${group}`, workspaceName: `w${workspaceName}` };
      const reached = (): string => new URL(incidentPath(place, name), 'https://arm.example').pathname;
      try {
        segment(name);
      } catch {
        return expect(reached).toThrow(Upstream);
      }
      expect(reached().split('/')).toHaveLength(13);
      expect(reached().endsWith(`/incidents/${name}`)).toBe(true);
    }),
  );
});
