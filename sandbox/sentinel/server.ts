import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { type ArmAnswer, answerArm } from './arm.ts';
import { answerControl } from './control.ts';
import { type Faults, REFUSALS } from './faults.ts';
import { createRequestLog, type RequestLog } from './requests.ts';
import type { Person, Workspace } from './shapes.ts';
import { type Storm, startStorm } from './storm.ts';
import { createThrottle } from './throttle.ts';
import type { WorkspaceWorld } from './workspace.ts';
import { createWorld, type World } from './world.ts';

export type { Person, Workspace } from './shapes.ts';

export interface LocalSentinelOptions {
  /** 0 or absent: any free one. */
  port?: number;
  workspaces: Workspace[];
  /** The directory from which owners and authors get name, mail and UPN. */
  people?: Person[];
  /** Whether it throttles (requests per 5 minutes); true unless set. Sizes and counts always hold. */
  limits?: boolean;
  now?: () => Date;
  tenantId?: string;
}

export interface LocalSentinel {
  /** e.g. `http://127.0.0.1:41234`, the ARM endpoint; the control surface lies under `/_sandbox/`. */
  url: string;
  world: World;
  requests: RequestLog;
  /** Stops listening and drops what is open. */
  close(): Promise<void>;
}

const MAX_BODY = 4 * 1024 * 1024;

/**
 * Starts a Microsoft Sentinel on loopback: the part of ARM's Microsoft.SecurityInsights that deals with
 * incidents, kept in memory. It checks no token beyond its presence, so it must not leave the machine.
 */
export async function startLocalSentinel(o: LocalSentinelOptions): Promise<LocalSentinel> {
  const now = o.now ?? (() => new Date());
  const world = createWorld({ workspaces: o.workspaces, people: o.people, now });
  const requests = createRequestLog();
  const throttle = o.limits === false ? undefined : createThrottle(now);
  const tenantId = o.tenantId ?? '00000000-0000-4000-8000-0000000000aa';

  const serveArm = async (req: IncomingMessage, res: ServerResponse, url: URL) => {
    const method = req.method ?? 'GET';
    const entry = { method, path: plainPath(url), query: url.search, status: 0, at: now() };
    requests.add(entry);
    const body = await readBody(req);
    const { faults } = world;
    if (faults.down) return void req.socket.destroy();
    if (faults.hang) return;
    if (faults.latencyMs > 0) await wait(faults.latencyMs);
    const answer =
      refusal(faults, method) ??
      (body === undefined
        ? tooLarge
        : answerArm(world, throttle, tenantId, {
            method,
            url,
            authorization: req.headers.authorization,
            body,
          }));
    const commits = method === 'PUT' || /\/runPlaybook$/i.test(url.pathname);
    if (commits && answer.status < 300 && faults.dropAfterCommit > 0) {
      faults.dropAfterCommit -= 1;
      return void req.socket.destroy();
    }
    entry.status = answer.status;
    send(res, answer);
  };
  const storms = new Set<() => void>();
  const letArrive = (workspace: WorkspaceWorld, storm: Storm) => {
    const end = startStorm(workspace, storm, () => storms.delete(end));
    storms.add(end);
  };
  const serveControl = async (req: IncomingMessage, res: ServerResponse, url: URL) => {
    const body = await readBody(req);
    const contentType = req.headers['content-type'];
    send(
      res,
      body === undefined
        ? tooLarge
        : answerControl(world, { method: req.method ?? 'GET', url, contentType, body }, letArrive),
    );
  };

  const server = createServer((req, res) => {
    const url = URL.parse(req.url ?? '/', `http://${req.headers.host ?? '127.0.0.1'}`);
    if (!url)
      return send(res, { status: 400, body: { error: { code: 'BadRequest', message: 'Invalid URL.' } } });
    const control = url.pathname.startsWith('/_sandbox');
    // A page that rebinds its own name to loopback still sends that name.
    if (control && !/^(127\.0\.0\.1|localhost|\[::1\])$/.test(url.hostname))
      return send(res, {
        status: 403,
        body: { error: { code: 'Forbidden', message: 'Use a loopback address.' } },
      });
    (control ? serveControl : serveArm)(req, res, url).catch((e: Error) => failed(res, e));
  });
  await listening(server, o.port ?? 0);
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    world,
    requests,
    close: () =>
      new Promise((resolve) => {
        for (const end of storms) end();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const tooLarge: ArmAnswer = {
  status: 413,
  body: { error: { code: 'RequestContentTooLarge', message: `The body is larger than ${MAX_BODY} bytes.` } },
};

function refusal({ refuse }: Faults, method: string): ArmAnswer | undefined {
  if (!refuse || (refuse.methods && !refuse.methods.includes(method))) return undefined;
  const seconds = refuse.retryAfterSeconds;
  return {
    status: refuse.status,
    body: { error: REFUSALS[refuse.status] },
    ...(seconds === undefined ? {} : { headers: { 'retry-after': String(seconds) } }),
  };
}

function listening(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (e) =>
      reject(new Error(`The local Sentinel cannot listen on port ${port}: give another.`, { cause: e })),
    );
    server.listen(port, '127.0.0.1', resolve);
  });
}

/** @returns undefined where it is larger than the server takes; the rest is read and thrown away. */
async function readBody(req: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of req as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= MAX_BODY) chunks.push(chunk);
  }
  return size > MAX_BODY ? undefined : Buffer.concat(chunks).toString('utf8');
}

function send(res: ServerResponse, answer: ArmAnswer): void {
  if (res.destroyed) return; // the client gave up; what was written stays written
  const text = answer.body === undefined ? '' : JSON.stringify(answer.body);
  res.writeHead(answer.status, {
    ...(text ? { 'content-type': 'application/json; charset=utf-8' } : {}),
    'content-length': Buffer.byteLength(text),
    'x-ms-request-id': randomUUID(),
    ...answer.headers,
  });
  res.end(text);
}

/** A fault of the sandbox itself, or a client that went away while it was sending. */
function failed(res: ServerResponse, e: Error): void {
  if (res.destroyed || res.headersSent) return;
  const message = `The local Sentinel failed: ${e.message}`;
  send(res, { status: 500, body: { error: { code: 'InternalServerError', message } } });
}

function plainPath(url: URL): string {
  try {
    return decodeURIComponent(url.pathname);
  } catch {
    return url.pathname;
  }
}
