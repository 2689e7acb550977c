import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { Upstream } from '../../bot/errors.ts';
import { createConnectors } from '../../bot/teams/connectors.ts';
import { authenticationFor, connectorFor } from '../../bot/teams/identity.ts';
import { activityOf, createMessenger } from '../../bot/teams/messenger.ts';
import { isLoopback, trustIn } from '../../sandbox/trust.ts';
import { ben, member, paymentsId, place, tenant } from '../build.ts';

const appId = '00000000-0000-4000-8000-0000000000b0';
const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

interface Call {
  method: string;
  path: string;
  body: Record<string, unknown>;
}
type Answer = (response: ServerResponse, request: IncomingMessage) => void;

/** Teams' connector on this machine: answers as it is told, and remembers what it was asked. */
async function connector(answer: Answer, timeoutMs?: number) {
  const calls: Call[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    calls.push({
      method: request.method!,
      path: decodeURIComponent(request.url!),
      body: body ? JSON.parse(body) : {},
    });
    response.setHeader('content-type', 'application/json');
    answer(response, request);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  open.push(
    () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  );
  const serviceUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const trust = trustIn({ teams: { issuer: 'i', openIdMetadataUrl: `${serviceUrl}keys` } }, appId);
  const authentication = authenticationFor({ appId, type: 'SingleTenant', tenantId: tenant }, trust);
  const connectors = createConnectors((url) => connectorFor(authentication, appId, url), isLoopback);
  const at = (kind: 'channel' | 'personal', id: string) => place(id, { kind, serviceUrl });
  return { calls, messenger: createMessenger(connectors, appId, { timeoutMs }), at };
}

const json =
  (body: object, status = 200): Answer =>
  (response) =>
    response.writeHead(status).end(JSON.stringify(body));
const failureOf = (work: Promise<unknown>): Promise<Upstream> =>
  work.then(
    () => {
      throw new Error('It worked.');
    },
    (error) => error,
  );

test.each([
  [403, { error: { code: 'BotNotInConversationRoster', message: 'x' } }, 'removed'],
  [404, { error: { code: 'ConversationNotFound', message: 'x' } }, 'deleted'],
  [403, { errorCode: 209, message: '{"subCode":"MessageWritesBlocked","details":"x"}' }, 'blocked'],
])('a place that Teams refuses for good with %i %j is %s', async (status, body, gone) => {
  const { calls, messenger, at } = await connector(json(body, status));
  const channel = at('channel', paymentsId);
  for (const work of [
    messenger.post(channel, { text: 'x' }),
    messenger.reply(channel, `${paymentsId};messageid=1`, { text: 'x' }),
    messenger.update(channel, `${paymentsId};messageid=1`, '1', { text: 'x' }),
  ])
    expect((await failureOf(work)).details).toMatchObject({ outcome: 'never', gone, place: paymentsId });
  expect(calls).toHaveLength(3);
});

test('a personal chat that can’t be opened says nothing of the place that it was asked from', async () => {
  const { messenger, at } = await connector(json({ error: { code: 'BotNotInConversationRoster' } }, 403));
  const { details } = await failureOf(
    messenger.direct(at('channel', paymentsId), member(ben), { text: 'x' }),
  );
  expect(details.outcome).toBe('never');
  expect(details).not.toHaveProperty('place');
});

describe('what is sent', () => {
  test('a card in a channel begins a thread, which is answered to', async () => {
    const { calls, messenger, at } = await connector(
      json({ id: `${paymentsId};messageid=1700`, activityId: 'a-1' }, 201),
    );
    expect(
      await messenger.post(at('channel', paymentsId), { card: { type: 'AdaptiveCard' }, summary: 'New' }),
    ).toEqual({ thread: `${paymentsId};messageid=1700`, id: '1700' });
    expect(calls).toMatchObject([
      {
        method: 'POST',
        path: '/v3/conversations',
        body: {
          isGroup: true,
          tenantId: tenant,
          channelData: { channel: { id: paymentsId } },
          activity: { type: 'message', summary: 'New', attachments: [{ content: { type: 'AdaptiveCard' } }] },
        },
      },
    ]);
  });

  test('a chat gets a message, and so does a thread', async () => {
    const { calls, messenger, at } = await connector(json({ id: 'm-1' }, 201));
    expect(await messenger.post(at('personal', 'a:1'), { text: 'x' })).toEqual({ thread: 'a:1', id: 'm-1' });
    await messenger.reply(at('channel', paymentsId), `${paymentsId};messageid=1700`, { text: 'y' });
    expect(calls.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'POST /v3/conversations/a:1/activities',
      `POST /v3/conversations/${paymentsId};messageid=1700/activities`,
    ]);
  });

  test('an update replaces the message by its id', async () => {
    const { calls, messenger, at } = await connector(json({ id: '1700' }));
    await messenger.update(at('channel', paymentsId), 't', '1700', { card: {} });
    expect(calls).toMatchObject([
      { method: 'PUT', path: '/v3/conversations/t/activities/1700', body: { id: '1700' } },
    ]);
  });

  test('to one person goes to their own chat', async () => {
    const { calls, messenger, at } = await connector(json({ id: 'a:ben' }, 201));
    expect(await messenger.direct(at('channel', paymentsId), member(ben), { text: 'x' })).toMatchObject({
      thread: 'a:ben',
    });
    expect(calls[0]?.body).toMatchObject({ isGroup: false, members: [{ id: '29:Ben' }], tenantId: tenant });
    expect(calls[1]?.path).toBe('/v3/conversations/a:ben/activities');
  });

  test('a mention is an entity whose text stands in the message to the letter', () => {
    const sent = activityOf({ text: '<at>Ben</at> owns it.', mentions: [{ id: '29:Ben', name: 'Ben' }] });
    expect(sent.entities).toEqual([
      { type: 'mention', text: '<at>Ben</at>', mentioned: { id: '29:Ben', name: 'Ben' } },
    ]);
    expect(sent.text).toContain(sent.entities![0]!.text);
    expect(activityOf({ text: 'x' })).not.toHaveProperty('entities');
  });
});

