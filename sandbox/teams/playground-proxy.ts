import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { fromAnotherSite, jsonObject, listen, readBytes, sandboxError, send } from './http.ts';
import { pageFile } from './page.ts';
import { type Person, PLACE_IDS, sandboxPeople } from './people.ts';
import { askForDialog, opensDialog } from './playground-dialog.ts';
import { type PlaygroundAction, playgroundHistory } from './playground-history.ts';
import { acceptTextSocket } from './websocket.ts';

/** What the proxy needs of the gateway: who is chosen, how to hear of a change, and the way to the bot. */
export type Chooser = { url: string; person: () => Person; onPerson: (changed: () => void) => void };

/** What the proxy is started with. `innerUrl`: the Playground itself. `port` 0: any free one. */
export type ProxyOptions = { innerUrl: string; port: number; gateway: Chooser; botId: string };

const CONVERSATIONS = '/_ws_conversation/v1/conversations/stream';
const PERSON_CHANGED = '/_sandbox/person-changed';
/** The first person is the user that the Playground was configured with. */
const PLAYGROUND_USER = sandboxPeople()[0]!.id;
const SUBMIT = '/_conversation/v1/submit';
const DIALOG = '/_sandbox/dialog';
const CONFIG = '/_internal/v1/config';
const PATCH_FILES = ['/playground-patch.js', '/playground-patch.css'];
/** The paths that are not just passed on. */
const CHANGED = ['/', CONFIG, DIALOG, ...PATCH_FILES];
/** What the page does: it says something, presses a button, submits. */
const DONE_BY_PAGE = '/_conversation/v1/';
const PATCH =
  '<link rel="stylesheet" href="/playground-patch.css"><script src="/playground-patch.js"></script></head>';
/** A page announces each chat that it opens, its personal chat first: by then it knows all its chats. */
const PAGE_READY = `/_debug/conversation/${PLACE_IDS.personal}/installation`;

/**
 * Serves the Playground's page with what it lacks: a memory (see `playgroundHistory`), dialogs, and more than one
 * person: its one user becomes the chosen person, and an open page loads itself anew when another is chosen.
 */
export async function startPlaygroundProxy({ innerUrl, port, gateway, botId }: ProxyOptions) {
  const inner = new URL(innerUrl);
  const history = playgroundHistory(PLACE_IDS.personal, () => gateway.person().key);
  const watchers = new Set<ServerResponse>();
  // A page connects before it knows its chats, and would choke on a message that it cannot place.
  let loading = 0;
  const waiting = new Set<() => void>();
  gateway.onPerson(() => {
    for (const watcher of watchers) watcher.write('data: changed\n\n');
  });

  const feed = new WebSocket(`ws://${inner.host}${CONVERSATIONS}`);
  feed.addEventListener('message', ({ data }) => history.heard(JSON.parse(String(data)) as PlaygroundAction));
  await new Promise((resolve, reject) => {
    feed.addEventListener('open', resolve, { once: true });
    feed.addEventListener('error', () => reject(new Error('The Agents Playground shows no messages.')), {
      once: true,
    });
  });

  const changed = async (request: IncomingMessage, response: ServerResponse) => {
    const body = await readBytes(request);
    const path = request.url ?? '/';
    const way = { gatewayUrl: gateway.url, botId };
    const opener = path === SUBMIT ? opensDialog(body) : undefined;
    if (opener) return send(response, await askForDialog('task/fetch', opener, way));
    if (path === DIALOG) {
      const filledIn = JSON.parse(body.toString('utf8')) as NonNullable<typeof opener>;
      return send(response, await askForDialog('task/submit', filledIn, way));
    }
    const file = await pageFile({ method: 'GET', path: [path.slice(1)] });
    if (file && path !== '/') return send(response, file);
    const type = request.headers['content-type'];
    const upstream = await fetch(new URL(path, inner), {
      method: request.method ?? 'GET',
      headers: { ...(type && { 'content-type': type }) },
      ...(body.length > 0 && {
        body: path.startsWith(DONE_BY_PAGE) ? asOwnUser(body) : new Uint8Array(body),
      }),
    });
    const text = await upstream.text();
    const headers = { 'content-type': upstream.headers.get('content-type') ?? 'text/plain' };
    let shown = text;
    if (path === '/') {
      loading += 1;
      shown = text.replace('</head>', PATCH);
    }
    if (path === CONFIG && upstream.ok) shown = withCurrentUser(text, gateway.person());
    if (upstream.ok && request.method === 'POST') {
      const action = writtenMessage(path, body, text, gateway.person());
      if (action) history.written(action);
    }
    send(response, { status: upstream.status, body: Buffer.from(shown), headers });
  };

  const server = createServer((request, response) => {
    const path = request.url ?? '/';
    if (fromAnotherSite(request)) {
      send(response, sandboxError(403, 'The sandbox answers only programs and pages of this machine.'));
    } else if (path === PERSON_CHANGED) {
      response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
      response.write(': listening\n\n');
      watchers.add(response);
      response.on('close', () => watchers.delete(response));
    } else if (CHANGED.includes(path) || path.startsWith(DONE_BY_PAGE)) {
      changed(request, response).catch(() => response.destroy());
    } else {
      if (decodeURIComponent(path) === PAGE_READY) {
        for (const start of waiting) start();
        waiting.clear();
      }
      pipe(inner, request, response);
    }
  });
  server.on('upgrade', (request: IncomingMessage, socket: Duplex) => {
    if (fromAnotherSite(request)) return socket.destroy();
    if (request.url !== CONVERSATIONS) return tunnel(inner, request, socket);
    let forget = () => {};
    const page = acceptTextSocket(request, socket, () => forget());
    const tell = (action: PlaygroundAction) => page.send(JSON.stringify(action));
    if (loading === 0) {
      forget = history.returned(tell);
      return;
    }
    loading -= 1;
    const start = () => {
      forget = history.opened(tell);
    };
    waiting.add(start);
    forget = () => void waiting.delete(start);
  });
  const url = await listen(server, port, 'The Agents Playground');

  return {
    url,
    close: () => {
      feed.close();
      server.close();
      server.closeAllConnections();
    },
  };
}

