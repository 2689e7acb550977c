/** Everything that a Muster lives among, on loopback and in this process, where it outlives every Muster. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CosmosClient } from '@azure/cosmos';
import { startCosmos } from '../../sandbox/cosmos.ts';
import { startLocalSentinel } from '../../sandbox/sentinel/server.ts';
import { botDefaults, playbookCaller, workspace } from '../../sandbox/settings.ts';
import { startGateway } from '../../sandbox/teams/gateway.ts';
import { SANDBOX_TENANT, sandboxPeople } from '../../sandbox/teams/people.ts';
import { startFleet } from './fleet.ts';
import { type Seen, startProxy } from './proxy.ts';

export interface WorldOptions {
  replicas: number;
  /** beside the bot's own settings in the sandbox */
  env: Record<string, string>;
  /** see `ProxyOptions` */
  arrived(seen: Seen): boolean;
  answered(seen: Seen): boolean;
}

export type CrashWorld = Awaited<ReturnType<typeof startWorld>>;

/** Starts the local Sentinel, Cosmos DB and Teams, and replicas that reach them only through proxies. */
export async function startWorld({ replicas, env, arrived, answered }: WorldOptions) {
  const people = sandboxPeople(SANDBOX_TENANT);
  const settings = botDefaults(SANDBOX_TENANT, mkdtempSync(join(tmpdir(), 'muster-crash-')), people);
  const sentinel = await startLocalSentinel({
    workspaces: [workspace],
    tenantId: SANDBOX_TENANT,
    limits: false,
    people: people.map(({ aadObjectId, ...person }) => ({ ...person, objectId: aadObjectId })),
  });
  const cosmos = await startCosmos({ port: 0 });
  const botId = settings.MicrosoftAppId!;
  const gateway = await startGateway({
    port: 0,
    botId,
    tenantId: SANDBOX_TENANT,
    audience: settings.WEBHOOK_AUDIENCE!,
    callerId: playbookCaller,
    limits: false,
    keptMessages: 100_000,
  });
  const teams = await startProxy({
    service: 'teams',
    to: () => gateway.url,
    by: ({ authorization }) => authorization?.replace('Bearer ', '') ?? '',
    arrived,
    answered,
  });
  const fleet = await startFleet({
    replicas,
    env: { ...settings, SANDBOX_TEAMS_URL: gateway.url, ...env },
    sentinelUrl: sentinel.url,
    storeUrl: cosmos.url,
    arrived,
    answered,
  });
  const front = await startProxy({
    service: 'teams',
    to: fleet.next,
    by: () => 'Teams',
  });
  gateway.connect({ botUrl: front.url });
  const client = new CosmosClient({
    endpoint: cosmos.url,
    key: 'c2FuZGJveA==',
    connectionPolicy: { enableEndpointDiscovery: false, enableBackgroundEndpointRefreshing: false },
  });
  const container = client.database('muster').container('log');

  return {
    sentinel,
    gateway,
    fleet,
    botId,
    people,
    /** Teams' service address, which leads through the proxy */
    serviceUrl: `${teams.url}/connector/`,
    /** All documents of the store, of the types named. */
    async documents<D>(...types: string[]): Promise<D[]> {
      const { resources } = await container.items.query('SELECT * FROM c').fetchAll();
      return resources.filter(({ type }) => types.includes(type)) as D[];
    },
    async stop(): Promise<void> {
      fleet.stop();
      for (const proxy of [front, teams]) proxy.close();
      client.dispose();
      await Promise.all([gateway.close(), sentinel.close(), cosmos.close()]);
    },
  };
}
