import { describe, expect, test } from '@jest/globals';
import { refusedAtGate } from '../../bot/http/gate.ts';
import { tenant } from '../build.ts';

const serviceUrl = 'https://smba.trafficmanager.net/emea/';
const rules = {
  appId: 'the-bot',
  tenantId: tenant,
  issuer: 'https://api.botframework.com',
  isService: (url: string) => url === serviceUrl,
};
const claims = { iss: rules.issuer, aud: rules.appId, serviceurl: serviceUrl };
const activity = {
  channelId: 'msteams',
  serviceUrl,
  conversation: { tenantId: tenant },
  channelData: { tenant: { id: tenant.toUpperCase() } },
};

/** A token with these claims; the gate proves nothing, so it needs no signature. */
function token(of: object): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `Bearer ${part({ alg: 'RS256' })}.${part(of)}.c2ln`;
}

test('what Teams sends to this bot passes', () => {
  expect(refusedAtGate(token(claims), activity, rules)).toBeUndefined();
  expect(
    refusedAtGate(token(claims), { ...activity, channelData: null, conversation: undefined }, rules),
  ).toBeUndefined();
});

describe('refused as nobody we know (401)', () => {
  test.each<[string, string | undefined]>([
    ['no token', undefined],
    ['no bearer', token(claims).replace('Bearer', 'Basic')],
    ['no JWT', 'Bearer abc'],
    ['two tokens', `${token(claims)}, ${token(claims)}`],
    ['claims that are no JSON', 'Bearer e30.bm9wZQ.c2ln'],
    ['another issuer', token({ ...claims, iss: `https://sts.windows.net/${tenant}/` })],
    ['another bot', token({ ...claims, aud: 'another' })],
    ['no issuer', token({ aud: rules.appId })],
    ['an endless token', token({ ...claims, x: 'x'.repeat(9000) })],
  ])('%s', (_what, authorization) => {
    expect(refusedAtGate(authorization, activity, rules)).toBe(401);
  });
});

describe('refused as no activity of Teams (400)', () => {
  test.each<[string, unknown]>([
    ['no body', undefined],
    ['a text', 'activity'],
    ['a list', [activity]],
    ['another channel', { ...activity, channelId: 'webchat' }],
    ['no service address', { ...activity, serviceUrl: undefined }],
    ['a conversation of another shape', { ...activity, conversation: 'x' }],
    ['a tenant of another shape', { ...activity, channelData: { tenant: { id: 7 } } }],
  ])('%s', (_what, body) => {
    expect(refusedAtGate(token(claims), body, rules)).toBe(400);
  });
});

describe('refused as not for us (403)', () => {
  test.each<[string, object, object]>([
    [
      'an address that is not Teams’',
      { ...claims, serviceurl: 'https://evil.example/' },
      { ...activity, serviceUrl: 'https://evil.example/' },
    ],
    [
      'an address that the token does not name',
      { ...claims, serviceurl: 'https://other.example/' },
      activity,
    ],
    ['a token that names no address', { ...claims, serviceurl: undefined }, activity],
    ['a conversation of another tenant', claims, { ...activity, conversation: { tenantId: 'other' } }],
    ['channel data of another tenant', claims, { ...activity, channelData: { tenant: { id: 'other' } } }],
  ])('%s', (_what, given, body) => {
    expect(refusedAtGate(token(given), body, rules)).toBe(403);
  });
});
