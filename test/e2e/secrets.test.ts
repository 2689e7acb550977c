/**
 * Canaries: every secret and every word of a conversation is told from everything else, and while all services fail in
 * many ways, and repeat what they were asked, none of it turns up where it must not.
 */
import { createHmac } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { CosmosClient } from '@azure/cosmos';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { createApp } from '../../bot/app.ts';
import { readConfig } from '../../bot/config.ts';
import { rolesFromFile } from '../../bot/directory/roles.ts';
import { createGraph } from '../../bot/graph/graph.ts';
import { createLogger } from '../../bot/logger.ts';
import { createSentinel } from '../../bot/sentinel/client.ts';
import { openStore } from '../../bot/store/cosmos.ts';
import { authenticationFor } from '../../bot/teams/identity.ts';
import { startCosmos } from '../../sandbox/cosmos.ts';
import { noLimits } from '../../sandbox/no-limits.ts';
import { host } from '../../sandbox/sentinel/entities.ts';
import { startLocalSentinel } from '../../sandbox/sentinel/server.ts';
import { loopbackTransport } from '../../sandbox/sentinel-transport.ts';
import { botDefaults, playbookCaller, workspace } from '../../sandbox/settings.ts';
import { startGateway } from '../../sandbox/teams/gateway.ts';
import { PLACE_IDS, SANDBOX_TENANT, sandboxPeople } from '../../sandbox/teams/people.ts';
import { isLoopback, trustIn } from '../../sandbox/trust.ts';
import { fastClock } from '../fakes/clock.ts';
import { type Mood, startMirror } from './mirror.ts';
import { buttonsOf, createPeople, eventually, type Json } from './stage.ts';

const secrets = {
  'the app password': 'canary~password"with\\quotes',
  'the Cosmos DB key': Buffer.from('canary of the key of Cosmos DB').toString('base64'),
  'a connection string’s key': Buffer.from('canary of a connection string').toString('base64'),
  'the webhook’s key': 'canary-of-a-key-that-playbooks-sign-with',
  'the token for Sentinel': 'canary-sentinel-0123456789abcdef',
  'the token for Graph': 'canary-graph-0123456789abcdef',
  'the token for Teams': 'canary-teams-0123456789abcdef',
};
/** What people say to each other: it belongs into the history and to Sentinel, and in no log. */
const words = 'canary: Piet’s laptop "was" open\\all night';
/** How these are found, whatever was done to the quotes. */
const ofWords = ['laptop', 'open\\\\all night'];

/** Who fails in which way, one after the other. */
const rounds: { mood: Mood; at: ('cosmos' | 'sentinel' | 'teams' | 'graph')[] }[] = [
  { mood: 'well', at: [] },
  ...moodsOf('teams', 'carries out and cuts', 401, 403, 429, 500, 'no JSON', 'cuts'),
  ...moodsOf('sentinel', 'carries out and cuts', 400, 401, 403, 429, 500, 'no JSON', 'cuts', 'hangs'),
  ...moodsOf('cosmos', 401, 403, 500, 'no JSON', 'hangs'),
];

/** Graph, which is asked whether Teams has a message, fails as Teams does. */
function moodsOf(service: 'cosmos' | 'sentinel' | 'teams', ...moods: Mood[]) {
  return moods.map((mood) => ({ mood, at: service === 'teams' ? [service, 'graph' as const] : [service] }));
}

// What hangs is given up after so long.
const timeoutMs = 1000;

let world: Awaited<ReturnType<typeof start>>;
/** Everything that came out, by where. */
const found = { logs: [] as string[], console: [] as string[], answers: [] as string[] };

