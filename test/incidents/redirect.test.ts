/** What a merge leaves behind, which numbers an incident goes by, and what several workspaces are called. */
import { describe, expect, test } from '@jest/globals';
import type { Incident } from '../../bot/incidents/incident.ts';
import {
  defenderNumber,
  isMerged,
  isRedirected,
  pointsAt,
  sharesAlerts,
} from '../../bot/incidents/redirect.ts';
import { workspaceNames } from '../../bot/incidents/workspaces.ts';
import { alert, arrived, incident, later, redirected, stateAfter } from '../build.ts';

describe('merged away', () => {
  test('is what is closed, empty and labelled so by automation', () => {
    expect(isRedirected(redirected())).toBe(true);
    expect(isRedirected(redirected({ labels: [{ name: 'REDIRECTED', type: 'AutoAssigned' }] }))).toBe(true);
  });

  test.each<[string, Partial<Incident>]>([
    ['still open', { status: 'Active' }],
    ['not empty', { alertsCount: 1 }],
    ['tagged so by a person', { labels: [{ name: 'Redirected', type: 'User' }] }],
    ['not labelled', { labels: [] }],
  ])('is nothing that is %s', (_what, change) => {
    expect(isRedirected(redirected(change))).toBe(false);
  });

  test('or closed and linked by a person; what comes back is an incident again', () => {
    const link = { kind: 'mergedInto' as const, into: 'incident:w:x', number: 7, title: 'Other' };
    const closed = { kind: 'changed' as const, incident: later({ status: 'Closed' }) };
    const state = stateAfter(arrived(), [closed], [link]);
    expect(isMerged(state)).toBe(true);
    expect(isMerged(stateAfter(arrived(), [closed]))).toBe(false);
    const back = { kind: 'changed' as const, incident: later({ etag: '"3"', status: 'New' }) };
    const again = stateAfter(arrived(), [closed], [link], [back]);
    expect(isMerged(again)).toBe(false);
    expect(again.mergedInto).toBeUndefined();
  });
});

test.each([
  ['88', 88],
  ['1042', undefined],
  [undefined, undefined],
  ['not a number', undefined],
  ['12345678901', undefined],
])('Defender’s number of incident 1042 with the provider’s id %s is %s', (providerIncidentId, number) => {
  const of = incident(providerIncidentId === undefined ? {} : { providerIncidentId });
  expect(defenderNumber(of)).toBe(number);
});

describe('the incident that a merged-away one points at', () => {
  const link = (n: string) => `https://security.microsoft.com/incident2/${n}/overview?tid=x`;

  test('is the one whose number its link has in place of its own', () => {
    expect(pointsAt(redirected({ providerIncidentId: '88', defenderUrl: link('90') }))).toBe(90);
  });

  test.each<[string, Incident]>([
    ['its own number', redirected({ providerIncidentId: '88', defenderUrl: link('88') })],
    ['no link', redirected({ providerIncidentId: '88' })],
    [
      'a link elsewhere',
      redirected({ providerIncidentId: '88', defenderUrl: 'https://portal.azure.com/90' }),
    ],
    ['no merge', incident({ providerIncidentId: '88', defenderUrl: link('90') })],
  ])('is unknown with %s', (_what, of) => {
    expect(pointsAt(of)).toBeUndefined();
  });
});

test('alerts are shared by their ids, and no alerts are shared by nobody', () => {
  const holding = (...ids: string[]) => ({ alerts: ids.map((id) => alert({ id })) });
  expect(sharesAlerts(holding('a', 'b'), holding('b'))).toBe(true);
  expect(sharesAlerts(holding('a'), holding('b'))).toBe(false);
  expect(sharesAlerts(holding(), holding())).toBe(false);
});

describe('several workspaces', () => {
  const workspace = (workspaceName: string, resourceGroup = 'rg', subscriptionId = 'sub') => ({
    subscriptionId,
    resourceGroup,
    workspaceName,
  });

  test('go by their names, and by more where two share one', () => {
    expect(workspaceNames([workspace('a'), workspace('B', 'one'), workspace('b', 'two')])).toEqual({
      'sub~rg~a': 'a',
      'sub~one~b': 'one/B',
      'sub~two~b': 'two/b',
    });
    expect(Object.values(workspaceNames([workspace('a'), workspace('a', 'rg', 'other')]))).toEqual([
      'sub/rg/a',
      'other/rg/a',
    ]);
  });

  test('one alone goes by its own name', () => {
    expect(Object.values(workspaceNames([workspace('a')]))).toEqual(['a']);
  });
});
