/**
 * What is searched, in memory for as long as somebody searches. Teams asks with each pause in typing, and what is open may be
 * thousands of snapshots: they are read once, and from then on only what has changed since.
 */

import { isPractice } from '../incidents/practice.ts';
import { searchedOf } from '../incidents/searched.ts';
import { type IncidentState, isIncidentLogKey } from '../incidents/state.ts';
import type { Journal } from '../log/journal.ts';
import { incidents as incidentKind } from '../log/kinds.ts';
import type { Clock, Snapshots } from '../ports.ts';
import { listIncidents } from './inquire.ts';

/** So long after they were closed incidents are found by anything; later on by their numbers. */
export const daysFound = 30;

/** What changed less than this ago may be missing, besides what its snapshot is behind. */
const freshMs = 5000;
/** The store's clock and ours may differ by this. */
const overlapMs = 60_000;
/** More changes than this are read like the first time. */
const mostNews = 500;
/** Let go of once nobody has searched for this long. */
const idleMs = 120_000;

export interface Searchable {
  /** The incidents that are open or were closed lately, without what people wrote; nobody may change them. */
  recent(): Promise<IncidentState[]>;
  /** Lets go of them where nobody searches any more. */
  forget(): Promise<void>;
}

interface Kept {
  /** when the reading began that they are from */
  asOf: number;
  states: Map<string, IncidentState>;
}

export function createSearchable({
  snapshots,
  journal,
  clock,
}: {
  snapshots: Pick<Snapshots, 'list' | 'heads'>;
  journal: Pick<Journal, 'read'>;
  clock: Pick<Clock, 'now'>;
}): Searchable {
  let kept: Kept | undefined;
  let usedAt = 0;
  let reading: Promise<Kept> | undefined;
  const now = (): number => clock.now().getTime();

  async function whole(): Promise<Kept> {
    const asOf = now();
    const closedSince = new Date(asOf - daysFound * 86_400_000).toISOString();
    const states = await listIncidents(snapshots, { open: true, closedSince });
    return { asOf, states: new Map(states.map((state) => [state.logKey, searchedOf(state)])) };
  }

  async function followed({ asOf, states }: Kept): Promise<Kept> {
    const began = now();
    const heads = await snapshots.heads(new Date(asOf - overlapMs));
    const news = heads.filter(
      ({ logKey, seq }) =>
        isIncidentLogKey(logKey) && !isPractice(logKey) && seq > (states.get(logKey)?.seq ?? 0),
    );
    if (news.length > mostNews) return whole();
    const read = await Promise.all(news.map(({ logKey, seq }) => newest(logKey, seq)));
    // Whoever has the list of before goes on with it.
    const next = new Map(states);
    for (const state of read) if (state.seen) next.set(state.logKey, searchedOf(state));
    return { asOf: began, states: next };
  }

  /** Another replica may have written what this one has not read yet. */
  async function newest(logKey: string, seq: number): Promise<IncidentState> {
    const known = await journal.read(incidentKind, logKey, false);
    return known.seq >= seq ? known : journal.read(incidentKind, logKey);
  }

  return {
    async recent() {
      usedAt = now();
      if (!kept || Math.abs(usedAt - kept.asOf) >= freshMs) {
        reading ??= (kept ? followed(kept) : whole())
          .then((read) => {
            kept = read;
            return read;
          })
          .finally(() => {
            reading = undefined;
          });
        return [...(await reading).states.values()];
      }
      return [...kept.states.values()];
    },
    async forget() {
      if (now() - usedAt >= idleMs) kept = undefined;
    },
  };
}
