/** The adapter to Microsoft Sentinel: the port's promises kept over Azure Resource Manager. */
import { setTimeout as sleep } from 'node:timers/promises';
import { ZodError } from 'zod';
import { Conflict, Upstream } from '../errors.ts';
import { type IncidentRef, type Workspace, workspaceKey } from '../incidents/incident.ts';
import type { Sentinel } from '../ports.ts';
import { incidentPath, providerPath, segment } from './arm.ts';
import { bodyFor, commentText } from './change.ts';
import { alertsFrom, entitiesFrom } from './entities.ts';
import { commentFrom, incidentFrom, pageFrom } from './mapping.ts';
import { type Call, createWire, type WireOptions } from './wire.ts';

export interface SentinelOptions extends WireOptions {
  workspaces: Workspace[];
  /** waits so many milliseconds between two tries after a conflict; a test's own where time must not pass */
  wait?: (ms: number) => Promise<unknown>;
}

/** Incidents on one page; Sentinel gives at most 1,000. */
const pageSize = 200;
const conflictTries = 5;
/** It is in no stable version (azure-rest-api-specs, securityinsights). */
const playbookApiVersion = '2025-07-01-preview';

/** @param options.workspaces those that may be named in an `IncidentRef`; any other is an Upstream that never works */
export function createSentinel(options: SentinelOptions): Sentinel {
  const wire = createWire(options);
  const wait = options.wait ?? sleep;
  const workspaces = new Map(options.workspaces.map((workspace) => [workspaceKey(workspace), workspace]));

  function workspaceOf(key: string): Workspace {
    const found = workspaces.get(key);
    if (found) return found;
    throw new Upstream(`The workspace ${key} is not configured: add it to the workspaces Muster reads.`, {
      service: 'sentinel',
      operation: 'find workspace',
      code: 'WorkspaceNotConfigured',
      outcome: 'never',
    });
  }

  /** Sends a call about an incident and reads its answer. */
  async function ask<T>(ref: IncidentRef, about: About, read: (body: unknown) => T): Promise<T> {
    const workspace = workspaceOf(ref.workspace);
    const { method, part = '', body } = about;
    const call = {
      name: about.name,
      writes: about.writes ?? method === 'PUT',
      ofIncident: true,
      subscriptionId: workspace.subscriptionId,
      method,
      url: incidentPath(workspace, ref.id) + part,
      body,
    };
    return understood(call, (await wire(call)).body, read);
  }

  /** An ARM list, page by page as its nextLink leads on. */
  async function* pages<T>(
    key: string,
    list: { name: string; ofIncident: boolean; url: string },
    read: (member: unknown) => T,
  ): AsyncGenerator<{ members: T[]; date: Date | undefined }> {
    const { subscriptionId } = workspaceOf(key);
    let url: string | undefined = list.url;
    while (url) {
      const call: Call = { ...list, method: 'GET', writes: false, subscriptionId, url };
      const { body, date } = await wire(call);
      const page = understood(call, body, (raw) => {
        const { value, nextLink } = pageFrom(raw);
        return { members: value.map(read), nextLink };
      });
      yield { members: page.members, date };
      url = page.nextLink;
    }
  }

  /** Does it again while somebody else writes the same incident, and then lets the Conflict through. */
  async function despiteConflicts<T>(attempt: () => Promise<T>): Promise<T> {
    for (let tried = 1; ; tried++) {
      try {
        return await attempt();
      } catch (error) {
        if (!(error instanceof Conflict) || tried === conflictTries) throw error;
        await wait(100 * tried * (0.5 + Math.random()));
      }
    }
  }

  /** The incidents that a filter takes, page by page. Without a Date header, `asOf` is the newest change told of. */
  async function* listed(key: string, filter: string, orderBy: string, since: string) {
    const query = `$filter=${encodeURIComponent(filter)}&$orderby=${encodeURIComponent(orderBy)}&$top=${pageSize}`;
    const url = `${providerPath(workspaceOf(key))}/incidents?${query}`;
    const list = { name: 'GET incidents', ofIncident: false, url };
    for await (const { members, date } of pages(key, list, (one) => incidentFrom(one, key)))
      yield { incidents: members, asOf: date ?? new Date(members.at(-1)?.modifiedAt ?? since) };
  }

  const asIs = (body: unknown) => body;
  const getIncident = { name: 'GET incident', method: 'GET' } as const;

  return {
    changedSince: (key, since) =>
      listed(
        key,
        `properties/lastModifiedTimeUtc ge ${utc(since)}`,
        'properties/lastModifiedTimeUtc asc',
        since,
      ),

    // By creation, which never changes, so that no incident moves to another page while the pages are read.
    open: (key) =>
      listed(
        key,
        "properties/status ne 'Closed'",
        'properties/createdTimeUtc asc',
        new Date(0).toISOString(),
      ),

    get: (ref) => ask(ref, getIncident, (body) => incidentFrom(body, ref.workspace)),

    change: (ref, decide) =>
      despiteConflicts(async () => {
        const raw = await ask(ref, getIncident, asIs);
        const current = understood({ name: 'GET incident', writes: false }, raw, (body) =>
          incidentFrom(body, ref.workspace),
        );
        const change = decide(current);
        if (!change) return current;
        const put = { name: 'PUT incident', method: 'PUT', body: bodyFor(raw, change) } as const;
        return ask(ref, put, (body) => incidentFrom(body, ref.workspace));
      }),

    async comment(ref, commentId, message) {
      const part = `/comments/${segment(commentId)}`;
      const body = { properties: { message: commentText(message) } };
      await despiteConflicts(() => ask(ref, { name: 'PUT comment', method: 'PUT', part, body }, asIs));
    },

    async runPlaybook(ref, playbook, tenantId) {
      const part = `/runPlaybook?api-version=${playbookApiVersion}`;
      const body = { logicAppsResourceId: playbook, tenantId };
      await ask(ref, { name: 'run playbook', method: 'POST', part, body, writes: true }, asIs);
    },

    async details(ref) {
      const [entities, alerts] = await Promise.all([
        ask(ref, { name: 'POST entities', method: 'POST', part: '/entities' }, entitiesFrom),
        ask(ref, { name: 'POST alerts', method: 'POST', part: '/alerts' }, alertsFrom),
      ]);
      return { entities, alerts };
    },

    async comments(ref) {
      const url = `${incidentPath(workspaceOf(ref.workspace), ref.id)}/comments?$top=1000`;
      const comments = [];
      for await (const { members } of pages(
        ref.workspace,
        { name: 'GET comments', ofIncident: true, url },
        commentFrom,
      ))
        comments.push(...members);
      return comments.sort((one, other) => compareTimes(one.createdAt, other.createdAt));
    },
  };
}

