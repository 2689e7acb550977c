/**
 * What a click costs without Muster's design, to see what that is worth: the same packages used as their first pages
 * show. Each click asks Sentinel before it is answered, with the SDKs' own retries, and makes its card from a new Template.
 * A process of its own, as `replica.ts`.
 */
import { SecurityInsights } from '@azure/arm-securityinsight';
import { CosmosClient } from '@azure/cosmos';
import { Template } from 'adaptivecards-templating';
import { CloudAdapter, type TurnContext } from 'botbuilder';
import { type Config, readConfig } from '../../bot/config.ts';
import { restify } from '../../bot/http/restify.ts';
import { authenticationFor } from '../../bot/teams/identity.ts';
import { loopbackTransport } from '../../sandbox/sentinel-transport.ts';
import { TEAMS_ISSUER } from '../../sandbox/teams/signing.ts';
import { trustIn } from '../../sandbox/trust.ts';
import type { Answer, Birth } from './replica.ts';

async function answering(config: Config, { template, data }: NonNullable<Birth['card']>) {
  const workspace = config.sentinel.workspaces[0]!;
  const { resourceGroup, workspaceName } = workspace;
  const credential = {
    getToken: async () => ({ token: 'bench', expiresOnTimestamp: Date.now() + 3_600_000 }),
  };
  const sentinel = new SecurityInsights(credential, workspace.subscriptionId, {
    endpoint: config.sentinel.endpoint,
  });
  loopbackTransport(sentinel.pipeline);
  const client = new CosmosClient({
    endpoint: config.cosmos.endpoint,
    key: config.cosmos.key,
    // The emulator gives an https address when asked for its regions, which it does not serve.
    connectionPolicy: { enableEndpointDiscovery: false, enableBackgroundEndpointRefreshing: false },
  });
  const { database } = await client.databases.createIfNotExists({ id: 'obvious' });
  const { container } = await database.containers.createIfNotExists({
    id: 'obvious',
    partitionKey: '/incident',
  });

  return async (context: TurnContext): Promise<void> => {
    const { incident, verb } = context.activity.value.action.data;
    const id = String(incident).split(':').at(-1)!;
    const held = await sentinel.incidents.get(resourceGroup, workspaceName, id);
    await sentinel.incidents.createOrUpdate(resourceGroup, workspaceName, id, { ...held, status: 'Active' });
    const { from } = context.activity;
    await container.items.create({ id: crypto.randomUUID(), incident, verb, from, text: 'x'.repeat(2500) });
    const card = new Template(template).expand({ $root: data });
    await context.sendActivity({
      type: 'invokeResponse',
      value: {
        status: 200,
        body: { statusCode: 200, type: 'application/vnd.microsoft.card.adaptive', value: card },
      },
    });
  };
}

const answer = (told: Answer): void => void process.send!(told);

process.once('message', async ({ settings, directory, card }: Birth) => {
  const config = readConfig(settings);
  const teams = {
    issuer: TEAMS_ISSUER,
    openIdMetadataUrl: `${directory}/teams/.well-known/openid-configuration`,
  };
  const adapter = new CloudAdapter(authenticationFor(config.bot, trustIn({ teams }, config.bot.appId)));
  const turn = await answering(config, card!);
  const server = restify.createServer();
  server.use(restify.plugins.bodyParser());
  server.post('/api/messages', async (request, response) => adapter.process(request, response, turn));
  server.get('/readyz', async (_request, response) => void response.send(200));
  server.listen(0, '127.0.0.1', () => answer({ port: (server.address() as { port: number }).port }));
});
process.once('disconnect', () => process.exit());
