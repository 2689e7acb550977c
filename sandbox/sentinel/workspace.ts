import { randomUUID } from 'node:crypto';
import { CORRELATION, checkMerge, mergeInto } from './correlation.ts';
import { badRequest, notFound } from './errors.ts';
import { buildComment, buildHeld, type Held, resolveAuthor, touch } from './held.ts';
import { type IncidentPatch, patched } from './portal.ts';
import { LIMITS } from './rules.ts';
import {
  type Author,
  type Comment,
  type Incident,
  type Person,
  providerId,
  type Workspace,
} from './shapes.ts';
import { type AlertSpec, buildAlert, buildEntity, type EntitySpec, type IncidentSpec } from './specs.ts';
import { createStamper, type Stamper } from './stamps.ts';

/** A playbook run that was asked for over the API. */
interface PlaybookRun {
  incident: string;
  logicAppsResourceId: string;
  at: string;
  by: string;
}

/**
 * One workspace held in memory, and what happens in it other than by the API: analysts in the portal,
 * Defender's correlation, alerts that arrive. Incidents are named by GUID or by incident number.
 * What cannot be is thrown as `Rejected`. What is returned is a copy.
 */
export interface WorkspaceWorld {
  readonly workspace: Workspace;
  readonly people: Person[];
  readonly stamper: Stamper;
  readonly playbookRuns: PlaybookRun[];
  create(spec: IncidentSpec): Incident;
  change(idOrNumber: string | number, patch: IncidentPatch, by?: string): Incident;
  comment(idOrNumber: string | number, message: string, author: string | Partial<Author>): Comment;
  /** Its author and the count stay; the comment and the incident get a new etag and a new modification time. */
  editComment(idOrNumber: string | number, commentId: string, message: string): Comment;
  /** A closed incident is Active again, without classification. */
  reopen(idOrNumber: string | number, by?: string): Incident;
  /** As Defender's correlation: `from` is closed, emptied and tagged Redirected, `into` gets its alerts. */
  merge(from: string | number, into: string | number): void;
  /** Another title, by Defender's correlation. */
  rename(idOrNumber: string | number, title: string): Incident;
  /** A merge whose survivor is renamed, as correlation does; `title` is made from its own unless given. */
  correlate(from: string | number, into: string | number, title?: string): Incident;
  addAlert(idOrNumber: string | number, spec: AlertSpec): Incident;
  /** With `silently` the incident's etag and time stay, as when entities are extracted late. */
  addEntities(idOrNumber: string | number, specs: EntitySpec[], o?: { silently?: boolean }): Incident;
  /** @returns whether it was there */
  remove(idOrNumber: string | number): boolean;
  list(): Incident[];
  get(idOrNumber: string | number): Incident | undefined;
  /** Everything held of an incident, not a copy: for tests that look and for the API side. */
  raw(idOrNumber: string | number): Held | undefined;
  /** Everything held, in the order of creation, not copies. */
  all(): Iterable<Held>;
  /** Holds a new incident that has passed the API's checks. */
  hold(spec: IncidentSpec): Held;
  /** Marks a write: new etag, new modification time, listeners told. */
  touched(held: Held, by: string): void;
  /** Calls `listener` after every write with a copy. @returns a function that ends it. */
  onChange(listener: (incident: Incident) => void): () => void;
}

