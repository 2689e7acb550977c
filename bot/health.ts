/**
 * How Muster itself stands: whether it is ready, what its metrics say, which workspaces' data are old, and what has not
 * got through.
 */
import { Gauge, type Registry } from 'prom-client';
import type { Health, Late } from './actions/define.ts';
import { listIncidents } from './actions/inquire.ts';
import { type ChannelState, outageOf } from './incidents/channel.ts';
import type { Trouble } from './incidents/trouble.ts';
import type { Clock, Snapshots } from './ports.ts';

/** What is known of one workspace's reading. Times by our clock; undefined before the first. */
export interface WorkspaceHealth {
  /** what people call it */
  name: string;
  lastPoll: Date | undefined;
  lastSweep: Date | undefined;
  /** open incidents that Sentinel no longer has, too many at once to believe that they were all deleted */
  doubted: number;
}

export interface HealthOptions {
  workspaces(): WorkspaceHealth[];
  channels(): Promise<ChannelState[]>;
  snapshots: Pick<Snapshots, 'list'>;
  /** how much waits here for its turn, and how often each service said 429 */
  waiting(): { channel: number; sentinel: number };
  throttled: { teams: number; sentinel: number };
  /** logs that can't be read, by their keys */
  unreadable(): ReadonlyMap<string, { since: string }>;
  pollSeconds: number;
  clock: Clock;
  metrics: Registry;
}

const scrapeMs = 1000;

export function createHealth(options: HealthOptions) {
  const { workspaces, channels, snapshots, waiting, throttled, unreadable } = options;
  const { pollSeconds, clock, metrics } = options;
  const secondsSince = (time: Date | undefined): number =>
    (clock.now().getTime() - (time?.getTime() ?? 0)) / 1000;

  function perWorkspace(name: string, help: string, value: (of: WorkspaceHealth) => number): void {
    new Gauge({
      name,
      help,
      labelNames: ['workspace'],
      registers: [metrics],
      collect() {
        for (const of of workspaces()) this.set({ workspace: of.name }, value(of));
      },
    });
  }
  perWorkspace('muster_seconds_since_poll', 'Seconds since the last good poll of a workspace.', (of) =>
    secondsSince(of.lastPoll),
  );
  perWorkspace(
    'muster_last_sweep_seconds',
    'Seconds since all open incidents of a workspace were last compared.',
    (of) => secondsSince(of.lastSweep),
  );
  perWorkspace(
    'muster_doubted_deletions',
    'Open incidents that a workspace no longer has, too many at once to be taken as deleted.',
    (of) => of.doubted,
  );
  new Gauge({
    name: 'muster_unreachable_channels',
    help: 'Channels that should get incidents and that Muster cannot write to.',
    registers: [metrics],
    async collect() {
      // Where the store does not answer, the last count stands, and the other figures are told.
      const known = await channels().catch(() => undefined);
      if (!known) return;
      const expected = known.filter((channel) => channel.connection || channel.soc);
      this.set(expected.filter((channel) => outageOf(channel)).length);
    },
  });

  /** Whatever has trouble, incidents and channels, found by index. */
  async function troubled(): Promise<Pick<Health, 'incidents' | 'channels'>> {
    const incidents = await listIncidents(snapshots, { trouble: true });
    const known = await channels();
    return { incidents, channels: known.filter(({ trouble = {} }) => Object.keys(trouble).length > 0) };
  }

  let asked: { at: number; found: Promise<Trouble[]> } | undefined;
  /** The gauges of one scrape ask the store once. */
  function troubles(): Promise<Trouble[]> {
    const at = clock.now().getTime();
    if (!asked || at - asked.at > scrapeMs) {
      const found = troubled().then((all) =>
        [...all.incidents, ...all.channels].flatMap(({ trouble = {} }) => Object.values(trouble)),
      );
      asked = { at, found };
    }
    return asked.found;
  }

  function perKind(name: string, help: string, counts: (of: Trouble) => boolean): void {
    new Gauge({
      name,
      help,
      labelNames: ['kind'],
      registers: [metrics],
      async collect() {
        this.reset();
        // Where the store does not answer, the other figures are still worth something.
        for (const one of await troubles().catch(() => []))
          if (counts(one)) this.inc({ kind: one.of ?? 'unknown' });
      },
    });
  }
  perKind(
    'muster_parked_effects',
    'What Muster could not do and tries no more until a person decides: say health to it.',
    (one) => one.parked !== undefined,
  );
  perKind(
    'muster_delayed_effects',
    'What has been failing for a while and is still being tried; one for each place where it got stuck.',
    (one) => one.parked === undefined,
  );
  new Gauge({
    name: 'muster_unreadable_logs',
    help: 'Logs that this replica can not read, though the store gives them: see the log for why.',
    registers: [metrics],
    collect() {
      this.set(unreadable().size);
    },
  });

  return {
    /** How it all is, for people. */
    async standing(): Promise<Health> {
      const here = waiting();
      return {
        workspaces: workspaces().map(({ name, lastPoll, lastSweep, doubted }) => ({
          name,
          doubted,
          ...(lastPoll && { lastPoll }),
          ...(lastSweep && { lastSweep }),
        })),
        services: [
          { name: 'teams', waiting: here.channel, throttled: throttled.teams },
          { name: 'sentinel', waiting: here.sentinel, throttled: throttled.sentinel },
        ],
        ...(await troubled()),
        unreadable: [...unreadable()].map(([log, { since }]) => ({ log, since })),
      };
    },
    /** What is not ready yet, in a sentence each; empty when every workspace has been read once. */
    notReady: (): string[] =>
      workspaces()
        .filter(({ lastPoll }) => !lastPoll)
        .map(
          ({ name }) =>
            `The Sentinel workspace ${name} has not been read yet: see the log for why, if this stays so.`,
        ),
    /** When the workspace was read that was read longest ago; undefined where one never was. */
    readAt: (): Date | undefined => {
      const reads = workspaces().map(({ lastPoll }) => lastPoll?.getTime() ?? 0);
      const first = Math.min(...reads);
      return first > 0 && Number.isFinite(first) ? new Date(first) : undefined;
    },
    late: (): Late[] =>
      workspaces()
        .filter(({ lastPoll }) => secondsSince(lastPoll) > 3 * pollSeconds)
        .map(({ name, lastPoll }) => ({ workspace: name, ...(lastPoll && { readAt: lastPoll }) })),
  };
}
