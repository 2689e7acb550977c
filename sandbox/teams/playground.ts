import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Person, PLACE_IDS, sandboxPeople, TEAM } from './people.ts';
import { type Chooser, startPlaygroundProxy } from './playground-proxy.ts';

/** What the Playground is started with. `port` 0: any free one. `folder`: where its config and logs go. */
export type PlaygroundOptions = {
  port: number;
  gateway: Chooser;
  botId: string;
  tenantId: string;
  folder?: string;
};

/** A running Playground: the page for a browser, and the mock connector that the gateway speaks to. */
export type Playground = {
  url: string;
  connectorUrl: string;
  channels: { soc: string; payments: string };
  teamId: string;
  groupChatId: string;
  personalChatId: string;
  /** Settles when the Playground has ended by itself, with a sentence that says why. Never rejects. */
  ended: Promise<string>;
  stop: () => Promise<void>;
};

const require = createRequire(import.meta.url);

/**
 * Starts the Agents Playground and waits until it serves.
 * Throws, in one sentence, when it ends before it serves: the reason of a refused config is only in its own log.
 */
export async function startPlayground(options: PlaygroundOptions): Promise<Playground> {
  const folder = options.folder ?? join(process.cwd(), '.sandbox', 'playground');
  const logs = join(folder, 'devTools');
  await rm(logs, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await writeFile(
    join(folder, '.m365agentsplayground.yml'),
    JSON.stringify(playgroundConfig(options), null, 2),
  );

  const child = spawnPlayground(folder, options, await freePort());
  const exited = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  const ended = exited.then(
    async (code) => `The Agents Playground ended (code ${code}): ${await reason(logs)}`,
  );
  const port = await Promise.race([listeningPort(child), ended]);
  if (typeof port === 'string') throw new Error(port);
  const inner = `http://127.0.0.1:${port}`;
  // A refused config ends it only after it said "Listening on", so it counts as up when it answers.
  const up = await Promise.race([answers(`${inner}/_debug/ping`, child), ended]);
  if (typeof up === 'string') throw new Error(up);

  const proxy = await startPlaygroundProxy({
    innerUrl: inner,
    port: options.port,
    gateway: options.gateway,
    botId: options.botId,
  }).catch(async (error) => {
    child.kill('SIGTERM');
    await exited;
    throw error;
  });

  return {
    url: proxy.url,
    connectorUrl: `${inner}/_connector`,
    channels: { soc: PLACE_IDS.soc, payments: PLACE_IDS.payments },
    teamId: TEAM.id,
    groupChatId: PLACE_IDS.groupChat,
    personalChatId: PLACE_IDS.personal,
    ended,
    stop: async () => {
      proxy.close();
      child.kill('SIGTERM');
      const stubborn = setTimeout(() => child.kill('SIGKILL'), 3000);
      await exited;
      clearTimeout(stubborn);
    },
  };
}

function spawnPlayground(folder: string, options: PlaygroundOptions, port: number): ChildProcess {
  const entry = join(dirname(require.resolve('@microsoft/m365agentsplayground/package.json')), 'cli.js');
  const loopback = fileURLToPath(new URL('./loopback.cjs', import.meta.url));
  const args = ['start', '-p', String(port), '-c', 'msteams', '--disable-telemetry'];
  return spawn(process.execPath, ['--require', loopback, entry, ...args], {
    cwd: folder,
    // It ends when its standard input does, so that stays an open pipe. stderr is not read: its log has the same.
    stdio: ['pipe', 'pipe', 'ignore'],
    env: {
      PATH: process.env.PATH,
      HOME: folder,
      TEAMSAPPTESTER_BROWSER: 'none',
      DEFAULT_CHANNEL_ID: 'msteams',
      BOT_ENDPOINT: `${options.gateway.url}/playground/api/messages`,
    },
  });
}

/** Its config, in the schema that it refuses to start without: one more channel than General, and five users. */
function playgroundConfig({ botId, tenantId }: PlaygroundOptions): object {
  const [ada, ...others] = sandboxPeople(tenantId).map(playgroundUser);
  return {
    version: '0.1.1',
    tenantId,
    bot: { id: `28:${botId}`, name: 'Muster' },
    currentUser: ada,
    users: others,
    personalChat: { id: PLACE_IDS.personal },
    groupChat: { id: PLACE_IDS.groupChat, name: 'Incident bridge' },
    team: { ...TEAM, channels: [{ id: PLACE_IDS.payments, name: 'Payments' }] },
  };
}

function playgroundUser(person: Person): object {
  const { id, name, givenName, surname, email, aadObjectId, userPrincipalName } = person;
  // The misspelt name is the schema's own.
  return { id, name, givenName, surname, email, aadObjectId, userPrincipleName: userPrincipalName };
}

/** A taken port makes it choose another without a word; what it says it listens on is what counts. */
function listeningPort(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    let said = '';
    child.once('error', (error) =>
      reject(new Error(`The Agents Playground did not start: ${error.message}`)),
    );
    child.stdout?.on('data', (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-4000);
      const port = /Listening on (?:\S*?:)?(\d+)/.exec(said)?.[1];
      if (port) resolve(Number(port));
    });
  });
}

/** Resolves when the address answers, and gives up without a word when the process has ended. */
async function answers(url: string, child: ChildProcess): Promise<undefined> {
  while (child.exitCode === null) {
    const ok = await fetch(url).then(
      (response) => response.ok,
      () => false,
    );
    if (ok) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  await new Promise(() => {});
}

async function reason(logs: string): Promise<string> {
  const names = await readdir(logs).catch(() => []);
  const texts = await Promise.all(names.map((name) => readFile(join(logs, name), 'utf8').catch(() => '')));
  const lines = texts.join('\n').split('\n');
  const said = lines.find((line) => /reason|error/i.test(line))?.trim();
  return said ?? `it gave no reason; see ${logs}`;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
