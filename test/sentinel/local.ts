/** What the tests of the adapter share. */
import type { TokenCredential } from '@azure/identity';
import type { Workspace } from '../../bot/incidents/incident.ts';

export const workspace: Workspace = {
  subscriptionId: '00000000-0000-4000-8000-00000000000A',
  resourceGroup: 'rg-Test',
  workspaceName: 'ws-test',
};

/** For tests whose transport brings its own token: asking it for one is a mistake. */
export const noCredential: TokenCredential = {
  getToken: () => Promise.reject(new Error('the credential was asked for a token')),
};
