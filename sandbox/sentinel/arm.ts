import { callerOf } from './caller.ts';
import { Rejected } from './errors.ts';
import { isPreviewOnly, routeIncidents } from './routes.ts';
import type { Throttle } from './throttle.ts';
import type { WorkspaceWorld } from './workspace.ts';
import type { World } from './world.ts';

/** A request as the routes see it. `body` is the text that came. */
export interface ArmRequest {
  method: string;
  url: URL;
  authorization: string | undefined;
  body: string;
}

export interface ArmAnswer {
  status: number;
  /** Absent: an empty answer. */
  body?: unknown;
  headers?: Record<string, string>;
}

/** The versions it accepts: those that the published specifications have, without the withdrawn ones. */
const API_VERSIONS = [
  '2022-09-01-preview',
  '2023-11-01',
  '2024-03-01',
  '2024-09-01',
  '2025-03-01',
  '2025-06-01',
  '2025-07-01-preview',
  '2025-09-01',
  '2025-12-01',
];

/** Answers one ARM request from the world: token, api-version, scope and limits first, as ARM does. */
export function answerArm(
  world: World,
  throttle: Throttle | undefined,
  tenantId: string,
  r: ArmRequest,
): ArmAnswer {
  try {
    const caller = callerOf(r.authorization, world.people);
    if (!caller) return unauthorized(tenantId);
    const version = checkVersion(r.url.searchParams.get('api-version'));
    const { workspace, rest } = scope(world, r.url.pathname);
    if (isPreviewOnly(rest) && !version.endsWith('-preview'))
      throw new Rejected(
        404,
        'InvalidResourceType',
        `'${rest[2]}' exists in preview versions only: use one.`,
      );
    const wait = throttle?.take(
      workspace.workspace.subscriptionId,
      kindOf(r.method, rest),
      caller.objectId ?? '',
    );
    if (wait !== undefined) return tooMany(wait);
    return routeIncidents(workspace, rest, r, caller);
  } catch (e) {
    if (e instanceof Rejected)
      return { status: e.status, body: { error: { code: e.code, message: e.message } } };
    throw e;
  }
}

function unauthorized(tenantId: string): ArmAnswer {
  return {
    status: 401,
    headers: {
      'www-authenticate': `Bearer authorization_uri="https://login.microsoftonline.com/${tenantId}", error="invalid_token", error_description="The authentication scheme of Bearer is missing."`,
    },
    body: {
      error: {
        code: 'AuthenticationFailed',
        message: "Authentication failed. The 'Authorization' header is missing.",
      },
    },
  };
}

function tooMany(seconds: number): ArmAnswer {
  return {
    status: 429,
    headers: { 'retry-after': String(seconds) },
    body: {
      error: { code: 'TooManyRequests', message: `Too many requests: try again after ${seconds} seconds.` },
    },
  };
}

function checkVersion(version: string | null): string {
  if (!version)
    throw new Rejected(
      400,
      'MissingApiVersionParameter',
      'The api-version query parameter (?api-version=) is required for all requests.',
    );
  if (!API_VERSIONS.includes(version.toLowerCase()))
    throw new Rejected(
      400,
      'NoRegisteredProviderFound',
      `No registered resource provider found for location 'westeurope' and API version '${version}' for type ` +
        `'workspaces'. The supported api-versions are '${API_VERSIONS.join(', ')}'.`,
    );
  return version.toLowerCase();
}

const SCOPE =
  /^\/subscriptions\/([^/]+)\/resourceGroups\/([^/]+)\/providers\/Microsoft\.OperationalInsights\/workspaces\/([^/]+)\/providers\/Microsoft\.SecurityInsights\/(.+?)\/?$/i;

/** Finds the workspace that a path names (ARM names have no case) and what follows its provider. */
function scope(world: World, pathname: string): { workspace: WorkspaceWorld; rest: string[] } {
  const [, sub, rg, ws, rest] = (SCOPE.exec(pathname) ?? []).map(decode);
  if (sub === undefined || rg === undefined || ws === undefined || rest === undefined)
    throw new Rejected(404, 'InvalidResourceType', `The resource type of '${pathname}' could not be found.`);
  const same = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();
  const inSub = world.workspaces.filter((w) => same(w.workspace.subscriptionId, sub));
  if (inSub.length === 0)
    throw new Rejected(404, 'SubscriptionNotFound', `The subscription '${sub}' could not be found.`);
  const inGroup = inSub.filter((w) => same(w.workspace.resourceGroup, rg));
  if (inGroup.length === 0)
    throw new Rejected(404, 'ResourceGroupNotFound', `Resource group '${rg}' could not be found.`);
  const workspace = inGroup.find((w) => same(w.workspace.workspaceName, ws));
  if (!workspace)
    throw new Rejected(
      404,
      'ResourceNotFound',
      `The Resource 'Microsoft.OperationalInsights/workspaces/${ws}' under resource group '${rg}' was not found.`,
    );
  return { workspace, rest: rest.split('/') };
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw new Rejected(400, 'BadRequest', `'${segment}' is no valid URL part: encode it.`);
  }
}

/** The endpoint that Sentinel's limits count by, e.g. `put incidents` or `read alerts`. */
function kindOf(method: string, rest: string[]): string {
  const what = (rest[2] ?? rest[0] ?? '').toLowerCase();
  return `${method === 'GET' || method === 'POST' ? 'read' : method.toLowerCase()} ${what}`;
}
