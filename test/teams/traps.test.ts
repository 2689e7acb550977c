/** What botbuilder does by itself and we must not: each shown over the wire with the SDK alone, then as Muster has it. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { CloudAdapter } from 'botbuilder';
import { AuthenticationConstants, ClaimsIdentity, type ConnectorClient } from 'botframework-connector';
import { pino } from 'pino';
import { systemClock } from '../../bot/clock.ts';
import { restify } from '../../bot/http/restify.ts';
import { createConnectors } from '../../bot/teams/connectors.ts';
import { authenticationFor, connectorFor } from '../../bot/teams/identity.ts';
import { createMessenger } from '../../bot/teams/messenger.ts';
import { createReceiver } from '../../bot/teams/receiver.ts';
import { createTurn } from '../../bot/teams/turn.ts';
import { startGateway } from '../../sandbox/teams/gateway.ts';
import { PLACE_IDS } from '../../sandbox/teams/people.ts';
import { isLoopback, trustIn } from '../../sandbox/trust.ts';
import { place, socId, tenant } from '../build.ts';

const appId = '00000000-0000-4000-8000-0000000000b0';
const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

/** A Teams that answers as it is told; the SDK's own client of it, and our messenger. */
async function teams(answer: (response: ServerResponse) => void, timeoutMs?: number) {
  let calls = 0;
  const reached = Promise.withResolvers<void>();
  const server = createServer((request: IncomingMessage, response) => {
    calls += 1;
    request.resume();
    response.setHeader('content-type', 'application/json');
    answer(response);
    reached.resolve();
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
  const claims = [AuthenticationConstants.AudienceClaim, AuthenticationConstants.AppIdClaim].map((type) => ({
    type,
    value: appId,
  }));
  const bare: ConnectorClient = await authentication
    .createConnectorFactory(new ClaimsIdentity(claims, true))
    .create(serviceUrl, 'https://api.botframework.com');
  const connectors = createConnectors((url) => connectorFor(authentication, appId, url), isLoopback);
  const messenger = createMessenger(connectors, appId, { timeoutMs });
  const giveUp = new AbortController();
  open.unshift(async () => giveUp.abort());
  return {
    reached: reached.promise,
    /** Sends by the SDK alone; gives how often Teams was asked in the end. */
    async bare() {
      calls = 0;
      const options = { abortSignal: giveUp.signal };
      await bare.conversations.sendToConversation(socId, { type: 'message' }, options).catch(() => undefined);
      return calls;
    },
    /** Sends as Muster does; gives how often Teams was asked, and how it failed. */
    async ours() {
      calls = 0;
      const failure = await messenger
        .reply(place(socId, { serviceUrl }), socId, { text: 'x' })
        .catch((error) => error);
      return { calls, details: failure.details };
    },
  };
}

/** Whether it is over by the time that something else is. */
async function isOver(work: Promise<unknown>, by: Promise<unknown>): Promise<boolean> {
  let over = false;
  void work.then(() => {
    over = true;
  });
  await by;
  return over;
}

test('a POST that Teams may have accepted is repeated by the SDK, unasked, and by us it is not', async () => {
  // The header only makes the SDK's waits short.
  const { bare, ours } = await teams((response) =>
    response.writeHead(503, { 'retry-after-ms': '1' }).end('{}'),
  );
  expect(await bare()).toBe(4);
  expect(await ours()).toMatchObject({ calls: 1, details: { outcome: 'unknown', status: 503 } });
});

test('a Teams that hangs keeps the SDK waiting as long as it likes, and us until our time is up', async () => {
  const { bare, ours, reached } = await teams(() => undefined, 100);
  const waiting = bare();
  await reached;
  const failed = ours();
  expect(await isOver(waiting, failed)).toBe(false);
  expect((await failed).details).toMatchObject({ outcome: 'unknown' });
});

describe('a Retry-After', () => {
  test('is waited for inside the SDK, an hour if it says so, and we are told of it at once', async () => {
    const { bare, ours, reached } = await teams((response) =>
      response.writeHead(429, { 'retry-after': '3600' }).end('{}'),
    );
    const waiting = bare();
    await reached;
    const failed = ours();
    expect(await isOver(waiting, failed)).toBe(false);
    expect(await failed).toMatchObject({ calls: 1, details: { outcome: 'retry', retryAfterMs: 3_600_000 } });
  });

  test('of more than an hour counts as an hour, the longest window that Teams publishes', async () => {
    const { ours } = await teams((response) =>
      response.writeHead(429, { 'retry-after': '864000' }).end('{}'),
    );
    expect((await ours()).details).toMatchObject({ retryAfterMs: 3_600_000 });
  });
});

describe('a button whose handler fails', () => {
  /** A bot behind the sandbox's Teams, and what a click is answered. */
  async function clicked(
    makeReceiver: (trust: ReturnType<typeof authenticationFor>) => ReturnType<typeof createReceiver>,
  ) {
    const gateway = await startGateway({
      port: 0,
      botId: appId,
      tenantId: tenant,
      audience: 'api://muster',
      callerId: appId,
    });
    open.push(gateway.close);
    const receive = makeReceiver(
      authenticationFor({ appId, type: 'SingleTenant', tenantId: tenant }, trustIn(gateway, appId)),
    );
    const server = restify.createServer();
    server.use(restify.plugins.bodyParser());
    server.post('/api/messages', async (request, response) => receive(request, response));
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', () => listening()));
    open.push(() => new Promise((closed) => server.close(() => closed())));
    gateway.connect({ botUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
    const [ada] = gateway.people;
    const answer = await gateway.tell({
      type: 'invoke',
      name: 'adaptiveCard/action',
      id: 'a-1',
      channelId: 'msteams',
      serviceUrl: gateway.serviceUrl,
      from: { id: ada!.id, name: ada!.name, aadObjectId: ada!.aadObjectId },
      recipient: { id: `28:${appId}` },
      conversation: { id: PLACE_IDS.soc, conversationType: 'channel', tenantId: tenant },
      channelData: { channel: { id: PLACE_IDS.soc }, tenant: { id: tenant } },
      value: { action: { type: 'Action.Execute', verb: 'acknowledge', data: {} } },
    });
    return { status: answer.status, body: String(answer.body ?? '') };
  }
  const fails = async (): Promise<never> => {
    throw new Error('the database password is 1234');
  };

  test('is answered 501 and nothing by the SDK, which people see as “Something went wrong”', async () => {
    const answer = await clicked((authentication) => {
      const adapter = new CloudAdapter(authentication);
      adapter.onTurnError = async () => undefined;
      return (request, response) => adapter.process(request, response, fails);
    });
    expect(answer).toEqual({ status: 501, body: '' });
  });

  test('is answered with a sentence by us, which says nothing of the inside', async () => {
    const places = { note: fails, hears: fails, wrote: fails, refused: fails };
    const answer = await clicked((authentication) =>
      createReceiver({
        authentication,
        isSigned: async () => undefined,
        turn: createTurn({
          converse: fails,
          places,
          messenger: {} as never,
          directory: {} as never,
          lookAt: fails,
          logger: pino({ level: 'silent' }),
          behind: () => undefined,
        }),
        clock: systemClock,
        logger: pino({ level: 'silent' }),
      }),
    );
    expect(answer.status).toBe(200);
    expect(answer.body).toContain('Please try again in a minute.');
    expect(answer.body).not.toContain('password');
  });
});
