import { describe, expect, test } from '@jest/globals';
import { bearerIn } from '../../bot/http/bearer.ts';
import { jsonIn, refusedUnread } from '../../bot/http/body.ts';
import { isForUs, refusedActivity } from '../../bot/http/gate.ts';
import { ada, tenant } from '../build.ts';

const serviceUrl = 'https://smba.trafficmanager.net/emea/';
const rules = {
  appId: 'the-bot',
  tenantId: tenant,
  issuer: 'https://api.botframework.com',
  isService: (url: string) => url === serviceUrl,
};
const claims = { iss: rules.issuer, aud: rules.appId, serviceurl: serviceUrl };
const message = {
  type: 'message',
  channelId: 'msteams',
  serviceUrl,
  from: { aadObjectId: ada.oid },
  conversation: { tenantId: tenant },
  channelData: { tenant: { id: tenant.toUpperCase() } },
};

/** A token with these claims; the gate proves nothing, so it needs no signature. */
function token(of: object, header: object = { alg: 'RS256', kid: 'k' }): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `Bearer ${part(header)}.${part(of)}.c2ln`;
}

/** Whether the head of a request passes. */
function passes(...authorization: string[]): boolean {
  const bearer = bearerIn({ headersDistinct: authorization.length > 0 ? { authorization } : {} });
  return bearer !== undefined && isForUs(bearer, rules);
}

const refused = (body: unknown, of: object = claims) =>
  refusedActivity({ token: 't', claims: { ...of } }, body, rules);

describe('what Teams sends to this bot passes', () => {
  test('by its token', () => {
    expect(passes(token(claims))).toBe(true);
  });

  test.each<[string, object]>([
    ['a message', message],
    ['a press of a button', { ...message, type: 'invoke', name: 'adaptiveCard/action', value: {} }],
    ['with the tenant in one place', { ...message, channelData: null }],
    ['with the tenant in the other', { ...message, conversation: { id: 'a:1' } }],
    ['Muster is added, by nobody known', { ...message, type: 'installationUpdate', from: { id: '29:x' } }],
    ['a channel is renamed, by nobody at all', { ...message, type: 'conversationUpdate', from: undefined }],
  ])('%s', (_what, body) => {
    expect(refused(body)).toBeUndefined();
  });
});

describe('refused before its body is read', () => {
  const head = (headers: Record<string, string>) =>
    refusedUnread({ headers }, { largest: 1000, longestMs: 1 });
  const json = { 'content-type': 'application/json' };

  test.each<[string, Record<string, string>, number | undefined]>([
    ['JSON', json, undefined],
    ['JSON with its character set', { 'content-type': 'Application/JSON; charset=utf-8' }, undefined],
    ['no type', {}, 415],
    ['a form', { 'content-type': 'application/x-www-form-urlencoded' }, 415],
    ['parts', { 'content-type': 'multipart/form-data; boundary=application/json' }, 415],
    ['a text', { 'content-type': 'text/plain' }, 415],
    ['packed', { ...json, 'content-encoding': 'gzip' }, 415],
    ['as large as it may be', { ...json, 'content-length': '1000' }, undefined],
    ['larger', { ...json, 'content-length': '1001' }, 413],
  ])('%s', (_what, headers, status) => {
    expect(head(headers)).toBe(status);
  });
});

describe('refused as nobody we know', () => {
  test.each<[string, string[]]>([
    ['no token', []],
    ['no bearer', [token(claims).replace('Bearer', 'Basic')]],
    ['a spelling that the SDK does not take', [token(claims).replace('Bearer', 'bearer')]],
    ['no JWT', ['Bearer abc']],
    ['two tokens', [`${token(claims)}, ${token(claims)}`]],
    ['two headers', [token(claims), token(claims)]],
    ['claims that are no JSON', [token(claims).replace(/\.[^.]+\./, '.bm9wZQ.')]],
    ['an algorithm that is ours to verify and to sign', [token(claims, { alg: 'HS256', kid: 'k' })]],
    ['no signature', [token(claims, { alg: 'none', kid: 'k' })]],
    ['a key without a name', [token(claims, { alg: 'RS256' })]],
    ['another issuer', [token({ ...claims, iss: `https://sts.windows.net/${tenant}/` })]],
    ['another bot', [token({ ...claims, aud: 'another' })]],
    ['several bots', [token({ ...claims, aud: [rules.appId, 'another'] })]],
    ['no issuer', [token({ aud: rules.appId })]],
    ['an endless token', [token({ ...claims, x: 'x'.repeat(9000) })]],
  ])('%s', (_what, headers) => {
    expect(passes(...headers)).toBe(false);
  });
});