/** A call about one incident; `part` is what follows the incident's path. */
interface About {
  name: string;
  method: Call['method'];
  part?: string;
  body?: unknown;
  /** whether it may have changed something where no answer comes; a PUT does unless it says so */
  writes?: boolean;
}

/** A time as a filter takes it. Throws RangeError where it is none: a filter holds nothing that was not looked at. */
function utc(time: string): string {
  if (/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,7})?Z$/.test(time)) return time;
  throw new RangeError('a time that Sentinel is to be asked from is none');
}

/** Compares two UTC time stamps as text, whatever the number of their digits. */
function compareTimes(one: string, other: string): number {
  const [a, b] = [one, other].map((at) => at.replace(/Z$/i, '')) as [string, string];
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Reads an answer; one without the shape that Sentinel promises is a failure of the call. */
function understood<T>(
  call: { name: string; writes: boolean },
  body: unknown,
  read: (body: unknown) => T,
): T {
  try {
    return read(body);
  } catch (error) {
    if (!(error instanceof ZodError)) throw error;
    const where = error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ');
    throw new Upstream(
      `Sentinel answered ${call.name} with something else than it promises (${where}): see whether the API version fits.`,
      {
        service: 'sentinel',
        operation: call.name,
        code: 'UnexpectedAnswer',
        outcome: call.writes ? 'unknown' : 'retry',
      },
      error,
    );
  }
}
