import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, jest, test } from '@jest/globals';
import { CloudAdapter, ConfigurationBotFrameworkAuthentication, TeamsActivityHandler } from 'botbuilder';
import { ServiceClientCredentialsFactory } from 'botframework-connector';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { type Gateway, startGateway } from '../../../sandbox/teams/gateway.ts';
import { PLACE_IDS, personalChatId } from '../../../sandbox/teams/people.ts';

const botId = 'b0700000-0000-4000-8000-000000000001';
const tenantId = '00000000-0000-4000-8000-0000000000aa';
const caller = { audience: 'api://muster-hook', callerId: '00000000-0000-4000-8000-0000000000cc' };

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/** What a stub bot was sent, and what it answers. */
type Received = { path: string; authorization: string; text: string };

async function serve(handle: (request: IncomingMessage, response: ServerResponse, body: string) => unknown) {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    await handle(request, response, Buffer.concat(chunks).toString('utf8'));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(
    () =>
      new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      }),
  );
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function aGateway(): Promise<Gateway> {
  const gateway = await startGateway({ port: 0, botId, tenantId, ...caller });
  closers.push(gateway.close);
  return gateway;
}

/** A gateway before a bot that takes everything and says `{"ok":true}`. */
async function withStubBot() {
  const received: Received[] = [];
  const botUrl = await serve((request, response, text) => {
    received.push({ path: request.url ?? '', authorization: request.headers.authorization ?? '', text });
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"ok":true}');
  });
  const gateway = await aGateway();
  gateway.connect({ botUrl });
  const last = () => JSON.parse(received.at(-1)!.text) as Record<string, never>;
  return { gateway, received, last };
}

const post = (url: string, body: unknown, headers: Record<string, string> = {}) =>
  fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });

const inPersonalChat = { type: 'message', text: 'mine', conversation: { id: PLACE_IDS.personal } };

/** A bot of the real SDK with authentication on, which trusts only the gateway's key. It answers every click. */
async function realAdapter(gateway: Gateway): Promise<string> {
  class NoSecret extends ServiceClientCredentialsFactory {
    override isValidAppId = async (id?: string) => id === botId;
    override isAuthenticationDisabled = async () => false;
    // It sends nothing by itself, but the SDK makes the means to with every turn.
    override createCredentials = async () => ({ signRequest: async (request: unknown) => request }) as never;
  }
  const { issuer, openIdMetadataUrl } = gateway.teams;
  const adapter = new CloudAdapter(
    new ConfigurationBotFrameworkAuthentication(
      {
        MicrosoftAppId: botId,
        ToChannelFromBotLoginUrl: 'https://login.microsoftonline.com/botframework.com',
        ToChannelFromBotOAuthScope: 'https://api.botframework.com',
        ToBotFromChannelTokenIssuer: issuer,
        ToBotFromChannelOpenIdMetadataUrl: openIdMetadataUrl,
        ToBotFromEmulatorOpenIdMetadataUrl: openIdMetadataUrl,
        OAuthUrl: 'https://api.botframework.com',
        CallerId: 'urn:botframework:azure',
      },
      new NoSecret() as ServiceClientCredentialsFactory,
    ),
  );
  class Bot extends TeamsActivityHandler {
    protected override async onAdaptiveCardInvoke() {
      const type = 'application/vnd.microsoft.activity.message';
      return { statusCode: 200, type, value: 'Pressed.' as unknown as Record<string, unknown> };
    }
  }
  const bot = new Bot();
  return serve(async (request, response, text) => {
    const adapted = {
      socket: response.socket,
      status: (code: number) => Object.assign(response, { statusCode: code }) && adapted,
      header: (name: string, value: unknown) => response.setHeader(name, String(value)) && adapted,
      send: (body: unknown) => {
        if (body !== undefined) response.write(typeof body === 'string' ? body : JSON.stringify(body));
        return adapted;
      },
      end: () => response.end() && adapted,
    };
    const asked = { body: JSON.parse(text), headers: request.headers, method: 'POST' };
    await adapter.process(asked as never, adapted as never, (context) => bot.run(context));
  });
}

test('a real CloudAdapter with authentication on takes what the gateway signs, and answers a click', async () => {
  const gateway = await aGateway();
  gateway.connect({ botUrl: await realAdapter(gateway) });
  const click = {
    type: 'invoke',
    name: 'adaptiveCard/action',
    channelId: 'msteams',
    serviceUrl: gateway.serviceUrl,
    from: { id: '29:x' },
    conversation: { id: PLACE_IDS.soc },
    recipient: { id: `28:${botId}` },
    value: { action: { type: 'Action.Execute', verb: 'acknowledge', data: {} }, trigger: 'manual' },
  };
  const answer = await post(`${gateway.url}/api/messages`, click);
  expect(answer.status).toBe(200);
  expect(await answer.json()).toMatchObject({ statusCode: 200, value: 'Pressed.' });
});

