/** The one assembly of Muster: production, the sandbox and the tests all make it from here. */
import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import { Counter, Gauge, Registry } from 'prom-client';
import { welcomeCard } from '../cards/welcome/welcome.ts';
import { createChannels } from './actions/channels.ts';
import { converse } from './actions/conversation.ts';
import type { Desk } from './actions/desk.ts';
import { createFinder } from './actions/find.ts';
import { actions } from './actions/index.ts';
import { watchForStorms } from './actions/storm-watch.ts';
import { createStorms } from './actions/storms.ts';
import type { Config } from './config.ts';
import type { Roles } from './directory/roles.ts';
import { createDispatcher } from './effects/dispatcher.ts';
import { createShownCards } from './effects/shown.ts';
import { every } from './every.ts';
import { createHealth } from './health.ts';
import { createCallerCheck } from './http/caller.ts';
import { hintedIncident, keepHint } from './http/hint.ts';
import { createServer } from './http/server.ts';
import { createIntake } from './intake.ts';
import { createJournal } from './log/journal.ts';
import { createLook } from './look.ts';
import type { Limits } from './pace/limits.ts';
import { pacedMessenger } from './pace/messenger.ts';
import { createPacing } from './pace/pacing.ts';
import type { Clock, Place, Sentinel, Store } from './ports.ts';
import { incidentRefOf } from './sentinel/arm.ts';
import { type Connectors, createConnectors } from './teams/connectors.ts';
import { connectorFor } from './teams/identity.ts';
import { createMessenger } from './teams/messenger.ts';
import { createPlaces } from './teams/places.ts';
import { type Authentication, createReceiver } from './teams/receiver.ts';
import { createDirectory } from './teams/roster.ts';
import { createTurn } from './teams/turn.ts';

/** What an app is made with besides its settings: whom it trusts, and the world outside. */
export interface Outside {
  store: Store;
  sentinel: Sentinel;
  clock: Clock;
  roles: Roles;
  logger: Logger;
  authentication: Authentication;
  /** Teams' issuer, and which service addresses are Teams' */
  teams: { issuer: string; isService(serviceUrl: string): boolean };
  /** where Entra's keys for the webhook's tokens are */
  entraKeysUrl: string;
  /** the first channel that Muster is added to becomes the SOC's: for the sandbox */
  firstChannelIsSoc?: boolean;
  /** how often the store is asked for what is due, in milliseconds */
  tickMs?: number;
  /** after how long a write that Sentinel does not take shows on the card, in milliseconds; a minute unless set */
  delayedAfterMs?: number;
  /** what Teams and Sentinel take; what they publish unless set */
  limits?: Limits;
}

const leaseMs = 30_000;
const delayedAfterMs = 60_000;
export type App = ReturnType<typeof createApp>;

