/** Who may call the webhook, over the wire. What a call may say is in hint.test.ts, what comes of it in e2e/webhook.test.ts. */
import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createCallerCheck } from '../../bot/http/caller.ts';
import { hintedIncident, keepHint, onceOnly } from '../../bot/http/hint.ts';
import { createSignedCheck } from '../../bot/http/signed.ts';
import { incidentRefOf } from '../../bot/sentinel/arm.ts';
import { playbookCaller } from '../../sandbox/settings.ts';
import { at, guid, tenant } from '../build.ts';
import { fakeStore } from '../fakes/store.ts';
import {
  type Bot,
  type Closing,
  type Directory,
  ourBot,
  post,
  startDirectory,
} from '../fixtures/strangers.ts';

const audience = 'api://muster';
const role = 'Incident.Ingest';
const [oldKey, newKey] = ['an old key of thirty-two characters', 'the new key of thirty-two characters'];
const workspace = {
  subscriptionId: '33333333-3333-4333-8333-333333333333',
  resourceGroup: 'rg-soc',
  workspaceName: 'ws-soc',
};
const armId = `/subscriptions/${workspace.subscriptionId}/resourceGroups/rg-soc/providers/Microsoft.OperationalInsights/workspaces/ws-soc/providers/Microsoft.SecurityInsights/Incidents/${guid}`;
const call = JSON.stringify({ object: { id: armId } });
const path = '/api/incidents';

const closing: Closing = [];
let directory: Directory;
let hints: ReturnType<typeof fakeStore>['hints'];
let now: Date;
beforeEach(async () => {
  directory = await startDirectory(closing);
  ({ hints } = fakeStore());
  now = at();
});
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

interface Taken {
  tokens?: { callers: string[]; role?: string };
  keys?: string[];
}

/** A Muster that takes these; several are replicas, which share what was used. */
function muster({ tokens, keys }: Taken) {
  const clock = { now: () => now };
  const rules = { audience, tenantId: tenant, keysUrl: directory.documents.entra };
  return ourBot(closing, directory, {
    webhook: {
      isCaller: tokens && createCallerCheck({ ...rules, ...tokens }),
      signed: keys && createSignedCheck({ keys, now: clock.now, take: onceOnly(hints, clock) }),
      incidentIn: (body) => hintedIncident(body, [workspace], incidentRefOf),
      keep: (ref) => keepHint(hints, ref, now),
    },
  });
}

const kept = async (): Promise<number> => (await hints.due(at(1000).toISOString(), 10)).length;

describe('by token', () => {
  const issuer = `https://login.microsoftonline.com/${tenant}/v2.0`;
  const ofPlaybook = { iss: issuer, aud: audience, tid: tenant, oid: playbookCaller };
  /** As Entra signs for a managed identity of ours; the claims given win. */
  const token = (claims: object = {}) => directory.entra.sign({ ...ofPlaybook, ...claims });
  const listed = { tokens: { callers: [playbookCaller] } };
  const withRole = { tokens: { callers: [], role } };
  const nobody = '99999999-0000-4000-8000-000000000009';

  test.each<[string, Taken, object]>([
    ['its object id is on the list', listed, {}],
    ['likewise, in capitals', listed, { oid: playbookCaller.toUpperCase() }],
    ['it holds the role', withRole, { oid: nobody, roles: ['Other', role] }],
  ])('whoever may call: %s', async (_why, taken, claims) => {
    expect(await post(await muster(taken), await token(claims), call, {}, path)).toMatchObject({
      status: 202,
    });
    expect(await kept()).toBe(1);
  });

  test.each<[string, Taken, object]>([
    ['somebody else of the tenant', listed, { oid: nobody }],
    ['somebody without an object id', listed, { oid: undefined }],
    ['a role where none is asked for', listed, { oid: nobody, roles: [role] }],
    ['another role', withRole, { roles: ['Other'] }],
    ['a role that is no list', withRole, { roles: role }],
    ['a scope of that name, which people have', withRole, { scp: role }],
    ['another audience', listed, { aud: 'api://another' }],
    ['Teams’ own audience', listed, { aud: ['api://muster', 'another'] }],
    ['another tenant, whatever the issuer says', listed, { tid: '88888888-0000-4000-8000-000000000008' }],
    ['no tenant', listed, { tid: undefined }],
    ['a token that has ended', listed, { exp: 1_000_000 }],
    ['a token that never ends', listed, { exp: undefined }],
    ['a token that has not begun', listed, { nbf: 9_999_999_999 }],
  ])('nobody else: %s', async (_why, taken, claims) => {
    const answer = await post(await muster(taken), await token(claims), call, {}, path);
    expect(answer).toEqual({ status: 401, text: '' });
    expect(await kept()).toBe(0);
  });

  test.each([
    ['another tenant’s Entra', 'https://login.microsoftonline.com/f0000000-0000-4000-8000-00000000000f/v2.0'],
    ['somebody who calls himself so', 'https://evil.example/'],
  ])('nor with what %s issued', async (_who, other) => {
    const bot = await muster(listed);
    const foreign = await directory.entra.sign({ ...ofPlaybook, iss: other });
    expect(await post(bot, foreign, call, {}, path)).toEqual({ status: 401, text: '' });
    expect(directory.state.asked).toBe(0);
  });

  test('nor with what Teams signed', async () => {
    const bot = await muster(listed);
    const teams = await directory.teams.sign(ofPlaybook);
    expect(await post(bot, teams, call, {}, path)).toEqual({ status: 401, text: '' });
  });

  test('while Entra’s keys can’t be had, a caller is asked to come again', async () => {
    directory.state.down = true;
    const bot = await muster(listed);
    expect(await post(bot, await token(), call, {}, path)).toMatchObject({ status: 503 });
  });
});

