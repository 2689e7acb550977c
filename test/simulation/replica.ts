/** One life of Muster in one process: the real core over simulated ports. */
import type { Logger } from 'pino';
import { type Core, type CoreConfig, createCore } from '../../bot/core.ts';
import { withRules } from '../../bot/incidents/containment.ts';
import { defaultTargets } from '../../bot/incidents/levels.ts';
import { createPacing } from '../../bot/pace/pacing.ts';
import type { Store } from '../../bot/ports.ts';
import { tenant } from '../build.ts';
import type { FakeSentinel } from '../fakes/sentinel.ts';
import type { Network } from './network.ts';
import { createProcess, type Process } from './process.ts';
import type { Random } from './random.ts';
import { sentinelOver } from './sentinel.ts';
import { storeOver } from './store.ts';
import type { Teams } from './teams.ts';
import type { Time } from './time.ts';

export interface Replica {
  process: Process;
  core: Core;
  store: Store;
}

export interface ReplicaWorld {
  time: Time;
  random: Random;
  network: Network;
  store: Store;
  sentinel: FakeSentinel;
  teams: Teams;
  logger: Logger;
  cardsPerMinute: number;
  /** what Sentinel was asked about practice */
  reached: string[];
}

export const playbook =
  '/subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/rg/providers/Microsoft.Logic/workflows/Isolate';
/** One of the team or an analyst decides, so that much is agreed within an hour. */
const containment = {
  rules: withRules({ '*': { '*': { who: ['team', 'analyst'], people: 1 } } }),
  playbooks: [{ name: 'Isolate', id: playbook }],
};

/** Shorter than some of the pauses in which a process stands still. */
const leaseMs = 10_000;

export const workspace = { subscriptionId: 'sub', resourceGroup: 'rg-soc', workspaceName: 'ws-soc' };

export function startReplica(name: string, world: ReplicaWorld): Replica {
  const { time, random, network, teams, logger } = world;
  const process = createProcess(name, time);
  const { clock } = process;
  const store = storeOver(world.store, network, process);
  const config: CoreConfig = {
    targets: defaultTargets,
    containment,
    twoPeople: [],
    quietSeconds: 10,
    storm: { cardsPerMinute: world.cardsPerMinute, quietMinutes: 1 },
    language: 'en',
    zone: 'UTC',
    bot: { tenantId: tenant },
    sentinel: { workspaces: [workspace], pollSeconds: 20, sweepMinutes: 1 },
  };
  const core = createCore(config, {
    store,
    sentinel: sentinelOver(world.sentinel, network, process, world.reached),
    messenger: teams.messengerOf(process),
    directory: teams.directoryOf(process),
    clock,
    logger,
    owner: name,
    pacing: createPacing({ store, clock, owner: name, logger, holdMs: leaseMs }),
    tickMs: 4000,
    leaseMs,
    delayedAfterMs: 20_000,
    random: random.real,
    nonce: () => `${name}-${random.int(0, 1_000_000_000)}`,
  });
  void core.start();
  return { process, core, store };
}
