/** One connector client for each service address, made when first needed and only for hosts that we allow. */
import type { ConnectorClient } from 'botframework-connector';
import { Upstream } from '../errors.ts';

export interface Connectors {
  of(serviceUrl: string): Promise<ConnectorClient>;
}

/** `allowed` is asked at each use: an address may come from the store, where it was written under older rules. */
export function createConnectors(
  make: (serviceUrl: string) => Promise<ConnectorClient>,
  allowed: (serviceUrl: string) => boolean,
): Connectors {
  const clients = new Map<string, Promise<ConnectorClient>>();
  return {
    of(serviceUrl) {
      if (!allowed(serviceUrl)) {
        const details = { service: 'teams', operation: 'connect', outcome: 'never' } as const;
        throw new Upstream('The service address is not one of Teams, so nothing is sent to it.', details);
      }
      const known = clients.get(serviceUrl) ?? make(serviceUrl);
      clients.set(serviceUrl, known);
      known.catch(() => clients.delete(serviceUrl));
      return known;
    },
  };
}

// Microsoft's own service hosts; anybody can register a name below trafficmanager.net, so hosts are exact.
const teamsHosts = [
  'smba.trafficmanager.net',
  'smba.infra.gcc.teams.microsoft.com',
  'smba.infra.gov.teams.microsoft.us',
  'smba.infra.dod.teams.microsoft.us',
];

/** Whether an address is one that Teams serves its connector at. */
export function isTeamsService(serviceUrl: string): boolean {
  if (!URL.canParse(serviceUrl)) return false;
  const { protocol, host, username, password } = new URL(serviceUrl);
  return protocol === 'https:' && teamsHosts.includes(host) && username === '' && password === '';
}
