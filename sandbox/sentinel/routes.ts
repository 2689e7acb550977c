import type { ArmAnswer, ArmRequest } from './arm.ts';
import { notFound, Rejected } from './errors.ts';
import type { Held } from './held.ts';
import { type Page, pageOfIncidents, pageOfParts } from './listing.ts';
import type { Author, Entity } from './shapes.ts';
import type { WorkspaceWorld } from './workspace.ts';
import { putComment, putIncident, putTask, type Written } from './writes.ts';

/** Whether what follows the provider exists in preview api-versions only. */
export const isPreviewOnly = (rest: string[]) => rest[2]?.toLowerCase() === 'runplaybook';

/**
 * Answers what lies under `incidents` of one workspace. `rest` are the path's segments after the provider.
 * @throws Rejected with the status and code of the refusal
 */
export function routeIncidents(ws: WorkspaceWorld, rest: string[], r: ArmRequest, caller: Author): ArmAnswer {
  const [type = '', name, child, childName, ...more] = rest;
  if (type.toLowerCase() !== 'incidents' || more.length > 0) throw unknownType(rest);
  if (name === undefined)
    return r.method === 'GET'
      ? listing(r, pageOfIncidents(incidentsOf(ws), r.url.searchParams))
      : notAllowed(r);
  if (child === undefined) return oneIncident(ws, name, r, caller);
  const held = ws.raw(name);
  if (!held) throw notFound(`Incident '${name}' does not exist.`);
  switch (`${child.toLowerCase()}${childName === undefined ? '' : '/'}`) {
    case 'alerts':
      return r.method === 'POST' ? ok({ value: held.alerts }) : notAllowed(r);
    case 'bookmarks':
      return r.method === 'POST' ? ok({ value: held.bookmarks }) : notAllowed(r);
    case 'entities':
      return r.method === 'POST' ? ok(entitiesOf(held)) : notAllowed(r);
    case 'relations':
      return r.method === 'GET' ? ok({ value: relationsOf(held) }) : notAllowed(r);
    case 'relations/':
      return r.method === 'GET'
        ? found(
            relationsOf(held).find((x) => x.name === childName),
            rest,
          )
        : notAllowed(r);
    case 'comments':
      return r.method === 'GET'
        ? listing(r, pageOfParts(held.comments.values(), r.url.searchParams))
        : notAllowed(r);
    case 'comments/':
      return part(ws, held, held.comments, childName!, r, caller, putComment);
    case 'tasks':
      return r.method === 'GET'
        ? listing(r, pageOfParts(held.tasks.values(), r.url.searchParams))
        : notAllowed(r);
    case 'tasks/':
      return part(ws, held, held.tasks, childName!, r, caller, putTask);
    case 'runplaybook':
      return r.method === 'POST' ? runPlaybook(ws, held, r, caller) : notAllowed(r);
    default:
      throw unknownType(rest);
  }
}

function* incidentsOf(ws: WorkspaceWorld) {
  for (const held of ws.all()) yield held.incident;
}

function oneIncident(ws: WorkspaceWorld, name: string, r: ArmRequest, caller: Author): ArmAnswer {
  const held = ws.raw(name);
  switch (r.method) {
    case 'GET':
      if (!held) throw notFound(`Incident '${name}' does not exist.`);
      return ok(held.incident);
    case 'PUT':
      return put(r, (body) => putIncident(ws, name, body, caller));
    case 'DELETE':
      return { status: ws.remove(held?.incident.name ?? '') ? 200 : 204 };
    default:
      return notAllowed(r);
  }
}

type PutPart<T> = (ws: WorkspaceWorld, held: Held, name: string, body: unknown, caller: Author) => Written<T>;

/** GET, PUT and DELETE of a comment or a task. */
function part<T>(
  ws: WorkspaceWorld,
  held: Held,
  parts: Map<string, T>,
  name: string,
  r: ArmRequest,
  caller: Author,
  write: PutPart<T>,
): ArmAnswer {
  switch (r.method) {
    case 'GET':
      return found(parts.get(name.toLowerCase()), [name]);
    case 'PUT':
      return put(r, (body) => write(ws, held, name, body, caller));
    case 'DELETE':
      if (!parts.delete(name.toLowerCase())) return { status: 204 };
      ws.touched(held, caller.name ?? 'API');
      return { status: 200 };
    default:
      return notAllowed(r);
  }
}