test('a real CloudAdapter refuses the same click without the gateway’s signature', async () => {
  const gateway = await aGateway();
  const botUrl = await realAdapter(gateway);
  const print = jest.spyOn(console, 'error').mockImplementation(() => {});
  const click = { type: 'invoke', channelId: 'msteams', serviceUrl: gateway.serviceUrl };
  const answer = await post(`${botUrl}/api/messages`, click);
  print.mockRestore();
  expect(answer.status).toBe(401);
});

test('a tester’s activity reaches the bot byte for byte, signed for its own service address', async () => {
  const { gateway, received } = await withStubBot();
  const text = '{ "type":"message",  "serviceUrl":"http://127.0.0.1:9/teams/" }';
  const answer = await post(`${gateway.url}/api/messages`, text);
  expect(await answer.text()).toBe('{"ok":true}');
  expect(received[0]).toMatchObject({ path: '/api/messages', text });
  const keys = createRemoteJWKSet(new URL(`${gateway.url}/signing/teams/keys`));
  const token = received[0]!.authorization.replace('Bearer ', '');
  const { payload } = await jwtVerify(token, keys, { issuer: gateway.teams.issuer, audience: botId });
  expect(payload.serviceurl).toBe('http://127.0.0.1:9/teams/');
});

test('a playbook’s body reaches the bot with its managed identity’s token, which Teams’ key did not sign', async () => {
  const { gateway, received } = await withStubBot();
  await post(`${gateway.url}/api/incidents`, { object: { id: '/subscriptions/s' } });
  expect(received[0]!.path).toBe('/api/incidents');
  const token = received[0]!.authorization.replace('Bearer ', '');
  const { issuer, openIdMetadataUrl } = gateway.entra;
  const { jwks_uri } = (await (await fetch(openIdMetadataUrl)).json()) as { jwks_uri: string };
  const expected = { issuer, audience: caller.audience };
  const { payload } = await jwtVerify(token, createRemoteJWKSet(new URL(jwks_uri)), expected);
  expect(payload.oid).toBe(caller.callerId);
  const teamsKeys = createRemoteJWKSet(new URL(`${gateway.url}/signing/teams/keys`));
  await expect(jwtVerify(token, teamsKeys, expected)).rejects.toThrow();
});

test('what the Playground sends becomes the chosen person’s, in a personal chat of their own', async () => {
  const { gateway, last } = await withStubBot();
  const say = () => post(`${gateway.url}/playground/api/messages`, inPersonalChat);
  await say();
  expect(last()).toMatchObject({
    from: { name: 'Ada Moreno' },
    conversation: { id: personalChatId('ada'), tenantId },
    serviceUrl: gateway.serviceUrl,
    channelId: 'msteams',
  });
  await gateway.choose('mona');
  await say();
  const mona = gateway.people.find(({ key }) => key === 'mona')!;
  expect(last()).toMatchObject({
    from: { id: mona.id, aadObjectId: mona.aadObjectId },
    conversation: { id: personalChatId('mona') },
  });
});

test('the bot hears once that it was added, however often the Playground says so', async () => {
  const { gateway, received } = await withStubBot();
  const results = await gateway.announceInstallations();
  expect(new Set(results.map(({ place }) => place)).size).toBe(9);
  expect(received.map(({ text }) => JSON.parse(text).type).slice(0, 2)).toEqual([
    'installationUpdate',
    'conversationUpdate',
  ]);
  const before = received.length;
  const again = { type: 'installationUpdate', action: 'add', conversation: { id: PLACE_IDS.soc } };
  const say = (activity: object) => post(`${gateway.url}/playground/api/messages`, activity);
  expect((await say(again)).status).toBe(200);
  expect(received).toHaveLength(before);
  await say({ ...again, action: 'remove' });
  await say(again);
  expect(received).toHaveLength(before + 2);
});

test('a click’s error becomes words for the Playground, which shows no errors', async () => {
  const gateway = await aGateway();
  const value = { code: 'Forbidden', message: 'Only analysts close.' };
  const error = { statusCode: 403, type: 'application/vnd.microsoft.error', value };
  const botUrl = await serve((_request, response) => response.writeHead(403).end(JSON.stringify(error)));
  gateway.connect({ botUrl });
  const click = { ...inPersonalChat, type: 'invoke', name: 'adaptiveCard/action' };
  const shown = await post(`${gateway.url}/playground/api/messages`, click);
  expect(await shown.json()).toMatchObject({ statusCode: 200, value: 'Only analysts close.' });
  expect((await post(`${gateway.url}/api/messages`, click)).status).toBe(403);
});

