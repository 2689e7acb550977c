import { z } from 'zod';
import { badRequest, conflict, notFound } from './errors.ts';
import { buildComment, type Held } from './held.ts';
import { CLASSIFICATIONS, checkClosing, LIMITS, oneOf, resolveOwner, SEVERITIES, STATUSES } from './rules.ts';
import type { Author, Comment, Incident, Task } from './shapes.ts';
import { ticks } from './stamps.ts';
import type { WorkspaceWorld } from './workspace.ts';

/** What a PUT led to: 201 where it was new, else 200. */
export interface Written<T> {
  created: boolean;
  body: T;
}

const text = z.string().nullish();
const time = z
  .string()
  .refine((t) => ticks(t) !== undefined, 'is no ISO 8601 time')
  .nullish();
const incidentBody = z.object({
  etag: text,
  properties: z.object({
    title: z.string().trim().min(1),
    severity: z.string(),
    status: z.string(),
    description: z.string().max(LIMITS.descriptionLength).nullish(),
    classification: text,
    classificationReason: text,
    classificationComment: text,
    owner: z
      .object({ objectId: text, email: text, assignedTo: text, userPrincipalName: text, ownerType: text })
      .nullish(),
    labels: z.array(z.object({ labelName: z.string().min(1) })).nullish(),
    firstActivityTimeUtc: time,
    lastActivityTimeUtc: time,
  }),
});
const commentBody = z.object({
  etag: text,
  properties: z.object({ message: z.string().min(1).max(LIMITS.commentLength) }),
});
const taskBody = z.object({
  etag: text,
  properties: z.object({ title: z.string().min(1), description: text, status: z.enum(['New', 'Completed']) }),
});

function read<T>(schema: z.ZodType<T>, body: unknown): T {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw badRequest(`Invalid value of '${issue?.path.join('.')}': ${issue?.message}.`);
}

/**
 * PUT of an incident: replaces all that a caller may write, so that what the body leaves out is lost.
 * The etag stands in the body: a stale one is a Conflict, none at all is "last writer wins"
 * (Azure/azure-rest-api-specs#13203). An etag for an incident that is gone answers 404, not documented.
 */
export function putIncident(
  ws: WorkspaceWorld,
  name: string,
  body: unknown,
  caller: Author,
): Written<Incident> {
  const { etag, properties: given } = read(incidentBody, body);
  const held = ws.raw(name);
  if (etag && !held) throw notFound(`Incident '${name}' does not exist: it was deleted.`);
  if (etag && held && etag !== held.incident.etag) throw conflict(name);
  // What it holds already it takes back, even where no caller could have written it.
  const same = (key: 'severity' | 'status') => {
    const value = held?.incident.properties[key];
    return value === given[key] ? value : undefined;
  };
  const written = {
    title: given.title,
    description: given.description ?? undefined,
    severity: same('severity') ?? oneOf(SEVERITIES, given.severity, 'severity'),
    status: same('status') ?? oneOf(STATUSES, given.status, 'status'),
    classification: given.classification
      ? oneOf(CLASSIFICATIONS, given.classification, 'classification')
      : undefined,
    classificationReason: given.classificationReason || undefined,
    classificationComment: given.classificationComment ?? undefined,
    firstActivityTimeUtc: given.firstActivityTimeUtc ?? undefined,
    lastActivityTimeUtc: given.lastActivityTimeUtc ?? undefined,
  };
  checkClosing(written);
  const owner = resolveOwner(ws.people, given.owner);
  const before = held?.incident.properties.labels ?? [];
  const labels = (given.labels ?? []).map(
    ({ labelName }) => before.find((l) => l.labelName === labelName) ?? { labelName, labelType: 'User' },
  );
  const by = caller.name ?? 'API';
  if (!held) {
    const omit = Object.entries(written)
      .filter(([, value]) => value === undefined)
      .map(([key]) => key);
    const fresh = ws.hold({ ...defined(written), title: given.title, name, owner, labels, omit });
    fresh.modifiedBy = by;
    return { created: true, body: fresh.incident };
  }
  const p: Record<string, unknown> = { ...held.incident.properties, ...written, owner, labels };
  held.incident.properties = defined(p) as unknown as Incident['properties'];
  ws.touched(held, by);
  return { created: false, body: held.incident };
}

const defined = (o: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(o).filter(([, value]) => value !== undefined));

/**
 * PUT of a comment under the GUID that the caller chose, so sending it twice leaves one.
 * It changes the incident's etag, modification time and count too.
 */
export function putComment(
  ws: WorkspaceWorld,
  held: Held,
  name: string,
  body: unknown,
  caller: Author,
): Written<Comment> {
  const given = read(commentBody, body);
  const before = held.comments.get(name.toLowerCase());
  if (given.etag && before && given.etag !== before.etag) throw conflict(name);
  if (!before && held.comments.size >= LIMITS.comments)
    throw badRequest(`The incident has ${LIMITS.comments} comments: it takes no more.`);
  const { message } = given.properties;
  const comment = buildComment(held.incident.id, name, message, caller, ws.stamper);
  if (before) {
    comment.properties.createdTimeUtc = before.properties.createdTimeUtc;
    comment.properties.author = before.properties.author;
  }
  held.comments.set(name.toLowerCase(), comment);
  ws.touched(held, caller.name ?? 'API');
  return { created: !before, body: comment };
}

/** PUT of a task, as with comments; at most 40. */
export function putTask(
  ws: WorkspaceWorld,
  held: Held,
  name: string,
  body: unknown,
  caller: Author,
): Written<Task> {
  const given = read(taskBody, body);
  const before = held.tasks.get(name.toLowerCase());
  if (given.etag && before && given.etag !== before.etag) throw conflict(name);
  if (!before && held.tasks.size >= LIMITS.tasks)
    throw badRequest(`The incident has ${LIMITS.tasks} tasks: it takes no more.`);
  const at = ws.stamper.time();
  const { title, description, status } = given.properties;
  const task: Task = {
    id: `${held.incident.id}/tasks/${name}`,
    name,
    etag: ws.stamper.etag(),
    type: 'Microsoft.SecurityInsights/incidents/tasks',
    properties: {
      title,
      ...(description == null ? {} : { description }),
      status,
      createdTimeUtc: before?.properties.createdTimeUtc ?? at,
      lastModifiedTimeUtc: at,
      createdBy: before?.properties.createdBy ?? caller,
      lastModifiedBy: caller,
    },
  };
  held.tasks.set(name.toLowerCase(), task);
  ws.touched(held, caller.name ?? 'API');
  return { created: !before, body: task };
}
