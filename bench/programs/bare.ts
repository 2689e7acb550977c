/**
 * The least that a bot on these SDKs does for a click: restify, an unmodified CloudAdapter that verifies the token, one
 * create in Cosmos DB, and a card that is always the same. What Muster is measured against.
 */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { CosmosClient } from '@azure/cosmos';
import { CloudAdapter } from 'botbuilder';
import restify from 'restify';
import { authenticationFor } from '../../bot/teams/identity.ts';
import { TEAMS_ISSUER } from '../../sandbox/teams/signing.ts';
import { trustIn } from '../../sandbox/trust.ts';

const {
  COSMOS_ENDPOINT: endpoint = '',
  SANDBOX_TEAMS_URL,
  MicrosoftAppId: appId = '',
  CARD = '',
} = process.env;
const card: unknown = JSON.parse(readFileSync(CARD, 'utf8'));
const openIdMetadataUrl = `${SANDBOX_TEAMS_URL}/signing/teams/.well-known/openid-configuration`;
const teams = { issuer: TEAMS_ISSUER, openIdMetadataUrl };
const identity = { appId, type: 'SingleTenant', tenantId: '' };
const adapter = new CloudAdapter(authenticationFor(identity, trustIn({ teams }, appId)));

const client = new CosmosClient({
  endpoint,
  key: 'c2FuZGJveA==',
  connectionPolicy: { enableEndpointDiscovery: false, enableBackgroundEndpointRefreshing: false },
});
const { database } = await client.databases.createIfNotExists({ id: 'bare' });
const { container } = await database.containers.createIfNotExists({ id: 'log', partitionKey: '/logKey' });

// As large as an entry of Muster's, with as many fields.
const fields = Object.fromEntries(Array.from({ length: 18 }, (_, i) => [`field${i}`, 'x'.repeat(80)]));

const server = restify.createServer();
server.post(
  '/api/messages',
  restify.plugins.bodyParser(),
  async (request: restify.Request, response: restify.Response) => {
    await adapter.process(request, response, async (context) => {
      const id = randomUUID();
      await container.items.create({ id, logKey: id, ...fields }, { disableAutomaticIdGeneration: true });
      const body = { statusCode: 200, type: 'application/vnd.microsoft.card.adaptive', value: card };
      await context.sendActivity({ type: 'invokeResponse', value: { status: 200, body } });
    });
  },
);
server.listen(0, '127.0.0.1', () =>
  console.log(JSON.stringify({ bot: `http://127.0.0.1:${(server.address() as { port: number }).port}` })),
);
process.once('SIGTERM', () => process.exit(0));
