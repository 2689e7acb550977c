/** What is measured over the wire: Musters in processes of their own, and around them the sandbox's servers at a distance. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { Agent, request as httpRequest, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CosmosClient } from '@azure/cosmos';
import { readConfig } from '../bot/config.ts';
import { startCosmos } from '../sandbox/cosmos.ts';
import { startLocalSentinel } from '../sandbox/sentinel/server.ts';
import { botDefaults } from '../sandbox/settings.ts';
import type { SentMessage } from '../sandbox/teams/connector.ts';
import { startGateway } from '../sandbox/teams/gateway.ts';
import { type Person, PLACE_IDS, SANDBOX_TENANT, sandboxPeople, TEAM } from '../sandbox/teams/people.ts';
import { type Call, startDelayed } from './delay.ts';
import { startDirectory } from './directory.ts';
import type { Answer, Birth, Card, Question } from './programs/replica.ts';

/** A round trip to each service, in milliseconds, on top of what the local server itself takes. */
export const latencyMs = { store: 10, teams: 100, sentinel: 300, directory: 150 };

const analysts = '00000000-0000-4000-8000-00000000a001';
const administrators = '00000000-0000-4000-8000-00000000a002';

export interface Replica {
  url: string;
  /** The incident's card that was made last, and of what. */
  card(): Promise<Card>;
  /** Ends when no effect is under way there any more. */
  idle(): Promise<void>;
  /** Reads Sentinel now. */
  poll(): Promise<void>;
}

/** An answer, and when on the clock of `performance.now()` it was asked for and had been read. */
export interface Answered {
  status: number;
  body: Json;
  began: number;
  ended: number;
}

// biome-ignore lint/suspicious/noExplicitAny: JSON from outside, of which each figure knows what it looks for
export type Json = Record<string, any>;

export type World = Awaited<ReturnType<typeof startWorld>>;

