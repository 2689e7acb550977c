/**
 * What a message extension searches: read again at most every few seconds, however many people type. Teams asks with each
 * pause in typing, and all that is open may be thousands of snapshots. Only a replica that is asked reads at all.
 */
import type { IncidentState } from '../incidents/state.ts';
import type { Clock, Snapshots } from '../ports.ts';
import { daysFound } from './find.ts';
import { listIncidents } from './inquire.ts';

/** What changed less than this ago may be missing. */
const freshMs = 15_000;

export interface Searchable {
  /** The incidents that are open or were closed within `daysFound`; nobody may change them. */
  recent(): Promise<IncidentState[]>;
  /** Lets go of what is not new any more, since it is much. */
  forget(): Promise<void>;
}

export function createSearchable(snapshots: Pick<Snapshots, 'list'>, clock: Clock): Searchable {
  let kept: { at: number; states: Promise<IncidentState[]> } | undefined;

  return {
    recent() {
      const at = clock.now().getTime();
      if (kept && Math.abs(at - kept.at) < freshMs) return kept.states;
      const closedSince = new Date(at - daysFound * 86_400_000).toISOString();
      const mine = { at, states: listIncidents(snapshots, { open: true, closedSince }) };
      kept = mine;
      mine.states.catch(() => {
        if (kept === mine) kept = undefined;
      });
      return mine.states;
    },
    async forget() {
      if (kept && Math.abs(clock.now().getTime() - kept.at) >= freshMs) kept = undefined;
    },
  };
}
