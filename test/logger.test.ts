/** What a line of the log says of an error, and what it does not. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CosmosClient } from '@azure/cosmos';
import { ClientSecretCredential } from '@azure/identity';
import { describe, expect, test } from '@jest/globals';
import { Upstream } from '../bot/errors.ts';
import { createLogger } from '../bot/logger.ts';

/** The lines that one logger wrote. */
function logged(secrets: string[] = []) {
  const lines: string[] = [];
  const logger = createLogger({ secrets, to: { write: (line) => void lines.push(line) } });
  return { logger, lines, line: () => JSON.parse(lines.at(-1) ?? '{}') };
}

const details = { service: 'teams', operation: 'post', outcome: 'retry', status: 503 } as const;

describe('an error of ours', () => {
  test('is told by its message, its details and where it was thrown', () => {
    const { logger, line } = logged();
    logger.warn({ err: new Upstream('Teams did not post: 503', details) }, 'later');
    expect(line()).toMatchObject({
      msg: 'later',
      err: { type: 'Upstream', message: 'Teams did not post: 503', details },
    });
    expect(line().err.stack).toMatch(/^\s+at .*logger\.test\.ts/);
  });

  test('does not repeat what the SDK’s said: only its name, its codes and where it was thrown', () => {
    const cause = Object.assign(new Error('refused: {"text":"what Piet wrote"}'), {
      code: 'ServiceError',
      statusCode: 400,
      body: { text: 'what Piet wrote' },
      headers: { authorization: 'Bearer abcdef0123456789' },
      request: { headers: { authorization: 'Bearer abcdef0123456789' } },
    });
    const { logger, line, lines } = logged();
    logger.warn({ err: new Upstream('Teams did not post: 400', details, cause) }, 'never');
    expect(line().err.cause).toMatchObject({ type: 'Error', code: 'ServiceError', statusCode: 400 });
    expect(line().err.cause.stack).toMatch(/^\s+at /);
    expect(lines.join()).not.toMatch(/Piet|abcdef/);
  });
});

test('an error that nobody foresaw is told by its message, since nothing else tells what it is', () => {
  const { logger, line } = logged();
  logger.error({ err: new TypeError('Cannot read properties of undefined (reading x)') }, 'a bug');
  expect(line().err).toMatchObject({ type: 'TypeError', message: expect.stringContaining('reading x') });
});

test('what is thrown and is no error is told by its codes', () => {
  const { logger, line, lines } = logged();
  logger.error({ err: { code: 429, headers: { authorization: 'secret words' } } }, 'odd');
  expect(line().err).toEqual({ type: 'object', code: 429 });
  expect(lines.join()).not.toContain('secret words');
});

test('a secret is left out wherever it stands in a line', () => {
  const secret = 'pass"word\\1234';
  const { logger, lines } = logged([secret]);
  logger.error({ deep: { down: [secret] }, err: new Error(`no: ${secret}`) }, `even ${secret}`);
  expect(lines.join()).not.toContain('1234');
});

describe('the real SDKs, failing', () => {
  test('leave neither the key of Cosmos DB nor the app’s password in the log, in whichever way their errors are logged', async () => {
    const server = createServer((request, response) => {
      request.resume();
      response.writeHead(403, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ code: 'Forbidden', message: JSON.stringify(request.headers) }));
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const key = Buffer.from('the key of Cosmos DB').toString('base64');
    const cosmos = new CosmosClient({
      endpoint: url,
      key,
      connectionPolicy: { enableEndpointDiscovery: false, enableBackgroundEndpointRefreshing: false },
    });
    const password = 'the~app~password';
    const tenant = '22222222-2222-4222-8222-222222222222';
    const credential = new ClientSecretCredential(tenant, tenant, password, {
      authorityHost: url.replace('http', 'https'),
      disableInstanceDiscovery: true,
      retryOptions: { maxRetries: 0 },
    });
    const { logger, lines } = logged([password, key]);
    const failing = [
      () => cosmos.database('x').container('y').item('a', 'b').read(),
      () => credential.getToken('x/.default'),
    ];
    for (const fail of failing) {
      const error = await fail().then(
        () => undefined,
        (failed) => failed,
      );
      expect(error).toBeDefined();
      logger.error({ err: error, error, nested: { error } }, 'failed');
      logger.error(error);
    }
    server.closeAllConnections();
    server.close();
    expect(lines).toHaveLength(4);
    expect(lines.join()).not.toContain(key);
    expect(lines.join()).not.toContain(password);
    expect(lines.join()).not.toMatch(/sig%3D[^[]/);
  });
});
