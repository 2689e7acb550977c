/** Production: reads the settings, builds the real adapters, starts. */
import { createApp } from './app.ts';
import { systemClock } from './clock.ts';
import { BadConfig, readConfig } from './config.ts';
import { groupCheck } from './directory/graph.ts';
import { rolesFromFile, rolesFromGroups } from './directory/roles.ts';
import { createGraph } from './graph/graph.ts';
import { identitiesOf } from './identity.ts';
import { createLogger } from './logger.ts';
import { createSentinel } from './sentinel/client.ts';
import { stopWhenTold } from './stop.ts';
import { openStore } from './store/cosmos.ts';
import { isTeamsService } from './teams/connectors.ts';
import { isFileStorage } from './teams/files.ts';
import { authenticationFor, teamsSigners } from './teams/identity.ts';

let logger = createLogger();

try {
  const config = readConfig(process.env);
  logger = createLogger({
    secrets: [config.bot.password, config.cosmos.key, ...(config.webhook?.keys ?? [])],
  });
  const { azure, bot } = identitiesOf(config);
  const store = await openStore({ ...config.cosmos, credential: azure });
  const known = { lookups: store.lookups, clock: systemClock };
  const roles = config.roles.file
    ? rolesFromFile(config.roles.file)
    : rolesFromGroups(config.roles.groups, groupCheck(createGraph(azure)), known);
  const app = createApp(config, {
    store,
    sentinel: createSentinel({ ...config.sentinel, credential: azure }),
    clock: systemClock,
    roles,
    logger,
    authentication: authenticationFor(config.bot),
    graph: createGraph(bot),
    teams: { ...teamsSigners, isService: isTeamsService, isFileStorage },
    entraKeysUrl: `https://login.microsoftonline.com/${config.bot.tenantId}/discovery/v2.0/keys`,
  });
  const port = await app.start();
  logger.info({ port }, 'Muster is up');
  const told = stopWhenTold({ app, ...config.stop, logger, exit: process.exit });
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, told);
} catch (error) {
  // Settings that can't be used are the operator's to mend: sentences, and no stack.
  if (error instanceof BadConfig) console.error(error.message);
  else logger.fatal({ err: error }, 'Muster could not start');
  process.exit(1);
}
