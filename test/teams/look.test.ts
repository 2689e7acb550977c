/** Looking for a message in a channel: what Graph is asked, what it may answer, and where it stops. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { Upstream } from '../../bot/errors.ts';
import { createGraph } from '../../bot/graph/graph.ts';
import { createConnectors } from '../../bot/teams/connectors.ts';
import { authenticationFor, connectorFor } from '../../bot/teams/identity.ts';
import { lookIn } from '../../bot/teams/look.ts';
import { isMarked, marked } from '../../bot/teams/mark.ts';
import { createMessenger } from '../../bot/teams/messenger.ts';
import { startGateway } from '../../sandbox/teams/gateway.ts';
import { PLACE_IDS, TEAM } from '../../sandbox/teams/people.ts';
import { isLoopback, trustIn } from '../../sandbox/trust.ts';
import { at, paymentsId, place, socId, tenant } from '../build.ts';
import { describeMessenger } from '../contracts/messenger.ts';
import { fakeMessenger } from '../fakes/messenger.ts';

const appId = '00000000-0000-4000-8000-0000000000b0';
const credential = { getToken: async () => ({ token: 'secret', expiresOnTimestamp: Date.now() + 60_000 }) };

describeMessenger('the fake messenger', async () => {
  const messenger = fakeMessenger();
  return {
    messenger,
    channel: place(socId),
    other: place(paymentsId),
    consent: messenger.mayLook,
    breakGraph: () =>
      messenger.failNext(
        'find',
        new Upstream('down', { service: 'graph', operation: 'x', outcome: 'retry', status: 503 }),
      ),
    now: () => new Date(),
    close: async () => undefined,
  };
});

describeMessenger('the messenger over the local Teams and Graph', async () => {
  const gateway = await startGateway({
    port: 0,
    botId: appId,
    tenantId: tenant,
    audience: 'api://muster',
    callerId: appId,
    limits: false,
  });
  const authentication = authenticationFor(
    { appId, type: 'SingleTenant', tenantId: tenant },
    trustIn(gateway, appId),
  );
  const connectors = createConnectors((url) => connectorFor(authentication, appId, url), isLoopback);
  const { serviceUrl, graphUrl } = gateway;
  const channel = place(PLACE_IDS.soc, { serviceUrl, groupId: TEAM.aadGroupId });
  return {
    messenger: createMessenger(connectors, appId, { look: lookIn(createGraph(credential, graphUrl), appId) }),
    channel,
    other: { ...channel, id: PLACE_IDS.payments },
    consent: (consent) => void gateway.setGraph({ consent }),
    breakGraph: () => void gateway.setGraph({ fail: 503 }),
    now: () => new Date(),
    close: gateway.close,
  };
});

const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

/** A Graph that answers as it is told, and what it was asked. */
async function graph(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
  timeoutMs?: number,
) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(decodeURIComponent(request.url!));
    answer(request, response);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  open.push(
    () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  );
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, asked, look: lookIn(createGraph(credential, url, timeoutMs), appId) };
}

const channel = place(socId, { groupId: 'team-1' });
/** A message as Graph tells of it. */
const message = (id: string, change: object = {}): object => ({
  id,
  createdDateTime: at(0).toISOString(),
  from: { application: { id: appId } },
  body: { content: '<p>x</p>' },
  attachments: [{ content: JSON.stringify({ body: [{ id: 'm1' }] }) }],
  ...change,
});
const page = (value: object[], next?: string) => (_request: IncomingMessage, response: ServerResponse) =>
  void response.end(JSON.stringify({ value, ...(next && { '@odata.nextLink': next }) }));

test('Graph is asked for the channel’s threads, or for the answers in one', async () => {
  const { look, asked } = await graph(page([message('7')]));
  expect(await look(channel, undefined, 'm1', at(0))).toEqual({ thread: `${socId};messageid=7`, id: '7' });
  const thread = `${socId};messageid=5`;
  expect(await look(channel, thread, 'm1', at(0))).toEqual({ thread, id: '7' });
  expect(asked).toEqual([
    `/v1.0/teams/team-1/channels/${socId}/messages?$top=50`,
    `/v1.0/teams/team-1/channels/${socId}/messages/5/replies?$top=50`,
  ]);
});