async function start() {
  const people = sandboxPeople(SANDBOX_TENANT);
  const settings = botDefaults(SANDBOX_TENANT, mkdtempSync(join(tmpdir(), 'muster-')), people);
  const sentinel = await startLocalSentinel({
    workspaces: [workspace],
    tenantId: SANDBOX_TENANT,
    limits: false,
  });
  const cosmos = await startCosmos({ port: 0 });
  const besides = `AccountEndpoint=https://muster/;AccountKey=${secrets['a connection string’s key']};`;
  const gateway = await startGateway({
    port: 0,
    botId: settings.MicrosoftAppId!,
    tenantId: SANDBOX_TENANT,
    audience: settings.WEBHOOK_AUDIENCE!,
    callerId: playbookCaller,
    limits: false,
    keptMessages: 20_000,
  });
  const mirrors = {
    sentinel: await startMirror(sentinel.url, besides),
    cosmos: await startMirror(cosmos.url, besides),
    teams: await startMirror(gateway.url, besides),
    graph: await startMirror(gateway.url, besides),
  };
  const config = readConfig({
    ...settings,
    PORT: '0',
    MicrosoftAppPassword: secrets['the app password'],
    SENTINEL_ENDPOINT: mirrors.sentinel.url,
    SENTINEL_POLL_SECONDS: '2',
    COMMENT_QUIET_SECONDS: '1',
    STORM_CARDS_PER_MINUTE: '1000',
    COSMOS_ENDPOINT: mirrors.cosmos.url,
    COSMOS_KEY: secrets['the Cosmos DB key'],
    WEBHOOK_KEYS: secrets['the webhook’s key'],
  });
  const tokenOf = (token: string) => ({
    getToken: async () => ({ token, expiresOnTimestamp: Date.now() + 3_600_000 }),
  });
  const app = createApp(config, {
    store: await openStore({ ...config.cosmos, timeoutMs }),
    sentinel: createSentinel({
      ...config.sentinel,
      credential: tokenOf(''),
      timeoutMs,
      transport(pipeline) {
        loopbackTransport(pipeline);
        pipeline.addPolicy(
          {
            name: 'canary',
            sendRequest(request, next) {
              request.headers.set('authorization', `Bearer ${secrets['the token for Sentinel']}`);
              return next(request);
            },
          },
          { afterPolicies: ['sandboxTokenPolicy'] },
        );
      },
    }),
    clock: fastClock(4),
    roles: rolesFromFile(config.roles.file!),
    logger: createLogger({
      level: 'trace',
      secrets: [config.bot.password, config.cosmos.key, ...(config.webhook?.keys ?? [])],
      to: { write: (line) => void found.logs.push(line) },
    }),
    authentication: authenticationFor(
      config.bot,
      trustIn(gateway, config.bot.appId, secrets['the token for Teams']),
    ),
    graph: createGraph(tokenOf(secrets['the token for Graph']), `${mirrors.graph.url}/graph`, timeoutMs),
    teams: { ...gateway.teams, isService: isLoopback, isFileStorage: isLoopback },
    entraKeysUrl: gateway.entra.openIdMetadataUrl.replace('/.well-known/openid-configuration', '/keys'),
    firstChannelIsSoc: true,
    tickMs: 500,
    delayedAfterMs: 2000,
    limits: noLimits,
    mostOften: [],
  });
  const url = `http://127.0.0.1:${await app.start('127.0.0.1')}`;
  gateway.connect({ botUrl: url });
  const serviceUrl = `${mirrors.teams.url}/connector/`;
  return {
    app,
    url,
    gateway,
    sentinel,
    cosmos,
    mirrors,
    people: createPeople(gateway, config.bot.appId, serviceUrl),
  };
}

