/** Whether a webhook's call comes from a playbook that may: the Entra token of its managed identity. */
import { createRemoteJWKSet, jwtVerify } from 'jose';

export interface CallerRules {
  audience: string;
  /** object ids of the managed identities that may call */
  callers: string[];
  tenantId: string;
  /** where Entra's keys are; the sandbox has its own */
  keysUrl: string;
}

/** Verifies signature, issuer, tenant, audience, time, and that the caller is on the list. */
export function createCallerCheck({
  audience,
  callers,
  tenantId,
  keysUrl,
}: CallerRules): (authorization: string | undefined) => Promise<boolean> {
  const keys = createRemoteJWKSet(new URL(keysUrl), { timeoutDuration: 5000 });
  // Version 1 tokens come from sts.windows.net, version 2 from login.microsoftonline.com.
  const issuer = [
    `https://sts.windows.net/${tenantId}/`,
    `https://login.microsoftonline.com/${tenantId}/v2.0`,
  ];
  return async (authorization) => {
    const token = /^Bearer (\S+)$/i.exec(authorization ?? '')?.[1];
    if (!token) return false;
    try {
      const { payload } = await jwtVerify(token, keys, {
        audience,
        issuer,
        algorithms: ['RS256'],
        clockTolerance: 300,
      });
      return typeof payload.oid === 'string' && callers.includes(payload.oid.toLowerCase());
    } catch {
      return false;
    }
  };
}
