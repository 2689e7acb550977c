/** The one assembly of Muster: production, the sandbox and the tests all make it from here. */
import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import { Gauge, Registry } from 'prom-client';
import type { CardContext } from '../cards/context.ts';
import { noticeCard } from '../cards/notice/notice.ts';
import { welcomeCard } from '../cards/welcome/welcome.ts';
import { seen } from './actions/automatic/seen.ts';
import { createChannels } from './actions/channels.ts';
import { converse } from './actions/conversation.ts';
import type { Desk } from './actions/desk.ts';
import { createFinder } from './actions/find.ts';
import { actions } from './actions/index.ts';
import type { Config } from './config.ts';
import type { Roles } from './directory/roles.ts';
import { createDispatcher } from './effects/dispatcher.ts';
import { createShownCards } from './effects/shown.ts';
import { every } from './every.ts';
import { createCallerCheck } from './http/caller.ts';
import { hintedIncident, keepHint } from './http/hint.ts';
import { createServer } from './http/server.ts';
import { type Incident, workspaceKey } from './incidents/incident.ts';
import { incidentLogKey } from './incidents/state.ts';
import { createJournal } from './log/journal.ts';
import { type ChannelDraft, channels as channelKind, incidents as incidentKind } from './log/kinds.ts';
import type { Clock, Place, Sentinel, Store } from './ports.ts';
import { incidentRefOf } from './sentinel/arm.ts';
import { createHinted } from './sentinel/hinted.ts';
import { createPoller } from './sentinel/poller.ts';
import { createConnectors } from './teams/connectors.ts';
import { connectorFor } from './teams/identity.ts';
import { createMessenger } from './teams/messenger.ts';
import { createPlaces } from './teams/places.ts';
import { type Authentication, createReceiver } from './teams/receiver.ts';
import { createDirectory } from './teams/roster.ts';
import { createTurn } from './teams/turn.ts';
import { wordsOf } from './words/words.ts';

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
}

