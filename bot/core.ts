/** Muster but for the ways in and out: what decides, appends and carries out, over ports. `app.ts` puts Teams around it. */
import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import { Counter, Gauge, Registry } from 'prom-client';
import { createStrange } from './actions/anywhere.ts';
import type { Asked, Reply } from './actions/asked.ts';
import { createChannels, refreshMs } from './actions/channels.ts';
import { converse } from './actions/conversation.ts';
import type { Desk } from './actions/desk.ts';
import { createFinder } from './actions/finder.ts';
import { actions } from './actions/index.ts';
import { createOffers } from './actions/offers.ts';
import { type Allowance, createOften } from './actions/often.ts';
import { createSearchable } from './actions/searchable.ts';
import { watchForStorms } from './actions/storm-watch.ts';
import { createStorms } from './actions/storms.ts';
import { createWatch } from './actions/watch.ts';
import type { Config } from './config.ts';
import { createContactWatch } from './contact-watch.ts';
import { createDispatcher } from './effects/dispatcher.ts';
import { fewAtATime } from './effects/few-at-a-time.ts';
import { createShownCards } from './effects/shown.ts';
import { every } from './every.ts';
import { createHealth } from './health.ts';
import { type Containment, defaultContainment } from './incidents/containment.ts';
import type { Holidays } from './incidents/schedule.ts';
import { createIntake } from './intake.ts';
import { createAnchoring } from './log/anchoring.ts';
import { createJournal } from './log/journal.ts';
import { foldedHere, upcasting } from './log/versions.ts';
import { createLook } from './look.ts';
import type { Pacing } from './pace/pacing.ts';
import type { Clock, Directory, FileStorage, Messenger, Place, Sentinel, Store } from './ports.ts';
import { withPractice } from './practice.ts';
import { createRetention } from './retention.ts';

/** The world as the core needs it. */
export interface World {
  store: Store;
  sentinel: Sentinel;
  /** Teams, not paced yet */
  messenger: Messenger;
  directory: Directory;
  /** where people keep their files; absent: nothing can be put there */
  files?: FileStorage | undefined;
  /** has the roster of a place asked for anew; absent where none is kept */
  forgetRoster?: ((place: Pick<Place, 'id'>) => void) | undefined;
  clock: Clock;
  logger: Logger;
  /** this replica, as its pacing knows it too */
  owner: string;
  pacing: Pacing;
  /** appends a line to what is kept outside of the store; absent: anchors are only logged */
  keepAnchor?: ((line: string) => Promise<void>) | undefined;
  /** how often the store is asked for what is due, in milliseconds; 2,000 unless set */
  tickMs?: number | undefined;
  /** after how long a write that Sentinel does not take shows on the card, in milliseconds; a minute unless set */
  delayedAfterMs?: number | undefined;
  /** how long an effect is left to the replica that asked for it, in milliseconds; 30,000 unless set */
  leaseMs?: number | undefined;
  /** between 0 and 1, for the jitter of retries; Math.random unless set */
  random?: (() => number) | undefined;
  /** a new name for a dialog, so that the same words can be sent twice on purpose; a UUID unless set */
  nonce?: (() => string) | undefined;
  /** how often one person may ask for something; what nobody reaches by hand unless set */
  mostOften?: readonly Allowance[] | undefined;
}

/** The settings that the core goes by. */
export type CoreConfig = Pick<
  Config,
  'targets' | 'twoPeople' | 'quietSeconds' | 'storm' | 'language' | 'zone' | 'linkHosts'
> & {
  /** absent: the rules that hold where nobody sets others, and no playbooks */
  containment?: Containment;
  bot: Pick<Config['bot'], 'tenantId'>;
  sentinel: Pick<Config['sentinel'], 'workspaces' | 'pollSeconds' | 'sweepMinutes'>;
  /** absent: no anchors */
  anchors?: Pick<Config['anchors'], 'minutes'>;
  /** absent: what people wrote is kept */
  retentionDays?: number;
  /** absent: none */
  holidays?: Holidays;
};

/** How late is found, at the latest, what becomes visible in Sentinel after its time while very much changes. */
const lookBackMs = 60_000;
/** Each reads all that is open; at eight in the morning many are due. */
const summariesAtOnce = 4;
/** How late an anchor is at most. */
const anchorEveryMs = 60_000;
/** How late somebody's leaving is noticed at most, where Teams does not tell of it. */
const contactsEveryMs = 3_600_000;
/** How late what people wrote is erased at most, once its time is over. */
const retainEveryMs = 600_000;

export type Core = ReturnType<typeof createCore>;

