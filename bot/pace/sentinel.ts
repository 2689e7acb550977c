/** Sentinel as the port has it, asked only within its budgets. */
import { Upstream } from '../errors.ts';
import type { IncidentRef } from '../incidents/incident.ts';
import type { Sentinel } from '../ports.ts';
import type { Asker, Budget } from './budget.ts';
import type { SentinelKind } from './limits.ts';

/** Where Sentinel names no time to come back. */
const blockMs = 60_000;

/** Besides what the port says, methods throw Upstream that is `paced` where it is not their turn. */
export function pacedSentinel(sentinel: Sentinel, budget: Budget, asker: Asker): Sentinel {
  async function within<T>(ref: IncidentRef, kind: SentinelKind, ask: () => Promise<T>): Promise<T> {
    const subscription = subscriptionOf(ref);
    await budget.take(subscription, kind, asker);
    try {
      return await ask();
    } catch (error) {
      if (error instanceof Upstream && error.details.status === 429)
        await budget.block(subscription, kind, error.details.retryAfterMs ?? blockMs);
      throw error;
    }
  }

  return {
    changedSince: (workspace, since) => sentinel.changedSince(workspace, since),
    open: (workspace) => sentinel.open(workspace),
    get: (ref) => sentinel.get(ref),
    async change(ref, decide) {
      let writes = 0;
      try {
        return await within(ref, 'PUT incident', () =>
          sentinel.change(ref, (current) => {
            const change = decide(current);
            if (change) writes += 1;
            return change;
          }),
        );
      } finally {
        // Where somebody else wrote between reading and writing, it was written more than once.
        if (writes > 1) await budget.note(subscriptionOf(ref), 'PUT incident', writes - 1);
      }
    },
    comment: (ref, id, message) => within(ref, 'PUT comment', () => sentinel.comment(ref, id, message)),
    // No limit is published, and people decide on each.
    runPlaybook: (ref, playbook, tenantId) => sentinel.runPlaybook(ref, playbook, tenantId),
    details: (ref) => within(ref, 'details', () => sentinel.details(ref)),
    comments: (ref) => within(ref, 'comments', () => sentinel.comments(ref)),
  };
}

/** A workspace's key begins with its subscription, see `workspaceKey`. */
const subscriptionOf = (ref: IncidentRef): string => ref.workspace.split('~')[0] ?? '';