export function createApp(config: Config, outside: Outside) {
  const { store, sentinel, clock, logger } = outside;
  const owner = randomUUID();
  const journal = createJournal({ log: store.log, clock, owner, leaseMs });
  const channels = createChannels(store.snapshots, journal);
  const connectors = createConnectors(
    (serviceUrl) => connectorFor(outside.authentication, config.bot.appId, serviceUrl),
    outside.teams.isService,
  );
  const messenger = createMessenger(connectors, config.bot.appId);
  const pacing = createPacing({ store, clock, owner, logger, limits: outside.limits });
  const { answer: allow, block } = pacing.channels;
  // Answers to people and welcomes; what effects send waits in the dispatcher.
  const answers = pacedMessenger(messenger, { allow, block });
  const askedInTurn: Connectors = {
    async of(serviceUrl) {
      await pacing.rate.take(true);
      return connectors.of(serviceUrl);
    },
  };
  const directory = createDirectory(askedInTurn, outside.roles, clock);
  const finder = createFinder(journal, store.snapshots);
  const { targets, quietSeconds } = config;
  const storms = createStorms({ journal, snapshots: store.snapshots, clock, targets });

  const lookAt = createLook(config, channels.all, clock);
  const metrics = new Registry();

  const desk: Desk = {
    journal,
    snapshots: store.snapshots,
    directory,
    channels: channels.all,
    clock,
    tenantId: config.bot.tenantId,
    targets,
    quietSeconds,
    actions,
    finder,
    storms,
    logger,
    lookAt,
    late: () => health.late(),
    nonce: randomUUID,
  };

  const dispatcher = createDispatcher({
    log: store.log,
    pacing,
    owner,
    leaseMs,
    delayedAfterMs: outside.delayedAfterMs ?? delayedAfterMs,
    tools: {
      journal,
      snapshots: store.snapshots,
      sentinel,
      messenger,
      directory,
      clock,
      logger,
      shown: createShownCards(),
      targets,
      quietSeconds,
      tenantId: config.bot.tenantId,
      finder,
      storms,
      stormQuietMinutes: config.storm.quietMinutes,
      channels: channels.all,
      lookAt,
    },
  });
  journal.onAppended((entry) => dispatcher.take(entry));
  watchForStorms({ journal, clock, logger, cardsPerMinute: config.storm.cardsPerMinute });

  const intake = createIntake({
    workspaces: config.sentinel.workspaces,
    sweepMinutes: config.sentinel.sweepMinutes,
    sentinel,
    store,
    journal,
    channels: channels.all,
    targets,
    spacing: pacing.limits.details,
    clock,
    logger,
    settled: dispatcher.idle,
  });

  const health = createHealth({
    workspaces: intake.health,
    channels: channels.all,
    pollSeconds: config.sentinel.pollSeconds,
    clock,
    metrics,
  });

  const places = createPlaces({
    journal,
    messenger: answers,
    channels: channels.all,
    botId: config.bot.appId,
    firstChannelIsSoc: outside.firstChannelIsSoc ?? false,
    async welcome(place: Place) {
      const socNamed = (await channels.all()).some((channel) => channel.soc && channel.present);
      return welcomeCard({ place: place.kind, socNamed }, await lookAt(place.id));
    },
  });

  const turn = createTurn({
    messenger: answers,
    places,
    logger,
    converse: async (asked) => converse(asked, await lookAt(asked.speaker.place.id, asked.speaker), desk),
    directory,
    lookAt,
  });

  new Gauge({
    name: 'muster_waiting',
    help: 'Messages, and questions to Sentinel, that wait for their turn here.',
    labelNames: ['lane'],
    registers: [metrics],
    collect() {
      for (const [lane, count] of Object.entries(dispatcher.waiting())) this.set({ lane }, count);
    },
  });
  new Counter({
    name: 'muster_throttled_total',
    help: 'How often a service said 429, which Muster should keep from happening.',
    labelNames: ['service'],
    registers: [metrics],
    collect() {
      this.reset();
      for (const [service, count] of Object.entries(pacing.throttled)) this.inc({ service }, count);
    },
  });

  const server = createServer({
    receive: createReceiver(outside.authentication, turn),
    gate: { appId: config.bot.appId, tenantId: config.bot.tenantId, ...outside.teams },
    ...(config.webhook && {
      webhook: {
        isCaller: createCallerCheck({
          ...config.webhook,
          tenantId: config.bot.tenantId,
          keysUrl: outside.entraKeysUrl,
        }),
        incidentIn: (body) => hintedIncident(body, config.sentinel.workspaces, incidentRefOf),
        async keep(ref) {
          await keepHint(store.hints, ref, clock.now());
          void intake.followHints().catch((error) => logger.warn({ err: error }, 'hints are followed later'));
        },
      },
    }),
    notReady: health.notReady,
    metrics,
    logger,
  });

  const loops = [
    ...intake.pollers.map((poller) => every(config.sentinel.pollSeconds * 1000, poller.poll, logger)),
    // Whether it is time is asked as often, so that the first sweep follows the first look.
    ...intake.sweepers.map((sweeper) =>
      every(config.sentinel.pollSeconds * 1000, sweeper.sweepIfDue, logger),
    ),
    every(outside.tickMs ?? 2000, async () => void (await dispatcher.tick()), logger),
    // Apart from the dispatcher: a Sentinel that doesn't answer must not keep cards waiting.
    every(outside.tickMs ?? 2000, intake.followHints, logger),
  ];

  return {
    server,
    /** Listens, on `host`, and begins to poll and to dispatch. Returns the port. */
    async start(host?: string): Promise<number> {
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject);
        server.listen(config.port, host, resolve);
      });
      await pacing.heartbeat.start();
      for (const loop of loops) loop.start();
      return (server.address() as { port: number }).port;
    },
    /** Takes nothing new, finishes what is under way. */
    async stop(): Promise<void> {
      await Promise.all(loops.map((loop) => loop.stop()));
      await dispatcher.stop();
      await pacing.heartbeat.stop();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
    /** Reads Sentinel now, instead of at the next poll. */
    poll: async (): Promise<void> => void (await Promise.all(intake.pollers.map((poller) => poller.poll()))),
    /** Compares all open incidents now, instead of at the next sweep. */
    sweep: async (): Promise<void> =>
      void (await Promise.all(intake.sweepers.map((sweeper) => sweeper.sweep()))),
    idle: dispatcher.idle,
  };
}
