/** Muster as the sandbox runs it: the unmodified app against servers on loopback, in whichever process they are. */
import type { Logger } from 'pino';
import { type App, createApp, type Outside } from '../bot/app.ts';
import { systemClock } from '../bot/clock.ts';
import type { Config } from '../bot/config.ts';
import { type GroupCheck, rolesFromFile, rolesFromGroups } from '../bot/directory/roles.ts';
import { createGraph } from '../bot/graph/graph.ts';
import type { Store } from '../bot/ports.ts';
import { createSentinel } from '../bot/sentinel/client.ts';
import { openStore } from '../bot/store/cosmos.ts';
import { authenticationFor } from '../bot/teams/identity.ts';
import { loopbackTransport } from './sentinel-transport.ts';
import { isLoopback, trustIn } from './trust.ts';

/** Where the gateway keeps the keys that it signs with. */
export interface Signing {
  teams: { issuer: string; openIdMetadataUrl: string };
  entra: { openIdMetadataUrl: string };
}

export interface LocalAppOptions
  extends Pick<
    Outside,
    'firstChannelIsSoc' | 'tickMs' | 'delayedAfterMs' | 'leaseMs' | 'limits' | 'mostOften'
  > {
  signing: Signing;
  /** where Microsoft Graph is; absent: nothing is looked for there */
  graphUrl?: string | undefined;
  logger: Logger;
  /** the machine's unless set */
  clock?: Outside['clock'] | undefined;
  /** another store than the Cosmos DB of the settings */
  store?: Store | undefined;
  /** those of the settings' file, or nobody's, unless set */
  roles?: Outside['roles'] | undefined;
  /** says who is in the role groups, where there is no such file; nobody unless set */
  groupCheck?: GroupCheck | undefined;
  /** what it shows for a token to the connector, which does not check it: whoever looks on can tell replicas apart */
  token?: string | undefined;
}

/** Builds the adapters that the settings name, and the app on them. Throws Upstream where there is no store. */
export async function createLocalApp(config: Config, options: LocalAppOptions): Promise<App> {
  const { signing, graphUrl, logger, clock = systemClock, roles, token, ...more } = options;
  const { groupCheck = async () => [], store = await openStore(config.cosmos), ...rest } = more;
  const credential = {
    getToken: async () => ({ token: 'sandbox', expiresOnTimestamp: Date.now() + 3_600_000 }),
  };
  return createApp(config, {
    store,
    sentinel: createSentinel({ ...config.sentinel, credential, transport: loopbackTransport }),
    clock,
    roles:
      roles ??
      (config.roles.file
        ? rolesFromFile(config.roles.file)
        : rolesFromGroups(config.roles.groups, groupCheck, { lookups: store.lookups, clock })),
    logger,
    ...(graphUrl && { graph: createGraph(credential, graphUrl) }),
    authentication: authenticationFor(config.bot, trustIn(signing, config.bot.appId, token)),
    teams: { ...signing.teams, isService: isLoopback, isFileStorage: isLoopback },
    entraKeysUrl: signing.entra.openIdMetadataUrl.replace('/.well-known/openid-configuration', '/keys'),
    ...rest,
  });
}