/** Starts the servers; Musters are started on them with `replica`. Everything ends with this process. */
export async function startWorld() {
  const people = sandboxPeople();
  const holding = (role: Person['role']) => people.filter((p) => p.role === role).map((p) => p.aadObjectId);
  const { ROLES_FILE: _, ...defaults } = botDefaults(
    SANDBOX_TENANT,
    mkdtempSync(join(tmpdir(), 'muster-bench-')),
    people,
  );
  const settings = {
    ...defaults,
    ROLE_GROUP_ANALYSTS: analysts,
    ROLE_GROUP_ADMINISTRATORS: administrators,
    PORT: '0',
    COSMOS_KEY: 'YmVuY2g=',
    STORM_CARDS_PER_MINUTE: '1000',
  };
  const {
    bot,
    sentinel: watched,
    webhook,
  } = readConfig({ ...settings, COSMOS_ENDPOINT: 'http://127.0.0.1' });
  const { audience, callers } = webhook!.tokens!;

  const cosmos = await startCosmos({ port: 0 });
  const sentinel = await startLocalSentinel({
    workspaces: watched.workspaces,
    tenantId: SANDBOX_TENANT,
    limits: false,
  });
  const gateway = await startGateway({
    port: 0,
    botId: bot.appId,
    tenantId: SANDBOX_TENANT,
    audience,
    callerId: callers[0]!,
    limits: false,
    keptMessages: 20_000,
  });
  const directory = await startDirectory({
    botId: bot.appId,
    tenantId: SANDBOX_TENANT,
    audience,
    callerId: callers[0]!,
    groups: {
      [analysts]: [...holding('analyst'), ...holding('administrator')],
      [administrators]: holding('administrator'),
    },
  });

  const calls: Call[] = [];
  const watchers = new Set<(call: Call) => void>();
  const onCall = (call: Call): void => {
    calls.push(call);
    for (const watch of watchers) watch(call);
  };
  const far = async (service: keyof typeof latencyMs, target: string): Promise<string> => {
    // Rosters are the directory's business, though Teams tells them.
    const delayMs = ({ url = '' }: { url?: string | undefined }) =>
      /members/.test(url) ? latencyMs.directory : latencyMs[service];
    return (await startDelayed({ service, target, delayMs, onCall })).url;
  };
  const store = await far('store', cosmos.url);
  const teams = await far('teams', gateway.url);
  const sentinelAt = await far('sentinel', sentinel.url);
  const graph = await far('directory', directory.url);
  const serviceUrl = `${teams}/connector/`;
  const teamsToken = await directory.teamsToken(serviceUrl);
  const playbookToken = await directory.playbookToken();

  const client = new CosmosClient({
    endpoint: store,
    key: 'YmVuY2g=',
    connectionPolicy: { enableEndpointDiscovery: false, enableBackgroundEndpointRefreshing: false },
  });
  const { database } = await client.databases.createIfNotExists({ id: 'floor' });
  const { container } = await database.containers.createIfNotExists({ id: 'floor', partitionKey: '/logKey' });

  async function startProcess(file: string, { settings: more, card }: Partial<Birth>): Promise<Replica> {
    const child = fork(fileURLToPath(new URL(`programs/${file}`, import.meta.url)), {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    const birth: Birth = {
      settings: { ...settings, COSMOS_ENDPOINT: store, SENTINEL_ENDPOINT: sentinelAt, ...more },
      directory: graph,
      ...(card && { card }),
    };
    child.send(birth);
    const [told] = (await Promise.race([
      once(child, 'message'),
      once(child, 'exit').then(([code]) => {
        throw new Error(`The process of ${file} ended with ${code} before it was up.`);
      }),
    ])) as [{ port: number }];
    const url = `http://127.0.0.1:${told.port}`;
    while (!(await fetch(`${url}/readyz`)).ok) await sleep(50);
    return {
      url,
      idle: async () => void (await ask(child, 'idle')),
      poll: async () => void (await ask(child, 'poll')),
      async card() {
        const { card } = await ask(child, 'card');
        if (!card) throw new Error('No card of an incident has been made yet.');
        return card;
      },
    };
  }

  function activity(who: Person, more: Json, place: string = PLACE_IDS.soc): Json {
    return {
      id: crypto.randomUUID(),
      channelId: 'msteams',
      serviceUrl,
      locale: 'en-US',
      from: { id: who.id, name: who.name, aadObjectId: who.aadObjectId },
      recipient: { id: `28:${bot.appId}`, name: 'Muster' },
      conversation: {
        id: place,
        conversationType: 'channel',
        isGroup: true,
        tenantId: who.tenantId,
      },
      channelData: {
        tenant: { id: who.tenantId },
        team: { id: TEAM.id, name: TEAM.name },
        channel: { id: place },
      },
      ...more,
    };
  }

  const person = (role: Person['role']): Person => people.find((one) => one.role === role)!;
  const analyst = person('analyst');

  return {
    calls: calls as readonly Call[],
    /** what the local Sentinel holds */
    incidents: sentinel.world,
    /** what Teams took of Muster, oldest first */
    sent: gateway.sent as readonly SentMessage[],

    /** another analyst than the one who clicks unless somebody else is named */
    colleague: person('administrator'),
    /** somebody of the payments team, which owns hosts that are called `pay-*` once its channel is connected */
    engineer: person('payments engineer'),

    /** Starts a Muster on the same store; it has read Sentinel once when this ends. */
    replica: (more: Record<string, string> = {}): Promise<Replica> =>
      startProcess('replica.ts', { settings: more }),

    /** Starts what `obvious.ts` is. */
    obvious: (card: Card): Promise<Replica> => startProcess('obvious.ts', { card }),

    /** The SOC's channel, or another: Muster is added to it. */
    async install({ url }: Replica, place: string = PLACE_IDS.soc): Promise<void> {
      const added = activity(person('administrator'), { type: 'installationUpdate', action: 'add' }, place);
      expect200(await post(`${url}/api/messages`, teamsToken, added));
    },

    /** The payments team's channel: Muster is added to it and told what the team owns. */
    async connect(replica: Replica): Promise<void> {
      await this.install(replica, PLACE_IDS.payments);
      const connection = {
        name: 'Payments',
        hosts: 'pay-*',
        from: 'Informational',
        language: 'en',
        zone: 'UTC',
      };
      const data = { verb: 'connect', confirmed: 'yes', nonce: 'bench', ...connection };
      await this.submit(replica, data, person('administrator'), PLACE_IDS.payments);
    },

    /** Somebody sends a form. Throws where it is answered with anything but that it is done. */
    async submit(
      { url }: Replica,
      data: Json,
      who = analyst,
      place: string = PLACE_IDS.soc,
    ): Promise<Answered> {
      const invoke = activity(who, { type: 'invoke', name: 'task/submit', value: { data } }, place);
      const answered = expect200(await post(`${url}/api/messages`, teamsToken, invoke));
      if (JSON.stringify(answered.body).includes('task'))
        throw new Error(
          `The form of ${data.verb} was answered: ${JSON.stringify(answered.body).slice(0, 500)}`,
        );
      return answered;
    },

    /** Somebody presses a button, in the SOC's channel unless another is named; the time is from the request's first to the answer's last byte. */
    async click(
      { url }: Replica,
      data: Json,
      who = analyst,
      place: string = PLACE_IDS.soc,
    ): Promise<Answered> {
      const action = { type: 'Action.Execute', verb: data.verb, data };
      const value = { action, trigger: 'manual' };
      const invoke = activity(who, { type: 'invoke', name: 'adaptiveCard/action', value }, place);
      const answered = expect200(await post(`${url}/api/messages`, teamsToken, invoke));
      if (!/adaptive$/.test(answered.body.type))
        throw new Error(
          `A click on ${data.verb} was answered with no card: ${JSON.stringify(answered.body)}`,
        );
      return answered;
    },

    /** A playbook calls. */
    hint: ({ url }: Replica, incident: { id?: string }): Promise<Answered> =>
      post(`${url}/api/incidents`, playbookToken, { object: { id: incident.id } }),

    /** What the buttons of a channel's newest card of each incident that has the verb send back: log key → verb → data. */
    buttons(place = 'General', verb?: string): Map<string, Record<string, Json>> {
      const found = new Map<string, Record<string, Json>>();
      for (const { activity: shown } of gateway.sent.filter((message) => message.place === place)) {
        const buttons = buttonsOf(shown);
        const incident = Object.values(buttons)[0]?.incident;
        if (typeof incident === 'string' && (!verb || buttons[verb])) found.set(incident, buttons);
      }
      return found;
    },

    /** Ends with the first call from now on that is meant. */
    nextCall: (isMeant: (call: Call) => boolean): Promise<Call> =>
      new Promise((resolve) => {
        const watch = (call: Call): void => {
          if (!isMeant(call)) return;
          watchers.delete(watch);
          resolve(call);
        };
        watchers.add(watch);
      }),

    /** How long each of so many bare SDK creates of an entry-sized document takes, one after the other, in milliseconds. */
    async storeTrips(count: number): Promise<number[]> {
      const text = 'x'.repeat(2500);
      const trips: number[] = [];
      for (let i = 0; i < count; i++) {
        const id = crypto.randomUUID();
        const began = performance.now();
        await container.items.create({ id, logKey: id, text });
        trips.push(performance.now() - began);
      }
      return trips;
    },

    /** How long each of so many bare reads of a page of incidents takes, in milliseconds. */
    async sentinelReads(count: number): Promise<number[]> {
      const { subscriptionId, resourceGroup, workspaceName } = watched.workspaces[0]!;
      const path = `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers/Microsoft.OperationalInsights/workspaces/${workspaceName}/providers/Microsoft.SecurityInsights/incidents?api-version=2025-09-01`;
      const reads: number[] = [];
      for (let i = 0; i < count; i++) {
        const began = performance.now();
        const response = await fetch(`${sentinelAt}${path}`, { headers: { authorization: 'Bearer bench' } });
        await response.text();
        if (!response.ok) throw new Error(`The local Sentinel answered ${response.status} to a bare read.`);
        reads.push(performance.now() - began);
      }
      return reads;
    },
  };
}

const agent = new Agent({ keepAlive: true });

/** Plain `node:http` on a kept connection, since what `fetch` costs here is not Muster's. */
async function post(url: string, token: string, body: unknown): Promise<Answered> {
  const text = JSON.stringify(body);
  const headers = {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
    authorization: `Bearer ${token}`,
  };
  const began = performance.now();
  const request = httpRequest(url, { method: 'POST', agent, headers }).end(text);
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  const chunks: Buffer[] = await response.toArray();
  const ended = performance.now();
  const answer = Buffer.concat(chunks).toString();
  return { status: response.statusCode ?? 0, body: answer ? JSON.parse(answer) : {}, began, ended };
}

type Done = Extract<Answer, { done: Question }>;

function ask(child: ChildProcess, question: Question): Promise<Done> {
  return new Promise((resolve) => {
    const hear = (answer: Answer): void => {
      if (!('done' in answer) || answer.done !== question) return;
      child.off('message', hear);
      resolve(answer);
    };
    child.on('message', hear);
    child.send(question);
  });
}

function expect200(answered: Answered): Answered {
  if (answered.status === 200 || answered.status === 201) return answered;
  throw new Error(`Muster answered ${answered.status}: ${JSON.stringify(answered.body)}`);
}

/** What each button of whatever is shown sends back, by its verb. */
export function buttonsOf(shown: unknown): Record<string, Json> {
  const found: Record<string, Json> = {};
  const look = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(look);
    else if (value !== null && typeof value === 'object') {
      const { type, data } = value as Json;
      if (data?.verb && /^Action\.(Execute|Submit)$/.test(type)) found[data.verb] ??= data;
      Object.values(value).forEach(look);
    }
  };
  look(shown);
  return found;
}

export const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
