/**
 * Makes as many calls as it is told to, with nothing but the SDKs, and writes what CPU that took. What Muster's work for
 * an incident is measured against.
 */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { SecurityInsights } from '@azure/arm-securityinsight';
import { CosmosClient } from '@azure/cosmos';
import { readConfig } from '../../bot/config.ts';
import { authenticationFor, connectorFor } from '../../bot/teams/identity.ts';
import { loopbackTransport } from '../../sandbox/sentinel-transport.ts';
import { PLACE_IDS } from '../../sandbox/teams/people.ts';
import { TEAMS_ISSUER } from '../../sandbox/teams/signing.ts';
import { trustIn } from '../../sandbox/trust.ts';
import type { Calls } from '../life.ts';

const { CARD = '', CALLS = '', WARM_UPS = '1', INCIDENT = '', SANDBOX_TEAMS_URL = '' } = process.env;
const config = readConfig({ PORT: '0', ...process.env });
const { appId } = config.bot;
const content: unknown = JSON.parse(readFileSync(CARD, 'utf8'));
const calls = JSON.parse(CALLS) as Calls;

const client = new CosmosClient({
  endpoint: config.cosmos.endpoint,
  key: 'c2FuZGJveA==',
  connectionPolicy: { enableEndpointDiscovery: false, enableBackgroundEndpointRefreshing: false },
});
const { database } = await client.databases.createIfNotExists({ id: 'bare' });
const { container } = await database.containers.createIfNotExists({ id: 'calls', partitionKey: '/logKey' });
const fields = Object.fromEntries(Array.from({ length: 18 }, (_, i) => [`field${i}`, 'x'.repeat(80)]));
const kept = { id: 'kept', logKey: 'kept', ...fields };
await container.items.upsert(kept);

const openIdMetadataUrl = `${SANDBOX_TEAMS_URL}/signing/teams/.well-known/openid-configuration`;
const trust = trustIn({ teams: { issuer: TEAMS_ISSUER, openIdMetadataUrl } }, appId);
const connector = await connectorFor(
  authenticationFor(config.bot, trust),
  appId,
  `${SANDBOX_TEAMS_URL}/connector/`,
);
const message = {
  type: 'message',
  attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', content }],
};
const posted = await connector.conversations.sendToConversation(PLACE_IDS.soc, message as never);

const [workspace] = config.sentinel.workspaces as [
  { subscriptionId: string; resourceGroup: string; workspaceName: string },
];
const { subscriptionId, resourceGroup, workspaceName } = workspace;
const getToken = async () => ({ token: 'sandbox', expiresOnTimestamp: Date.now() + 3_600_000 });
const sentinel = new SecurityInsights({ getToken }, subscriptionId, {
  endpoint: process.env.SENTINEL_ENDPOINT,
});
loopbackTransport(sentinel.pipeline as never);
const incident = await sentinel.incidents.get(resourceGroup, workspaceName, INCIDENT);
const { title, severity, status, classification, classificationReason } = incident;
const where = [resourceGroup, workspaceName, INCIDENT] as const;

// What a poll reads again once so much has changed lately, see bot/sentinel/poller.ts.
const newest = { orderby: 'properties/lastModifiedTimeUtc asc', top: 100 };

const make: Record<keyof Calls, () => Promise<unknown>> = {
  create: () => container.items.create({ id: randomUUID(), logKey: 'kept', ...fields }),
  replace: () => container.item('kept', 'kept').replace(kept),
  read: () => container.item('kept', 'kept').read(),
  query: () =>
    container.items
      .query({
        query: 'SELECT TOP 1 * FROM c WHERE c.id = @id',
        parameters: [{ name: '@id', value: 'kept' }],
      })
      .fetchAll(),
  post: () => connector.conversations.sendToConversation(PLACE_IDS.soc, message as never),
  update: () => connector.conversations.updateActivity(PLACE_IDS.soc, posted.id ?? '', message as never),
  get: () => sentinel.incidents.get(...where),
  list: () => sentinel.incidents.list(resourceGroup, workspaceName, newest).byPage().next(),
  put: () =>
    sentinel.incidents.createOrUpdate(...where, {
      title,
      severity,
      status,
      classification,
      classificationReason,
    }),
  ask: () => sentinel.incidents.listAlerts(...where),
};

/** A few at once, as Muster does it. */
async function all(counts: Calls): Promise<void> {
  const wanted = Object.entries(counts).flatMap(([kind, count]) =>
    Array.from({ length: Math.round(count) }, (_, i) => ({ kind: kind as keyof Calls, at: i / count })),
  );
  wanted.sort((a, b) => a.at - b.at);
  const worker = async () => {
    for (let next = wanted.shift(); next; next = wanted.shift()) await make[next.kind]();
  };
  await Promise.all(Array.from({ length: 8 }, worker));
}

for (let round = 0; round < Number(WARM_UPS); round++) await all(calls);
const before = process.cpuUsage();
await all(calls);
const { user, system } = process.cpuUsage(before);
console.log(JSON.stringify({ cpuMs: (user + system) / 1000 }));
process.once('SIGTERM', () => process.exit(0));
setInterval(() => undefined, 60_000);