/** An empty workspace. @param now its clock. */
export function createWorkspaceWorld(
  workspace: Workspace,
  people: Person[],
  now: () => Date,
): WorkspaceWorld {
  const byName = new Map<string, Held>();
  const byNumber = new Map<number, Held>();
  const listeners = new Set<(incident: Incident) => void>();
  const stamper = createStamper(now);
  const base = providerId(workspace);
  let lastNumber = 0;

  const raw = (id: string | number) =>
    typeof id === 'number' ? byNumber.get(id) : byName.get(id.toLowerCase());
  const need = (id: string | number) => {
    const held = raw(id);
    if (!held) throw notFound(`Incident '${id}' does not exist in ${workspace.workspaceName}.`);
    return held;
  };
  const tell = (held: Held) => {
    for (const listener of listeners) listener(structuredClone(held.incident));
  };
  const touched = (held: Held, by: string) => {
    touch(held, by, stamper);
    tell(held);
  };
  const hold = (spec: IncidentSpec) => {
    const number = spec.incidentNumber ?? lastNumber + 1;
    if (byNumber.has(number)) throw badRequest(`Incident number ${number} is taken: leave it out.`);
    if (spec.name && byName.has(spec.name.toLowerCase()))
      throw badRequest(`An incident ${spec.name} exists: give another name.`);
    lastNumber = Math.max(lastNumber, number);
    const held = buildHeld(workspace, spec, number, people, stamper);
    byName.set(held.incident.name.toLowerCase(), held);
    byNumber.set(number, held);
    tell(held);
    return held;
  };

  const change: WorkspaceWorld['change'] = (id, patch, by = 'portal') => {
    const held = need(id);
    held.incident.properties = patched(held.incident.properties, patch, people);
    touched(held, by);
    return structuredClone(held.incident);
  };

  const merged = (from: string | number, into: string | number, title?: string) => {
    const [source, target] = [need(from), need(into)];
    checkMerge(source, target);
    target.incident.properties = patched(target.incident.properties, { title }, people);
    mergeInto(target, source);
    touched(source, CORRELATION);
    touched(target, CORRELATION);
    return structuredClone(target.incident);
  };

  return {
    workspace,
    people,
    stamper,
    playbookRuns: [],
    raw,
    touched,
    hold,
    all: () => byName.values(),
    create: (spec) => structuredClone(hold(spec).incident),
    list: () => [...byName.values()].map((h) => structuredClone(h.incident)),
    get: (id) => structuredClone(raw(id)?.incident),
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    change,
    reopen(id, by) {
      if (need(id).incident.properties.status !== 'Closed')
        throw badRequest(`Incident '${id}' is not closed: only a closed one is reopened.`);
      return change(id, { status: 'Active' }, by);
    },
    comment(id, message, author) {
      const held = need(id);
      if (held.comments.size >= LIMITS.comments)
        throw badRequest(`The incident has ${LIMITS.comments} comments: it takes no more.`);
      const who = resolveAuthor(people, author);
      const comment = buildComment(held.incident.id, randomUUID(), message, who, stamper);
      held.comments.set(comment.name, comment);
      touched(held, who.name ?? 'portal');
      return structuredClone(comment);
    },
    editComment(id, commentId, message) {
      const held = need(id);
      const comment = held.comments.get(commentId.toLowerCase());
      if (!comment) throw notFound(`Incident '${id}' has no comment '${commentId}'.`);
      if (message.trim() === '' || message.length > LIMITS.commentLength)
        throw badRequest(`A comment has 1 to ${LIMITS.commentLength} characters: give so many.`);
      comment.etag = stamper.etag();
      comment.properties = { ...comment.properties, message, lastModifiedTimeUtc: stamper.time() };
      touched(held, comment.properties.author.name ?? 'portal');
      return structuredClone(comment);
    },
    merge: (from, into) => void merged(from, into),
    rename: (id, title) => change(id, { title }, CORRELATION),
    correlate: (from, into, title) =>
      merged(from, into, title ?? `Multi-stage incident: ${need(into).incident.properties.title}`),
    addAlert(id, spec) {
      const held = need(id);
      if (held.alerts.length >= LIMITS.alerts)
        throw badRequest(`The incident has ${LIMITS.alerts} alerts: it takes no more.`);
      const at = stamper.time();
      held.alerts.push(buildAlert(base, spec, at));
      held.incident.properties.lastActivityTimeUtc = spec.endTimeUtc ?? at;
      touched(held, 'alert grouping');
      return structuredClone(held.incident);
    },
    addEntities(id, specs, o) {
      const held = need(id);
      held.entities.push(...specs.map((e) => buildEntity(base, e)));
      if (!o?.silently) touched(held, 'alert grouping');
      return structuredClone(held.incident);
    },
    remove(id) {
      const held = raw(id);
      if (!held) return false;
      byNumber.delete(held.incident.properties.incidentNumber);
      return byName.delete(held.incident.name.toLowerCase());
    },
  };
}
