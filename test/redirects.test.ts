/** Nothing that carries a token of ours, and nothing that tells whom to believe, goes where an answer sends it. */
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SecurityInsights } from '@azure/arm-securityinsight';
import { createHttpHeaders, createPipelineRequest } from '@azure/core-rest-pipeline';
import { afterEach, describe, expect, test } from '@jest/globals';
import { AuthenticationConstants, ClaimsIdentity } from 'botframework-connector';
import { createGraph } from '../bot/graph/graph.ts';
import { workspaceKey } from '../bot/incidents/incident.ts';
import { publishedKeys } from '../bot/published-keys.ts';
import { createSentinel } from '../bot/sentinel/client.ts';
import { createConnectors, isTeamsService } from '../bot/teams/connectors.ts';
import { authenticationFor, connectorFor } from '../bot/teams/identity.ts';
import { createMessenger } from '../bot/teams/messenger.ts';
import { loopbackTransport } from '../sandbox/sentinel-transport.ts';
import { isLoopback, trustIn } from '../sandbox/trust.ts';
import { guid, place, socId, tenant } from './build.ts';
import { noCredential, workspace } from './sentinel/local.ts';

const appId = '00000000-0000-4000-8000-0000000000b0';
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

interface Asked {
  path: string;
  method: string;
  token: string | undefined;
}

/** A service that sends on whoever asks, to another of its addresses or to another host; `elsewhere` notes who follows. */
async function sendingOn(status: number, to: 'the same host' | 'another host') {
  const asked: Asked[] = [];
  const note = ({ url = '', method = '', headers }: IncomingMessage): void => {
    asked.push({ path: url, method, token: headers.authorization });
  };
  const listen = async (server: ReturnType<typeof createServer>): Promise<string> => {
    await new Promise<void>((up) => server.listen(0, '127.0.0.1', up));
    closing.push(
      () =>
        new Promise((closed) => {
          server.close(() => closed());
          server.closeAllConnections();
        }),
    );
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  };
  const other = await listen(
    createServer((request, response) => {
      note(request);
      response.end('{}');
    }),
  );
  const url = await listen(
    createServer((request, response) => {
      request.resume();
      if (request.url?.startsWith('/elsewhere')) {
        note(request);
        return void response.setHeader('content-type', 'application/json').end('{"id":"1","keys":[]}');
      }
      const location = to === 'the same host' ? '/elsewhere' : `${other}/elsewhere`;
      response.writeHead(status, { location }).end();
    }),
  );
  return { url, elsewhere: asked };
}

const credential = {
  getToken: async () => ({ token: 'secret', expiresOnTimestamp: Date.now() + 3_600_000 }),
};
const wheres = ['the same host', 'another host'] as const;

describe.each(wheres)('to %s', (where) => {
  test.each([301, 302, 303, 307, 308])('a card does not follow (%d)', async (status) => {
    const { url, elsewhere } = await sendingOn(status, where);
    const authentication = authenticationFor(
      { appId, type: 'SingleTenant', tenantId: tenant },
      trustIn({ teams: { issuer: 'i', openIdMetadataUrl: `${url}/keys` } }, appId, 'secret'),
    );
    const messenger = createMessenger(
      createConnectors((address) => connectorFor(authentication, appId, address), isLoopback),
      appId,
    );
    const failed = messenger.reply(place(socId, { serviceUrl: `${url}/` }), socId, { text: 'x' });
    await expect(failed).rejects.toMatchObject({ details: { outcome: 'never', status } });
    expect(elsewhere).toEqual([]);
  });

  test.each([302, 307])('a question to Graph does not follow (%d)', async (status) => {
    const { url, elsewhere } = await sendingOn(status, where);
    const graph = createGraph(credential, url);
    await expect(graph.get('look', '/x')).rejects.toMatchObject({ details: { outcome: 'retry' } });
    await expect(graph.post('look', '/x', {})).rejects.toMatchObject({ details: { outcome: 'retry' } });
    expect(elsewhere).toEqual([]);
  });

  test.each([302, 307])('a question to Sentinel does not follow (%d)', async (status) => {
    const { url, elsewhere } = await sendingOn(status, where);
    const sentinel = createSentinel({
      workspaces: [workspace],
      endpoint: url,
      credential: noCredential,
      transport: loopbackTransport,
    });
    const read = sentinel.get({ workspace: workspaceKey(workspace), id: guid });
    await expect(read).rejects.toMatchObject({ details: { service: 'sentinel', status } });
    expect(elsewhere).toEqual([]);
  });

  test.each([302, 307])('a look for keys does not follow (%d)', async (status) => {
    const { url, elsewhere } = await sendingOn(status, where);
    await expect(publishedKeys(`${url}/keys`)({ alg: 'RS256', kid: 'k' })).rejects.toThrow(
      /keys at .* can't be had now/,
    );
    expect(elsewhere).toEqual([]);
  });
});

