/** As whom Muster speaks: the one identity that the settings name, although the environment offers others. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { AuthenticationConstants, ClaimsIdentity } from 'botframework-connector';
import { identitiesOf } from '../bot/identity.ts';
import { authenticationFor } from '../bot/teams/identity.ts';

const appId = '11111111-1111-4111-8111-111111111111';
const managedIdentity = '88888888-8888-4888-8888-888888888888';
const tenantId = '22222222-2222-4222-8222-222222222222';
const before = { ...process.env };
/** Which managed identity was asked for a token, and for what. */
const asked: { identity: string | null; resource: string | null }[] = [];

// As an App Service has it (learn.microsoft.com, "REST endpoint reference" of managed identities).
const endpoint = createServer((request, response) => {
  const { searchParams } = new URL(request.url ?? '', 'http://localhost');
  asked.push({ identity: searchParams.get('client_id'), resource: searchParams.get('resource') });
  const expires = Math.floor(Date.now() / 1000) + 3600;
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(
    JSON.stringify({
      access_token: `of ${searchParams.get('client_id')}`,
      expires_on: String(expires),
      resource: searchParams.get('resource'),
      token_type: 'Bearer',
    }),
  );
});

beforeAll(async () => {
  await new Promise<void>((listening) => endpoint.listen(0, '127.0.0.1', listening));
  Object.assign(process.env, {
    IDENTITY_ENDPOINT: `http://127.0.0.1:${(endpoint.address() as AddressInfo).port}/msi/token`,
    IDENTITY_HEADER: 'header',
    // What a chain of credentials would take first.
    AZURE_CLIENT_ID: '99999999-9999-4999-8999-999999999999',
    AZURE_TENANT_ID: tenantId,
    AZURE_CLIENT_SECRET: 'somebody else’s',
  });
});
afterAll(() => {
  process.env = before;
  endpoint.closeAllConnections();
  endpoint.close();
});

test('a bot that is a managed identity asks everything as that, and needs no secret', async () => {
  const { bot, azure } = identitiesOf({ bot: { appId, tenantId, type: 'UserAssignedMSI' } });
  expect((await bot.getToken('https://graph.microsoft.com/.default'))?.token).toBe(`of ${appId}`);
  expect((await azure.getToken('https://management.azure.com/.default'))?.token).toBe(`of ${appId}`);
});

test('a bot with a secret asks Azure as the managed identity that is named', async () => {
  const bot = { appId, tenantId, type: 'SingleTenant', password: 'secret' } as const;
  const { azure } = identitiesOf({ bot, managedIdentity });
  expect((await azure.getToken('https://management.azure.com/.default'))?.token).toBe(
    `of ${managedIdentity}`,
  );
});

test('a bot that is a managed identity speaks to Teams as that, and not as what else the environment has', async () => {
  const authentication = authenticationFor({ appId, tenantId, type: 'UserAssignedMSI' });
  const claims = [AuthenticationConstants.AudienceClaim, AuthenticationConstants.AppIdClaim].map((type) => ({
    type,
    value: appId,
  }));
  asked.length = 0;
  let shown: string | undefined;
  const teams = createServer((request, response) => {
    shown = request.headers.authorization;
    response.writeHead(201, { 'content-type': 'application/json' }).end('{"id":"1"}');
  });
  await new Promise<void>((listening) => teams.listen(0, '127.0.0.1', listening));
  const client = await authentication
    .createConnectorFactory(new ClaimsIdentity(claims, true))
    .create(`http://127.0.0.1:${(teams.address() as AddressInfo).port}/`, 'https://api.botframework.com');
  await client.conversations.sendToConversation('x', { type: 'message' });
  teams.closeAllConnections();
  teams.close();
  expect(shown).toBe(`Bearer of ${appId}`);
  expect(asked).toEqual([{ identity: appId, resource: 'https://api.botframework.com' }]);
});
