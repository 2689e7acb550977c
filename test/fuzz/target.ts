/** The real app in a process of its own, among local servers, with channels, people and incidents to be fuzzed about. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { connectPayments } from '../../sandbox/connect-payments.ts';
import { startLocalSentinel } from '../../sandbox/sentinel/server.ts';
import { botDefaults, playbookCaller, workspace } from '../../sandbox/settings.ts';
import { startGateway } from '../../sandbox/teams/gateway.ts';
import { SANDBOX_TENANT, sandboxPeople } from '../../sandbox/teams/people.ts';
import { buttonsOf, createPeople, type Json, type Shown } from '../e2e/people.ts';
import type { Held } from './gauge.ts';

export type Target = Awaited<ReturnType<typeof startTarget>>;

const program = fileURLToPath(new URL('../../sandbox/replica.ts', import.meta.url));
const storeProgram = fileURLToPath(new URL('store.ts', import.meta.url));
const gauge = new URL('gauge.ts', import.meta.url).href;
const patienceMs = 30_000;

/** What is signed with for the webhook, beside the playbook's token. */
export const webhookKey = 'a-key-for-whoever-has-no-identity-of-its-own';

/** @param incidents so many, each with a card in the SOC's channel */
export async function startTarget(incidents: number) {
  const closing: (() => Promise<unknown>)[] = [];
  const stop = async (): Promise<void> => void (await Promise.all(closing.map((close) => close())));
  try {
    return { ...(await start(incidents, closing)), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function start(incidents: number, closing: (() => Promise<unknown>)[]) {
  const people = sandboxPeople(SANDBOX_TENANT);
  const settings = botDefaults(SANDBOX_TENANT, mkdtempSync(join(tmpdir(), 'muster-fuzz-')), people);
  const sentinel = await startLocalSentinel({
    workspaces: [workspace],
    tenantId: SANDBOX_TENANT,
    limits: false,
    people: people.map(({ aadObjectId, ...person }) => ({ ...person, objectId: aadObjectId })),
  });
  closing.push(sentinel.close);
  const store = fork(storeProgram);
  closing.push(() => endOf(store));
  const [storeUrl] = (await once(store, 'message')) as [string];
  const botId = settings.MicrosoftAppId!;
  const gateway = await startGateway({
    port: 0,
    botId,
    tenantId: SANDBOX_TENANT,
    audience: settings.WEBHOOK_AUDIENCE!,
    callerId: playbookCaller,
    limits: false,
    keptMessages: 2000,
  });
  closing.push(gateway.close);
  const child = fork(program, {
    execArgv: ['--expose-gc', '--import', gauge],
    env: {
      ...settings,
      SENTINEL_ENDPOINT: sentinel.url,
      SENTINEL_POLL_SECONDS: '1',
      // What is looked at here is what comes in; comments would go out for ever.
      COMMENT_QUIET_SECONDS: '60',
      STORM_CARDS_PER_MINUTE: '1000',
      COSMOS_ENDPOINT: storeUrl,
      COSMOS_KEY: 'c2FuZGJveA==',
      SANDBOX_TEAMS_URL: gateway.url,
      SANDBOX_LIMITS: 'off',
      WEBHOOK_KEYS: webhookKey,
      LOG_LEVEL: 'warn',
    },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let ended: number | string | undefined;
  child.once('exit', (code, signal) => {
    ended = code ?? signal ?? 'nothing';
  });
  closing.push(() => endOf(child));
  const printed: string[] = [];
  let bytesPrinted = 0;
  child.stderr!.on('data', (part: Buffer) => {
    bytesPrinted += part.length;
    printed.push(String(part).slice(0, 2000));
    if (printed.length > 50) printed.shift();
  });
  let unkept = 0;
  createInterface({ input: child.stderr! }).on('line', (line) => {
    if (line.includes('a hint could not be kept') && /no answer within \d+ ms/.test(line)) unkept += 1;
  });
  const bot = await addressOf(child, printed);
  gateway.connect({ botUrl: bot });
  await until('a first look at Sentinel', async () => (await fetch(`${bot}/readyz`)).ok);

  const around = createPeople(gateway, botId);
  await around.install('soc');
  await around.install('payments');
  await around.type('alex', 'soc', 'soc here');
  await connectPayments(gateway, gateway.people);
  const numbers = Array.from({ length: incidents }, (_, i) => {
    const { properties } = sentinel.world.create({
      title: `Odd sign-in ${i + 1}`,
      severity: i % 4 === 0 ? 'High' : 'Medium',
      entities: [{ kind: 'Host', properties: { hostName: `pay-${i}` } }],
    } as never);
    return properties.incidentNumber;
  });
  const cards: Shown[] = [];
  for (const number of numbers)
    cards.push(await until(`the card of #${number}`, async () => around.cardNow('soc', number)));

  return {
    bot,
    botId,
    gateway,
    people: around,
    cards,
    /** what each button of the cards sends back */
    buttons: cards.flatMap(({ card }) => Object.values(buttonsOf(card))) as Json[],
    incidentIds: numbers.map((number) => sentinel.world.raw(number)!.incident.id),
    /** how the process ended, undefined as long as it is up */
    ended: () => ended,
    /** what it printed as errors: the last of it, and how much in all */
    printed: () => ({ last: printed.slice(-20), bytes: bytesPrinted }),
    /** how many calls of the webhook it could not keep, since the store had not answered in time */
    unkept: () => unkept,
    async held(): Promise<Held> {
      child.send('held');
      const [answer] = (await once(child, 'message')) as [Held];
      return answer;
    },
  };
}

async function endOf(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}

function addressOf(child: ChildProcess, printed: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    let written = '';
    child.stdout!.on('data', (part) => {
      written += part;
      const end = written.indexOf('\n');
      if (end >= 0) resolve((JSON.parse(written.slice(0, end)) as { bot: string }).bot);
    });
    child.once('exit', () => reject(new Error(`It ended before it listened: ${printed.join('')}`)));
  });
}

async function until<T>(what: string, look: () => Promise<T | undefined | false>): Promise<T> {
  const end = Date.now() + patienceMs;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (Date.now() > end) throw new Error(`Waited ${patienceMs / 1000} s in vain for ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
