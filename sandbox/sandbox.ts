/** The sandbox: the same app against a local Sentinel, a local Cosmos DB and the Agents Playground, all on loopback. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Logger } from 'pino';
import type { Allowance } from '../bot/actions/often.ts';
import type { App } from '../bot/app.ts';
import { systemClock } from '../bot/clock.ts';
import { type Config, readConfig } from '../bot/config.ts';
import type { Limits } from '../bot/pace/limits.ts';
import type { Clock, Store } from '../bot/ports.ts';
import { connectPayments } from './connect-payments.ts';
import { startCosmos } from './cosmos.ts';
import { createLocalApp } from './local-app.ts';
import { portsFrom } from './ports.ts';
import { startSeeding } from './seed.ts';
import type { RequestLog } from './sentinel/requests.ts';
import { startLocalSentinel } from './sentinel/server.ts';
import type { World } from './sentinel/world.ts';
import { botDefaults, playbookCaller, readSandboxSettings } from './settings.ts';
import { type Gateway, startGateway } from './teams/gateway.ts';
import { SANDBOX_TENANT, sandboxPeople } from './teams/people.ts';
import { type Playground, startPlayground } from './teams/playground.ts';

const host = '127.0.0.1';

/** What a tester needs to know once everything is up; addresses are base URLs. */
export interface Ready {
  botId: string;
  bot: string;
  teams: string;
  sentinel: string;
  cosmos: string;
  playground: string | null;
}

export interface Sandbox {
  ready: Ready;
  config: Config;
  app: App;
  gateway: Gateway;
  /** absent where another Sentinel is used */
  world?: World;
  /** what the local Sentinel was asked, likewise */
  requests?: RequestLog;
  /** Stops Muster and starts another on the same store, as a deployment does; the rest goes on. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

export interface SandboxOptions {
  env: Record<string, string | undefined>;
  logger: Logger;
  /** says what is being started, since it takes some seconds */
  tell(text: string): void;
  /** where roles and the Playground's files go */
  folder?: string;
  /** what tests set otherwise than a person at the sandbox wants it */
  with?: {
    /** whether the first channel becomes the SOC's; it does unless set */
    firstChannelIsSoc?: boolean;
    /** see `Outside` */
    delayedAfterMs?: number;
    leaseMs?: number;
    /** likewise; 500 unless set */
    tickMs?: number;
    limits?: Limits;
    mostOften?: readonly Allowance[];
    /** whether the local Sentinel throttles as the real one; it does unless set */
    sentinelLimits?: boolean;
    /** whether the local Teams keeps its published limits; it does unless set */
    teamsLimits?: boolean;
    /** the clock of Muster, of the local Sentinel and of the local Teams; the machine's unless set. Tokens keep to the machine's. */
    clock?: Clock;
    /** how many of the bot's newest messages the gateway can tell of */
    keptMessages?: number;
    /** the store, where it is to be larger than the Cosmos DB emulator is fit for */
    store?: Store;
  };
}

