import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Gateway, startGateway } from '../../../sandbox/teams/gateway.ts';
import { PLACE_IDS, personalChatId } from '../../../sandbox/teams/people.ts';
import { type Playground, startPlayground } from '../../../sandbox/teams/playground.ts';

const botId = 'b0700000-0000-4000-8000-000000000001';
const tenantId = '00000000-0000-4000-8000-0000000000aa';
type Told = {
  action: string;
  actionConversationId: string;
  message: { text?: string; attachments: unknown[] };
};

let gateway: Gateway;
let playground: Playground;
let folder: string;
const heard: Record<string, never>[] = [];
const bot = createServer(async (request, response) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const activity = JSON.parse(Buffer.concat(chunks).toString('utf8'));
  heard.push(activity);
  const task = { type: 'message', value: `Hello, ${activity.from.name}.` };
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ task }));
});

beforeAll(async () => {
  await new Promise<void>((resolve) => bot.listen(0, '127.0.0.1', resolve));
  const botUrl = `http://127.0.0.1:${(bot.address() as AddressInfo).port}`;
  gateway = await startGateway({ port: 0, botId, tenantId, audience: 'api://hook', callerId: 'c', botUrl });
  folder = await mkdtemp(join(tmpdir(), 'muster-playground-'));
  playground = await startPlayground({ port: 0, gateway, botId, tenantId, folder });
  gateway.connect({ playgroundUrl: playground.url, playgroundConnectorUrl: playground.connectorUrl });
});

afterAll(async () => {
  await playground?.stop();
  await gateway?.close();
  bot.closeAllConnections();
  await new Promise((resolve) => bot.close(resolve));
  await rm(folder, { recursive: true, force: true });
});

const json = { 'content-type': 'application/json' };
const send = async (method: string, path: string, body: object) => {
  const url = `${gateway.serviceUrl}v3/conversations${path}`;
  const response = await fetch(url, { method, headers: json, body: JSON.stringify(body) });
  return { status: response.status, body: (await response.json()) as { id: string; activityId: string } };
};
const card = (title: string) => ({
  contentType: 'application/vnd.microsoft.card.adaptive',
  content: { type: 'AdaptiveCard', version: '1.5', body: [{ type: 'TextBlock', text: title }] },
});

/** A page of the Playground: it loads, connects, and then says that it knows its chats. */
async function openPage(wanted: number): Promise<Told[]> {
  expect(await (await fetch(`${playground.url}/`)).text()).toContain('playground-patch.js');
  const told: Told[] = [];
  const socket = new WebSocket(
    `${playground.url.replace('http', 'ws')}/_ws_conversation/v1/conversations/stream`,
  );
  await new Promise((resolve) => socket.addEventListener('open', resolve));
  const complete = new Promise<void>((resolve) => {
    socket.addEventListener('message', ({ data }) => {
      told.push(JSON.parse(String(data)) as Told);
      if (told.length === wanted) resolve();
    });
  });
  const ready = `${playground.url}/_debug/conversation/${PLACE_IDS.personal}/installation`;
  await fetch(ready, { method: 'POST', headers: json, body: '{}' });
  await complete;
  socket.close();
  return told;
}

test('a card that is posted, mentions somebody and is updated is shown as it stands to a page opened later', async () => {
  const activity = { type: 'message', text: 'For <at>Piet Larsen</at>', attachments: [card('Incident 1')] };
  const channelData = { channel: { id: PLACE_IDS.soc } };
  const made = await send('POST', '', { isGroup: true, channelData, activity });
  expect(made.body.id).toBe(`${PLACE_IDS.soc};messageid=${made.body.activityId}`);
  const path = `/${encodeURIComponent(made.body.id)}/activities/${made.body.activityId}`;
  const updated = await send('PUT', path, { ...activity, attachments: [card('Incident 1, acknowledged')] });
  expect(updated.status).toBe(200);

  const told = await openPage(2);
  expect(JSON.stringify(told[0])).toContain('Incident 1, acknowledged');
  expect(told[0]).toMatchObject({ action: 'createMessage', actionConversationId: PLACE_IDS.soc });
  expect(told[1]).toMatchObject({ actionConversationId: made.body.id, message: { text: activity.text } });
});

test('what is written to somebody who is away is shown when they are chosen', async () => {
  const path = `/${encodeURIComponent(personalChatId('mona'))}/activities`;
  const waiting = await send('POST', path, { type: 'message', text: 'Overdue' });
  expect(waiting.status).toBe(201);
  const update = { type: 'message', text: 'Overdue, now closed' };
  expect((await send('PUT', `${path}/${waiting.body.id}`, update)).status).toBe(200);
  await gateway.choose('mona');
  const told = await openPage(3);
  expect(told.at(-1)).toMatchObject({
    actionConversationId: PLACE_IDS.personal,
    message: { text: 'Overdue, now closed' },
  });
  await gateway.choose('ada');
});

test('a button that opens a dialog asks the bot for it, as the chosen person', async () => {
  await gateway.choose('piet');
  const value = { msteams: { type: 'task/fetch' }, msTeams: { type: 'task/fetch' }, form: 'comment' };
  const conversation = { id: `${PLACE_IDS.payments};messageid=5` };
  const answer = await fetch(`${playground.url}/_conversation/v1/submit`, {
    method: 'POST',
    headers: json,
    body: JSON.stringify({ conversation, replyToId: '5', value, from: { id: '29:sandbox-piet' } }),
  });
  expect(await answer.json()).toEqual({ task: { type: 'message', value: 'Hello, Piet Larsen.' } });
  expect(heard.find(({ name }) => name === 'task/fetch')).toMatchObject({
    type: 'invoke',
    replyToId: '5',
    conversation: { ...conversation, conversationType: 'channel' },
    value: { data: { msteams: { type: 'task/fetch' }, form: 'comment' } },
  });
});

test('the page’s user is the chosen person, and everybody else is still there', async () => {
  await gateway.choose('nia');
  type Config = {
    config: { currentUser: { name: string }; users: unknown[]; teams: { members: string[] }[] };
  };
  const { config } = (await (await fetch(`${playground.url}/_internal/v1/config`)).json()) as Config;
  expect(config.currentUser.name).toBe('Nia Okafor');
  expect(config.users).toHaveLength(5);
  expect(config.teams[0]!.members).toContain('29:sandbox-ada');
});

test('a config that the Playground refuses is told in one sentence', async () => {
  const where = join(folder, 'refused');
  const start = startPlayground({ port: 0, gateway, botId, tenantId: 5 as unknown as string, folder: where });
  await expect(start).rejects.toThrow(/The Agents Playground ended \(code 1\): .*tenantId/);
});
