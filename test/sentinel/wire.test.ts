/** How the adapter fares on bad days, over the wire with the real SDK. */
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type IncidentRef, workspaceKey } from '../../bot/incidents/incident.ts';
import type { Sentinel } from '../../bot/ports.ts';
import { createSentinel, type SentinelOptions } from '../../bot/sentinel/client.ts';
import { type LocalSentinel, startLocalSentinel } from '../../sandbox/sentinel/server.ts';
import { loopbackTransport } from '../../sandbox/sentinel-transport.ts';
import { noCredential, workspace } from './local.ts';

const key = workspaceKey(workspace);

function adapter(endpoint: string, more: Partial<SentinelOptions> = {}): Sentinel {
  return createSentinel({
    workspaces: [workspace],
    endpoint,
    credential: noCredential,
    transport: loopbackTransport,
    wait: async () => undefined,
    ...more,
  });
}

describe('on a bad day', () => {
  let local: LocalSentinel;
  let ref: IncidentRef;
  beforeEach(async () => {
    local = await startLocalSentinel({ port: 0, workspaces: [workspace], limits: false });
    ref = { workspace: key, id: local.world.create({ title: 'Odd sign-in' }).name };
  });
  afterEach(() => local.close());

  test('a write whose answer is lost is unknown, and asking again finds it done', async () => {
    const sentinel = adapter(local.url);
    local.world.faults.dropAfterCommit = 1;
    const lost = sentinel.change(ref, () => ({ status: 'Active' }));
    await expect(lost).rejects.toMatchObject({ details: { operation: 'PUT incident', outcome: 'unknown' } });
    const seen = await sentinel.change(ref, (current) =>
      current.status === 'Active' ? undefined : { status: 'Active' },
    );
    expect(seen.status).toBe('Active');
    expect(local.requests.count({ method: 'PUT' })).toBe(1);
  });

  test('a comment whose answer is lost is there once after it was written again', async () => {
    const sentinel = adapter(local.url);
    const id = '99999999-2222-4333-8444-555555555555';
    local.world.faults.dropAfterCommit = 1;
    await expect(sentinel.comment(ref, id, 'hello')).rejects.toMatchObject({
      details: { outcome: 'unknown' },
    });
    await sentinel.comment(ref, id, 'hello');
    expect((await sentinel.comments(ref)).map(({ message }) => message)).toEqual(['hello']);
  });

  test('a call without an answer is given up: a read is worth a retry', async () => {
    local.world.faults.hang = true;
    const hung = adapter(local.url, { timeoutMs: 50 }).get(ref);
    await expect(hung).rejects.toMatchObject({ name: 'Upstream', details: { outcome: 'retry' } });
  });

  test('a call without an answer is given up: a write is unknown', async () => {
    local.world.faults.hang = true;
    const hung = adapter(local.url, { timeoutMs: 50 }).comment(ref, ref.id, 'hello');
    await expect(hung).rejects.toMatchObject({ name: 'Upstream', details: { outcome: 'unknown' } });
  });

  test('nothing is asked with a name or a time that could be more than that', async () => {
    const sentinel = adapter(local.url);
    const before = local.requests.count({});
    for (const id of ['..', '../../x', 'a?b', 'a%2fb', '']) {
      await expect(sentinel.get({ ...ref, id })).rejects.toMatchObject({ details: { outcome: 'never' } });
      await expect(sentinel.comment(ref, id, 'x')).rejects.toMatchObject({ details: { outcome: 'never' } });
    }
    for (const since of ["2026-01-01T00:00:00Z' or 1 eq 1", '', 'x', '2026-01-01T00:00:00Z&$top=1']) {
      expect(() => sentinel.changedSince(key, since)).toThrow(RangeError);
    }
    expect(local.requests.count({})).toBe(before);
  });

  test('being throttled tells how long to wait', async () => {
    local.world.faults.refuse = { status: 429, retryAfterSeconds: 7, methods: ['PUT'] };
    const refused = adapter(local.url).change(ref, () => ({ status: 'Active' }));
    await expect(refused).rejects.toMatchObject({
      details: { status: 429, code: 'TooManyRequests', retryAfterMs: 7000, outcome: 'retry' },
    });
  });

  test('a server error on a write is unknown, and the SDK sends it once', async () => {
    local.world.faults.refuse = { status: 500, methods: ['PUT'] };
    const failed = adapter(local.url).comment(ref, ref.id, 'hello');
    await expect(failed).rejects.toMatchObject({ details: { status: 500, outcome: 'unknown' } });
    expect(local.requests.list()).toHaveLength(1);
  });

  test('a server error on a read is worth a retry, and the SDK sends it once', async () => {
    local.world.faults.refuse = { status: 503 };
    await expect(adapter(local.url).get(ref)).rejects.toMatchObject({ details: { outcome: 'retry' } });
    expect(local.requests.list()).toHaveLength(1);
  });

  test('a missing role is named, and is worth a retry once it was granted', async () => {
    local.world.faults.refuse = { status: 403 };
    const refused = adapter(local.url).get(ref);
    await expect(refused).rejects.toThrow('Microsoft Sentinel Responder');
    await expect(refused).rejects.toMatchObject({ details: { status: 403, outcome: 'retry' } });
  });

  test('an unreachable Sentinel has written nothing', async () => {
    await local.close();
    const refused = adapter(local.url).comment(ref, ref.id, 'hello');
    await expect(refused).rejects.toMatchObject({ details: { code: 'ECONNREFUSED', outcome: 'retry' } });
  });

  test.each([
    ['subscription', { subscriptionId: '00000000-0000-4000-8000-00000000000f' }],
    ['resource group', { resourceGroup: 'rg-other' }],
    ['workspace', { workspaceName: 'ws-other' }],
  ])('a %s that is not there does not pass for a deleted incident', async (_what, wrong) => {
    const other = { ...workspace, ...wrong };
    const gone = adapter(local.url, { workspaces: [other] }).get({ ...ref, workspace: workspaceKey(other) });
    await expect(gone).rejects.toMatchObject({
      name: 'Upstream',
      details: { status: 404, outcome: 'retry' },
    });
  });

  test('an API version that is not served is a matter of configuration', async () => {
    const refused = adapter(local.url, { apiVersion: '2020-01-01' }).get(ref);
    await expect(refused).rejects.toMatchObject({
      details: { code: 'NoRegisteredProviderFound', outcome: 'retry' },
    });
  });

  test("without the sandbox's transport no token travels over plain http", async () => {
    const credential = {
      getToken: async () => ({ token: 'secret', expiresOnTimestamp: Date.now() + 3.6e6 }),
    };
    const refused = adapter(local.url, { credential, transport: () => undefined }).get(ref);
    await expect(refused).rejects.toThrow('non-TLS');
    expect(local.requests.list()).toEqual([]);
  });

  test('two workspaces of different subscriptions are each asked under their own', async () => {
    const second = { ...workspace, subscriptionId: '00000000-0000-4000-8000-00000000000b' };
    const both = await startLocalSentinel({ port: 0, workspaces: [workspace, second], limits: false });
    const { name } = both.world.workspaces[1]!.create({ title: 'in the second' });
    const sentinel = adapter(both.url, { workspaces: [workspace, second] });
    const found = await sentinel.get({ workspace: workspaceKey(second), id: name });
    expect(found).toMatchObject({ title: 'in the second', workspace: workspaceKey(second) });
    await both.close();
  });
});