export function createCore(config: CoreConfig, world: World) {
  const { sentinel, messenger, directory, clock, logger, owner, pacing, random } = world;
  const { tickMs = 2000, delayedAfterMs = 60_000, leaseMs = 30_000, nonce = randomUUID } = world;
  const log = upcasting(world.store.log);
  const journal = createJournal({
    log,
    clock,
    owner,
    leaseMs,
    // Of what is made only below, and asked once all is.
    queueMs: () => dispatcher.queueMs(),
    order: pacing.order,
  });
  const store = { ...world.store, log, snapshots: foldedHere(world.store.snapshots, journal) };
  const channels = createChannels(store.snapshots, journal, clock);
  const finder = createFinder(journal, store.snapshots, clock);
  const { targets, twoPeople, quietSeconds, containment = defaultContainment, holidays = [] } = config;
  const practised = withPractice(sentinel, journal, clock);
  const { tenantId } = config.bot;
  const storms = createStorms({ journal, snapshots: store.snapshots, clock, targets });
  const lookAt = createLook(config, channels.known, clock);
  const metrics = new Registry();

  const dispatcher = createDispatcher({
    log: store.log,
    pacing,
    owner,
    leaseMs,
    delayedAfterMs,
    random,
    tools: {
      journal,
      log: store.log,
      snapshots: store.snapshots,
      sentinel: practised,
      messenger,
      directory,
      clock,
      logger,
      shown: createShownCards(pacing.order),
      targets,
      twoPeople,
      containment,
      quietSeconds,
      tenantId,
      finder,
      storms,
      stormQuietMinutes: config.storm.quietMinutes,
      channels: channels.all,
      lookAt,
      keepAnchor: world.keepAnchor,
      // Of what is made only below, and asked once all is.
      standing: {
        late: () => health.late(),
        readAt: () => health.readAt(),
        health: () => health.standing(),
      },
      few: fewAtATime(summariesAtOnce),
      holidays,
    },
  });
  journal.onAppended((entry) => dispatcher.take(entry));
  pacing.heartbeat.onSilent(dispatcher.inherit);
  watchForStorms({ journal, clock, logger, cardsPerMinute: config.storm.cardsPerMinute });
  const watch = createWatch({ journal, clock, logger });

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
    snapshots: store.snapshots,
    waiting: dispatcher.waiting,
    throttled: pacing.throttled,
    unreadable: dispatcher.unreadable,
    pollSeconds: config.sentinel.pollSeconds,
    clock,
    metrics,
  });

  const searchable = createSearchable({ snapshots: store.snapshots, journal, clock });
  const desk: Desk = {
    journal,
    snapshots: store.snapshots,
    directory,
    channels: channels.known,
    channelsNow: channels.all,
    clock,
    tenantId,
    targets,
    twoPeople,
    containment,
    quietSeconds,
    actions,
    finder,
    storms,
    logger,
    often: createOften(clock, world.mostOften),
    offers: createOffers(store.lookups, store.hints, clock),
    searchable,
    strange: createStrange(),
    files: world.files,
    watch,
    lookAt,
    holidays,
    late: health.late,
    readAt: health.readAt,
    health: health.standing,
    nonce,
  };

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
    name: 'muster_left_to_newer_total',
    help: 'How often an effect was left to a newer Muster, since this one does not know how it is done.',
    registers: [metrics],
    collect() {
      this.reset();
      this.inc(dispatcher.leftToNewer());
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

  const anchoring =
    config.anchors && createAnchoring({ journal, snapshots: store.snapshots, clock, ...config.anchors });
  const retention =
    config.retentionDays === undefined
      ? undefined
      : createRetention({ journal, snapshots: store.snapshots, clock, days: config.retentionDays });
  const contactWatch = createContactWatch({
    journal,
    directory,
    forget: world.forgetRoster,
    channels: channels.all,
    tenantId,
    clock,
    logger,
  });
  const pollMs = config.sentinel.pollSeconds * 1000;
  const around = { clock, logger };
  const loops = [
    ...intake.pollers.map((poller) => every(pollMs, poller.poll, around)),
    ...intake.pollers.map((poller) => every(lookBackMs, poller.lookBack, around)),
    // Whether it is time is asked as often, so that the first sweep follows the first look.
    ...intake.sweepers.map((sweeper) => every(pollMs, sweeper.sweepIfDue, around)),
    every(tickMs, async () => void (await dispatcher.tick()), around),
    every(refreshMs, channels.refresh, around),
    every(refreshMs, searchable.forget, around),
    // Apart from the dispatcher: a Sentinel that doesn't answer must not keep cards waiting.
    every(tickMs, intake.followHints, around),
    every(contactsEveryMs, contactWatch.sweep, around),
    ...(retention ? [every(retainEveryMs, retention.eraseExpired, around)] : []),
    ...(anchoring ? [every(anchorEveryMs, anchoring.anchorIfDue, around)] : []),
  ];

  return {
    journal,
    channels,
    lookAt,
    intake,
    metrics,
    contactWatch,
    notReady: health.notReady,
    /** What somebody did in Teams, and what to answer. */
    converse: async (asked: Asked): Promise<Reply> =>
      converse(asked, await lookAt(asked.speaker.place.id, asked.speaker), desk),
    /** Begins to poll and to dispatch. */
    async start(): Promise<void> {
      await pacing.heartbeat.start();
      for (const loop of loops) loop.start();
    },
    /** Looks for nothing new, finishes what is under way, and leaves the rest to other replicas, at once. */
    async stop(): Promise<void> {
      journal.leave();
      dispatcher.close();
      await Promise.all(loops.map((loop) => loop.stop()));
      await dispatcher.stop();
      await pacing.heartbeat.stop();
    },
    /** Ends once what is noted of people behind their answers is written down. */
    noted: watch.settled,
    underWay: dispatcher.underWay,
    /** Reads Sentinel now, instead of at the next poll. */
    poll: async (): Promise<void> => void (await Promise.all(intake.pollers.map((poller) => poller.poll()))),
    /** Compares all open incidents now, instead of at the next sweep. */
    sweep: async (): Promise<void> =>
      void (await Promise.all(intake.sweepers.map((sweeper) => sweeper.sweep()))),
    idle: dispatcher.idle,
  };
}