describe('a POST is made exactly once', () => {
  test.each<[string, Answer, object]>([
    ['Teams is down', json({}, 503), { outcome: 'unknown', status: 503 }],
    ['Teams breaks', json({}, 500), { outcome: 'unknown', status: 500 }],
    ['the connection is reset', (response) => response.destroy(), { outcome: 'unknown' }],
    [
      'Teams throttles',
      (response) => response.writeHead(429, { 'retry-after': '7' }).end('{}'),
      { outcome: 'retry', retryAfterMs: 7000 },
    ],
    [
      'Teams refuses',
      json({ error: { code: 'BotNotInConversationRoster' } }, 403),
      { outcome: 'never', code: 'BotNotInConversationRoster' },
    ],
    ['Teams names no id', json({}, 201), { outcome: 'unknown' }],
  ])('where %s', async (_what, answer, details) => {
    const { calls, messenger, at } = await connector(answer);
    for (const work of [
      messenger.reply(at('channel', paymentsId), 't', { text: 'x' }),
      messenger.post(at('channel', paymentsId), { card: {} }),
    ]) {
      const failure = await failureOf(work);
      expect(failure).toBeInstanceOf(Upstream);
      expect(failure.details).toMatchObject({ service: 'teams', ...details });
    }
    expect(calls).toHaveLength(2);
  });

  test('where no answer comes, it ends unknown', async () => {
    const { calls, messenger, at } = await connector(() => undefined, 100);
    const failure = await failureOf(messenger.reply(at('channel', paymentsId), 't', { text: 'x' }));
    expect(failure.details.outcome).toBe('unknown');
    expect(calls).toHaveLength(1);
  });

  test('an update may be made again, by whoever asked for it', async () => {
    const { calls, messenger, at } = await connector(json({}, 503));
    const failure = await failureOf(messenger.update(at('channel', paymentsId), 't', '1700', { card: {} }));
    expect(failure.details.outcome).toBe('retry');
    expect(calls).toHaveLength(1);
  });
});

test('nothing is sent to a host that is not allowed', async () => {
  const { calls, messenger } = await connector(json({ id: 'x' }));
  await expect(
    messenger.reply(place(paymentsId, { serviceUrl: 'https://evil.example/' }), 't', { text: 'x' }),
  ).rejects.toThrow('nothing is sent');
  expect(calls).toEqual([]);
});
