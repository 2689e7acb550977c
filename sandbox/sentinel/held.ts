import { randomUUID } from 'node:crypto';
import { type OwnerInput, resolveOwner } from './rules.ts';
import type { AdditionalData, Author, Comment, Entity, Incident, Owner, Person, Task } from './shapes.ts';
import { NOBODY, providerId, type Workspace } from './shapes.ts';
import { buildAlert, buildEntity, type IncidentSpec } from './specs.ts';
import type { Stamper } from './stamps.ts';

/** One incident with all that hangs on it. `comments` and `tasks` are keyed by lower-case GUID. */
export interface Held {
  incident: Incident;
  alerts: Entity[];
  entities: Entity[];
  bookmarks: Entity[];
  comments: Map<string, Comment>;
  tasks: Map<string, Task>;
  /** Who changed it last, for the sandbox page; the REST API never tells. */
  modifiedBy: string;
  /** Tactics, techniques and products that it has beside those of its alerts. */
  own: { tactics: string[]; techniques: string[]; productNames: string[]; providerIncidentUrl?: string };
  /** Keys that its additionalData lacks, as in some real workspaces. */
  lacks: string[];
}

/** The author `given`, known by name, UPN or object id, or a person of that name only. */
export function resolveAuthor(people: Person[], given: string | Partial<Author>): Author {
  const by = typeof given === 'string' ? { name: given } : given;
  const person = people.find((p) =>
    [p.name, p.userPrincipalName, p.objectId].some((v) => v === by.name || v === by.objectId),
  );
  return {
    objectId: by.objectId ?? person?.objectId ?? null,
    email: by.email ?? person?.email ?? null,
    userPrincipalName: by.userPrincipalName ?? person?.userPrincipalName ?? null,
    name: person?.name ?? by.name ?? null,
  };
}

/** A comment of an incident; `name` is the GUID that the caller chose. */
export function buildComment(
  incidentId: string,
  name: string,
  message: string,
  author: Author,
  s: Stamper,
): Comment {
  const at = s.time();
  return {
    id: `${incidentId}/comments/${name}`,
    name,
    type: 'Microsoft.SecurityInsights/incidents/comments',
    etag: s.etag(),
    properties: { message, createdTimeUtc: at, lastModifiedTimeUtc: at, author },
  };
}

/** The incident that `spec` describes, with the next free number. Nothing is validated. */
export function buildHeld(
  workspace: Workspace,
  spec: IncidentSpec,
  number: number,
  people: Person[],
  s: Stamper,
): Held {
  const base = providerId(workspace);
  const name = spec.name ?? randomUUID();
  const id = `${base}/Incidents/${name}`;
  const at = s.time();
  const created = spec.createdTimeUtc ?? at;
  const properties: Record<string, unknown> = {
    title: spec.title,
    description: spec.description,
    severity: spec.severity ?? 'Medium',
    status: spec.status ?? 'New',
    classification: spec.classification,
    classificationReason: spec.classificationReason,
    classificationComment: spec.classificationComment,
    owner: initialOwner(people, spec.owner),
    labels: (spec.labels ?? []).map((l) =>
      typeof l === 'string' ? { labelName: l, labelType: 'User' } : { ...l },
    ),
    firstActivityTimeUtc: spec.firstActivityTimeUtc ?? created,
    lastActivityTimeUtc: spec.lastActivityTimeUtc ?? created,
    lastModifiedTimeUtc: spec.lastModifiedTimeUtc ?? created,
    createdTimeUtc: created,
    incidentNumber: number,
    additionalData: {},
    relatedAnalyticRuleIds: spec.relatedAnalyticRuleIds ?? [],
    incidentUrl: `https://portal.azure.com/#asset/Microsoft_Azure_Security_Insights/Incident${id}`,
    providerName: spec.providerName ?? 'Azure Sentinel',
    providerIncidentId: spec.providerIncidentId ?? String(number),
  };
  for (const key of [...Object.keys(properties)])
    if (properties[key] === undefined || spec.omit?.includes(key)) delete properties[key];
  const type = spec.type ?? 'Microsoft.SecurityInsights/Incidents';
  const held: Held = {
    incident: { id, name, etag: s.etag(), type, properties: properties as unknown as Incident['properties'] },
    alerts: (spec.alerts ?? []).map((a) => buildAlert(base, a, at)),
    entities: (spec.entities ?? []).map((e) => buildEntity(base, e)),
    bookmarks: (spec.bookmarks ?? []).map((b) => buildEntity(base, b)),
    comments: new Map(),
    tasks: new Map(),
    modifiedBy: spec.providerName ?? 'Azure Sentinel',
    own: {
      tactics: spec.tactics ?? [],
      techniques: spec.techniques ?? [],
      productNames: spec.productNames ?? [],
      ...(spec.providerIncidentUrl ? { providerIncidentUrl: spec.providerIncidentUrl } : {}),
    },
    lacks: (spec.omit ?? [])
      .filter((o) => o.startsWith('additionalData.'))
      .map((o) => o.slice('additionalData.'.length)),
  };
  for (const c of spec.comments ?? []) {
    const comment = buildComment(id, randomUUID(), c.message, resolveAuthor(people, c.author ?? {}), s);
    held.comments.set(comment.name, comment);
  }
  recount(held);
  return held;
}

function initialOwner(people: Person[], given: Partial<Owner> | null | undefined): Owner {
  if (!given) return { ...NOBODY };
  return { ...resolveOwner(people, given as OwnerInput), ...given };
}

/** Counts alerts, bookmarks and comments again, and collects what the alerts say. */
function recount(held: Held): void {
  const p = held.incident.properties;
  if (!p.additionalData) return;
  const of = (key: string) => held.alerts.flatMap((a) => (a.properties[key] as string[] | string) ?? []);
  const union = (...lists: string[][]) => [...new Set(lists.flat())];
  const all: AdditionalData = {
    alertsCount: held.alerts.length,
    bookmarksCount: held.bookmarks.length,
    commentsCount: held.comments.size,
    alertProductNames: union(held.own.productNames, of('productName')),
    tactics: union(held.own.tactics, of('tactics')),
    techniques: union(held.own.techniques, of('techniques')),
    ...(held.own.providerIncidentUrl ? { providerIncidentUrl: held.own.providerIncidentUrl } : {}),
  };
  for (const key of held.lacks) delete all[key as keyof AdditionalData];
  p.additionalData = all;
}

/** A new etag and modification time, as every write of an incident or of one of its parts brings. */
export function touch(held: Held, by: string, s: Stamper): void {
  recount(held);
  held.incident.etag = s.etag();
  held.incident.properties.lastModifiedTimeUtc = s.time();
  held.modifiedBy = by;
}
