/** Sends so many requests to every public endpoint, and holds each answer and the process to what is promised. */
import { setTimeout as sleep } from 'node:timers/promises';
import { chanceFrom } from '../crash/chance.ts';
import { type Attack, createDraw, type Tokens } from './draw.ts';
import { type Answered, createSender } from './send.ts';
import { startTarget } from './target.ts';

export interface FuzzOptions {
  requests: number;
  seed: number;
  /** see `createDraw` */
  slow: boolean;
  /** so many more at the end, all of them strangers' junk */
  flood: number;
  /** how many at once */
  width?: number;
  progress?(done: number): void;
}

export interface Report {
  breaches: string[];
  /** how often each kind was sent, and each status answered */
  kinds: Record<string, Record<string, number>>;
  /** how many were sent once more, as `send.ts` says; and how many of the flood were sent at all */
  again: number;
  flood: number;
  /** how many calls were refused with 503 since the store did not answer in time, of which each has its line in the log */
  unkept: number;
  /** bytes kept after collection: once warm, and in the end */
  warm: number;
  held: number;
  /** and after the flood */
  flooded: number;
  /** bytes of errors that it printed */
  printed: number;
  printedLast: string[];
  seconds: number;
}

/**
 * What a process may hold more in the end than once warm. What it keeps by design is bounded: 200 proven tokens, the logs
 * that were used last, and of each channel what was heard. A leak of 200 bytes a request would be 38 MB in 200,000.
 */
export const boundBytes = 24 * 1024 * 1024;

/** And after a flood by strangers: they must leave nothing, so this is what a collection leaves by chance. */
export const floodBoundBytes = 1024 * 1024;

// By then code is compiled and caches are filled; what grows after it grows with the requests.
const warmUpShare = 0.25;
const tokensLastMs = 20 * 60_000;

export async function fuzz({
  requests,
  seed,
  slow,
  flood,
  width = 24,
  progress,
}: FuzzOptions): Promise<Report> {
  const target = await startTarget(12);
  const chance = chanceFrom(seed);
  const { send, close } = createSender(target.bot);
  const report: Report = {
    breaches: [],
    kinds: {},
    again: 0,
    flood: 0,
    unkept: 0,
    warm: 0,
    held: 0,
    flooded: 0,
    printed: 0,
    printedLast: [],
    seconds: 0,
  };
  const began = Date.now();
  let tokens: Tokens = await newTokens();
  let renewed = Date.now();
  async function newTokens(): Promise<Tokens> {
    return { teams: await target.gateway.token(), playbook: await target.gateway.playbookToken() };
  }
  const draw = createDraw(chance, target, () => tokens, slow);
  let sent = 0;
  let done = 0;
  /** slow ones hold nobody else up */
  const aside = new Set<Promise<void>>();

  async function one(attack: Attack): Promise<void> {
    const judged = send(attack).then((answer) => {
      note(report, attack, answer);
      done += 1;
      progress?.(done);
    });
    if (attack.how !== 'slow') return judged;
    aside.add(judged);
    void judged.then(() => aside.delete(judged));
  }

  async function sendUpTo(most: number, drawOne: () => Attack): Promise<void> {
    const worker = async (): Promise<void> => {
      while (sent < most && target.ended() === undefined && report.breaches.length < 100) {
        sent += 1;
        if (Date.now() - renewed > tokensLastMs) {
          renewed = Date.now();
          tokens = await newTokens();
        }
        await one(drawOne());
      }
    };
    await Promise.all(Array.from({ length: width }, worker));
    await Promise.all(aside);
  }

  try {
    const warmUp = Math.floor(requests * warmUpShare);
    const held = async () => (target.ended() === undefined ? sizeOf(await target.held()) : 0);
    await sendUpTo(warmUp, draw.anything);
    report.warm = await held();
    await sendUpTo(requests, draw.anything);
    report.held = await held();
    const printedBefore = target.printed().bytes;
    const doneBefore = done;
    await sendUpTo(requests + flood, draw.junk);
    report.flood = done - doneBefore;
    report.flooded = await leastOf(held, report.held + floodBoundBytes);
    report.unkept = report.kinds[unkept]?.[503] ?? 0;
    if (report.unkept > target.unkept())
      report.breaches.push(
        `${report.unkept} calls were not kept, of which ${target.unkept()} for the store.`,
      );
    if (target.ended() !== undefined) report.breaches.push(`The process ended: ${target.ended()}.`);
    else if (!(await fetch(`${target.bot}/livez`)).ok)
      report.breaches.push('The process is not alive any more.');
    if (report.held - report.warm > boundBytes)
      report.breaches.push(`It holds ${mb(report.held)} MB, and held ${mb(report.warm)} MB once warm.`);
    if (report.flooded - report.held > floodBoundBytes)
      report.breaches.push(
        `It holds ${mb(report.flooded)} MB after a flood, and held ${mb(report.held)} MB before.`,
      );
    const { last, bytes } = target.printed();
    // What was under way before may still fail and say so; a line for each request is something else.
    if (bytes - printedBefore > 20 * flood) report.breaches.push('Strangers fill its log.');
    Object.assign(report, { printed: bytes, printedLast: last, seconds: (Date.now() - began) / 1000 });
    return report;
  } finally {
    close();
    await target.stop();
  }
}

