/**
 * From Sentinel's JSON to ours. What a workspace holds was written by many hands and versions, so nothing but the name
 * is demanded, and an odd value never costs the incident.
 */
import { z } from 'zod';
import {
  type Classification,
  type ClassificationReason,
  classifications,
  type Incident,
  type Label,
  type Owner,
  reasonsFor,
  type SentinelComment,
  severities,
  statuses,
} from '../incidents/incident.ts';
import { lastSegment } from './arm.ts';

/** A string that is there and not empty; null, '' and any other type count as absent. */
export const text = z.string().min(1).optional().catch(undefined);
const count = z.coerce.number().int().nonnegative().catch(0);

/** A list without the members that don't fit. */
export const listOf = <T extends z.ZodType>(member: T) =>
  z
    .array(z.unknown())
    .catch([])
    .transform((all) =>
      all.flatMap((one) => {
        const parsed = member.safeParse(one);
        return parsed.success ? [parsed.data] : [];
      }),
    );
const strings = listOf(z.string());

const owner = z
  .object({ objectId: text, assignedTo: text, userPrincipalName: text, email: text })
  .optional()
  .catch(undefined);

const counts = z.object({
  alertsCount: count,
  bookmarksCount: count,
  commentsCount: count,
  alertProductNames: strings,
  tactics: strings,
  techniques: strings,
  providerIncidentUrl: text,
});
const additionalData = counts.catch(counts.parse({}));

const incidentShape = z.object({
  name: z.string().min(1),
  etag: z.string().catch(''),
  properties: z.object({
    title: z.string().catch(''),
    description: text,
    severity: text,
    status: text,
    owner,
    labels: listOf(z.object({ labelName: z.string().min(1), labelType: text })),
    classification: text,
    classificationReason: text,
    classificationComment: text,
    createdTimeUtc: text,
    lastModifiedTimeUtc: text,
    firstActivityTimeUtc: text,
    lastActivityTimeUtc: text,
    incidentNumber: count,
    providerName: text,
    providerIncidentId: text,
    incidentUrl: text,
    relatedAnalyticRuleIds: strings,
    additionalData,
  }),
});

/**
 * One incident. A severity that we don't know becomes High (louder than true beats silence), a status that we don't
 * know becomes Active (open, and somebody is at it); what Sentinel holds stays as it is, since a write keeps it.
 * @param raw Sentinel's JSON of an incident
 * @param workspace the workspace's key
 * @throws ZodError where there is no name or no properties
 */
export function incidentFrom(raw: unknown, workspace: string): Incident {
  const { name, etag, properties: p } = incidentShape.parse(raw);
  const data = p.additionalData;
  const modifiedAt = p.lastModifiedTimeUtc ?? p.createdTimeUtc ?? '1970-01-01T00:00:00Z';
  const classification = known(classifications, p.classification);
  return {
    workspace,
    id: name.toLowerCase(),
    number: p.incidentNumber,
    etag,
    title: p.title,
    severity: known(severities, p.severity) ?? 'High',
    status: known(statuses, p.status) ?? 'Active',
    labels: p.labels.map(labelFrom),
    createdAt: p.createdTimeUtc ?? modifiedAt,
    modifiedAt,
    provider: p.providerName ?? 'Azure Sentinel',
    ruleIds: p.relatedAnalyticRuleIds.map(lastSegment),
    alertsCount: data.alertsCount,
    bookmarksCount: data.bookmarksCount,
    commentsCount: data.commentsCount,
    products: data.alertProductNames,
    tactics: data.tactics,
    techniques: data.techniques,
    ...present({
      description: p.description,
      owner: ownerFrom(p.owner),
      classification,
      classificationReason: known(reasons, p.classificationReason),
      classificationComment: p.classificationComment,
      firstActivityAt: p.firstActivityTimeUtc,
      lastActivityAt: p.lastActivityTimeUtc,
      providerIncidentId: p.providerIncidentId,
      url: p.incidentUrl,
      defenderUrl: data.providerIncidentUrl,
    }),
  };
}

const reasons: readonly ClassificationReason[] = (Object.keys(reasonsFor) as Classification[]).flatMap(
  (classification) => [...reasonsFor[classification]],
);

/** Unowned incidents come with no owner, or with one whose fields are all null. */
function ownerFrom(raw: z.infer<typeof owner>): Owner | undefined {
  const found = present({
    objectId: raw?.objectId,
    name: raw?.assignedTo,
    userPrincipalName: raw?.userPrincipalName,
    email: raw?.email,
  });
  return Object.keys(found).length > 0 ? found : undefined;
}

function labelFrom(raw: { labelName: string; labelType?: string | undefined }): Label {
  return {
    name: raw.labelName,
    type: raw.labelType?.toLowerCase() === 'autoassigned' ? 'AutoAssigned' : 'User',
  };
}

const commentShape = z.object({
  name: z.string().min(1),
  properties: z.object({
    message: z.string().catch(''),
    createdTimeUtc: z.string().catch('1970-01-01T00:00:00Z'),
    author: z.object({ name: text, userPrincipalName: text, objectId: text }).optional().catch(undefined),
  }),
});

/** One comment of an incident. */
export function commentFrom(raw: unknown): SentinelComment {
  const { name, properties } = commentShape.parse(raw);
  const author = present(properties.author ?? {});
  return {
    id: name.toLowerCase(),
    message: properties.message,
    createdAt: properties.createdTimeUtc,
    ...(Object.keys(author).length > 0 ? { author } : {}),
  };
}

const pageShape = z.object({ value: z.array(z.unknown()), nextLink: text });

/** A page of an ARM list: its members as they are, and where the next page is. */
export const pageFrom = (raw: unknown) => pageShape.parse(raw);

/** The member of `choices` that `value` means whatever its case. */
function known<T extends string>(choices: readonly T[], value: string | undefined): T | undefined {
  return choices.find((choice) => choice.toLowerCase() === value?.toLowerCase());
}

/** The object without its undefined fields. */
export function present<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
