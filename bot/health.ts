/** How Muster itself stands: whether it is ready, what its metrics say, and which workspaces' data are old. */
import { Gauge, type Registry } from 'prom-client';
import type { Late } from './actions/define.ts';
import { type ChannelState, outageOf } from './incidents/channel.ts';
import type { Clock } from './ports.ts';

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
  pollSeconds: number;
  clock: Clock;
  metrics: Registry;
}

export function createHealth({ workspaces, channels, pollSeconds, clock, metrics }: HealthOptions) {
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
      const expected = (await channels()).filter((channel) => channel.connection || channel.soc);
      this.set(expected.filter((channel) => outageOf(channel)).length);
    },
  });

  return {
    /** What is not ready yet, in a sentence each; empty when every workspace has been read once. */
    notReady: (): string[] =>
      workspaces()
        .filter(({ lastPoll }) => !lastPoll)
        .map(
          ({ name }) =>
            `The Sentinel workspace ${name} has not been read yet: see the log for why, if this stays so.`,
        ),
    late: (): Late[] =>
      workspaces()
        .filter(({ lastPoll }) => secondsSince(lastPoll) > 3 * pollSeconds)
        .map(({ name, lastPoll }) => ({ workspace: name, ...(lastPoll && { readAt: lastPoll }) })),
  };
}
