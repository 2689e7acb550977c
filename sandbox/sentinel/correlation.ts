/** What Defender's correlation does to incidents (learn.microsoft.com/defender-xdr/alerts-incidents-correlation). */
import { Rejected } from './errors.ts';
import type { Held } from './held.ts';
import { LIMITS } from './rules.ts';

/** Who a merge or a new name is by, as SecurityIncident's `ModifiedBy` tells. */
export const CORRELATION = 'Microsoft Defender XDR';

const union = (a: string[] = [], b: string[] = []) => [...new Set([...a, ...b])];

/**
 * Refuses (409) what Defender does not merge: a closed incident, nor two that different people own or classified
 * differently; and what would hold more alerts than Sentinel lets an incident have.
 */
export function checkMerge(source: Held, target: Held): void {
  const [a, b] = [source.incident.properties, target.incident.properties];
  const differ = (x: string | null | undefined, y: string | null | undefined) => Boolean(x && y && x !== y);
  const refuse = (why: string) => new Rejected(409, 'Conflict', `The incidents are not merged: ${why}.`);
  if (source === target) throw refuse('they are the same one');
  if (a.status === 'Closed' || b.status === 'Closed') throw refuse('one of them is closed');
  if (differ(a.owner?.objectId, b.owner?.objectId)) throw refuse('they are assigned to different people');
  if (differ(a.classification, b.classification)) throw refuse('they are classified differently');
  if (source.alerts.length + target.alerts.length > LIMITS.alerts)
    throw refuse(`together they have more than ${LIMITS.alerts} alerts`);
}

/**
 * Moves alerts and entities, with their ids, to the target, and leaves the source as seen in real workspaces: closed,
 * Undetermined, without reason, tagged Redirected, no alerts, and nothing that names the target. Comments and owner
 * stay. Neither is marked as written yet.
 */
export function mergeInto(target: Held, source: Held): void {
  target.alerts.push(...source.alerts.splice(0));
  target.entities.push(...source.entities.splice(0));
  for (const key of ['tactics', 'techniques', 'productNames'] as const) {
    target.own[key] = union(target.own[key], source.own[key]);
    source.own[key] = [];
  }
  const [from, to] = [source.incident.properties, target.incident.properties];
  if (to.relatedAnalyticRuleIds)
    to.relatedAnalyticRuleIds = union(to.relatedAnalyticRuleIds, from.relatedAnalyticRuleIds);
  from.status = 'Closed';
  from.classification = 'Undetermined';
  delete from.classificationReason;
  delete from.classificationComment;
  const others = (from.labels ?? []).filter(({ labelName }) => labelName !== 'Redirected');
  from.labels = [...others, { labelName: 'Redirected', labelType: 'AutoAssigned' }];
}