async function post(url: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

/** What a playbook that signs its calls adds to one. */
function signed(body: object, key: string): Record<string, string> {
  const [timestamp, nonce] = [String(Math.floor(Date.now() / 1000)), crypto.randomUUID().replaceAll('-', '')];
  const signature = createHmac('sha256', key)
    .update(`${timestamp}.${nonce}.${JSON.stringify(body)}`)
    .digest('hex');
  return {
    'x-muster-timestamp': timestamp,
    'x-muster-nonce': nonce,
    'x-muster-signature': signature,
  };
}

/** What people see of an answer, and strangers too. */
async function heard(answer: Promise<Response | { status: number; body: Json }>): Promise<void> {
  const given = await answer;
  found.answers.push(
    given instanceof Response
      ? `${given.status} ${JSON.stringify([...given.headers])} ${await given.text()}`
      : `${given.status} ${JSON.stringify(given.body)}`,
  );
}

beforeAll(async () => {
  for (const method of ['error', 'warn', 'info', 'log', 'debug'] as const)
    jest.spyOn(console, method).mockImplementation((...given) => {
      found.console.push(
        given.map((one) => (typeof one === 'string' ? one : inspect(one, { depth: 9 }))).join(' '),
      );
    });
  world = await start();
}, 30_000);
afterAll(async () => {
  jest.restoreAllMocks();
  await world.app.stop();
  for (const mirror of Object.values(world.mirrors)) await mirror.close();
  await world.gateway.close();
  await world.sentinel.close();
  await world.cosmos.close();
});

interface Round {
  number: number;
  card: Json;
  thread: string;
  /** the log of an incident that nobody has closed yet */
  closing: string;
}

/** All that people, playbooks and strangers do, at once. */
async function everybody({ number, card, thread, closing }: Round): Promise<void> {
  const { people, gateway, app, url } = world;
  const { click, type, open, submit, send, activity } = people;
  const buttons = buttonsOf(card);
  const nonce = crypto.randomUUID();
  const remark = { type: 'message', text: `${words} ${nonce}` };
  const token = await gateway.token();
  const forged = `${token.slice(0, token.lastIndexOf('.'))}.${'A'.repeat(342)}`;
  const body = { ...activity('ada', 'soc', remark), serviceUrl: gateway.serviceUrl };
  const incident = { object: { id: world.sentinel.world.raw(number)!.incident.id } };
  await Promise.all([
    heard(click('ada', 'soc', { ...buttons.acknowledge, nonce }, thread)),
    heard(submit('ada', 'soc', { ...buttons.comment, text: words, nonce })),
    heard(submit('ada', 'soc', { ...buttons.ask, question: words, channel: PLACE_IDS.payments, nonce })),
    heard(
      submit('ada', 'soc', {
        ...buttons.close,
        incident: closing,
        outcome: 'Undetermined',
        comment: words,
        nonce,
      }),
    ),
    heard(open('ada', 'soc', buttons.comment ?? {})),
    heard(type('ada', 'soc', `comment ${number} ${words}`)),
    heard(type('ada', 'soc', words, thread)),
    heard(send(activity('ada', 'soc', remark, thread))),
    heard(type('ada', 'soc', `history ${number}`)),
    heard(type('ada', 'soc', 'health')),
    heard(type('mona', 'personal', words)),
    heard(click('gus', 'payments', { ...buttons.acknowledge }, thread)),
    heard(click('ada', 'soc', { ...buttons.acknowledge, verb: words }, thread)),
    heard(post(`${gateway.url}/api/incidents`, incident)),
    heard(post(`${url}/api/incidents`, incident, { authorization: `Bearer ${token}` })),
    heard(post(`${url}/api/incidents`, incident, signed(incident, secrets['the webhook’s key']))),
    heard(post(`${url}/api/incidents`, incident, signed(incident, 'another key'))),
    heard(post(`${url}/api/messages`, body, { authorization: `Bearer ${forged}` })),
    heard(post(`${url}/api/messages`, body, { authorization: `Bearer ${secrets['the token for Graph']}` })),
    heard(post(`${url}/api/messages`, '{"a', { authorization: `Bearer ${token}` })),
    heard(fetch(`${url}/metrics`)),
    heard(fetch(`${url}/readyz`)),
    app.poll(),
  ]);
}

async function documents(): Promise<string[]> {
  const client = new CosmosClient({
    endpoint: world.cosmos.url,
    key: 'bm9uZQ==',
    connectionPolicy: { enableEndpointDiscovery: false, enableBackgroundEndpointRefreshing: false },
  });
  const { resources } = await client.database('muster').container('log').items.readAll().fetchAll();
  return resources.map((one) => JSON.stringify(one));
}

/** Where a text turns up, with what is around it. */
function where(text: string, texts: string[]): string[] {
  const inJson = JSON.stringify(text).slice(1, -1);
  return texts.flatMap((one) => {
    const at = [text, inJson].map((shape) => one.indexOf(shape)).find((index) => index >= 0);
    return at === undefined ? [] : [one.slice(Math.max(0, at - 300), at + 60)];
  });
}

test('no secret turns up in a log, an answer, a card, a document, a metric or Sentinel, and no conversation in a log', async () => {
  const { people, app, gateway, sentinel, mirrors } = world;
  await people.install('soc');
  await people.install('payments');
  await people.install('personal', 'mona');
  const owned = { name: 'Payments', hosts: 'pay-*', from: 'Informational', language: 'en', zone: 'UTC' };
  await people.submit('alex', 'payments', { verb: 'connect', confirmed: 'yes', nonce: 'n', ...owned });
  const entities = [host('pay-web-01', 'rg-payments')];
  const arrive = (title: string): number =>
    sentinel.world.create({ title, entities }).properties.incidentNumber;
  const number = arrive('Watched');
  const others = rounds.map((_, i) => arrive(`To be closed in round ${i}`));
  await app.poll();
  const { card, thread } = await eventually('the card', () => people.cardNow('soc', number), 30_000);
  const closings: string[] = [];
  for (const other of others) {
    const shown = await eventually('another card', () => people.cardNow('soc', other), 30_000);
    closings.push(buttonsOf(shown.card).close?.incident);
  }
  for (const [i, { mood, at }] of rounds.entries()) {
    for (const name of at) mirrors[name].mood = mood;
    arrive(`Comes in round ${i}`);
    await everybody({ number, card, thread, closing: closings[i] ?? '' });
    for (const name of at) mirrors[name].mood = 'well';
  }
  await eventually('an answer to a history', () =>
    people.messages('soc').some((one) => JSON.stringify(one.activity).includes('History')),
  );
  await eventually('Graph to be asked', () => mirrors.graph.seen.size > 0);
  await people.type('ada', 'soc', `history ${number}`);
  await app.idle();

  const stored = await documents();
  const sent = gateway.sent.map((one) => JSON.stringify(one));
  const written = [...sentinel.world.raw(number)!.comments.values()].map((one) => JSON.stringify(one));
  const everything = [...found.logs, ...found.console, ...found.answers, ...stored, ...sent, ...written];

  // The canaries sang, and there was a day as bad as that.
  const shown = Object.values(mirrors).flatMap(({ seen }) => [...seen].map(decodeURIComponent));
  for (const token of ['the token for Sentinel', 'the token for Graph', 'the token for Teams'] as const)
    expect([token, shown.some((one) => one.includes(secrets[token]))]).toEqual([token, true]);
  expect(where('laptop', stored).length).toBeGreaterThan(10);
  expect(where('laptop', written).length).toBeGreaterThan(0);
  for (const said of ['Sentinel', 'Cosmos DB', 'Teams'])
    expect(found.logs.filter((line) => line.includes(said)).length).toBeGreaterThan(10);

  for (const [what, secret] of Object.entries(secrets))
    expect({ what, where: where(secret, everything) }).toEqual({ what, where: [] });
  const tokens = everything.filter((one) => /eyJ[\w-]{6,}\.[\w-]{6,}/.test(one));
  expect(tokens.map((one) => one.slice(0, 600))).toEqual([]);
  // The SDK prints for each bad token that it sees: a stranger could fill a disk.
  expect(found.console).toEqual([]);
  const metrics = found.answers.filter((one) => one.includes('muster_waiting'));
  expect(metrics.length).toBeGreaterThan(10);
  for (const part of ofWords)
    expect({ part, where: where(part, [...found.logs, ...found.console, ...metrics]) }).toEqual({
      part,
      where: [],
    });
}, 120_000);
