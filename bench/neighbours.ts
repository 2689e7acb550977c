/** What a Muster needs around it, on loopback: Teams and Sentinel in this process, Cosmos DB in one of its own. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '../bot/config.ts';
import { startLocalSentinel } from '../sandbox/sentinel/server.ts';
import { botDefaults } from '../sandbox/settings.ts';
import { startGateway } from '../sandbox/teams/gateway.ts';
import { type Person, PLACE_IDS, SANDBOX_TENANT, sandboxPeople, TEAM } from '../sandbox/teams/people.ts';
import { startProgram } from './program.ts';
import type { StoreCalls } from './programs/cosmos.ts';

/** How `npm run bot` starts Node: Muster keeps much, and what lives long is copied less where new things have more room. */
export const asInProduction = { NODE_OPTIONS: '--max-semi-space-size=64' };

export type Neighbours = Awaited<ReturnType<typeof startNeighbours>>;

/** Starts them without their limits, which are not what is measured. */
export async function startNeighbours() {
  const people = sandboxPeople();
  const folder = mkdtempSync(join(tmpdir(), 'muster-bench-'));
  const defaults = botDefaults(SANDBOX_TENANT, folder, people);
  const { bot, sentinel: watched } = readConfig({ COSMOS_ENDPOINT: 'http://127.0.0.1', ...defaults });
  const cosmos = await startProgram<{ url: string }>('bench/programs/cosmos.ts', {});
  const sentinel = await startLocalSentinel({
    workspaces: watched.workspaces,
    tenantId: SANDBOX_TENANT,
    limits: false,
    people: people.map(({ aadObjectId, name, userPrincipalName, email }) => ({
      objectId: aadObjectId,
      name,
      userPrincipalName,
      email,
    })),
  });
  const gateway = await startGateway({
    port: 0,
    botId: bot.appId,
    tenantId: SANDBOX_TENANT,
    audience: '',
    callerId: '',
    limits: false,
    keptMessages: 20_000,
    sentinelUrl: sentinel.url,
  });
  return {
    people,
    world: sentinel.world,
    /** what Sentinel was asked */
    requests: sentinel.requests,
    /** what Cosmos DB was asked */
    storeCalls: () => cosmos.ask<StoreCalls>('calls'),
    gateway,
    botId: bot.appId,
    /** the settings of whatever runs beside them */
    env: {
      ...defaults,
      SENTINEL_ENDPOINT: sentinel.url,
      COSMOS_ENDPOINT: cosmos.told.url,
      COSMOS_KEY: 'c2FuZGJveA==',
      SANDBOX_TEAMS_URL: gateway.url,
    } as Record<string, string>,
    async stop() {
      await gateway.close();
      await sentinel.close();
      await cosmos.stop();
    },
  };
}

/** An activity of a person in the SOC's channel, as Teams sends it; `thread` is the id of the message that began it. */
export function inSoc(around: Neighbours, person: Person, more: Record<string, unknown>, thread?: string) {
  const { id, name, aadObjectId, tenantId } = person;
  return {
    id: crypto.randomUUID(),
    channelId: 'msteams',
    serviceUrl: around.gateway.serviceUrl,
    locale: 'en-US',
    from: { id, name, aadObjectId },
    recipient: { id: `28:${around.botId}`, name: 'Muster' },
    conversation: {
      id: thread ? `${PLACE_IDS.soc};messageid=${thread}` : PLACE_IDS.soc,
      conversationType: 'channel',
      isGroup: true,
      tenantId,
    },
    channelData: {
      tenant: { id: tenantId },
      team: { id: TEAM.id, name: TEAM.name },
      channel: { id: PLACE_IDS.soc },
    },
    ...more,
  };
}

/** The button of a card, pressed. */
export function pressed(data: Record<string, unknown>) {
  const action = { type: 'Action.Execute', verb: data.verb, data };
  return { type: 'invoke', name: 'adaptiveCard/action', value: { action, trigger: 'manual' } };
}

/**
 * Makes the gateway's bot of a Muster, and the SOC's channel known to it. Waits first until it had its first look at
 * Sentinel: what it finds then is a backlog, and gets no cards.
 */
export async function moveIn(around: Neighbours, bot: string): Promise<void> {
  const end = Date.now() + 60_000;
  while (!(await fetch(`${bot}/readyz`)).ok) {
    if (Date.now() > end) throw new Error('Waited 60 s in vain for a first look at Sentinel.');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const { gateway, people } = around;
  gateway.connect({ botUrl: bot });
  const admin = people.find(({ role }) => role === 'administrator')!;
  await gateway.tell(inSoc(around, admin, { type: 'installationUpdate', action: 'add' }));
  await gateway.tell(inSoc(around, admin, { type: 'message', text: '<at>Muster</at> soc here' }));
}

/** Waits until it holds, at most so long; throws with what it waited for. */
export async function until(what: string, holds: () => boolean, seconds = 60): Promise<void> {
  const end = Date.now() + seconds * 1000;
  while (!holds()) {
    if (Date.now() > end) throw new Error(`Waited ${seconds} s in vain for ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
