/** What strangers can do to a bot that is the SDK's and restify's alone: each shown over the wire, then closed by ours. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect, type Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { ConfigurationBotFrameworkAuthentication } from 'botbuilder';
import { BadConfig, readConfig } from '../../bot/config.ts';
import { restify } from '../../bot/http/restify.ts';
import { ada, tenant } from '../build.ts';
import {
  appId,
  bareAuthentication,
  bareBot,
  type Closing,
  emulatorIssuers,
  foreignTenant,
  junkToken,
  message,
  ourBot,
  post,
  serviceUrl,
  startDirectory,
  teamsToken,
} from '../fixtures/strangers.ts';

const closing: Closing = [];
/** What the SDK prints, which tells whether strangers can fill the log. */
let printed: unknown[][];
beforeEach(() => {
  printed = [];
  for (const how of ['error', 'warn'] as const)
    jest.spyOn(console, how).mockImplementation((...given) => void printed.push(given));
});
afterEach(async () => {
  jest.restoreAllMocks();
  for (const close of closing.splice(0)) await close();
});

const refusedEmpty = (status: number) => ({ status, text: '' });
const trueTeams = { status: 200, text: '' };

test('what Teams signs gets through both', async () => {
  const directory = await startDirectory(closing);
  const bare = await bareBot(closing, bareAuthentication(directory));
  const ours = await ourBot(closing, directory);
  for (const bot of [bare, ours]) {
    expect(await post(bot, await teamsToken(directory), message)).toEqual(trueTeams);
    expect(bot.acted).toEqual([ada.oid]);
  }
});

test('a token that Entra made for somebody of another tenant passes for the SDK’s emulator, who may be anybody', async () => {
  const directory = await startDirectory(closing);
  const bare = await bareBot(closing, bareAuthentication(directory));
  const ours = await ourBot(closing, directory);
  const foreign = await directory.entra.sign({ aud: appId, azp: appId, ver: '2.0', tid: foreignTenant });
  const asAda = { ...message, serviceUrl: 'https://evil.example/' };
  expect(await post(bare, foreign, asAda)).toEqual(trueTeams);
  expect(bare.acted).toEqual([ada.oid]);
  expect(await post(ours, foreign, asAda)).toEqual(refusedEmpty(401));
  expect(await post(ours, foreign, message)).toEqual(refusedEmpty(401));
  expect(ours.acted).toEqual([]);
  // It is not even looked at by whom it was signed.
  expect(ours.checked()).toBe(0);
});

test('each tenant that a stranger names stays in a list of the SDK’s for ever', async () => {
  const directory = await startDirectory(closing);
  const bare = await bareBot(closing, bareAuthentication(directory));
  const ours = await ourBot(closing, directory);
  const grownBy = async (bot: { url: string }, claims: object = {}) => {
    const before = emulatorIssuers().length;
    for (let i = 0; i < 50; i++)
      await post(bot, junkToken({ iss: 'x', tid: crypto.randomUUID(), ...claims }), message);
    return emulatorIssuers().length - before;
  };
  expect(await grownBy(bare)).toBe(200);
  expect(await grownBy(ours)).toBe(0);
  // Nor does it where the token says all that the gate asks for.
  const says = { iss: 'https://api.botframework.com', aud: appId, serviceurl: serviceUrl };
  expect(await grownBy(bare, says)).toBe(200);
  expect(await grownBy(ours, says)).toBe(0);
});

test('an activity that leaves out its service address is not held to the token’s by the SDK', async () => {
  const directory = await startDirectory(closing);
  const bare = await bareBot(closing, bareAuthentication(directory));
  const ours = await ourBot(closing, directory);
  const { serviceUrl: _left, ...without } = message;
  const token = await teamsToken(directory);
  expect(await post(bare, token, without)).toEqual(trueTeams);
  expect(await post(ours, token, without)).toEqual(refusedEmpty(400));
  expect(ours.acted).toEqual([]);
});

test('a key that is endorsed for nothing signs for Teams, as far as the SDK is concerned', async () => {
  const directory = await startDirectory(closing, []);
  const bare = await bareBot(closing, bareAuthentication(directory));
  const ours = await ourBot(closing, directory);
  const token = await teamsToken(directory);
  expect(await post(bare, token, message)).toEqual(trueTeams);
  expect(await post(ours, token, message)).toEqual(refusedEmpty(401));
});

test('a key that is endorsed for another channel signs for nobody', async () => {
  const directory = await startDirectory(closing, ['webchat']);
  const ours = await ourBot(closing, directory);
  expect(await post(ours, await teamsToken(directory), message)).toEqual(refusedEmpty(401));
});