describe('refused as no activity of Teams (400)', () => {
  test.each<[string, unknown]>([
    ['no body', undefined],
    ['a text', 'activity'],
    ['a list', [message]],
    ['no type', { ...message, type: undefined }],
    ['a type that is no text', { ...message, type: 7 }],
    ['another channel', { ...message, channelId: 'webchat' }],
    ['no channel', { ...message, channelId: undefined }],
    ['no service address', { ...message, serviceUrl: undefined }],
    ['a conversation of another shape', { ...message, conversation: 'x' }],
    ['a conversation with an endless id', { ...message, conversation: { id: 'x'.repeat(501) } }],
    ['an id with half a character', { ...message, conversation: { id: '19:\ud800' } }],
    ['an id over two lines', { ...message, replyToId: '1\n2' }],
    ['a channel with an endless name', { ...message, channelData: { channel: { name: 'x'.repeat(1001) } } }],
    ['a text that is none', { ...message, text: {} }],
    ['members that are no list', { ...message, type: 'conversationUpdate', membersAdded: { id: '1' } }],
    ['members that are nobody', { ...message, type: 'conversationUpdate', membersRemoved: [null] }],
    ['a tenant of another shape', { ...message, channelData: { tenant: { id: 7 } } }],
    ['a message of nobody', { ...message, from: undefined }],
    ['a message of somebody without an object id', { ...message, from: { id: '29:x' } }],
    ['a press of a button by nobody', { ...message, type: 'invoke', from: {} }],
    ['an object id that is none', { ...message, from: { aadObjectId: 'ada' } }],
    ['likewise where nobody need be named', { ...message, type: 'event', from: { aadObjectId: 'ada' } }],
  ])('%s', (_what, body) => {
    expect(refused(body)).toBe(400);
  });
});

describe('refused as not for us (403)', () => {
  const elsewhere = 'https://evil.example/';
  test.each<[string, object, object]>([
    [
      'an address that is not Teams’',
      { ...claims, serviceurl: elsewhere },
      { ...message, serviceUrl: elsewhere },
    ],
    ['an address that the token does not name', { ...claims, serviceurl: `${serviceUrl}x` }, message],
    ['a token that names no address', { ...claims, serviceurl: undefined }, message],
    ['a conversation of another tenant', claims, { ...message, conversation: { tenantId: 'other' } }],
    ['channel data of another tenant', claims, { ...message, channelData: { tenant: { id: 'other' } } }],
    ['no tenant', claims, { ...message, conversation: {}, channelData: {} }],
    ['an empty one', claims, { ...message, conversation: { tenantId: '' }, channelData: {} }],
  ])('%s', (_what, of, body) => {
    expect(refused(body, of)).toBe(403);
  });
});

describe('JSON', () => {
  const read = (text: string) => jsonIn(Buffer.from(text));
  const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;

  test('is read as it is, 64 deep at most', () => {
    expect(read('{"text":"päy ☂","n":[1,null,true]}')).toEqual({ text: 'päy ☂', n: [1, null, true] });
    expect(read(nested(64))).toBeDefined();
    expect(read(nested(65))).toBeUndefined();
    expect(read(`{"a":${nested(64)}}`)).toBeUndefined();
    expect(read(nested(100_000))).toBeUndefined();
  });

  test.each([
    ['nothing', ''],
    ['half of it', '{"a":'],
    ['a key that changes what an object is', '{"a":[{"__proto__":{"b":1}}]}'],
    ['that key, spelled otherwise', '{"__pr\\u006fto__":{"b":1}}'],
  ])('is none: %s', (_what, text) => {
    expect(read(text)).toBeUndefined();
  });

  test('is none where the bytes are no UTF-8', () => {
    expect(jsonIn(Buffer.from([0x22, 0xff, 0x22]))).toBeUndefined();
  });
});
