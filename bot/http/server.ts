/** The bot's addresses: messages from Teams, hints from playbooks, health and metrics. */
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import type { Request, Response, Server } from 'restify';
import { textWithCard } from '../../cards/text.ts';
import type { IncidentRef } from '../incidents/incident.ts';
import { bearerIn } from './bearer.ts';
import { type BodyLimits, jsonIn, readBody, refusedUnread } from './body.ts';
import { type GateRules, isForUs, refusedActivity } from './gate.ts';
import { restify } from './restify.ts';
import { callerOf, type WebhookRules } from './webhook.ts';

export interface ServerOptions {
  /** what Teams sends, once the gate has let it through; it verifies the token */
  receive(request: Request, response: Response): Promise<void>;
  gate: GateRules;
  /** absent: no webhook is set up, and its address answers 404 */
  webhook?: WebhookRules & {
    incidentIn(body: unknown): IncidentRef | undefined;
    keep(ref: IncidentRef): Promise<void>;
  };
  /** what is not ready yet, in a sentence each; empty when all is */
  notReady(): string[];
  metrics: Registry;
  logger: Logger;
}

// Teams sends at most 100 KB, a playbook some 30.
const limits: BodyLimits = { largest: 256 * 1024, longestMs: 10_000 };

/** Every refusal of a stranger is a status and an empty body. */
export function createServer({ receive, gate, webhook, notReady, metrics, logger }: ServerOptions): Server {
  const server = restify.createServer({ name: 'muster', formatters: { 'application/json': formatted } });
  // Whoever sends half a request holds a connection, for so long. Proxies keep an idle one for a minute or a minute and a
  // half, and must be those who end it: if it ends here, what they are just sending on it gets lost.
  Object.assign(server.server, { headersTimeout: 10_000, requestTimeout: 30_000, keepAliveTimeout: 120_000 });
  // restify takes the socket of whoever asks for an upgrade, and never answers; without it Node answers as if not asked.
  server.server.removeAllListeners('upgrade');
  // What follows such a request's body on its connection Node may read and drop: nobody is to ask anything more on it.
  server.pre((request: Request, response: Response, next: () => void) => {
    if (request.headers.upgrade !== undefined) response.setHeader('connection', 'close');
    next();
  });
  server.on('restifyError', (_request: Request, response: Response, error: unknown, done: () => void) => {
    const { statusCode: status = 500 } = error as { statusCode?: number };
    if (status >= 500) logger.error({ err: error }, 'a request failed');
    if (!response.headersSent) response.send(status);
    done();
  });

  server.post('/api/messages', async (request: Request, response: Response) => {
    const unread = refusedUnread(request, limits);
    if (unread) return void response.send(unread);
    const bearer = bearerIn(request);
    if (!bearer || !isForUs(bearer, gate)) return void response.send(401);
    const body = await readBody(request, limits);
    if (!Buffer.isBuffer(body)) return void response.send(body);
    request.body = jsonIn(body);
    const refused = refusedActivity(bearer, request.body, gate);
    if (refused) return void response.send(refused);
    await receive(request, generic(response));
  });

  server.post('/api/incidents', async (request: Request, response: Response) => {
    if (!webhook) return void response.send(404);
    const unread = refusedUnread(request, limits);
    if (unread) return void response.send(unread);
    try {
      const mayBe = await callerOf(webhook, bearerIn(request), request.headers);
      if (!mayBe) return void response.send(401);
      const body = await readBody(request, limits);
      if (!Buffer.isBuffer(body)) return void response.send(body);
      if (!(await mayBe(body))) return void response.send(401);
      const ref = webhook.incidentIn(jsonIn(body));
      if (!ref)
        return void response.send(400, {
          error: 'The body names no incident of a workspace that Muster watches.',
        });
      await webhook.keep(ref);
      response.send(202);
    } catch (error) {
      logger.warn({ err: error }, 'a hint could not be kept');
      response.send(503, { error: 'Muster can not keep this now; call again.' });
    }
  });

  server.get(
    '/livez',
    async (_request: Request, response: Response) => void response.send(200, { ok: true }),
  );
  server.get('/readyz', async (_request: Request, response: Response) => {
    const missing = notReady();
    response.send(missing.length > 0 ? 503 : 200, { ready: missing.length === 0, missing });
  });
  server.get('/metrics', async (_request: Request, response: Response) => {
    response.setHeader('content-type', metrics.contentType);
    response.sendRaw(200, await metrics.metrics());
  });
  return server;
}

/** As restify's own formatter does it, but for a card that has its text already. */
function formatted(_request: Request, response: Response, body: unknown): string {
  const text =
    typeof body === 'object' && body !== null ? textWithCard(body) : (JSON.stringify(body) ?? 'null');
  response.setHeader('content-length', Buffer.byteLength(text));
  return text;
}

/** The SDK answers strangers with the text of its errors; whoever is refused gets a status and nothing else. */
function generic(response: Response): Response {
  const send = response.send.bind(response);
  response.send = (...given: unknown[]) =>
    response.statusCode >= 400 ? send(response.statusCode) : send(...(given as []));
  return response;
}