/** The Playground accepts a personal chat's messages from its own user alone; the gateway says who it really is. */
function asOwnUser(body: Buffer): string {
  return JSON.stringify({ ...jsonObject(body), from: { id: PLAYGROUND_USER } });
}

const WRITTEN = /^\/_conversation\/v1\/conversations\/([^/]+)\/messages$/;

/** What somebody wrote in the page, in the form in which the Playground would have told another page of it. */
function writtenMessage(path: string, body: Buffer, answer: string, person: Person) {
  const conversation = WRITTEN.exec(path)?.[1];
  const draft = jsonObject(body);
  const { messageId, postConversationId, timestamp } = jsonObject(Buffer.from(answer)) ?? {};
  if (conversation === undefined || !draft || typeof messageId !== 'string') return undefined;
  const action: PlaygroundAction = {
    action: 'createMessage',
    actionConversationId: decodeURIComponent(conversation),
    message: {
      ...draft,
      messageId,
      timestamp,
      from: { id: person.id },
      mentions: draft.mentions ?? [],
      attachments: draft.attachments ?? [],
      ...(typeof postConversationId === 'string' && { postConversationId }),
    },
  };
  return action;
}

/** The Playground's config with the chosen person as its current user, in exchange for the one who was. */
function withCurrentUser(text: string, { id }: Person): string {
  type User = { id: string };
  type Group = { members: string[] };
  type Config = { currentUser: User; users: User[]; groupChats: Group[]; teams: Group[] };
  const answer = JSON.parse(text) as { config: Config };
  const { config } = answer;
  const former = config.currentUser;
  config.currentUser = config.users.find((user) => user.id === id) ?? former;
  config.users = config.users.map((user) => (user.id === id ? former : user));
  // Members are the others: the current user is always in and never listed.
  for (const group of [...config.groupChats, ...config.teams]) {
    group.members = group.members.map((member) => (member === id ? former.id : member));
  }
  return JSON.stringify(answer);
}

function pipe(inner: URL, request: IncomingMessage, response: ServerResponse): void {
  const { method, url: path, headers } = request;
  const upstream = httpRequest(
    { host: inner.hostname, port: inner.port, method, path, headers },
    (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    },
  );
  upstream.on('error', () => response.destroy());
  request.pipe(upstream);
}

function tunnel(inner: URL, request: IncomingMessage, socket: Duplex): void {
  const { url: path, headers } = request;
  const upstream = httpRequest({ host: inner.hostname, port: inner.port, path, headers });
  upstream.on('upgrade', (answer, far) => {
    const lines = Object.entries(answer.headers).map(([name, value]) => `${name}: ${value}`);
    socket.write(`HTTP/1.1 101 Switching Protocols\r\n${lines.join('\r\n')}\r\n\r\n`);
    far.pipe(socket).pipe(far);
    far.on('error', () => socket.destroy());
    socket.on('error', () => far.destroy());
  });
  upstream.on('error', () => socket.destroy());
  upstream.end();
}