describe('errors', () => {
  test('tell strangers of the inside by the SDK and by restify, and by us nothing', async () => {
    const directory = await startDirectory(closing);
    const bare = await bareBot(closing, bareAuthentication(directory));
    const ours = await ourBot(closing, directory);
    const { type: _left, ...untyped } = message;
    const [token, another] = [await teamsToken(directory), await teamsToken(directory, { jti: 'x' })];
    const forged = `${token.slice(0, token.lastIndexOf('.'))}${another.slice(another.lastIndexOf('.'))}`;
    expect(await post(bare, undefined, untyped)).toEqual({
      status: 500,
      text: expect.stringContaining('validateAndFixActivity(): missing activity type.'),
    });
    expect(await post(bare, forged, message)).toEqual({ status: 500, text: '"invalid signature"' });
    expect(await post(bare, undefined, '{"a":')).toMatchObject({
      status: 400,
      text: expect.stringContaining('Invalid JSON: '),
    });
    expect(await post(ours, undefined, untyped)).toEqual(refusedEmpty(401));
    expect(await post(ours, token, untyped)).toEqual(refusedEmpty(400));
    expect(await post(ours, forged, message)).toEqual(refusedEmpty(401));
    expect(await post(ours, token, '{"a":')).toEqual(refusedEmpty(400));
  });

  test.each<[string, string, string, number]>([
    ['GET', '/api/messages', 'another method', 405],
    ['DELETE', '/api/incidents', 'another method', 405],
    ['POST', '/livez', 'another method', 405],
    ['GET', '/nowhere/at/all', 'another path', 404],
    ['POST', '/api/messages/..%2f..%2fetc', 'another path', 404],
    ['POST', '/api/messages/%ff', 'a path that is no text', 404],
    ['POST', '/api/incidents', 'an address that is not set up', 404],
  ])('%s %s (%s) is answered with a status alone', async (method, path, _what, status) => {
    const ours = await ourBot(closing, await startDirectory(closing));
    const response = await fetch(`${ours.url}${path}`, { method });
    expect({ status: response.status, text: await response.text() }).toEqual(refusedEmpty(status));
  });

  test('fill the log at a stranger’s pace by the SDK, and by us not at all', async () => {
    const directory = await startDirectory(closing);
    const bare = await bareBot(closing, bareAuthentication(directory));
    const ours = await ourBot(closing, directory);
    const says = { iss: 'https://api.botframework.com', aud: appId, serviceurl: serviceUrl };
    for (let i = 0; i < 20; i++) await post(bare, junkToken(says), message);
    expect(printed.length).toBeGreaterThanOrEqual(20);
    printed = [];
    const { kid } = directory.teams.keys.keys[0]!;
    for (let i = 0; i < 20; i++) await post(ours, junkToken(says, i % 2 ? kid : undefined), message);
    expect(printed).toEqual([]);
  });
});

test('with an empty app id everything is let in by the SDK, and Muster does not start', async () => {
  const directory = await startDirectory(closing);
  const bare = await bareBot(closing, new ConfigurationBotFrameworkAuthentication({ MicrosoftAppId: '' }));
  expect(await post(bare, 'x.y.z', { ...message, channelId: 'anything' })).toEqual(trueTeams);
  expect(bare.acted).toEqual([ada.oid]);
  expect(directory.state.asked).toBe(0);
  const problems = (): string[] => {
    try {
      readConfig({ MicrosoftAppId: '' });
    } catch (error) {
      if (error instanceof BadConfig) return error.problems;
    }
    return [];
  };
  expect(problems()).toContainEqual(expect.stringMatching(/^MicrosoftAppId is missing/));
});

describe('Teams’ keys', () => {
  test('are asked for once, whatever strangers send', async () => {
    const directory = await startDirectory(closing);
    const ours = await ourBot(closing, directory);
    const says = { iss: 'https://api.botframework.com', aud: appId, serviceurl: serviceUrl };
    const flood = Array.from({ length: 200 }, (_, i) => post(ours, junkToken(i % 2 ? says : {}), message));
    for (const answer of await Promise.all(flood)) expect(answer).toEqual(refusedEmpty(401));
    expect(ours.checked()).toBe(100);
    expect(directory.state.asked).toBe(1);
    // And Teams itself is let in all the while.
    expect(await post(ours, await teamsToken(directory), message)).toEqual(trueTeams);
  });

  test('are asked for at each request by the SDK while they can’t be had, and by us now and then', async () => {
    const directory = await startDirectory(closing);
    directory.state.down = true;
    const bare = await bareBot(closing, bareAuthentication(directory));
    const ours = await ourBot(closing, directory);
    const token = await teamsToken(directory);
    for (let i = 0; i < 20; i++) await post(bare, token, message);
    expect(directory.state.asked).toBe(20);
    directory.state.asked = 0;
    for (let i = 0; i < 20; i++) expect(await post(ours, token, message)).toEqual(refusedEmpty(503));
    expect(directory.state.asked).toBe(1);
  });

  test('that somebody else publishes let nobody in', async () => {
    const directory = await startDirectory(closing);
    const another = await startDirectory(closing, ['msteams']);
    const ours = await ourBot(closing, directory);
    expect(await post(ours, await teamsToken(another), message)).toEqual(refusedEmpty(401));
  });
});