describe('by signature', () => {
  interface Signed {
    key?: string;
    body?: string;
    nonce?: string;
    secondsOff?: number;
  }
  /** The headers of a call that is signed now, as docs/SECURITY.md says. */
  function signed({
    key = oldKey,
    body = call,
    nonce = 'nonce-of-22-characters',
    secondsOff = 0,
  }: Signed = {}) {
    const timestamp = String(Math.floor(now.getTime() / 1000) + secondsOff);
    const signature = createHmac('sha256', key).update(`${timestamp}.${nonce}.${body}`).digest('hex');
    return {
      'x-muster-timestamp': timestamp,
      'x-muster-nonce': nonce,
      'x-muster-signature': signature,
    };
  }
  const by = (bot: Bot, headers: Record<string, string>, body = call) =>
    post(bot, undefined, body, headers, path);

  test.each([
    ['the key', [oldKey], oldKey],
    ['the old key of two', [oldKey, newKey], oldKey],
    ['the new key of two', [oldKey, newKey], newKey],
  ])('whoever has %s', async (_which, keys, key) => {
    expect(await by(await muster({ keys }), signed({ key }))).toMatchObject({ status: 202 });
    expect(await kept()).toBe(1);
  });

  test.each([-299, 299])('a clock may be %d seconds off', async (secondsOff) => {
    expect(await by(await muster({ keys: [oldKey] }), signed({ secondsOff }))).toMatchObject({ status: 202 });
  });

  test.each<[string, () => Record<string, string>]>([
    ['no signature', () => ({})],
    ['another key', () => signed({ key: newKey })],
    ['another body', () => signed({ body: `${call} ` })],
    ['another nonce', () => ({ ...signed(), 'x-muster-nonce': 'another-nonce-of-this-size' })],
    [
      'another time',
      () => ({ ...signed(), 'x-muster-timestamp': signed({ secondsOff: 1 })['x-muster-timestamp'] }),
    ],
    ['a time long ago', () => signed({ secondsOff: -301 })],
    ['a time to come', () => signed({ secondsOff: 301 })],
    ['a time that is none', () => ({ ...signed(), 'x-muster-timestamp': 'NaN' })],
    ['a short nonce', () => signed({ nonce: 'short' })],
    ['a nonce that the store can’t keep', () => signed({ nonce: 'a/nonce/of/22/characters' })],
    [
      'half a signature',
      () => ({ ...signed(), 'x-muster-signature': signed()['x-muster-signature'].slice(32) }),
    ],
    ['a signature beside a token', () => ({ ...signed(), authorization: 'Bearer a.b.c' })],
  ])('nobody with %s', async (_what, headers) => {
    expect(await by(await muster({ keys: [oldKey] }), headers())).toEqual({ status: 401, text: '' });
    expect(await kept()).toBe(0);
    // What was not signed leaves nothing behind.
    expect(await hints.takeNonce('nonce-of-22-characters', now.toISOString())).toBe(true);
  });

  test('a call is good once, for all replicas, as long as its time is', async () => {
    const [one, two] = [await muster({ keys: [oldKey] }), await muster({ keys: [oldKey] })];
    const headers = signed();
    expect(await by(one, headers)).toMatchObject({ status: 202 });
    expect(await by(one, headers)).toEqual({ status: 401, text: '' });
    expect(await by(two, headers)).toEqual({ status: 401, text: '' });
    expect(await by(two, signed({ nonce: 'the-next-nonce-of-this' }))).toMatchObject({ status: 202 });
    // Long after, when the nonce is forgotten, the time speaks against it.
    now = at(20);
    expect(await by(one, signed({ nonce: 'much-later-nonce-of-this' }))).toMatchObject({ status: 202 });
    expect(await hints.takeNonce('nonce-of-22-characters', now.toISOString())).toBe(true);
    expect(await by(two, headers)).toEqual({ status: 401, text: '' });
  });

  test('where no keys are set, nobody', async () => {
    const bot = await muster({ tokens: { callers: [playbookCaller] } });
    expect(await by(bot, signed())).toEqual({ status: 401, text: '' });
  });

  test('the signature is of the bytes as they came', async () => {
    const body = `{"object":{"id":"${armId}"} , "twice":1,"twice":2,"ä":"\\u00e4"}`;
    expect(await by(await muster({ keys: [oldKey] }), signed({ body }), body)).toMatchObject({ status: 202 });
  });
});

test('both may be set, and each is judged by itself', async () => {
  const bot = await muster({ tokens: { callers: [playbookCaller] }, keys: [oldKey] });
  expect(await post(bot, undefined, call, {}, path)).toEqual({ status: 401, text: '' });
  expect(await post(bot, 'a.b.c', call, {}, path)).toEqual({ status: 401, text: '' });
});