test.each<[string, object]>([
  ['of a person', { from: { user: { id: 'u' } } }],
  ['of another app', { from: { application: { id: 'other' } } }],
  ['of nobody', { from: null }],
  ['with another key', { attachments: [{ content: JSON.stringify({ body: [{ id: 'm2' }] }) }] }],
  ['with a card that can’t be read', { attachments: [{ content: '{' }] }],
  ['that was deleted', { deletedDateTime: at(1).toISOString() }],
  ['from before', { createdDateTime: at(-1).toISOString() }],
])('a message %s is not the one', async (_what, change) => {
  const { look } = await graph(page([message('7', change)]));
  expect(await look(channel, undefined, 'm1', at(0))).toBeUndefined();
});

describe('pages', () => {
  test('are read on until the message is there', async () => {
    const { url, look, asked } = await graph((request, response) =>
      request.url?.includes('skip')
        ? page([message('7')])(request, response)
        : page([message('8', { attachments: [] })], `${url}/v1.0/next?$skiptoken=skip`)(request, response),
    );
    expect(await look(channel, undefined, 'm1', at(0))).toMatchObject({ id: '7' });
    expect(asked).toHaveLength(2);
  });

  test('are read no further than one on which all is older', async () => {
    const old = message('8', { createdDateTime: at(-1).toISOString() });
    const { url, look, asked } = await graph((request, response) =>
      page(asked.length < 3 ? [old, message('9', { attachments: [] })] : [old], `${url}/v1.0/next`)(
        request,
        response,
      ),
    );
    expect(await look(channel, undefined, 'm1', at(0))).toBeUndefined();
    expect(asked).toHaveLength(3);
  });

  test('without end are not read without end', async () => {
    const other = message('9', { attachments: [] });
    const { url, look, asked } = await graph((request, response) =>
      page([other], `${url}/v1.0/next`)(request, response),
    );
    await expect(look(channel, undefined, 'm1', at(0))).rejects.toMatchObject({
      details: { outcome: 'never' },
    });
    expect(asked).toHaveLength(20);
  });

  test('at another host are not read, and it gets no token', async () => {
    const other = await graph(page([message('7')]));
    const { look } = await graph(page([message('9', { attachments: [] })], `${other.url}/v1.0/next`));
    await expect(look(channel, undefined, 'm1', at(0))).rejects.toThrow('another host');
    expect(other.asked).toEqual([]);
  });
});

test.each<[string, (response: ServerResponse) => void, object]>([
  [
    'refuses',
    (r) => r.writeHead(403).end('{"error":{"code":"Forbidden"}}'),
    { outcome: 'never', status: 403 },
  ],
  ['knows no such team', (r) => r.writeHead(404).end('{}'), { outcome: 'never', status: 404 }],
  [
    'throttles',
    (r) => r.writeHead(429, { 'retry-after': '7' }).end(),
    { outcome: 'retry', retryAfterMs: 7000 },
  ],
  ['is down', (r) => r.writeHead(503).end(), { outcome: 'retry', status: 503 }],
  ['hangs', () => undefined, { outcome: 'retry' }],
  ['breaks off', (r) => r.destroy(), { outcome: 'retry' }],
  ['sends elsewhere', (r) => r.writeHead(302, { location: '/elsewhere' }).end(), { outcome: 'retry' }],
  ['says something else', (r) => r.end('{"value":7}'), { outcome: 'never' }],
])('a Graph that %s has not said that it is not there', async (_how, answer, details) => {
  const { look } = await graph((_request, response) => answer(response), 200);
  const failure = await look(channel, undefined, 'm1', at(0)).catch((error) => error);
  expect(failure).toBeInstanceOf(Upstream);
  expect(failure.details).toMatchObject({ service: 'graph', ...details });
});

test('nothing is asked where the team is not known', async () => {
  const { look, asked } = await graph(page([]));
  await expect(look(place(socId), undefined, 'm1', at(0))).rejects.toMatchObject({
    details: { outcome: 'never' },
  });
  expect(asked).toEqual([]);
});

describe('a card’s key', () => {
  test('is the id of its first element, and changes nothing else', () => {
    const card = { type: 'AdaptiveCard', body: [{ type: 'TextBlock', text: 'x' }, { type: 'TextBlock' }] };
    const sent = marked(card, 'm1');
    expect(sent).toEqual({ ...card, body: [{ type: 'TextBlock', text: 'x', id: 'm1' }, card.body[1]] });
    expect(isMarked(JSON.stringify(sent), 'm1')).toBe(true);
    expect(isMarked(JSON.stringify(card), 'm1')).toBe(false);
  });

  test('leaves an element its own id, which a button may name', () => {
    const card = { body: [{ type: 'Container', id: 'more' }] };
    const sent = marked(card, 'm1');
    expect(isMarked(JSON.stringify(sent), 'm1')).toBe(true);
    expect(JSON.stringify(sent)).toContain('"id":"more"');
  });
});
