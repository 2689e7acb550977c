/** A file on its way into somebody's storage: where it may go, and how it is put there. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { createFileStorage, isFileStorage } from '../../bot/teams/files.ts';
import { activityOf } from '../../bot/teams/messenger.ts';
import { isLoopback } from '../../sandbox/trust.ts';

describe('an address where people keep files', () => {
  test.each([
    'https://contoso-my.sharepoint.com/personal/ada/_api/v2.0/drive/items/1/uploadSession?guid=1',
    'https://contoso.sharepoint.com/x',
    'https://CONTOSO.SharePoint.com/x',
    'https://contoso-my.sharepoint.us/x',
    'https://contoso-my.sharepoint-mil.us/x',
  ])('is at an organisation’s SharePoint: %s', (address) => {
    expect(isFileStorage(address)).toBe(true);
  });

  test.each([
    'http://contoso-my.sharepoint.com/x',
    'https://sharepoint.com/x',
    'https://evilsharepoint.com/x',
    'https://contoso.sharepoint.com.evil.example/x',
    'https://evil.example/contoso.sharepoint.com',
    'https://evil.example#.sharepoint.com',
    'https://evil.example\\.sharepoint.com/x',
    'https://user@contoso.sharepoint.com/x',
    'https://contoso.sharepoint.com:8443/x',
    'https://contoso.sharepoint.com./x',
    'https://contoso.sharepoint.cоm/x',
    'https://169.254.169.254/metadata',
    'https://localhost/x',
    'file:///etc/passwd',
    '',
    'x',
  ])('is not: %s', (address) => {
    expect(isFileStorage(address)).toBe(false);
  });
});

describe('a file', () => {
  const closing: (() => void)[] = [];
  afterEach(() => {
    for (const close of closing.splice(0)) close();
  });

  interface Asked {
    method: string | undefined;
    url: string | undefined;
    range: string | undefined;
    token: string | undefined;
    body: string;
  }

  /** Storage that answers each request so; `undefined`: never. */
  async function storage(status: number | undefined, headers: Record<string, string> = {}) {
    const asked: Asked[] = [];
    const server = createServer(async (request, response) => {
      let body = '';
      for await (const chunk of request) body += String(chunk);
      const { method, url } = request;
      const { 'content-range': range, authorization: token } = request.headers;
      asked.push({ method, url, range, token, body });
      if (status) response.writeHead(status, headers).end('{}');
    });
    await new Promise<void>((up) => server.listen(0, '127.0.0.1', up));
    closing.push(() => {
      server.close();
      server.closeAllConnections();
    });
    return { asked, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
  }
  const content = Buffer.from('Zürich');

  test('is put as a whole, with its range and without a token', async () => {
    const { asked, url } = await storage(201);
    await createFileStorage(isLoopback).put(`${url}/session?guid=1`, content);
    expect(asked).toEqual([
      { method: 'PUT', url: '/session?guid=1', range: 'bytes 0-6/7', token: undefined, body: 'Zürich' },
    ]);
  });

  test.each([301, 302, 303, 307, 308])('goes nowhere else where it is sent on (%d)', async (status) => {
    const other = await storage(200);
    const { asked, url } = await storage(status, { location: `${other.url}/elsewhere` });
    await expect(createFileStorage(isLoopback).put(url, content)).rejects.toMatchObject({
      details: { service: 'teams', outcome: 'unknown' },
    });
    expect([asked.length, other.asked]).toEqual([1, []]);
  });

  test('that is refused, or not answered for long, is a failure that does not name the address', async () => {
    const refused = await storage(507);
    const silent = await storage(undefined);
    const tries = [
      createFileStorage(isLoopback).put(`${refused.url}/secret`, content),
      createFileStorage(isLoopback, 50).put(`${silent.url}/secret`, content),
    ];
    for (const attempt of tries) {
      const error = await attempt.then(
        () => undefined,
        (failed: Error) => failed,
      );
      expect(error).toMatchObject({ name: 'Upstream' });
      expect(`${error?.message} ${JSON.stringify(error)} ${String(error?.cause)}`).not.toMatch(
        /secret|127\.0/,
      );
    }
  });

  test('is not put at all where the address is none of those', async () => {
    const { asked, url } = await storage(201);
    await expect(createFileStorage(isFileStorage).put(url, content)).rejects.toMatchObject({
      details: { outcome: 'never' },
    });
    expect(asked).toEqual([]);
  });
});

test('an offer and a file are what Teams takes for them, and carry nothing but the offer’s id', () => {
  const offer = { id: '7', name: 'incident-1042.html', description: 'All of it', size: 4711 };
  expect(activityOf({ offer }).attachments).toEqual([
    {
      contentType: 'application/vnd.microsoft.teams.card.file.consent',
      name: 'incident-1042.html',
      content: {
        description: 'All of it',
        sizeInBytes: 4711,
        acceptContext: { offer: '7' },
        declineContext: { offer: '7' },
      },
    },
  ]);
  const file = { name: 'a.csv', url: 'https://contoso-my.sharepoint.com/a.csv', uniqueId: 'U', type: 'csv' };
  expect(activityOf({ file }).attachments).toEqual([
    {
      contentType: 'application/vnd.microsoft.teams.card.file.info',
      contentUrl: 'https://contoso-my.sharepoint.com/a.csv',
      name: 'a.csv',
      content: { uniqueId: 'U', fileType: 'csv' },
    },
  ]);
});
