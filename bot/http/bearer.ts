/** The one token that a request shows, not checked yet: good for refusing, not for believing. */
import type { IncomingMessage } from 'node:http';
import { decodeJwt, decodeProtectedHeader, type JWTPayload } from 'jose';

export interface Bearer {
  token: string;
  claims: JWTPayload;
}

// Teams' tokens have about 1 KB, Entra's at most 4.
const longestToken = 8192;

/**
 * Undefined unless there is one header with one RS256 token that names its key. Node keeps the first of several headers
 * and forgets the rest, so what it received is counted.
 */
export function bearerIn({ headersDistinct }: Pick<IncomingMessage, 'headersDistinct'>): Bearer | undefined {
  const [header = '', second] = headersDistinct.authorization ?? [];
  // The SDK takes the scheme in this spelling only.
  const token = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/.exec(header)?.[1];
  if (second !== undefined || !token || token.length > longestToken) return undefined;
  try {
    const { alg, kid } = decodeProtectedHeader(token);
    return alg === 'RS256' && kid ? { token, claims: decodeJwt(token) } : undefined;
  } catch {
    return undefined;
  }
}
