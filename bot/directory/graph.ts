/** Microsoft Graph, for one question: in which of these groups is this person? */
import type { TokenCredential } from '@azure/identity';
import { z } from 'zod';
import { Upstream } from '../errors.ts';
import type { GroupCheck } from './roles.ts';

const answer = z.object({ value: z.array(z.string()) });
const timeoutMs = 5000;

/** Needs the application permission GroupMember.Read.All. Takes at most 20 groups, of which we have three. */
export function groupCheck(
  credential: TokenCredential,
  endpoint = 'https://graph.microsoft.com',
): GroupCheck {
  return async (oid, groups) => {
    const failed = (why: string, cause?: unknown) =>
      new Upstream(
        `Microsoft Graph could not say who is in the role groups: ${why}.`,
        { service: 'graph', operation: 'checkMemberGroups', outcome: 'retry' },
        cause,
      );
    const token = await credential.getToken(`${endpoint}/.default`).catch((error) => {
      throw failed('no token', error);
    });
    if (!token) throw failed('no token');
    const response = await fetch(`${endpoint}/v1.0/users/${encodeURIComponent(oid)}/checkMemberGroups`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token.token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ groupIds: groups }),
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    }).catch((error) => {
      throw failed('out of reach', error);
    });
    // Somebody the directory does not know is in no group of it.
    if (response.status === 404) return [];
    const parsed = answer.safeParse(await response.json().catch(() => undefined));
    if (!response.ok || !parsed.success) throw failed(`it answered ${response.status}`);
    return parsed.data.value;
  };
}
