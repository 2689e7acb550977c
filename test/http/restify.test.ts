/** restify changes every server of the process; that must not show. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from '@jest/globals';
import { restify } from '../../bot/http/restify.ts';

test('another server of the process still gets its response back from writeHead', async () => {
  expect(typeof restify.createServer).toBe('function');
  const server = createServer((_request, response) => {
    response.writeHead(201, { 'x-kept': 'yes' }).end('whole');
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const answer = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  expect([answer.status, answer.headers.get('x-kept'), await answer.text()]).toEqual([201, 'yes', 'whole']);
  server.closeAllConnections();
  server.close();
});