test('rosters say who is where, and an outsider is not found', async () => {
  const { gateway } = await withStubBot();
  const members = `${gateway.serviceUrl}v3/conversations/${encodeURIComponent(PLACE_IDS.payments)}`;
  const page = (await (await fetch(`${members}/pagedmembers?pageSize=200`)).json()) as {
    members: { name: string; userRole: string; aadObjectId: string }[];
  };
  expect(page.members.map(({ name }) => name)).toEqual([
    'Ada Moreno',
    'Piet Larsen',
    'Alex Admin',
    'Gus Guest',
  ]);
  expect(page.members.at(-1)).toMatchObject({ userRole: 'guest', tenantId });
  const outsider = await fetch(`${members};messageid=1/members/29:sandbox-nia`);
  expect(outsider.status).toBe(404);
  expect(await outsider.json()).toMatchObject({ error: { code: 'MemberNotFoundInConversation' } });
  const byObjectId = await fetch(`${members}/members/${page.members[0]!.aadObjectId}`);
  expect(await byObjectId.json()).toMatchObject({
    name: 'Ada Moreno',
    userPrincipalName: 'ada@contoso.example',
  });
});

test('without a Playground the gateway keeps messages itself: a thread is made, replied to and updated', async () => {
  const { gateway } = await withStubBot();
  const at = (path: string) => `${gateway.serviceUrl}v3/conversations${path}`;
  const activity = { type: 'message', text: 'Incident 7' };
  const channelData = { channel: { id: PLACE_IDS.soc } };
  const made = (await (await post(at(''), { isGroup: true, channelData, activity })).json()) as {
    id: string;
    activityId: string;
  };
  expect(made.id).toBe(`${PLACE_IDS.soc};messageid=${made.activityId}`);
  const thread = `/${encodeURIComponent(made.id)}/activities`;
  expect((await post(at(thread), activity)).status).toBe(201);
  const update = (id: string) =>
    fetch(at(`${thread}/${id}`), { method: 'PUT', body: JSON.stringify(activity) });
  expect((await update(made.activityId)).status).toBe(200);
  expect((await update('1')).status).toBe(404);
  const sent = (await (await fetch(`${gateway.url}/_sandbox/messages`)).json()) as { operation: string }[];
  expect(sent.map(({ operation }) => operation)).toEqual(['post', 'post', 'update', 'update']);
});

test('a personal chat that the bot opens is that person’s', async () => {
  const { gateway } = await withStubBot();
  const open = (id: string) => post(`${gateway.serviceUrl}v3/conversations`, { members: [{ id }] });
  expect(await (await open('29:sandbox-mona')).json()).toEqual({ id: personalChatId('mona') });
  expect((await open('29:stranger')).status).toBe(403);
});

test('on a bad day Teams throttles, refuses, cuts connections, and loses answers to what it did', async () => {
  const { gateway } = await withStubBot();
  const say = () =>
    post(`${gateway.serviceUrl}v3/conversations/${encodeURIComponent(PLACE_IDS.soc)}/activities`, {
      type: 'message',
      text: 'hello',
    });
  const set = (faults: object) =>
    fetch(`${gateway.url}/_sandbox/faults`, { method: 'PUT', body: JSON.stringify(faults) });
  await set({ throttle: { retryAfterSeconds: 7 } });
  const throttled = await say();
  expect([throttled.status, throttled.headers.get('retry-after')]).toEqual([429, '7']);
  await set({ throttle: null, refuse: { status: 403, code: 'BotNotInConversationRoster' } });
  expect(await (await say()).json()).toMatchObject({ error: { code: 'BotNotInConversationRoster' } });
  await set({ refuse: null, down: true });
  await expect(say()).rejects.toThrow();
  await set({ down: false, loseAnswers: true });
  await expect(say()).rejects.toThrow();
  await set({ loseAnswers: false });
  const sent = (await (await fetch(`${gateway.url}/_sandbox/messages`)).json()) as unknown[];
  expect(sent).toHaveLength(1);
  const wrong = await set({ latencyMs: -1 });
  expect([wrong.status, await wrong.text()]).toEqual([400, expect.stringContaining('latencyMs')]);
});

test('a page of another site can do nothing, and nobody unknown can be chosen', async () => {
  const { gateway } = await withStubBot();
  const foreign = await post(`${gateway.url}/playground/api/messages`, inPersonalChat, {
    origin: 'https://evil.example',
  });
  expect(foreign.status).toBe(403);
  await expect(gateway.choose('eve')).rejects.toThrow("Nobody is called 'eve'");
});

test('a bot that is not there is a sentence, not a hang', async () => {
  const gateway = await aGateway();
  expect((await post(`${gateway.url}/api/messages`, {})).status).toBe(503);
  gateway.connect({ botUrl: 'http://127.0.0.1:9' });
  const answer = await post(`${gateway.url}/api/messages`, {});
  expect([answer.status, await answer.text()]).toEqual([502, expect.stringContaining('cannot be reached')]);
});

test('the page is served with a policy that lets nothing of another origin in', async () => {
  const gateway = await aGateway();
  const page = await fetch(gateway.url);
  expect(await page.text()).toContain('<h1>Muster sandbox</h1>');
  expect(page.headers.get('content-security-policy')).toMatch(/^default-src 'none'/);
  expect((await fetch(`${gateway.url}/people.ts`)).status).toBe(404);
});
