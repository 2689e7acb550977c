/** Finds the incident that a number or a thread stands for. */
import type { IncidentEvent } from '../incidents/events.ts';
import { current, type IncidentState } from '../incidents/state.ts';
import type { Journal } from '../log/journal.ts';
import type { Snapshots } from '../ports.ts';
import { listIncidents } from './inquire.ts';

export type Finder = ReturnType<typeof createFinder>;

/** Remembers what this replica wrote, since snapshots may be a moment behind, and asks the snapshots for the rest. */
export function createFinder(journal: Journal, snapshots: Snapshots) {
  const byNumber = new Map<number, Set<string>>();
  const byThread = new Map<string, string>();

  function note(logKey: string, event: IncidentEvent): void {
    if (event.kind === 'arrived') {
      const { number } = event.incident;
      byNumber.set(number, (byNumber.get(number) ?? new Set()).add(logKey));
    }
    if (event.kind === 'posted') byThread.set(event.thread, logKey);
  }

  function noteState(state: IncidentState): void {
    const { number } = current(state);
    byNumber.set(number, (byNumber.get(number) ?? new Set()).add(state.logKey));
    for (const sent of Object.values(state.sent))
      for (const { thread } of Object.values(sent)) byThread.set(thread, state.logKey);
  }

  journal.onAppended((entry, kind) => {
    if (kind === 'incident') for (const event of entry.events) note(entry.logKey, event as IncidentEvent);
  });

  return {
    /** Log keys of the incidents with that number; several workspaces may each have one. */
    async byNumber(number: number): Promise<string[]> {
      for (const state of await listIncidents(snapshots, { number })) noteState(state);
      return [...(byNumber.get(number) ?? [])];
    },

    /** Log key of the incident whose thread this conversation is; undefined where it is none of ours. */
    async byThread(conversation: string): Promise<string | undefined> {
      if (!conversation.includes(';messageid=')) return undefined;
      if (!byThread.has(conversation))
        for (const state of await listIncidents(snapshots, {})) noteState(state);
      return byThread.get(conversation);
    },
  };
}
