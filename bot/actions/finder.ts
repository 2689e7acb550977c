/** Finds the incident that a number or a thread stands for. */
import type { IncidentEvent } from '../incidents/events.ts';
import type { Incident } from '../incidents/incident.ts';
import { defenderNumber } from '../incidents/redirect.ts';
import { current, isIncidentLogKey, refOf } from '../incidents/state.ts';
import type { Journal } from '../log/journal.ts';
import type { Clock, Snapshots } from '../ports.ts';
import { createRecent } from '../recent.ts';
import { listIncidents } from './inquire.ts';

export type Finder = ReturnType<typeof createFinder>;

/** Snapshots are a moment behind, not hours: what was written before is found there. */
const remembered = 20_000;
/** In a thread that is not ours people may say much, one after the other. */
const strangerMs = 5000;

/** Remembers what this replica wrote lately, since snapshots may be behind, and asks the snapshots for the rest. */
export function createFinder(journal: Journal, snapshots: Snapshots, clock: Clock) {
  const byNumber = createRecent<number, Set<string>>(remembered);
  const byThread = createRecent<string, string>(remembered);
  /** threads that nobody knew, and when they were last asked for */
  const strangers = createRecent<string, number>(1000);

  /** Sentinel's number, and Defender's where that is another: people name either. */
  function noteNumbers(logKey: string, incident: Incident): void {
    for (const number of [incident.number, defenderNumber(incident)])
      if (number !== undefined) byNumber.set(number, (byNumber.get(number) ?? new Set()).add(logKey));
  }

  function note(logKey: string, event: IncidentEvent): void {
    if (event.kind === 'arrived' || event.kind === 'changed' || event.kind === 'synced')
      noteNumbers(logKey, event.incident);
    if (event.kind === 'posted' || event.kind === 'adopted') byThread.set(event.thread, logKey);
  }

  journal.onAppended((entry, kind) => {
    if (kind === 'incident') for (const event of entry.events) note(entry.logKey, event as IncidentEvent);
  });

  return {
    /** Log keys of the incidents with that number, Sentinel's or Defender's; several workspaces may each have one. */
    async byNumber(number: number): Promise<string[]> {
      for (const state of await listIncidents(snapshots, { number }))
        noteNumbers(state.logKey, current(state));
      return [...(byNumber.get(number) ?? [])];
    },

    /**
     * The incidents that a number, or a log key that a list of several offered, stands for where it is said of another incident: those of the same
     * workspace, where there are any, since Defender merges within one.
     */
    async named(named: string, of: string): Promise<string[]> {
      if (isIncidentLogKey(named)) return [named];
      const found = await this.byNumber(Number(named));
      const near = found.filter((logKey) => refOf(logKey).workspace === refOf(of).workspace);
      return near.length > 0 ? near : found;
    },

    /** Log key of the incident whose thread this conversation is; undefined where it is none of ours. */
    async byThread(conversation: string): Promise<string | undefined> {
      if (!conversation.includes(';messageid=')) return undefined;
      const known = byThread.get(conversation);
      if (known) return known;
      const now = clock.now().getTime();
      if (now - (strangers.get(conversation) ?? -Infinity) < strangerMs) return undefined;
      const [logKey] = await snapshots.inThread(conversation);
      if (logKey) byThread.set(conversation, logKey);
      else strangers.set(conversation, now);
      return logKey;
    },
  };
}
