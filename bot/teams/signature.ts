/**
 * Whether Teams signed a token, before the SDK is asked. The SDK takes a key that is endorsed for nothing at all, prints a
 * stack and the key for each token that it refuses, and asks for the keys again at each request while they can't be had.
 */
import { jwtVerify } from 'jose';
import { publishedKeys } from '../published-keys.ts';

export interface Signers {
  issuer: string;
  /** where the OpenID document is that leads to the keys */
  openIdMetadataUrl: string;
}

/** Bot Framework's name for Teams, which a key must be endorsed for (learn.microsoft.com, "Authenticate requests"). */
export const channel = 'msteams';

/** Rejects with KeysOutOfReach, or with why the token is not Teams'. Bot Framework allows clocks five minutes. */
export function createSignatureCheck({ issuer, openIdMetadataUrl }: Signers, appId: string) {
  const keys = publishedKeys(openIdMetadataUrl);
  return async (authorization: string): Promise<void> => {
    const { protectedHeader } = await jwtVerify(authorization.replace(/^Bearer /, ''), keys, {
      issuer,
      audience: appId,
      algorithms: ['RS256'],
      clockTolerance: 300,
      requiredClaims: ['exp'],
    });
    const key = keys.jwks()?.keys.find(({ kid }) => kid === protectedHeader.kid);
    const { endorsements } = (key ?? {}) as { endorsements?: unknown };
    if (!Array.isArray(endorsements) || !endorsements.includes(channel))
      throw new Error(`The key ${protectedHeader.kid} is not endorsed for ${channel}.`);
  };
}
