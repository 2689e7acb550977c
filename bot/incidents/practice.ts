/**
 * Practice incidents: played so that a team knows what to do before it matters. They live in no workspace of Sentinel's,
 * so no write, comment, list or figure is about them. Pure.
 */
import { v5 as uuid5 } from 'uuid';
import type { Incident } from './incident.ts';
import { incidentLogKey, refOf } from './state.ts';

/** Where Sentinel's workspaces have their keys, which have a `~` in them. */
const practiceWorkspace = 'practice';
const namespace = 'b8f1c1de-5c55-4c37-9a58-0d5e4b1f6c2a';
// Far above what Sentinel counts to, so that whoever types a number means the one or the other.
const firstNumber = 9_000_000;

export function isPractice(logKey: string): boolean {
  return refOf(logKey).workspace === practiceWorkspace;
}

/** Names the incident of a drill: the same drill is always the same incident. */
export function practiceLogKey(socLogKey: string, drill: string): string {
  return incidentLogKey(practiceWorkspace, uuid5(`${socLogKey} ${drill}`, namespace));
}

/** A practice incident as it arrives. */
export function practiceIncident(
  logKey: string,
  drill: string,
  { title, description, at }: { title: string; description: string; at: string },
): Incident {
  return {
    ...refOf(logKey),
    number: firstNumber + Number(drill),
    etag: `"practice ${drill}.1"`,
    title,
    description,
    severity: 'Medium',
    status: 'New',
    labels: [],
    createdAt: at,
    modifiedAt: at,
    provider: 'Muster',
    ruleIds: [],
    alertsCount: 0,
    bookmarksCount: 0,
    commentsCount: 0,
    products: [],
    tactics: [],
    techniques: [],
  };
}
