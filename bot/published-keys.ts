/** The keys that somebody signs tokens with, as they publish them: asked for rarely, whatever strangers send us. */
import { createRemoteJWKSet, customFetch, type RemoteJWKSet } from 'jose';

/** The keys can't be had now, so nobody's token can be checked: that says nothing about the token. */
export class KeysOutOfReach extends Error {
  override name = 'KeysOutOfReach';
}

const patienceMs = 5000;
// As long as Bot Framework's documents allow; Entra's say the same.
const freshMs = 24 * 3_600_000;
// A key that we don't know may be new. Strangers can name as many as they like, so it is looked up no oftener than this.
const unknownMs = 5 * 60_000;
const failedMs = 5000;

/**
 * For jose's `jwtVerify`, which throws KeysOutOfReach or, where no key goes by the token's `kid`, jose's own error.
 * @param address of a JSON Web Key Set, or of an OpenID document that names one on the same host; no redirect is followed
 */
export function publishedKeys(address: string): RemoteJWKSet {
  let failedAt = Number.NEGATIVE_INFINITY;

  async function ask(url: string, init: RequestInit): Promise<Response> {
    const response = await fetch(url, { ...init, redirect: 'error' });
    if (!response.ok) throw new Error(`${url} answered ${response.status}`);
    return response;
  }

  async function look(url: string, init: RequestInit): Promise<Response> {
    const response = await ask(url, init);
    const { jwks_uri: keys } = (await response.clone().json()) as { jwks_uri?: string };
    if (keys === undefined) return response;
    if (new URL(keys).origin !== new URL(url).origin) throw new Error(`${url} names keys of another host`);
    return ask(keys, init);
  }

  return createRemoteJWKSet(new URL(address), {
    timeoutDuration: patienceMs,
    cacheMaxAge: freshMs,
    cooldownDuration: unknownMs,
    async [customFetch](url: string, init: RequestInit) {
      if (performance.now() - failedAt < failedMs)
        throw new KeysOutOfReach(`${address} was asked in vain just now.`);
      try {
        return await look(url, init);
      } catch (error) {
        failedAt = performance.now();
        throw new KeysOutOfReach(`The keys at ${address} can't be had now.`, { cause: error });
      }
    },
  });
}
