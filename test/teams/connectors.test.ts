import { describe, expect, test } from '@jest/globals';
import { createConnectors, isTeamsService } from '../../bot/teams/connectors.ts';

describe('an address is Teams’', () => {
  test.each([
    ['https://smba.trafficmanager.net/emea/', true],
    ['https://SMBA.trafficmanager.net/ch/0000/', true],
    ['https://smba.infra.gov.teams.microsoft.us/', true],
    ['http://smba.trafficmanager.net/emea/', false],
    ['https://smba.trafficmanager.net:8443/', false],
    ['https://evil.trafficmanager.net/', false],
    ['https://x.smba.trafficmanager.net/', false],
    ['https://smba.trafficmanager.net.evil.example/', false],
    ['https://smba.trafficmanager.net@evil.example/', false],
    ['https://127.0.0.1/', false],
    ['smba.trafficmanager.net', false],
    ['', false],
  ])('%s: %s', (url, yes) => {
    expect(isTeamsService(url)).toBe(yes);
  });
});

describe('connectors', () => {
  test('refuse a foreign host before anything is made for it', () => {
    const connectors = createConnectors(async () => {
      throw new Error('made');
    }, isTeamsService);
    expect(() => connectors.of('https://evil.example/')).toThrow(
      expect.objectContaining({ details: expect.objectContaining({ outcome: 'never' }) }),
    );
  });

  test('ask each time whether an address is allowed, since it may come from the store', async () => {
    let allowed = true;
    const connectors = createConnectors(
      async () => ({}) as never,
      () => allowed,
    );
    await connectors.of('x');
    allowed = false;
    expect(() => connectors.of('x')).toThrow('nothing is sent to it');
  });

  test('are made once for each address, and again where that failed', async () => {
    const made: string[] = [];
    const connectors = createConnectors(
      async (url) => {
        made.push(url);
        if (made.length === 1) throw new Error('no token');
        return {} as never;
      },
      () => true,
    );
    await expect(connectors.of('a')).rejects.toThrow('no token');
    expect(await connectors.of('a')).toBe(await connectors.of('a'));
    await connectors.of('b');
    expect(made).toEqual(['a', 'a', 'b']);
  });
});
