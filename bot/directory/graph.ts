/** Microsoft Graph, for one question: in which of these groups is this person? */
import { z } from 'zod';
import { Upstream } from '../errors.ts';
import type { Graph } from '../graph/graph.ts';
import type { GroupCheck } from './roles.ts';

const answer = z.object({ value: z.array(z.string()) });
const operation = 'say who is in the role groups';

/** Needs the application permission GroupMember.Read.All. Takes at most 20 groups, of which we have three. */
export function groupCheck(graph: Graph): GroupCheck {
  return async (oid, groupIds) => {
    const path = `/users/${encodeURIComponent(oid)}/checkMemberGroups`;
    const { status, body } = await graph.post(operation, path, { groupIds });
    // Somebody the directory does not know is in no group of it.
    if (status === 404) return [];
    const parsed = answer.safeParse(body);
    if (status === 200 && parsed.success) return parsed.data.value;
    throw new Upstream(`Microsoft Graph did not ${operation}: it answered ${status}.`, {
      service: 'graph',
      operation,
      outcome: 'retry',
      status,
    });
  };
}
