/** Stands in for Sentinel where an incident is only practice: what people change is so at once, and nobody else hears of it. */
import { NotFound } from './errors.ts';
import { withChange } from './incidents/change.ts';
import type { Incident, IncidentRef } from './incidents/incident.ts';
import { isPractice } from './incidents/practice.ts';
import { type IncidentState, incidentLogKey } from './incidents/state.ts';
import type { Journal } from './log/journal.ts';
import { incidents } from './log/kinds.ts';
import type { Clock, Sentinel } from './ports.ts';

/** The same port; it asks Sentinel about everything but practice incidents. */
export function withPractice(sentinel: Sentinel, journal: Journal, clock: Clock): Sentinel {
  const practised = ({ workspace, id }: IncidentRef): boolean => isPractice(incidentLogKey(workspace, id));

  async function stateOf({ workspace, id }: IncidentRef): Promise<IncidentState & { seen: Incident }> {
    const state = await journal.read(incidents, incidentLogKey(workspace, id));
    if (!state.seen) throw new NotFound('There is no such practice incident.');
    return { ...state, seen: state.seen };
  }

  return {
    changedSince: (workspace, since) => sentinel.changedSince(workspace, since),
    open: (workspace) => sentinel.open(workspace),
    get: async (ref) => (practised(ref) ? (await stateOf(ref)).seen : sentinel.get(ref)),
    async change(ref, decide) {
      if (!practised(ref)) return sentinel.change(ref, decide);
      const { seen, seq } = await stateOf(ref);
      const change = decide(seen);
      return change
        ? { ...withChange(seen, change), etag: `"practice ${seq}"`, modifiedAt: clock.now().toISOString() }
        : seen;
    },
    comment: async (ref, id, message) => (practised(ref) ? undefined : sentinel.comment(ref, id, message)),
    // It would have run: nobody's systems are part of a drill.
    runPlaybook: async (ref, playbook, tenantId) =>
      practised(ref) ? undefined : sentinel.runPlaybook(ref, playbook, tenantId),
    async details(ref) {
      if (!practised(ref)) return sentinel.details(ref);
      const { entities = [], alerts } = await stateOf(ref);
      return { entities, alerts };
    },
    comments: async (ref) => (practised(ref) ? [] : sentinel.comments(ref)),
  };
}
