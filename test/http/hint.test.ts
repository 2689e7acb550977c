import { describe, expect, test } from '@jest/globals';
import { hintedIncident, keepHint } from '../../bot/http/hint.ts';
import { incidentRefOf } from '../../bot/sentinel/arm.ts';
import { at, guid } from '../build.ts';
import { fakeStore } from '../fakes/store.ts';

const workspace = {
  subscriptionId: '33333333-3333-4333-8333-333333333333',
  resourceGroup: 'RG-soc',
  workspaceName: 'ws-soc',
};
const armId = (name = 'ws-soc') =>
  `/subscriptions/${workspace.subscriptionId}/resourceGroups/rg-SOC/providers/Microsoft.OperationalInsights/workspaces/${name}/providers/Microsoft.SecurityInsights/Incidents/${guid.toUpperCase()}`;
const hinted = (body: unknown) => hintedIncident(body, [workspace], incidentRefOf);

describe('a playbook’s call', () => {
  test('names an incident by its ARM id, whatever its case and whatever else it says', () => {
    expect(hinted({ object: { id: armId(), properties: { severity: 'High' } }, eventUniqueId: 'x' })).toEqual(
      {
        workspace: '33333333-3333-4333-8333-333333333333~rg-soc~ws-soc',
        id: guid,
      },
    );
  });

  test.each<[string, unknown]>([
    ['no body', undefined],
    ['no object', {}],
    ['an id that is no text', { object: { id: 7 } }],
    ['a workspace that is not watched', { object: { id: armId('ws-other') } }],
    ['something else in Azure', { object: { id: armId().replace('/Incidents/', '/AlertRules/') } }],
    ['a longer path', { object: { id: `${armId()}/comments/1` } }],
    ['an endless id', { object: { id: `${armId()}${' '.repeat(2000)}` } }],
  ])('%s names none', (_what, body) => {
    expect(hinted(body)).toBeUndefined();
  });

  test('is kept once for each incident, due at once', async () => {
    const { hints } = fakeStore();
    const ref = { workspace: 'sub~rg~ws', id: guid };
    await keepHint(hints, ref, at(1));
    await keepHint(hints, ref, at(2));
    expect(await hints.due(at(2).toISOString(), 10)).toMatchObject([
      { ref, due: at(2).toISOString(), attempts: 0 },
    ]);
  });
});
