/** The one assembly of Muster: production, the sandbox and the tests all make it from here. */
import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import { welcomeCard } from '../cards/welcome/welcome.ts';
import type { Allowance } from './actions/often.ts';
import { anchorsKeptIn } from './anchor-file.ts';
import type { Config } from './config.ts';
import { createCore } from './core.ts';
import type { Roles } from './directory/roles.ts';
import type { Graph } from './graph/graph.ts';
import { createCallerCheck } from './http/caller.ts';
import { drainOf } from './http/drain.ts';
import { hintedIncident, keepHint, onceOnly } from './http/hint.ts';
import { createServer } from './http/server.ts';
import { createSignedCheck } from './http/signed.ts';
import type { Limits } from './pace/limits.ts';
import { pacedMessenger } from './pace/messenger.ts';
import { createPacing } from './pace/pacing.ts';
import type { Clock, Place, Sentinel, Store } from './ports.ts';
import { incidentRefOf } from './sentinel/arm.ts';
import { type Connectors, createConnectors } from './teams/connectors.ts';
import { createFileStorage } from './teams/files.ts';
import { connectorFor } from './teams/identity.ts';
import { lookIn } from './teams/look.ts';
import { createMessenger } from './teams/messenger.ts';
import { createPlaces } from './teams/places.ts';
import { type Authentication, createReceiver } from './teams/receiver.ts';
import { createDirectory } from './teams/roster.ts';
import { createSignatureCheck, type Signers } from './teams/signature.ts';
import { createTurn } from './teams/turn.ts';

/** What an app is made with besides its settings: whom it trusts, and the world outside. */
export interface Outside {
  store: Store;
  sentinel: Sentinel;
  clock: Clock;
  roles: Roles;
  logger: Logger;
  authentication: Authentication;
  /** Microsoft Graph, asked as the bot's own app; without it no message is looked for whose answer got lost */
  graph?: Graph;
  /** who signs what Teams sends, which service addresses are Teams', and where people keep their files */
  teams: Signers & { isService(serviceUrl: string): boolean; isFileStorage(address: string): boolean };
  /** where Entra's keys for the webhook's tokens are */
  entraKeysUrl: string;
  /** the first channel that Muster is added to becomes the SOC's: for the sandbox */
  firstChannelIsSoc?: boolean | undefined;
  /** see `World` */
  tickMs?: number | undefined;
  delayedAfterMs?: number | undefined;
  mostOften?: readonly Allowance[] | undefined;
  /**
   * How long what a replica took on is left to it when it says nothing more, in milliseconds; 30,000 unless set. It is to
   * be more than a message may take (10 s): what is being sent when it runs out may be sent twice, and is marked then.
   */
  leaseMs?: number | undefined;
  /** what Teams and Sentinel take; what they publish unless set */
  limits?: Limits | undefined;
}

export type App = ReturnType<typeof createApp>;

