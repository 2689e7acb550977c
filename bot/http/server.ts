/** The bot's addresses: messages from Teams, hints from playbooks, health and metrics. */
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import type { Request, Response, Server } from 'restify';
import { textWithCard } from '../../cards/text.ts';
import type { IncidentRef } from '../incidents/incident.ts';
import { type GateRules, refusedAtGate } from './gate.ts';
import { restify } from './restify.ts';

export interface ServerOptions {
  /** what Teams sends, once the gate has let it through; it verifies the token */
  receive(request: Request, response: Response): Promise<void>;
  gate: GateRules;
  /** absent: no webhook is set up, and its address answers 404 */
  webhook?: {
    isCaller(authorization: string | undefined): Promise<boolean>;
    incidentIn(body: unknown): IncidentRef | undefined;
    keep(ref: IncidentRef): Promise<void>;
  };
  /** what is not ready yet, in a sentence each; empty when all is */
  notReady(): string[];
  metrics: Registry;
  logger: Logger;
}

const largestBody = 256 * 1024;

export function createServer({ receive, gate, webhook, notReady, metrics, logger }: ServerOptions): Server {
  const server = restify.createServer({ name: 'muster', formatters: { 'application/json': formatted } });
  const json = [
    restify.plugins.bodyReader({ maxBodySize: largestBody }),
    restify.plugins.jsonBodyParser({ bodyReader: true }),
  ].flat();

  server.post('/api/messages', json, async (request: Request, response: Response) => {
    const refused = refusedAtGate(request.header('authorization'), request.body, gate);
    if (refused) return void response.send(refused);
    await receive(request, generic(response));
  });

  server.post('/api/incidents', json, async (request: Request, response: Response) => {
    if (!webhook) return void response.send(404);
    if (!(await webhook.isCaller(request.header('authorization')))) return void response.send(401);
    const ref = webhook.incidentIn(request.body);
    if (!ref)
      return void response.send(400, {
        error: 'The body names no incident of a workspace that Muster watches.',
      });
    try {
      await webhook.keep(ref);
      response.send(202);
    } catch (error) {
      logger.warn({ err: error }, 'a hint could not be kept');
      response.send(503, { error: 'The store is out of reach; call again.' });
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
