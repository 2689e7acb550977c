/** A server that ends: nobody is cut off, and nobody who keeps a connection open holds it up. */
import { Agent, request } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { expect, test } from '@jest/globals';
import type { Request, Response } from 'restify';
import { drainOf } from '../../bot/http/drain.ts';
import { restify } from '../../bot/http/restify.ts';

/** A server that answers when it is told to, and somebody who asks it on a connection that is kept. */
async function serving() {
  const server = restify.createServer();
  const answer = Promise.withResolvers<void>();
  const asked = Promise.withResolvers<void>();
  server.get('/slow', async (_request: Request, response: Response) => {
    asked.resolve();
    await answer.promise;
    response.send(200, 'whole');
  });
  server.get('/quick', async (_request: Request, response: Response) => void response.send(200, 'whole'));
  const drain = drainOf(server);
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  const agent = new Agent({ keepAlive: true });
  const ask = (path: string) =>
    new Promise<{ status: number | undefined; connection: string | undefined; body: string }>(
      (resolve, reject) => {
        const sent = request({ host: '127.0.0.1', port, path, agent }, (response) => {
          let body = '';
          response.on('data', (part) => {
            body += part;
          });
          response.on('end', () =>
            resolve({ status: response.statusCode, connection: response.headers.connection, body }),
          );
        });
        sent.on('error', reject);
        sent.end();
      },
    );
  return { drain, answer, asked: asked.promise, ask, port, agent };
}

test('what was asked before it ends is answered, and then it ends although connections are kept', async () => {
  const { drain, answer, asked, ask, agent } = await serving();
  expect(await ask('/quick')).toMatchObject({ status: 200, connection: 'keep-alive' });
  const slow = ask('/slow');
  await asked;
  expect(drain.waiting()).toBe(1);
  let ended = false;
  const end = drain.end().then(() => {
    ended = true;
  });
  await expect(ask('/quick')).rejects.toThrow(/ECONNREFUSED/);
  expect(ended).toBe(false);
  answer.resolve();
  expect(await slow).toMatchObject({ status: 200, body: '"whole"' });
  await end;
  expect(drain.waiting()).toBe(0);
  agent.destroy();
});

test('once it leaves everything is served still, and each answer asks for another connection', async () => {
  const { drain, ask, agent } = await serving();
  drain.leave();
  expect(await ask('/quick')).toMatchObject({ status: 200, connection: 'close' });
  await drain.end();
  agent.destroy();
});

test('a client that never finishes asking holds nothing up', async () => {
  const { drain, port, agent } = await serving();
  const silent = connect(port, '127.0.0.1');
  await new Promise((resolve) => silent.once('connect', resolve));
  silent.write('GET /quick HTTP/1.1\r\nhost: ');
  const closed = new Promise((resolve) => silent.once('close', resolve));
  silent.on('error', () => undefined);
  await drain.end();
  await closed;
  agent.destroy();
});
