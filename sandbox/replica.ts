/** One Muster in a process of its own, against local servers that live elsewhere: to be killed, frozen and measured. */
import { type Level, pino } from 'pino';
import { z } from 'zod';
import { BadConfig, readConfig } from '../bot/config.ts';
import { createLogger } from '../bot/logger.ts';
import { stopWhenTold } from '../bot/stop.ts';
import { createLocalApp } from './local-app.ts';
import { noLimits } from './no-limits.ts';
import { TEAMS_ISSUER } from './teams/signing.ts';

const host = '127.0.0.1';

/** Beside the bot's own settings, which say where Sentinel and Cosmos DB are. */
const schema = z.object({
  /** where the gateway is, as `startGateway` gives it; it has the keys that are trusted */
  SANDBOX_TEAMS_URL: z.url('must be the URL of the gateway'),
  /** what it shows for a token to Teams' connector */
  SANDBOX_REPLICA: z.string().min(1).default('sandbox'),
  SANDBOX_LEASE_MS: z.coerce.number('must be a number of milliseconds').int().positive().optional(),
  SANDBOX_TICK_MS: z.coerce.number('must be a number of milliseconds').int().positive().optional(),
  /** those of Teams and Sentinel, and how often one person may ask; `services`: without the latter, as one stands for many */
  SANDBOX_LIMITS: z.enum(['on', 'services', 'off'], 'must be on, services or off').default('on'),
});

try {
  const config = readConfig({ PORT: '0', ...process.env });
  const own = schema.safeParse(process.env);
  if (!own.success)
    throw new BadConfig(own.error.issues.map((issue) => `${String(issue.path[0])} ${issue.message}.`));
  const { SANDBOX_TEAMS_URL, SANDBOX_REPLICA, SANDBOX_LEASE_MS, SANDBOX_TICK_MS, SANDBOX_LIMITS } = own.data;
  const signing = (name: string): string =>
    `${SANDBOX_TEAMS_URL}/signing/${name}/.well-known/openid-configuration`;
  const level = (process.env.LOG_LEVEL ?? 'warn') as Level;
  const logger = createLogger({ level, to: pino.destination(2) });
  const app = await createLocalApp(config, {
    signing: {
      teams: { issuer: TEAMS_ISSUER, openIdMetadataUrl: signing('teams') },
      entra: { openIdMetadataUrl: signing('entra') },
    },
    graphUrl: `${SANDBOX_TEAMS_URL}/graph`,
    logger,
    token: SANDBOX_REPLICA,
    tickMs: SANDBOX_TICK_MS,
    leaseMs: SANDBOX_LEASE_MS,
    ...(SANDBOX_LIMITS !== 'on' && { mostOften: [] }),
    ...(SANDBOX_LIMITS === 'off' && { limits: noLimits }),
  });
  const port = await app.start(host);
  const told = stopWhenTold({ app, ...config.stop, logger, exit: process.exit });
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, told);
  console.log(JSON.stringify({ replica: SANDBOX_REPLICA, bot: `http://${host}:${port}` }));
} catch (error) {
  console.error(error instanceof BadConfig ? error.message : error);
  process.exit(1);
}
