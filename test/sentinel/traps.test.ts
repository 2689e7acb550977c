/** What Sentinel's SDK does by itself and we must not: each shown over the wire with the SDK alone, then as Muster has it. */
import { SecurityInsights } from '@azure/arm-securityinsight';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type IncidentRef, workspaceKey } from '../../bot/incidents/incident.ts';
import type { Sentinel } from '../../bot/ports.ts';
import { createSentinel } from '../../bot/sentinel/client.ts';
import { type LocalSentinel, startLocalSentinel } from '../../sandbox/sentinel/server.ts';
import { loopbackTransport } from '../../sandbox/sentinel-transport.ts';
import { noCredential, workspace } from './local.ts';

const at = [workspace.resourceGroup, workspace.workspaceName] as const;
const puts = { method: 'PUT' };

let local: LocalSentinel;
let ref: IncidentRef;
let ours: Sentinel;
let bare: SecurityInsights;
const giveUp: AbortController[] = [];

beforeEach(async () => {
  local = await startLocalSentinel({ port: 0, workspaces: [workspace], limits: false });
  ref = { workspace: workspaceKey(workspace), id: local.world.create({ title: 'Odd sign-in' }).name };
  ours = createSentinel({
    workspaces: [workspace],
    endpoint: local.url,
    credential: noCredential,
    transport: loopbackTransport,
    wait: async () => undefined,
  });
  // As it comes, but for the pauses between its tries.
  bare = new SecurityInsights(noCredential, workspace.subscriptionId, {
    endpoint: local.url,
    apiVersion: '2025-09-01',
    retryOptions: { retryDelayInMs: 1, maxRetryDelayInMs: 2 },
  });
  loopbackTransport(bare.pipeline);
});
afterEach(async () => {
  for (const one of giveUp.splice(0)) one.abort();
  await local.close();
});

/** Sets the status by the SDK alone, from the incident as it was just read. */
async function setBySdk(status: string): Promise<unknown> {
  const incident = await bare.incidents.get(...at, ref.id);
  const stop = new AbortController();
  giveUp.push(stop);
  return bare.incidents.createOrUpdate(...at, ref.id, { ...incident, status }, { abortSignal: stop.signal });
}
const setByUs = () =>
  ours.change(ref, ({ status }) => (status === 'Active' ? undefined : { status: 'Active' }));

/** Whether it has ended after a while in which anything that goes on at once would have. */
async function hasEnded(work: Promise<unknown>): Promise<boolean> {
  const ended = work.then(
    () => true,
    () => true,
  );
  return Promise.race([ended, new Promise<boolean>((resolve) => setTimeout(resolve, 300, false))]);
}

describe('a PUT that Sentinel carried out and whose answer was lost', () => {
  test('is sent again by the SDK with the old etag, and fails with 409 though it is in', async () => {
    local.world.faults.dropAfterCommit = 1;
    await expect(setBySdk('Active')).rejects.toMatchObject({ statusCode: 409 });
    expect(local.requests.count(puts)).toBe(2);
    expect((await ours.get(ref)).status).toBe('Active');
  });

  test('is sent once by us, is unknown, and is recognised when it is tried again', async () => {
    local.world.faults.dropAfterCommit = 1;
    await expect(setByUs()).rejects.toMatchObject({ details: { outcome: 'unknown' } });
    expect((await setByUs()).status).toBe('Active');
    expect(local.requests.count(puts)).toBe(1);
  });
});

describe('a PUT that is answered 500', () => {
  test('is sent again and again by the SDK', async () => {
    local.world.faults.refuse = { status: 500, methods: ['PUT'] };
    await expect(setBySdk('Active')).rejects.toMatchObject({ statusCode: 500 });
    expect(local.requests.count(puts)).toBe(4);
  });

  test('is sent once by us, and is unknown', async () => {
    local.world.faults.refuse = { status: 500, methods: ['PUT'] };
    await expect(setByUs()).rejects.toMatchObject({ details: { status: 500, outcome: 'unknown' } });
    expect(local.requests.count(puts)).toBe(1);
  });
});

describe('a Retry-After of an hour', () => {
  const hour = { status: 429 as const, retryAfterSeconds: 3600, methods: ['PUT'] };

  test('keeps whoever asks by the SDK waiting for that hour', async () => {
    local.world.faults.refuse = hour;
    const parked = setBySdk('Active');
    expect(await hasEnded(parked)).toBe(false);
    expect(local.requests.count(puts)).toBe(1);
    parked.catch(() => undefined);
  });

  test('is told by us at once', async () => {
    local.world.faults.refuse = hour;
    await expect(setByUs()).rejects.toMatchObject({
      details: { status: 429, outcome: 'retry', retryAfterMs: 3_600_000 },
    });
  });
});