const leaseMs = 30_000;
const delayedAfterMs = 60_000;
// Entities and alerts of what was open already: about 100 reads in five minutes are Sentinel's whole budget for them.
const backlogPaceMs = 7000;

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
  const directory = createDirectory(connectors, outside.roles, clock);
  const finder = createFinder(journal, store.snapshots);
  const { targets, quietSeconds } = config;

  const look = (given: { language?: string; zone?: string } | undefined): CardContext => {
    const language =
      given?.language?.slice(0, 2).toLowerCase() === 'de' ? 'de' : given?.language ? 'en' : config.language;
    return {
      words: wordsOf(language),
      language,
      zone: given?.zone ?? config.zone,
      now: clock.now(),
      targets,
    };
  };
  const lookAt = async (
    placeId: string,
    speaker?: { language?: string; zone?: string },
  ): Promise<CardContext> => {
    const channel = (await channels.all()).find((c) => c.place?.id === placeId);
    return look(channel?.connection ?? (channel?.place?.kind === 'channel' ? undefined : speaker));
  };

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
    logger,
    lookAt,
    nonce: randomUUID,
  };

  const dispatcher = createDispatcher({
    log: store.log,
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
      channels: channels.all,
      lookAt,
    },
  });
  journal.onAppended((entry) => dispatcher.take(entry));

  let backlogSize = 0;
  async function receive(incident: Incident, first = false): Promise<void> {
    const around = await channels.all();
    const due = first
      ? new Date(clock.now().getTime() + backlogSize++ * backlogPaceMs).toISOString()
      : undefined;
    await journal.append(incidentKind, incidentLogKey(incident.workspace, incident.id), (state) =>
      seen(state, incident, {
        now: clock.now(),
        channels: around,
        targets,
        backlog: first,
        ...(due && { detailsDue: due }),
      }),
    );
  }

  /** What was open before the first look is told in one card, where there is a SOC channel to tell it in. */
  async function tellBacklog(workspace: string): Promise<void> {
    const soc = (await channels.all()).find((channel) => channel.soc && channel.present);
    if (!soc) return;
    await dispatcher.idle();
    await journal.append(
      channelKind,
      soc.logKey,
      (): ChannelDraft => ({
        actor: { kind: 'muster' },
        action: 'backlog',
        key: `backlog:${workspace}`,
        events: [],
        effects: [{ kind: 'backlog' }],
      }),
    );
  }

  const pollers = config.sentinel.workspaces.map((workspace) => {
    const key = workspaceKey(workspace);
    return createPoller({
      workspace: key,
      sentinel,
      watermarks: store.watermarks,
      clock,
      logger,
      receive,
      looked: () => tellBacklog(key),
    });
  });
  const hinted = createHinted({
    hints: store.hints,
    sentinel,
    clock,
    logger,
    receive: (incident) => receive(incident),
  });

  const places = createPlaces({
    journal,
    messenger,
    channels: channels.all,
    botId: config.bot.appId,
    firstChannelIsSoc: outside.firstChannelIsSoc ?? false,
    async welcome(place: Place) {
      const socNamed = (await channels.all()).some((channel) => channel.soc && channel.present);
      return welcomeCard({ place: place.kind, socNamed }, await lookAt(place.id));
    },
  });

  const turn = createTurn({
    messenger,
    places,
    logger,
    converse: async (asked) => converse(asked, await lookAt(asked.speaker.place.id, asked.speaker), desk),
    async notice(asked, text) {
      const here = await lookAt(asked.speaker.place.id, asked.speaker);
      return noticeCard({ text, tone: 'refused' }, here);
    },
    async alone(asked, card) {
      const member = await directory.member(asked.speaker.place, asked.speaker.oid);
      if (!member) return;
      await messenger.direct(asked.speaker.place, member, { card }).catch(async (error) => {
        logger.warn({ err: error }, 'a personal chat could not be opened');
        const here = await lookAt(asked.speaker.place.id, asked.speaker);
        const text = here.words('talk:noPersonalChat');
        await messenger.reply(asked.speaker.place, asked.conversation, {
          card: noticeCard({ text, tone: 'warning' }, here),
        });
      });
    },
  });

  const metrics = new Registry();
  new Gauge({
    name: 'muster_seconds_since_poll',
    help: 'Seconds since the last good poll of the workspace that is furthest behind.',
    registers: [metrics],
    collect() {
      const goods = pollers.map((poller) => poller.lastGood()?.getTime() ?? 0);
      this.set((clock.now().getTime() - Math.min(...goods)) / 1000);
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
          void hinted.tick().catch((error) => logger.warn({ err: error }, 'hints are followed later'));
        },
      },
    }),
    notReady: () =>
      pollers.some((poller) => poller.lastGood()) ? [] : ['No Sentinel workspace has been read yet.'],
    metrics,
    logger,
  });

  const loops = [
    ...pollers.map((poller) => every(config.sentinel.pollSeconds * 1000, poller.poll, logger)),
    every(
      outside.tickMs ?? 2000,
      async () => void (await Promise.all([dispatcher.tick(), hinted.tick()])),
      logger,
    ),
  ];

  return {
    server,
    /** Listens, on `host`, and begins to poll and to dispatch. Returns the port. */
    async start(host?: string): Promise<number> {
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject);
        server.listen(config.port, host, resolve);
      });
      for (const loop of loops) loop.start();
      return (server.address() as { port: number }).port;
    },
    /** Takes nothing new, finishes what is under way. */
    async stop(): Promise<void> {
      await Promise.all(loops.map((loop) => loop.stop()));
      await dispatcher.stop();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
    /** Reads Sentinel now, instead of at the next poll. */
    poll: async (): Promise<void> => void (await Promise.all(pollers.map((poller) => poller.poll()))),
    idle: dispatcher.idle,
  };
}
