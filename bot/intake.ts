/** What comes in from Sentinel: by polling, and by the hints of playbooks. Both end in the same request. */
import type { Logger } from 'pino';
import { deleted } from './actions/automatic/deleted.ts';
import { seen } from './actions/automatic/seen.ts';
import type { WorkspaceHealth } from './health.ts';
import { type ChannelState, isReachable } from './incidents/channel.ts';
import { type Incident, type IncidentRef, type Workspace, workspaceKey } from './incidents/incident.ts';
import type { AcknowledgeTargets } from './incidents/levels.ts';
import { incidentLogKey, refOf } from './incidents/state.ts';
import { workspaceNames } from './incidents/workspaces.ts';
import type { Journal } from './log/journal.ts';
import { type ChannelDraft, channels as channelKind, incidents as incidentKind } from './log/kinds.ts';
import { createSpacer, type Spacing } from './pace/spacing.ts';
import type { Clock, Sentinel, Store } from './ports.ts';
import { createHinted } from './sentinel/hinted.ts';
import { createPoller } from './sentinel/poller.ts';
import { createSweeper, type Held } from './sentinel/sweep.ts';

export interface IntakeOptions {
  workspaces: Workspace[];
  sentinel: Sentinel;
  store: Pick<Store, 'watermarks' | 'hints' | 'snapshots'>;
  /** how often all open incidents are compared */
  sweepMinutes: number;
  journal: Journal;
  channels(): Promise<ChannelState[]>;
  targets: AcknowledgeTargets;
  /** when details are asked for, which Sentinel has a tight budget for */
  spacing: Spacing;
  clock: Clock;
  logger: Logger;
  /** ends once what was received has its snapshots, which lists are made from */
  settled(): Promise<void>;
}

export function createIntake(options: IntakeOptions) {
  const { workspaces, sentinel, store, journal, channels, targets, spacing, clock, logger, settled } =
    options;
  const detailsAt = createSpacer(spacing);
  // Of those that are read at once, only so many are read within seconds: then Sentinel's budget is used up.
  const readAt = createSpacer(spacing);

  /** Hands a version on to the incident's log. `first`: it was open before Muster first looked. */
  async function receive(incident: Incident, first: boolean): Promise<void> {
    const around = await channels();
    let detailsDue: string | undefined;
    let detailsSoon: boolean | undefined;
    await journal.append(incidentKind, incidentLogKey(incident.workspace, incident.id), (state) => {
      if (!state.seen && incident.status !== 'Closed' && (first || incident.severity !== 'High'))
        detailsDue ??= new Date(detailsAt(clock.now().getTime())).toISOString();
      if (!state.seen && incident.status !== 'Closed')
        detailsSoon ??= readAt(clock.now().getTime()) <= clock.now().getTime();
      return seen(state, incident, {
        now: clock.now(),
        channels: around,
        targets,
        backlog: first,
        ...(detailsDue && { detailsDue }),
        ...(detailsSoon && { detailsSoon }),
      });
    });
  }

  /** What was open before the first look is told in one card, where there is a SOC channel to tell it in. */
  async function tellBacklog(workspace: string): Promise<void> {
    const soc = (await channels()).find((channel) => channel.soc && isReachable(channel));
    if (!soc) return;
    await settled();
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

  /** What Muster holds to be open in a workspace, by the snapshots. */
  async function held(workspace: string): Promise<Held[]> {
    return (await store.snapshots.open())
      .map(({ logKey, version = '' }) => ({ ref: refOf(logKey), etag: version }))
      .filter(({ ref }) => ref.workspace === workspace);
  }

  async function forget({ workspace, id }: IncidentRef): Promise<void> {
    await journal.append(incidentKind, incidentLogKey(workspace, id), (state) => deleted(state, clock.now()));
  }

  const names = workspaceNames(workspaces);
  const watched = workspaces.map((workspace) => {
    const key = workspaceKey(workspace);
    const { watermarks } = store;
    const looked = (): Promise<void> => tellBacklog(key);
    const poller = createPoller({ workspace: key, sentinel, watermarks, clock, logger, receive, looked });
    const sweeper = createSweeper({
      workspace: key,
      sentinel,
      clock,
      logger,
      everyMs: options.sweepMinutes * 60_000,
      held: () => held(key),
      looked: () => poller.lastGood() !== undefined,
      receive,
      deleted: forget,
    });
    return { name: names[key] ?? key, poller, sweeper };
  });
  const hinted = createHinted({
    hints: store.hints,
    sentinel,
    clock,
    logger,
    receive: (incident) => receive(incident, false),
    async poll(workspace) {
      const poller = watched.find((one) => one.poller.workspace === workspace)?.poller;
      const before = poller?.lastGood();
      await poller?.poll();
      return poller?.lastGood() !== before;
    },
  });

  return {
    pollers: watched.map(({ poller }) => poller),
    sweepers: watched.map(({ sweeper }) => sweeper),
    /** Reads the incidents that playbooks hinted at and that are due. */
    followHints: hinted.tick,
    /** How the reading of each workspace stands. */
    health: (): WorkspaceHealth[] =>
      watched.map(({ name, poller, sweeper }) => ({
        name,
        lastPoll: poller.lastGood(),
        lastSweep: sweeper.lastGood(),
        doubted: sweeper.doubted(),
      })),
  };
}