describe('the SDKs alone', () => {
  test('the Bot Framework’s follows on the same host, and POSTs the message there, in this version without a token', async () => {
    const { url, elsewhere } = await sendingOn(307, 'the same host');
    await bareConnector(url).then((send) => send());
    expect(elsewhere).toEqual([{ path: '/elsewhere', method: 'POST', token: undefined }]);
  });

  test('the Bot Framework’s does not follow to another host, in this version', async () => {
    const { url, elsewhere } = await sendingOn(307, 'another host');
    await bareConnector(url).then((send) => send());
    expect(elsewhere).toEqual([]);
  });

  test('Sentinel’s follows on the same host, in this version without a token', async () => {
    const { url, elsewhere } = await sendingOn(307, 'the same host');
    const client = new SecurityInsights(noCredential, workspace.subscriptionId, { endpoint: url });
    loopbackTransport(client.pipeline);
    const request = createPipelineRequest({ url: `${url}/x`, headers: createHttpHeaders({}) });
    await client.sendRequest({ ...request, allowInsecureConnection: true });
    expect(elsewhere).toEqual([{ path: '/elsewhere', method: 'GET', token: undefined }]);
  });
});

/** Sends a message by the SDK alone. */
async function bareConnector(url: string): Promise<() => Promise<unknown>> {
  const authentication = authenticationFor(
    { appId, type: 'SingleTenant', tenantId: tenant },
    trustIn({ teams: { issuer: 'i', openIdMetadataUrl: `${url}/keys` } }, appId, 'secret'),
  );
  const claims = [AuthenticationConstants.AudienceClaim, AuthenticationConstants.AppIdClaim].map((type) => ({
    type,
    value: appId,
  }));
  const client = await authentication
    .createConnectorFactory(new ClaimsIdentity(claims, true))
    .create(`${url}/`, 'https://api.botframework.com');
  return () =>
    client.conversations.sendToConversation(socId, { type: 'message' }).catch((error: unknown) => error);
}

test('a place in the log whose service address is not Teams’ gets nothing, and a sentence says so', async () => {
  const made: string[] = [];
  const connectors = createConnectors(async (address) => {
    made.push(address);
    throw new Error('made');
  }, isTeamsService);
  const messenger = createMessenger(connectors, appId);
  // As an older Muster, or somebody with access to the store, may have written it.
  const stored = place(socId, { serviceUrl: 'https://smba.trafficmanager.net.evil.example/emea/' });
  const person = { id: '29:x', oid: 'o', name: 'x', guest: false };
  const tries = [
    () => messenger.post(stored, { text: 'x' }),
    () => messenger.reply(stored, socId, { text: 'x' }),
    () => messenger.update(stored, socId, '1', { text: 'x' }),
    () => messenger.remove(stored, socId, '1'),
    () => messenger.direct(stored, person, { text: 'x' }),
  ];
  for (const attempt of tries) {
    const failure = await attempt().catch((error: unknown) => error);
    expect(failure).toMatchObject({
      message: 'The service address is not one of Teams, so nothing is sent to it.',
      details: { outcome: 'never' },
    });
  }
  expect(made).toEqual([]);
});
