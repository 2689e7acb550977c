/** What is written to Sentinel. A PUT replaces the whole incident, so a change is made on all that Sentinel holds. */
import { z } from 'zod';
import type { IncidentChange, Owner } from '../incidents/incident.ts';

/** Sentinel's own; sent back they would be ignored at best. */
const readOnly = [
  'createdTimeUtc',
  'lastModifiedTimeUtc',
  'incidentNumber',
  'incidentUrl',
  'providerName',
  'providerIncidentId',
  'relatedAnalyticRuleIds',
  'additionalData',
];
const closing = ['classification', 'classificationReason', 'classificationComment'];

const held = z.object({
  etag: z.string().optional().catch(undefined),
  properties: z.record(z.string(), z.unknown()),
});
const label = z.looseObject({ labelName: z.string() });

/**
 * The body that writes `change`: everything Sentinel held and lets us write, with the change made.
 * The etag goes in the body, and Sentinel refuses it with 409 where somebody wrote since.
 * @param raw Sentinel's JSON of the incident as just read
 */
export function bodyFor(raw: unknown, change: IncidentChange): { etag?: string; properties: object } {
  const { etag, properties } = held.parse(raw);
  const next = { ...properties };
  for (const key of readOnly) delete next[key];

  if (change.status !== undefined) {
    next.status = change.status;
    if (change.status !== 'Closed') for (const key of closing) delete next[key];
  }
  if (change.severity !== undefined) next.severity = change.severity;
  if (change.owner !== undefined) next.owner = change.owner === null ? nobody : ownerBody(change.owner);
  if (change.addLabels || change.removeLabels) next.labels = labelsAfter(properties.labels, change);
  if (change.classification !== undefined) {
    next.classification = change.classification;
    // an old reason would not go with a new classification, and Undetermined takes none
    delete next.classificationReason;
  }
  if (change.classificationReason !== undefined) next.classificationReason = change.classificationReason;
  if (change.classificationComment !== undefined) next.classificationComment = change.classificationComment;
  return { ...(etag === undefined ? {} : { etag }), properties: next };
}

/** How an owner is taken away: a null in place of the object, or leaving it out, is not understood everywhere. */
const nobody = { objectId: null, email: null, assignedTo: null, userPrincipalName: null };

function ownerBody(owner: Owner) {
  return {
    objectId: owner.objectId,
    email: owner.email,
    assignedTo: owner.name,
    userPrincipalName: owner.userPrincipalName,
  };
}

/** Labels are one whatever their case; those not named stay as they are, unknown fields included. */
function labelsAfter(current: unknown, { addLabels = [], removeLabels = [] }: IncidentChange): unknown[] {
  const nameOf = (one: unknown) => label.safeParse(one).data?.labelName.toLowerCase();
  const gone = new Set(removeLabels.map((name) => name.toLowerCase()));
  const after: unknown[] = (Array.isArray(current) ? current : []).filter(
    (one) => !gone.has(nameOf(one) ?? ''),
  );
  for (const labelName of addLabels)
    if (!after.some((one) => nameOf(one) === labelName.toLowerCase()))
      after.push({ labelName, labelType: 'User' });
  return after;
}

/** The longest comment Sentinel takes, in UTF-16 units (learn.microsoft.com/azure/sentinel/sentinel-service-limits). */
const longestComment = 30_000;

/** The message as a comment can hold it: a longer one ends with an ellipsis, and no character is cut in two. */
export function commentText(message: string): string {
  if (message.length <= longestComment) return message;
  return `${message.slice(0, longestComment - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}
