import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from '@jest/globals';
import { groupCheck } from '../../bot/directory/graph.ts';
import { Upstream } from '../../bot/errors.ts';
import { createGraph } from '../../bot/graph/graph.ts';

const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

/** A Microsoft Graph that answers as it is told. */
async function graph(
  answer: (request: IncomingMessage, body: string, response: ServerResponse) => void,
): Promise<string> {
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    answer(request, body, response);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  open.push(
    () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  );
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const credential = {
  getToken: async (scope: string | string[]) => ({ token: `for ${scope}`, expiresOnTimestamp: 0 }),
};

test('it is asked in which of the groups somebody is, with a token of its own', async () => {
  const asked: unknown[] = [];
  const url = await graph((request, body, response) => {
    asked.push(request.method, request.url, JSON.parse(body), request.headers.authorization);
    response.end(JSON.stringify({ value: ['g1'] }));
  });
  expect(await groupCheck(createGraph(credential, url))('a/b', ['g1', 'g2'])).toEqual(['g1']);
  expect(asked).toEqual([
    'POST',
    '/v1.0/users/a%2Fb/checkMemberGroups',
    { groupIds: ['g1', 'g2'] },
    `Bearer for ${url}/.default`,
  ]);
});

test('somebody whom the directory does not know is in no group', async () => {
  const url = await graph((_request, _body, response) => response.writeHead(404).end('{}'));
  expect(await groupCheck(createGraph(credential, url))('a', ['g1'])).toEqual([]);
});

test.each<[string, (response: ServerResponse) => void]>([
  ['refuses', (response) => response.writeHead(403).end('{"value":["g1"]}')],
  ['is down', (response) => response.writeHead(503).end()],
  ['says something else', (response) => response.end('{"value":"g1"}')],
  ['says no JSON', (response) => response.end('<html>')],
  ['sends elsewhere', (response) => response.writeHead(302, { location: '/elsewhere' }).end()],
  ['breaks off', (response) => response.destroy()],
])('where it %s, nobody is in any group: it fails, to be tried again', async (_how, answer) => {
  const url = await graph((_request, _body, response) => answer(response));
  const failure = await groupCheck(createGraph(credential, url))('a', ['g1']).catch((error) => error);
  expect(failure).toBeInstanceOf(Upstream);
  expect(failure.details).toMatchObject({ service: 'graph', outcome: 'retry' });
});

test.each([
  ['none is given', async () => null],
  ['that fails', async () => Promise.reject(new Error('no identity'))],
])('without a token, since %s, nothing is asked', async (_why, getToken) => {
  let asked = false;
  const url = await graph((_request, _body, response) => {
    asked = true;
    response.end();
  });
  await expect(groupCheck(createGraph({ getToken }, url))('a', ['g1'])).rejects.toThrow(Upstream);
  expect(asked).toBe(false);
});
