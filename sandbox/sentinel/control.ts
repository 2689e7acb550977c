import { z } from 'zod';
import type { ArmAnswer } from './arm.ts';
import { describe } from './describe.ts';
import { badRequest, notFound, Rejected } from './errors.ts';
import { scenarios } from './scenarios.ts';
import type { Storm } from './storm.ts';
import type { WorkspaceWorld } from './workspace.ts';
import type { World } from './world.ts';

/** A request to the control surface. `body` is the text that came. */
export interface ControlRequest {
  method: string;
  url: URL;
  contentType: string | undefined;
  body: string;
}

const faultsBody = z
  .strictObject({
    latencyMs: z.number().int().min(0).max(120_000),
    refuse: z
      .strictObject({
        status: z.literal([429, 500, 503, 400, 403, 409]),
        retryAfterSeconds: z.number().int().min(0).optional(),
        methods: z.array(z.enum(['GET', 'POST', 'PUT', 'DELETE'])).optional(),
      })
      .nullable()
      .transform((r) => r ?? undefined),
    down: z.boolean(),
    hang: z.boolean(),
    dropAfterCommit: z.number().int().min(0),
  })
  .partial();

const text = z.string().optional();
const changeBody = z.strictObject({
  by: text,
  title: text,
  description: text,
  severity: text,
  status: text,
  classification: text,
  classificationReason: text,
  classificationComment: text,
  owner: z.string().min(1).nullish(),
  labels: z.array(z.string().min(1)).optional(),
});

const stormBody = z.strictObject({
  count: z.number().int().min(1).max(5_000),
  seconds: z.number().min(0).max(3_600),
});

/**
 * The sandbox's handle on the local Sentinel, under `/_sandbox/`: plays the analyst in the portal, the correlation and
 * the bad day. `?workspace=n` names a workspace other than the first. Errors are `{error:{code,message}}`.
 * @param startLater lets a storm go on behind the answer
 */
export function answerControl(
  world: World,
  r: ControlRequest,
  startLater: (workspace: WorkspaceWorld, storm: Storm) => void,
): ArmAnswer {
  try {
    return route(world, r, startLater);
  } catch (e) {
    if (e instanceof Rejected)
      return { status: e.status, body: { error: { code: e.code, message: e.message } } };
    throw e;
  }
}

function route(
  world: World,
  r: ControlRequest,
  startLater: (workspace: WorkspaceWorld, storm: Storm) => void,
): ArmAnswer {
  const path = r.url.pathname.replace(/^\/_sandbox/, '').replace(/\/$/, '');
  const index = Number(/^\/workspaces\/(\d+)\//.exec(path)?.[1] ?? r.url.searchParams.get('workspace') ?? 0);
  const workspace = world.workspaces[index];
  if (!workspace)
    throw notFound(`There is no workspace ${index}: the last one is ${world.workspaces.length - 1}.`);
  const view = (number: number) => describe(world, index).find((v) => v.number === number);
  const [, digits, action = ''] = /^\/incidents\/(\d+)(?:\/(\w+))?$/.exec(path) ?? [];
  const number = Number(digits);

  switch (
    `${r.method} ${digits === undefined ? path.replace(/^\/workspaces\/\d+\//, '/:n/') : `/incident/${action}`}`
  ) {
    case 'GET /:n/incidents':
      return { status: 200, body: describe(world, index) };
    case 'GET /workspaces':
      return { status: 200, body: world.workspaces.map((w) => w.workspace) };
    case 'GET /scenarios':
      return { status: 200, body: scenarios.map(({ name, title }) => ({ name, title })) };
    case 'GET /faults':
      return { status: 200, body: world.faults };
    case 'PUT /faults':
      return { status: 200, body: Object.assign(world.faults, read(r, faultsBody)) };
    case 'POST /incidents': {
      const { scenario } = read(r, z.strictObject({ scenario: z.string() }));
      const found = scenarios.find((s) => s.name === scenario);
      if (!found) throw badRequest(`There is no scenario '${scenario}': GET /_sandbox/scenarios lists them.`);
      const next = [...workspace.all()].length + 1;
      return { status: 201, body: view(workspace.create(found.build(next)).properties.incidentNumber) };
    }
    case 'POST /storm': {
      const storm = read(r, stormBody);
      startLater(workspace, storm);
      return { status: 202, body: storm };
    }
    case 'GET /incident/':
      if (!workspace.raw(number)) throw notFound(`Incident ${number} does not exist.`);
      return { status: 200, body: view(number) };
    case 'DELETE /incident/':
      if (!workspace.remove(number)) throw notFound(`Incident ${number} does not exist.`);
      return { status: 204 };
    case 'POST /incident/change': {
      const { by, ...patch } = read(r, changeBody);
      workspace.change(number, patch, by);
      return { status: 200, body: view(number) };
    }
    case 'POST /incident/comment': {
      const c = read(r, z.strictObject({ message: z.string().trim().min(1), author: z.string().min(1) }));
      workspace.comment(number, c.message, c.author);
      return { status: 201, body: view(number) };
    }
    case 'PUT /incident/comment': {
      const c = read(r, z.strictObject({ id: z.string().min(1), message: z.string() }));
      workspace.editComment(number, c.id, c.message);
      return { status: 200, body: view(number) };
    }
    case 'POST /incident/rename':
      workspace.rename(number, read(r, z.strictObject({ title: z.string() })).title);
      return { status: 200, body: view(number) };
    case 'POST /incident/reopen':
      workspace.reopen(number, read(r, z.strictObject({ by: text })).by);
      return { status: 200, body: view(number) };
    case 'POST /incident/correlate': {
      const { into, title } = read(r, z.strictObject({ into: z.number().int(), title: text }));
      workspace.correlate(number, into, title);
      return { status: 200, body: view(into) };
    }
    case 'POST /incident/merge': {
      const { into } = read(r, z.strictObject({ into: z.number().int() }));
      workspace.merge(number, into);
      return { status: 200, body: view(into) };
    }
    default:
      throw notFound(`The control surface has no ${r.method} ${r.url.pathname}.`);
  }
}

/** Parses a body. Only JSON content is taken: a page of another site cannot send that without leave. */
function read<T>(r: ControlRequest, schema: z.ZodType<T>): T {
  if (!/^application\/json\b/i.test(r.contentType ?? ''))
    throw new Rejected(415, 'UnsupportedMediaType', 'The body must be sent as application/json.');
  let body: unknown;
  try {
    body = JSON.parse(r.body || '{}');
  } catch {
    throw badRequest('The body is no JSON: send an object.');
  }
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw badRequest(`Invalid ${issue?.path.join('.') || 'body'}: ${issue?.message}.`);
}