/** Starts everything, in the order in which each needs the next. Throws in a sentence what could not be started. */
export async function startSandbox({
  env,
  logger,
  tell,
  folder = join(process.cwd(), '.sandbox'),
  with: otherwise = {},
}: SandboxOptions): Promise<Sandbox> {
  const closing: (() => Promise<unknown>)[] = [];
  const stop = async (): Promise<void> => {
    for (const close of closing.splice(0))
      await close().catch((error) => logger.warn({ err: error }, 'something did not stop'));
  };
  try {
    return await start();
  } catch (error) {
    await stop();
    throw error;
  }

  async function start(): Promise<Sandbox> {
    const settings = readSandboxSettings(env);
    const clock = otherwise.clock ?? systemClock;
    const now = () => clock.now();
    const port = portsFrom(settings.firstPort);
    mkdirSync(folder, { recursive: true });

    const tenantId = env.MicrosoftAppTenantId || SANDBOX_TENANT;
    const people = sandboxPeople(tenantId);

    // The gateway is what a browser and a tester open first, so it gets the first port, and the bot the next.
    const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value?.trim()));
    const defaults = { ...botDefaults(tenantId, folder, people), ...given };
    const ports = { teams: port(), bot: port(), sentinel: port(), cosmos: port(), playground: port() };

    // The local Sentinel must know the workspaces before its address can be known.
    const { workspaces } = readConfig({ COSMOS_ENDPOINT: `http://${host}`, ...defaults }).sentinel;

    tell('Starting the local Sentinel and Cosmos DB …');
    const sentinel = settings.sentinelUrl
      ? undefined
      : await startLocalSentinel({
          port: ports.sentinel,
          workspaces,
          tenantId,
          now,
          limits: otherwise.sentinelLimits ?? true,
          people: people.map(({ aadObjectId, name, userPrincipalName, email }) => ({
            objectId: aadObjectId,
            name,
            userPrincipalName,
            email,
          })),
        });
    if (sentinel) closing.push(() => sentinel.close());
    const cosmos = settings.cosmosUrl ? undefined : await startCosmos({ port: ports.cosmos });
    if (cosmos) closing.push(() => cosmos.close());
    const sentinelUrl = settings.sentinelUrl ?? sentinel!.url;
    const cosmosUrl = settings.cosmosUrl ?? cosmos!.url;

    const config = readConfig({
      PORT: String(ports.bot),
      ...defaults,
      SENTINEL_ENDPOINT: sentinelUrl,
      COSMOS_ENDPOINT: cosmosUrl,
    });

    const gateway = await startGateway({
      port: ports.teams,
      botId: config.bot.appId,
      tenantId,
      audience: config.webhook?.tokens?.audience ?? '',
      callerId: config.webhook?.tokens?.callers[0] ?? playbookCaller,
      sentinelUrl,
      limits: otherwise.teamsLimits ?? true,
      now,
      ...(otherwise.keptMessages && { keptMessages: otherwise.keptMessages }),
    });
    closing.push(() => gateway.close());

    tell('Starting Muster …');
    const startApp = async (): Promise<{ app: App; url: string }> => {
      const {
        firstChannelIsSoc = true,
        tickMs = 500,
        delayedAfterMs,
        limits,
        leaseMs,
        mostOften,
        store,
      } = otherwise;
      const app = await createLocalApp(config, {
        signing: gateway,
        graphUrl: gateway.graphUrl,
        logger,
        clock,
        store,
        firstChannelIsSoc,
        tickMs,
        delayedAfterMs,
        limits,
        leaseMs,
        mostOften,
      });
      return { app, url: `http://${host}:${await app.start(host)}` };
    };
    let running = await startApp();
    closing.unshift(() => running.app.stop());
    gateway.connect({ botUrl: running.url });

    let playground: Playground | undefined;
    if (settings.playground) {
      tell('Starting the Agents Playground …');
      playground = await startPlayground({
        port: ports.playground,
        gateway,
        botId: config.bot.appId,
        tenantId,
        folder: join(folder, 'playground'),
      });
      const { stop: end } = playground;
      closing.unshift(end);
      gateway.connect({ playgroundUrl: playground.url, playgroundConnectorUrl: playground.connectorUrl });
      await gateway.announceInstallations();
      await connectPayments(gateway, people);
      void playground.ended.then((why) => closing.length > 0 && tell(why));
    }
    if (settings.seed && sentinel) closing.unshift(startSeeding(sentinel.world));

    const ready = {
      botId: config.bot.appId,
      bot: running.url,
      teams: gateway.url,
      sentinel: sentinelUrl,
      cosmos: cosmosUrl,
      playground: playground?.url ?? null,
    };
    return {
      ready,
      config,
      get app() {
        return running.app;
      },
      gateway,
      ...(sentinel && { world: sentinel.world, requests: sentinel.requests }),
      async restart() {
        await running.app.stop();
        running = await startApp();
        ready.bot = running.url;
        gateway.connect({ botUrl: running.url });
      },
      stop,
    };
  }
}
