/** How much is sent at most. Below what is published, since requests arrive later than they were reserved. */
import type { Window } from './schedule.ts';
import type { Spacing } from './spacing.ts';

/** What one Muster keeps to, with all its replicas. */
export interface Limits {
  /** a channel or chat: what waits in the dispatcher, and answers to people */
  channel: Record<'waiting' | 'answer', readonly Window[]>;
  /** requests a second to Teams */
  tenantPerSecond: number;
  /** a subscription; `urgent`: a person waits for it, or it is about a High */
  sentinel(kind: SentinelKind, urgent: boolean): Window;
  /** when details of those that arrive are asked for, but of High, which has the rest of the budget */
  details: Spacing;
}

const [second, hour] = [1000, 3_600_000];

/**
 * A channel or chat. Teams takes 7 a second, 8 in 2, 60 in 30 and 1,800 an hour of posts, new threads and updates
 * (msteams-docs, rate-limit.md). What waits leaves room for answers to people, who must not wait for a storm.
 */
const channel: Limits['channel'] = {
  waiting: [
    { ms: second, max: 5 },
    { ms: 2 * second, max: 6 },
    { ms: 30 * second, max: 50 },
    { ms: hour, max: 1600 },
  ],
  answer: [
    { ms: second, max: 6 },
    { ms: 2 * second, max: 7 },
    { ms: 30 * second, max: 58 },
    { ms: hour, max: 1780 },
  ],
};

export const sentinelKinds = ['PUT incident', 'PUT comment', 'details', 'comments'] as const;
export type SentinelKind = (typeof sentinelKinds)[number];

/**
 * Sentinel takes, in 5 minutes and for each subscription, 75 PUTs of incidents, 75 of comments, and 100 reads of
 * comments, entities and alerts each (learn.microsoft.com/rest/api/securityinsights/request-limits-and-throttling);
 * reading details asks one each of the latter two. A request may arrive up to its timeout after it was reserved, so
 * that a full window's worth could be late and meet the next: hence the longer window.
 */
const sentinelWindowMs = 5 * 60_000 + 20_000;
const sentinelMost: Record<SentinelKind, { urgent: number; rest: number }> = {
  'PUT incident': { urgent: 72, rest: 60 },
  'PUT comment': { urgent: 72, rest: 60 },
  details: { urgent: 96, rest: 80 },
  comments: { urgent: 96, rest: 80 },
};

/** Teams takes 50 requests a second for each app and tenant (rate-limit.md). */
const tenantPerSecond = 40;

/** Everything that is published, with room for requests that are late. */
export const limits: Limits = {
  channel,
  tenantPerSecond,
  sentinel: (kind, urgent) => ({
    ms: sentinelWindowMs,
    max: sentinelMost[kind][urgent ? 'urgent' : 'rest'],
  }),
  details: { few: 20, gapMs: 4000 },
};
