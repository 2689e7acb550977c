/** Reading what somebody sends, over the wire: no longer than it may be, no longer than it may take. */
import { createServer } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterEach, expect, test } from '@jest/globals';
import { readBody } from '../../bot/http/body.ts';

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** Somebody who sends what they are told to, and what is read of it. */
async function reading(longestMs: number): Promise<{ socket: Socket; read: Promise<string | number> }> {
  const read = Promise.withResolvers<string | number>();
  const server = createServer(async (request, response) => {
    const body = await readBody(request, { largest: 10, longestMs });
    read.resolve(Buffer.isBuffer(body) ? String(body) : body);
    response.end();
  });
  // Otherwise it ends a connection by itself on which nothing is asked for a while.
  server.keepAliveTimeout = 0;
  await new Promise<void>((up) => server.listen(0, '127.0.0.1', up));
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  socket.on('error', () => undefined).resume();
  closing.push(() => {
    socket.destroy();
    server.closeAllConnections();
    server.close();
  });
  socket.write('POST / HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n');
  return { socket, read: read.promise };
}

test('what comes in parts is read as one', async () => {
  const { socket, read } = await reading(10_000);
  socket.write('5\r\nhello\r\n');
  socket.write('5\r\nworld\r\n0\r\n\r\n');
  expect(await read).toBe('helloworld');
});

test('a body that does not end in time is given up', async () => {
  const { socket, read } = await reading(30);
  socket.write('5\r\nhello\r\n');
  expect(await read).toBe(408);
});

test('a body that is broken off is given up', async () => {
  const { socket, read } = await reading(10_000);
  socket.write('5\r\nhello\r\n', () => socket.destroy());
  expect(await read).toBe(408);
});

test('a body that gets too large is refused before it ends, and ended where it goes on', async () => {
  const { socket, read } = await reading(10_000);
  socket.write('b\r\nhello world\r\n');
  expect(await read).toBe(413);
  const closed = new Promise((resolve) => socket.once('close', resolve));
  socket.write(`28\r\n${'x'.repeat(40)}\r\n`);
  await closed;
});
