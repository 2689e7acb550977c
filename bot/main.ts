/** Production: reads the settings, builds the real adapters, starts. */
import { ClientSecretCredential, DefaultAzureCredential, ManagedIdentityCredential } from '@azure/identity';
import { pino } from 'pino';
import { createApp } from './app.ts';
import { systemClock } from './clock.ts';
import { BadConfig, readConfig } from './config.ts';
import { groupCheck } from './directory/graph.ts';
import { rolesFromFile, rolesFromGroups } from './directory/roles.ts';
import { createGraph } from './graph/graph.ts';
import { createSentinel } from './sentinel/client.ts';
import { stopWhenTold } from './stop.ts';
import { openStore } from './store/cosmos.ts';
import { isTeamsService } from './teams/connectors.ts';
import { authenticationFor, teamsSigners } from './teams/identity.ts';

const logger = pino({ redact: ['*.authorization', '*.token', '*.password'] });

try {
  const config = readConfig(process.env);
  const credential = new DefaultAzureCredential();
  const roles = config.roles.file
    ? rolesFromFile(config.roles.file)
    : rolesFromGroups(config.roles.groups, groupCheck(createGraph(credential)), Date.now);
  const { appId, tenantId, password } = config.bot;
  // A team's owner consents to the bot's own app, so messages are read as that and nobody else.
  const asBot = password
    ? new ClientSecretCredential(tenantId, appId, password)
    : new ManagedIdentityCredential({ clientId: appId });
  const app = createApp(config, {
    store: await openStore({ ...config.cosmos, credential }),
    sentinel: createSentinel({ ...config.sentinel, credential }),
    clock: systemClock,
    roles,
    logger,
    authentication: authenticationFor(config.bot),
    graph: createGraph(asBot),
    teams: { ...teamsSigners, isService: isTeamsService },
    entraKeysUrl: `https://login.microsoftonline.com/${config.bot.tenantId}/discovery/v2.0/keys`,
  });
  const port = await app.start();
  logger.info({ port }, 'Muster is up');
  const told = stopWhenTold({ app, ...config.stop, logger, exit: process.exit });
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, told);
} catch (error) {
  // Settings that can't be used are the operator's to mend: sentences, and no stack.
  console.error(error instanceof BadConfig ? error.message : error);
  process.exit(1);
}