export function createApp(config: Config, outside: Outside) {
  const { store, sentinel, clock, logger } = outside;
  const owner = randomUUID();
  const connectors = createConnectors(
    (serviceUrl) => connectorFor(outside.authentication, config.bot.appId, serviceUrl),
    outside.teams.isService,
  );
  const { appId } = config.bot;
  const look = outside.graph && lookIn(outside.graph, appId);
  const messenger = createMessenger(connectors, appId, { look });
  const { limits, leaseMs } = outside;
  const pacing = createPacing({ store, clock, owner, logger, limits, holdMs: leaseMs });
  const { answer: allow, block } = pacing.channels;
  // Answers to people and welcomes; what effects send waits in the dispatcher.
  const answers = pacedMessenger(messenger, { allow, block });
  const askedInTurn: Connectors = {
    async of(serviceUrl) {
      await pacing.rate.take(true);
      return connectors.of(serviceUrl);
    },
  };
  const directory = createDirectory({
    connectors: askedInTurn,
    roles: outside.roles,
    lookups: store.lookups,
    clock,
  });
  const { tickMs, delayedAfterMs, mostOften } = outside;
  const core = createCore(config, {
    store,
    sentinel,
    messenger,
    directory,
    files: createFileStorage(outside.teams.isFileStorage),
    forgetRoster: ({ id }) => directory.changed({ id }),
    clock,
    logger,
    owner,
    pacing,
    tickMs,
    delayedAfterMs,
    leaseMs,
    keepAnchor: config.anchors.file ? anchorsKeptIn(config.anchors.file) : undefined,
    mostOften,
  });
  const { channels, lookAt } = core;

  const places = createPlaces({
    journal: core.journal,
    messenger: answers,
    channels: channels.all,
    known: channels.known,
    botId: config.bot.appId,
    firstChannelIsSoc: outside.firstChannelIsSoc ?? false,
    peopleChanged(place) {
      directory.changed(place);
      core.contactWatch
        .changed(place)
        .catch((error) => logger.warn({ err: error }, 'contacts are looked at later'));
    },
    async welcome(place: Place) {
      const socNamed = (await channels.all()).some((channel) => channel.soc && channel.present);
      return welcomeCard({ place: place.kind, socNamed }, await lookAt(place.id));
    },
  });

  const answering = new Set<Promise<void>>();
  const turn = createTurn({
    messenger: answers,
    places,
    logger,
    behind(one) {
      answering.add(one);
      void one.then(() => answering.delete(one));
    },
    converse: core.converse,
    directory,
    lookAt,
  });

  let leaving = false;
  const server = createServer({
    receive: createReceiver({
      authentication: outside.authentication,
      isSigned: createSignatureCheck(outside.teams, appId),
      turn,
      clock,
      logger,
    }),
    gate: { appId: config.bot.appId, tenantId: config.bot.tenantId, ...outside.teams },
    ...(config.webhook && {
      webhook: {
        isCaller:
          config.webhook.tokens &&
          createCallerCheck({
            ...config.webhook.tokens,
            tenantId: config.bot.tenantId,
            keysUrl: outside.entraKeysUrl,
          }),
        signed:
          config.webhook.keys &&
          createSignedCheck({
            keys: config.webhook.keys,
            now: () => clock.now(),
            take: onceOnly(store.hints, clock),
          }),
        incidentIn: (body) => hintedIncident(body, config.sentinel.workspaces, incidentRefOf),
        async keep(ref) {
          await keepHint(store.hints, ref, clock.now());
          void core.intake
            .followHints()
            .catch((error) => logger.warn({ err: error }, 'hints are followed later'));
        },
      },
    }),
    notReady: () => (leaving ? ['Muster is stopping.'] : core.notReady()),
    metrics: core.metrics,
    logger,
  });

  const drain = drainOf(server);
  function leave(): void {
    leaving = true;
    drain.leave();
  }

  return {
    server,
    /** Listens, on `host`, and begins to poll and to dispatch. Returns the port. */
    async start(host?: string): Promise<number> {
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject);
        server.listen(config.port, host, resolve);
      });
      await core.start();
      return (server.address() as { port: number }).port;
    },
    /** Is not ready any more, so that new requests go elsewhere; serves those that come all the same. */
    leave,
    /** Takes nothing new, answers and finishes what is under way, and gives back at once what has not begun. */
    async stop(): Promise<void> {
      leave();
      await Promise.all([drain.end(), core.stop()]);
      await Promise.all(answering);
      await core.noted();
    },
    /** What is not finished here, in words for the log. */
    underWay: (): string[] => [
      ...(drain.waiting() > 0 ? [`${drain.waiting()} requests`] : []),
      ...(answering.size > 0 ? [`${answering.size} answers`] : []),
      ...core.underWay(),
    ],
    poll: core.poll,
    sweep: core.sweep,
    idle: core.idle,
  };
}
