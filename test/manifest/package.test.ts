import { describe, expect, test } from '@jest/globals';
import { strFromU8, unzipSync } from 'fflate';
import { packageApp } from '../../manifest/package.ts';
import { manifestProblems } from '../../manifest/schema.ts';
import ownPackage from '../../package.json' with { type: 'json' };

const BOT = '7d1f6c1e-5b0a-4a53-9a55-0f2e6f6f9c11';
const APP = 'c0b7a3d2-90ce-4c0e-8d14-3f5a6f0b2e77';

/** Packages with a good environment, changed as told; fails where that is refused. */
function packaged({ args = [], env = {} }: { args?: string[]; env?: Record<string, string> } = {}) {
  const result = packageApp(args, {
    MicrosoftAppId: BOT,
    WEBSITE_URL: 'https://intranet.contoso.com',
    ...env,
  });
  if ('refusal' in result) throw new Error(result.refusal);
  const files = unzipSync(result.zip);
  return { ...result, files, manifest: JSON.parse(strFromU8(files['manifest.json']!)) };
}

/** The sentence by which packaging is refused. */
function refusal(env: Record<string, string>, args: string[] = []): string {
  const result = packageApp(args, env);
  if (!('refusal' in result)) throw new Error('It was packaged.');
  return result.refusal;
}

describe('the package', () => {
  test('has the manifest, the translation and both icons at its root, and nothing else', () => {
    expect(Object.keys(packaged().files)).toEqual(['manifest.json', 'de.json', 'color.png', 'outline.png']);
  });

  test('holds every file that its manifest names', () => {
    const { manifest, files } = packaged();
    const named = [
      manifest.icons.color,
      manifest.icons.outline,
      manifest.localizationInfo.additionalLanguages[0].file,
    ];
    for (const name of named) expect(Object.keys(files)).toContain(name);
  });

  test('holds a manifest that passes schema 1.25 and has no placeholder left', () => {
    const { manifest } = packaged({ env: { BOT_HOST: 'muster.contoso.com' } });
    expect(manifest.manifestVersion).toBe('1.25');
    expect(manifestProblems(manifest)).toEqual([]);
    expect(JSON.stringify(manifest)).not.toMatch(/\{\{\w+\}\}/);
  });

  test('carries the bot, its Entra app and the version of the product', () => {
    const { manifest } = packaged();
    expect(manifest.id).toBe(BOT);
    expect(manifest.bots[0].botId).toBe(BOT);
    expect(manifest.webApplicationInfo).toEqual({ id: BOT, resource: `api://botid-${BOT}` });
    expect(manifest.version).toBe(ownPackage.version);
  });

  test('names the bot’s host as its only domain, and none where there is none', () => {
    expect(packaged({ env: { BOT_HOST: 'muster.contoso.com' } }).manifest.validDomains).toEqual([
      'muster.contoso.com',
    ]);
    expect(packaged().manifest.validDomains).toEqual([]);
  });

  test('is the same, byte for byte, each time', () => {
    expect(packaged().zip).toEqual(packaged().zip);
    // Bytes 10 to 13 of a zip are the first file's time and date: midnight, 1 January 1980.
    expect([...packaged().zip.subarray(10, 14)]).toEqual([0, 0, 0x21, 0]);
  });
});

describe('what packaging is told', () => {
  test('by flag wins over the environment', () => {
    const { manifest } = packaged({
      args: ['--bot-id', BOT, `--teams-app-id=${APP}`],
      env: { TEAMS_APP_ID: BOT },
    });
    expect(manifest.id).toBe(APP);
    expect(manifest.bots[0].botId).toBe(BOT);
  });

  test('is text, whatever it contains', () => {
    const { manifest } = packaged({ env: { DEVELOPER_NAME: 'A "B" $& {{BOT_ID}}' } });
    expect(manifest.developer.name).toBe('A "B" $& {{BOT_ID}}');
  });

  test('about pages goes to the links, and one page serves for all', () => {
    const terms = packaged({ env: { TERMS_URL: 'https://contoso.com/terms' } });
    expect(terms.manifest.developer).toMatchObject({
      websiteUrl: 'https://intranet.contoso.com',
      privacyUrl: 'https://intranet.contoso.com',
      termsOfUseUrl: 'https://contoso.com/terms',
    });
    expect(terms.notice).toBeUndefined();
  });

  test('is asked for where links have no page yet', () => {
    expect(packaged({ env: { WEBSITE_URL: '' } }).notice).toContain(
      'set WEBSITE_URL, PRIVACY_URL and TERMS_URL',
    );
  });
});

describe('packaging is refused', () => {
  test('without the bot’s id', () => {
    expect(refusal({})).toBe(
      "The Teams app was not packaged: MicrosoftAppId is missing: give the bot's app id from its Entra registration.",
    );
  });

  test.each([
    '00000000-0000-0000-0000-000000000000',
    '00000000-0000-4000-8000-000000000001',
    '11111111-2222-3333-4444-555555555555',
    'AAAAAAAA-bbbb-cccc-dddd-eeeeeeeeeeee',
    '12345678-1234-1234-1234-123456789012',
  ])('with the placeholder %s', (id) => {
    expect(refusal({ MicrosoftAppId: id })).toContain(`MicrosoftAppId is "${id}", which is a placeholder`);
    expect(refusal({ MicrosoftAppId: BOT, TEAMS_APP_ID: id })).toContain(`TEAMS_APP_ID is "${id}"`);
  });

  test.each(['<your app id>', `{${BOT}}`, BOT.slice(1)])('with %s, which is no GUID', (id) => {
    expect(refusal({ MicrosoftAppId: id })).toContain('which is not a GUID');
  });

  test.each([
    'https://muster.contoso.com',
    'muster.contoso.com/api',
    '*.contoso.com',
    'localhost',
    '127.0.0.1',
  ])('with %s as a host', (host) => {
    expect(refusal({ MicrosoftAppId: BOT, BOT_HOST: host })).toContain(
      `BOT_HOST is "${host}": give the bare host`,
    );
  });

  test('with a flag that it does not know, or one without its value', () => {
    expect(refusal({ MicrosoftAppId: BOT }, ['--host', 'x'])).toContain('--host is not a flag');
    expect(refusal({ MicrosoftAppId: BOT }, ['--bot-host'])).toContain('--bot-host lacks its value');
  });

  test('with every problem in the one sentence', () => {
    const sentence = refusal({ BOT_HOST: 'https://x', WEBSITE_URL: 'http://x', TERMS_URL: 'terms' });
    for (const name of ['MicrosoftAppId', 'BOT_HOST', 'WEBSITE_URL', 'TERMS_URL']) {
      expect(sentence).toContain(`${name} is`);
    }
    expect(sentence).not.toContain('PRIVACY_URL');
    expect(sentence).toMatch(/^The Teams app was not packaged: [^\n]+\.$/);
  });

  test('with a name that the schema finds too long', () => {
    expect(refusal({ MicrosoftAppId: BOT, DEVELOPER_NAME: 'x'.repeat(33) })).toContain(
      'manifest.json/developer/name must NOT have more than 32 characters',
    );
  });
});