test('what strangers show is forgotten, and does not push out what Teams has shown', async () => {
  const directory = await startDirectory(closing);
  const ours = await ourBot(closing, directory);
  const token = await teamsToken(directory);
  await post(ours, token, message);
  expect(ours.checked()).toBe(1);
  const says = { iss: 'https://api.botframework.com', aud: appId, serviceurl: serviceUrl };
  const { kid } = directory.teams.keys.keys[0]!;
  // More than are kept of those that were proven.
  await Promise.all(Array.from({ length: 250 }, () => post(ours, junkToken(says, kid), message)));
  expect(ours.checked()).toBe(251);
  await post(ours, token, message);
  expect(ours.checked()).toBe(251);
});

describe('a body', () => {
  test('that says it is gzip and is not ends a process of restify’s', async () => {
    const program = `
      import restify from 'restify';
      const server = restify.createServer();
      server.use(restify.plugins.bodyParser());
      server.post('/', (request, response, next) => { response.send(200); next(); });
      server.listen(0, '127.0.0.1', async () => {
        const { port } = server.address();
        const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip' };
        await fetch('http://127.0.0.1:' + port, { method: 'POST', headers, body: 'no gzip' }).catch(() => 0);
        process.exit(0);
      });`;
    const child = spawn(process.execPath, ['--input-type=module', '--no-warnings', '-e', program], {
      cwd: fileURLToPath(new URL('../..', import.meta.url)),
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    child.stderr.on('data', (part) => {
      said += part;
    });
    const [code] = await once(child, 'close');
    expect({ code, said }).toEqual({ code: 1, said: expect.stringContaining('incorrect header check') });

    const directory = await startDirectory(closing);
    const ours = await ourBot(closing, directory);
    const packed = { 'content-encoding': 'gzip' };
    expect(await post(ours, await teamsToken(directory), 'no gzip', packed)).toEqual(refusedEmpty(415));
  });

  test('that is small as it is sent is inflated past its bound by restify, and by us never', async () => {
    const server = restify.createServer();
    let read = 0;
    server.use(restify.plugins.bodyReader({ maxBodySize: 256 * 1024 }));
    server.post('/api/messages', async (request, response) => {
      read = request.body.length;
      response.send(200);
    });
    await new Promise<void>((up) => server.listen(0, '127.0.0.1', () => up()));
    closing.push(() => new Promise((closed) => server.close(closed as () => void)));
    const bomb = new Uint8Array(gzipSync(Buffer.alloc(20 * 1024 * 1024, ' ')));
    const packed = { 'content-encoding': 'gzip' };
    const at = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
    await post({ url: at }, undefined, bomb, { ...packed, connection: 'close' });
    expect(read).toBe(20 * 1024 * 1024);
    const ours = await ourBot(closing, await startDirectory(closing));
    expect(await post(ours, undefined, bomb, packed)).toEqual(refusedEmpty(415));
  });

  test('that is too large is refused by what it says, and by what it turns out to be', async () => {
    const directory = await startDirectory(closing);
    const ours = await ourBot(closing, directory);
    const token = await teamsToken(directory);
    const large = JSON.stringify({ ...message, text: 'x'.repeat(300 * 1024) });
    expect(await post(ours, token, large)).toEqual(refusedEmpty(413));
    const head = `POST /api/messages HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\nauthorization: Bearer ${token}\r\n`;
    const part = `40000\r\n${'x'.repeat(256 * 1024)}\r\n`;
    const chunked = await raw(ours.url, `${head}transfer-encoding: chunked\r\n\r\n${part}1\r\nx\r\n`);
    expect(chunked).toMatch(/^HTTP\/1\.1 413 /);
    const right = JSON.stringify({ ...message, text: 'x'.repeat(200 * 1024) });
    expect(await post(ours, token, right)).toEqual(trueTeams);
  });

  test('of a stranger is not waited for', async () => {
    const ours = await ourBot(closing, await startDirectory(closing));
    const head = 'POST /api/messages HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n';
    const answer = await raw(ours.url, `${head}authorization: Bearer a.b.c\r\ncontent-length: 1000\r\n\r\n{`);
    expect(answer).toMatch(/^HTTP\/1\.1 401 /);
  });

  test.each<[string, string]>([
    ['nests without end', `${'{"a":'.repeat(40_000)}1${'}'.repeat(40_000)}`],
    ['has a key that changes what an object is', JSON.stringify(message).replace('"id"', '"__proto__"')],
    ['is a list', '[]'],
    ['is a text', '"message"'],
    ['is nothing', ''],
  ])('that %s is refused although Teams signed it', async (_what, body) => {
    const directory = await startDirectory(closing);
    const ours = await ourBot(closing, directory);
    expect(await post(ours, await teamsToken(directory), body)).toEqual(refusedEmpty(400));
    expect(ours.acted).toEqual([]);
  });
});

test('somebody who asks for an upgrade is never answered by restify, and by us as if they had not asked', async () => {
  const server = restify.createServer();
  const held: Socket[] = [];
  server.on('connection', (socket: Socket) => held.push(socket));
  await new Promise<void>((up) => server.listen(0, '127.0.0.1', () => up()));
  // It would not end by itself: nobody looks after these any more.
  closing.push(async () => {
    for (const socket of held) socket.destroy();
    server.close();
  });
  const ask = 'GET /api/messages HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n';
  const ours = await ourBot(closing, await startDirectory(closing));
  const at = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
  const unanswered = raw(at, ask);
  expect(await raw(ours.url, ask)).toMatch(/^HTTP\/1\.1 405 /);
  const other = await raw(at, ask.replace('connection: upgrade\r\nupgrade: websocket\r\n', ''));
  expect(other).toMatch(/^HTTP\/1\.1 404 /);
  expect(await Promise.race([unanswered, Promise.resolve('no answer')])).toBe('no answer');
});

test('what follows a request for an upgrade is dropped by Node in silence; our connection ends, so that it is asked on another', async () => {
  const bare = createServer((_request, response) => void response.writeHead(401).end());
  await new Promise<void>((up) => bare.listen(0, '127.0.0.1', () => up()));
  closing.push(() => new Promise((closed) => bare.close(closed as () => void)));
  const ours = await ourBot(closing, await startDirectory(closing));
  /** Refused before its body came, which comes together with the next request. */
  async function askingOn(url: string): Promise<{ refused: string; later: string; ended: Promise<unknown> }> {
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    closing.unshift(async () => socket.destroy());
    socket.on('error', () => undefined);
    const asks = 'connection: upgrade\r\nupgrade: websocket\r\ncontent-length: 2\r\n';
    socket.write(`POST /api/messages HTTP/1.1\r\nhost: x\r\n${asks}\r\n`);
    let got = '';
    socket.on('data', (part) => {
      got += String(part);
    });
    const ended = once(socket, 'end');
    ended.catch(() => undefined);
    await once(socket, 'data');
    const refused = got;
    socket.write('{}GET /livez HTTP/1.1\r\nhost: x\r\n\r\n');
    // Another connection is served meanwhile, so this one would have been.
    await raw(url, 'GET /livez HTTP/1.1\r\nhost: x\r\n\r\n');
    return { refused, later: got.slice(refused.length), ended };
  }
  const there = await askingOn(`http://127.0.0.1:${(bare.address() as { port: number }).port}`);
  expect(there).toMatchObject({ refused: expect.stringMatching(/^HTTP\/1\.1 401 /), later: '' });
  const here = await askingOn(ours.url);
  expect(here).toMatchObject({ refused: expect.stringMatching(/^HTTP\/1\.1 415 /), later: '' });
  await here.ended;
  expect(here.refused).toMatch(/^connection: close\r$/im);
});

test('a second Authorization header is not overlooked', async () => {
  const directory = await startDirectory(closing);
  const ours = await ourBot(closing, directory);
  const token = await teamsToken(directory);
  const body = JSON.stringify(message);
  const head = (more: string) =>
    `POST /api/messages HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\nauthorization: Bearer ${token}\r\n${more}\r\n${body}`;
  expect(await raw(ours.url, head(''))).toMatch(/^HTTP\/1\.1 200 /);
  expect(await raw(ours.url, head('Authorization: Bearer a.b.c\r\n'))).toMatch(/^HTTP\/1\.1 401 /);
});

test('somebody of another tenant is refused although Teams signed it', async () => {
  const directory = await startDirectory(closing);
  const bare = await bareBot(closing, bareAuthentication(directory));
  const ours = await ourBot(closing, directory);
  const body = {
    ...message,
    conversation: { ...message.conversation, tenantId: foreignTenant },
    channelData: { tenant: { id: foreignTenant } },
  };
  const token = await teamsToken(directory);
  expect(await post(bare, token, body)).toEqual(trueTeams);
  expect(await post(ours, token, body)).toEqual(refusedEmpty(403));
  expect(ours.acted).toEqual([]);
  expect(tenant).not.toBe(foreignTenant);
});

/** Sends bytes as they are, and gives what comes first. */
async function raw(url: string, bytes: string): Promise<string> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  closing.unshift(async () => socket.destroy());
  socket.on('error', () => undefined);
  socket.write(bytes);
  const [part] = await once(socket, 'data');
  return String(part);
}