describe('answers that Sentinel should not give', () => {
  let close: () => Promise<void>;
  afterEach(() => close());

  /** A server that gives one answer to everything, and keeps what it was asked. */
  async function answering(body: string, more: { status?: number; headers?: Record<string, string> } = {}) {
    const asked: IncomingMessage[] = [];
    const server = createServer((request, response) => {
      asked.push(request);
      response
        .writeHead(more.status ?? 200, { 'content-type': 'application/json', ...more.headers })
        .end(body);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    close = () => new Promise((resolve) => server.close(() => resolve()).closeAllConnections());
    return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
  }
  const ref = { workspace: key, id: '73e01a99-5cd7-4139-a149-9f2736ff2ab5' };
  const all = async (sentinel: Sentinel) => {
    const pages = [];
    for await (const page of sentinel.changedSince(key, '2026-11-24T10:06:11.5416527Z')) pages.push(page);
    return pages;
  };

  test('a next page elsewhere is not followed', async () => {
    const { url, asked } = await answering(
      JSON.stringify({ value: [], nextLink: 'https://evil.example/incidents' }),
    );
    await expect(all(adapter(url))).rejects.toMatchObject({
      details: { code: 'ForeignNextLink', outcome: 'retry' },
    });
    expect(asked).toHaveLength(1);
  });

  test('a redirect is not followed', async () => {
    const { url, asked } = await answering('', { status: 302, headers: { location: '/elsewhere' } });
    await expect(adapter(url).get(ref)).rejects.toMatchObject({ details: { status: 302, outcome: 'retry' } });
    expect(asked).toHaveLength(1);
  });

  test('a page that is no JSON is a failure of the call', async () => {
    const { url } = await answering('<html>Gateway</html>', { headers: { 'content-type': 'text/html' } });
    await expect(all(adapter(url))).rejects.toMatchObject({
      name: 'Upstream',
      details: { outcome: 'retry' },
    });
  });

  test('a page without its list is a failure of the call', async () => {
    const { url } = await answering('{"values":[]}');
    await expect(all(adapter(url))).rejects.toMatchObject({
      details: { code: 'UnexpectedAnswer', outcome: 'retry' },
    });
  });

  test('an unreadable answer to a write leaves it unknown', async () => {
    const { url } = await answering('{"name":', {});
    const written = adapter(url).comment(ref, ref.id, 'hello');
    await expect(written).rejects.toMatchObject({ name: 'Upstream', details: { outcome: 'unknown' } });
  });

  test("Sentinel's own clock and all seven digits are kept, and the question is asked exactly", async () => {
    const { url, asked } = await answering('{"value":[]}', {
      headers: { date: 'Tue, 24 Nov 2026 10:07:00 GMT' },
    });
    expect(await all(adapter(url))).toEqual([{ incidents: [], asOf: new Date('2026-11-24T10:07:00Z') }]);
    const question = new URL(asked[0]?.url ?? '', url);
    expect(Object.fromEntries(question.searchParams)).toEqual({
      $filter: 'properties/lastModifiedTimeUtc ge 2026-11-24T10:06:11.5416527Z',
      $orderby: 'properties/lastModifiedTimeUtc asc',
      $top: '200',
      'api-version': '2025-09-01',
    });
    expect(asked[0]?.url).not.toContain('+');
  });
});
