/** Whether a webhook's call comes from a playbook that may: the Entra token of its managed identity. */
import { jwtVerify } from 'jose';
import { KeysOutOfReach, publishedKeys } from '../published-keys.ts';
import type { Bearer } from './bearer.ts';

export interface CallerRules {
  audience: string;
  /** object ids of the managed identities that may call */
  callers: string[];
  /** the app role whose holders may call; absent: only those listed */
  role?: string | undefined;
  tenantId: string;
  /** where Entra's keys are; the sandbox has its own */
  keysUrl: string;
}

/**
 * Verifies signature, issuer, tenant, audience, time, and that the caller is on the list or holds the role. Throws
 * KeysOutOfReach where Entra's keys can't be had.
 */
export function createCallerCheck({ audience, callers, role, tenantId, keysUrl }: CallerRules) {
  const keys = publishedKeys(keysUrl);
  // Version 1 tokens come from sts.windows.net, version 2 from login.microsoftonline.com.
  const issuer = [
    `https://sts.windows.net/${tenantId}/`,
    `https://login.microsoftonline.com/${tenantId}/v2.0`,
  ];
  return async ({ token, claims }: Bearer): Promise<boolean> => {
    // Strangers' tokens mostly fail here already, which costs nothing.
    if (!issuer.includes(claims.iss ?? '') || claims.aud !== audience) return false;
    try {
      const { payload } = await jwtVerify(token, keys, {
        audience,
        issuer,
        algorithms: ['RS256'],
        clockTolerance: 300,
        requiredClaims: ['exp'],
      });
      const { oid, tid, roles } = payload;
      if (tid !== tenantId) return false;
      const listed = typeof oid === 'string' && callers.includes(oid.toLowerCase());
      return listed || (role !== undefined && Array.isArray(roles) && roles.includes(role));
    } catch (error) {
      if (error instanceof KeysOutOfReach) throw error;
      return false;
    }
  };
}