const looks = 10;

/** What is under way by itself goes again, and what was left stays: the least of some looks a second apart. */
async function leastOf(held: () => Promise<number>, enough: number): Promise<number> {
  let least = await held();
  for (let i = 1; i < looks && least > enough; i++) {
    await sleep(1000);
    least = Math.min(least, await held());
  }
  return least;
}

export const mb = (bytes: number): string => (bytes / 1024 / 1024).toFixed(1);

const sizeOf = ({ heap, external }: { heap: number; external: number }): number => heap + external;

/** What a call counts as that nothing is wrong with, but that the store did not answer for: it is to be made again. */
const unkept = 'not kept, to be sent again';

function note(report: Report, attack: Attack, answer: Answered): void {
  const isUnkept = attack.right && attack.path === '/api/incidents' && answer.status === 503;
  const kind = isUnkept ? unkept : attack.what;
  report.kinds[kind] ??= {};
  const statuses = report.kinds[kind]!;
  statuses[answer.status] = (statuses[answer.status] ?? 0) + 1;
  if (answer.again) report.again += 1;
  const wrong = wrongIn(attack, answer);
  if (!wrong) return;
  const { what, method, path, how, headers, body } = attack;
  report.breaches.push(
    `${what}: ${wrong}\n  ${method} ${path.slice(0, 100)} (${how}) ${JSON.stringify(headers).slice(0, 400)}\n  sent: ${String(body).slice(0, 1500)}\n  got: ${answer.status} ${answer.text.slice(0, 500)}`,
  );
}

// Stacks, paths, the names of errors: nothing of the inside is anybody's business.
const internals =
  /\bat \S+ \(|\.[cm]?[jt]s\b|node_modules|node:|file:\/\/|\/home\/|\b\w*Error\b:|ECONN|\bstack\b/g;

/** What is wrong with an answer, undefined where nothing is. */
function wrongIn(
  { right, how, path, body }: Attack,
  { status, text, hung, failed }: Answered,
): string | undefined {
  if (hung) return `it was not answered (connection: ${hung})`;
  // Whoever leaves in the middle, or goes on past every bound, may find the connection ended.
  if (status === 0)
    return how === 'whole' ? `the connection was ended without an answer (${failed})` : undefined;
  if (status >= 200 && status < 300) {
    if (failed) return `the connection was ended in the midst of an answer (${failed})`;
    if (!right) return 'it was taken';
    // A form holds what was sent.
    const told = [...text.matchAll(internals)].filter(([found]) => !body.includes(found));
    return told.length > 0 && path !== '/metrics' ? 'it tells of the inside' : undefined;
  }
  if (path === '/api/incidents' && right && status === 503) return undefined;
  if (status < 400 || status >= 500) return 'it is no clean refusal';
  return text === '' || /^\{"error":"[\w ,.;’']+"\}$/.test(text) ? undefined : 'a refusal has a body';
}
