/** What is taken out of a text before it is kept, and what is left, since somebody has to find out what went wrong. */
import { describe, expect, test } from '@jest/globals';
import { saidOf, withoutSecrets } from '../bot/secrets.ts';

const jwt = 'eyJhbGciOiJSUzI1NiJ9.eyJhdWQiOiJib3QifQ.c2lnbmF0dXJl';

describe('a secret', () => {
  test.each([
    ['a token', jwt],
    ['a token in a header', `authorization: Bearer ${jwt}`],
    ['an opaque token in a header', 'Authorization: Bearer 0123456789abcdef'],
    [
      'a header in JSON in JSON',
      JSON.stringify({ said: JSON.stringify({ authorization: 'Bearer abcdef012345' }) }),
    ],
    ['Cosmos DB’s authorization', 'type%3Dmaster%26ver%3D1.0%26sig%3DabcdefAB%2F012345%3D'],
    ['the same before it is encoded', 'type=master&ver=1.0&sig=abcdef012345='],
    ['a connection string', 'AccountEndpoint=https://x/;AccountKey=abcdef012345==;'],
    ['the form of a token request', 'grant_type=client_credentials&client_secret=abcdef012345&scope=x'],
    ['the same in JSON', '{"client_secret": "abcdef012345"}'],
    ['a signed address', 'https://x/?sv=2024&sig=abcdef012345%3D'],
  ])('does not survive as %s', (_what, text) => {
    const left = withoutSecrets(`before ${text} after`);
    expect(left).not.toMatch(/abcdef|012345|eyJ|c2lnbmF0dXJl/);
    expect(left).toMatch(/^before [\s\S]* after$/);
  });

  test('that this process has does not survive in any shape', () => {
    const secret = 'it’s "quoted" \\ and/odd+=';
    const shapes = [
      secret,
      JSON.stringify(secret),
      JSON.stringify(JSON.stringify(secret)),
      encodeURIComponent(secret),
    ];
    for (const shape of shapes) expect(withoutSecrets(`a ${shape} z`, [secret])).not.toMatch(/quoted|odd/);
  });
});

test.each([
  "The client 'x' does not have authorization to perform action 'Microsoft.SecurityInsights/incidents/read'",
  'Request originated from IP 203.0.113.7 through public internet, which is blocked by the firewall.',
  'AADSTS7000215: Invalid client secret provided.',
  'connect ECONNREFUSED 127.0.0.1:8081',
  '',
])('what tells an operator what is wrong stays: %s', (text) => {
  expect(withoutSecrets(text)).toBe(text);
  expect(saidOf(text, undefined)).toBe(text);
});

describe('what a service repeats of a request', () => {
  const sent = {
    properties: { message: 'Piet’s "laptop"\nwas open', labels: [{ labelName: 'payroll' }], n: 7 },
  };

  test('is taken out, as it stood and as JSON, at any depth', () => {
    const said = saidOf(
      `Could not parse ${JSON.stringify(sent)} at payroll: Piet’s "laptop"\nwas open`,
      sent,
    );
    expect(said).not.toMatch(/laptop|payroll/);
    expect(said).toMatch(/^Could not parse [\s\S]* at …: …$/);
  });

  test('is taken out before the rest is cut short', () => {
    expect(saidOf(`${'x'.repeat(395)}payroll`, sent)).toBe(`${'x'.repeat(395)}…`);
  });
});