/** Parses the body, writes. A body that is no JSON answers 400 in ASP.NET's shape, not ARM's. */
function put<T>(r: ArmRequest, write: (body: unknown) => Written<T>): ArmAnswer {
  const parsed = parse(r.body);
  if ('answer' in parsed) return parsed.answer;
  const { created, body } = write(parsed.body);
  return { status: created ? 201 : 200, body };
}

function parse(text: string): { body: unknown } | { answer: ArmAnswer } {
  const malformed = (message: string) => ({ answer: { status: 400, body: { '': [message] } } });
  if (text.trim() === '') return malformed('A non-empty request body is required.');
  try {
    return { body: JSON.parse(text) };
  } catch (e) {
    return malformed(`${(e as Error).message}. Path '', line 1, position 1.`);
  }
}

function runPlaybook(ws: WorkspaceWorld, held: Held, r: ArmRequest, caller: Author): ArmAnswer {
  const parsed = parse(r.body);
  if ('answer' in parsed) return parsed.answer;
  const logicAppsResourceId = (parsed.body as { logicAppsResourceId?: unknown } | null)?.logicAppsResourceId;
  if (typeof logicAppsResourceId !== 'string')
    throw new Rejected(
      400,
      'BadRequest',
      "Invalid value of 'logicAppsResourceId': give the playbook's ARM id.",
    );
  ws.playbookRuns.push({
    incident: held.incident.name,
    logicAppsResourceId,
    at: ws.stamper.time(),
    by: caller.name ?? 'API',
  });
  return { status: 204 };
}

function entitiesOf(held: Held) {
  const counts = new Map<string, number>();
  for (const { kind } of held.entities) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return {
    entities: held.entities,
    metaData: [...counts].map(([entityKind, count]) => ({ entityKind, count })),
  };
}

/** Relations are what links alerts and bookmarks to the incident; here they are read-only. */
function relationsOf({ incident, alerts, bookmarks }: Held) {
  const relation = (e: Entity, kind: string, extra: Record<string, string>) => ({
    id: `${incident.id}/relations/${e.name}`,
    name: e.name,
    type: 'Microsoft.SecurityInsights/incidents/relations',
    etag: incident.etag,
    properties: {
      relatedResourceId: e.id,
      relatedResourceName: e.name,
      relatedResourceType: `Microsoft.SecurityInsights/${kind}`,
      ...extra,
    },
  });
  return [
    ...alerts.map((a) => relation(a, 'entities', { relatedResourceKind: 'SecurityAlert' })),
    ...bookmarks.map((b) => relation(b, 'bookmarks', {})),
  ];
}

/** A page; its nextLink is absolute and, as Sentinel sends it, spaces and quotes in it are not escaped. */
function listing<T>(r: ArmRequest, page: Page<T>): ArmAnswer {
  if (!page.skipToken) return ok({ value: page.value });
  const query = new Map(r.url.searchParams);
  query.set('$skipToken', page.skipToken);
  const nextLink = `${r.url.origin}${r.url.pathname}?${[...query].map(([k, v]) => `${k}=${v.replace(/[%&#+]/g, encodeURIComponent)}`).join('&')}`;
  return ok({ value: page.value, nextLink });
}

const ok = (body: unknown): ArmAnswer => ({ status: 200, body });

function found(body: unknown, path: string[]): ArmAnswer {
  if (body === undefined) throw notFound(`'${path.join('/')}' does not exist.`);
  return ok(body);
}

function notAllowed(r: ArmRequest): ArmAnswer {
  throw new Rejected(405, 'MethodNotAllowed', `The resource does not support http method '${r.method}'.`);
}

const unknownType = (rest: string[]) =>
  new Rejected(404, 'InvalidResourceType', `The resource type '${rest.join('/')}' could not be found.`);
