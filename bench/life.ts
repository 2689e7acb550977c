/**
 * CPU of an incident's whole life (it arrives, is posted, acknowledged, commented on and closed) over that of the same
 * turns and calls made with nothing but the SDKs.
 *
 * Muster and the bare programs are processes of their own; Teams and Sentinel are in the driver's, Cosmos DB (the
 * emulator) in another, where its requests are counted by kind. Whatever Muster asks is made bare as often: its ticks,
 * its polls and its paces too. No limits are kept, so that all of a life happens while it is measured.
 */
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Figure, figure, percentile } from './figure.ts';
import {
  asInProduction,
  inSoc,
  moveIn,
  type Neighbours,
  pressed,
  startNeighbours,
  until,
} from './neighbours.ts';
import { startProgram } from './program.ts';
import type { StoreCalls } from './programs/cosmos.ts';

const lives = 24;
const rounds = 5;
/** Rounds before those that count: a process gets faster for as long as its code is being compiled. */
const warmUps = 12;
const atOnce = 8;
/** a life's turns: acknowledge, and two dialogs opened and sent */
const turnsOfALife = 5;

const listPath = /\/incidents$/;

/** What is asked of whom: of Cosmos DB, of Teams' connector, of Sentinel. */
export interface Calls extends StoreCalls {
  post: number;
  update: number;
  get: number;
  /** a page of what changed, as a poll reads it */
  list: number;
  put: number;
  /** entities and alerts */
  ask: number;
}

interface Bot {
  bot: string;
}

// biome-ignore lint/suspicious/noExplicitAny: JSON from outside
type Json = Record<string, any>;

export async function measure(progress: (done: number, of: number) => void): Promise<Figure[]> {
  const steps = warmUps + 2 * rounds + 2;
  let done = 0;
  const step = () => progress(++done, steps);
  const around = await startNeighbours();
  const { gateway, people, requests } = around;
  const muster = await startProgram<Bot>('sandbox/replica.ts', {
    ...around.env,
    ...asInProduction,
    SANDBOX_LIMITS: 'off',
    SENTINEL_POLL_SECONDS: '1',
    STORM_CARDS_PER_MINUTE: '1000',
  });
  await moveIn(around, muster.told.bot);
  const cards = watchCards(around);
  step();

  for (let round = 0; round < warmUps; round++) {
    await live(around, cards, lives);
    step();
  }
  const CARD = join(tmpdir(), `muster-bench-${process.pid}.json`);
  const [[first, { card }]] = [...cards()] as [[string, Newest]];
  writeFileSync(CARD, JSON.stringify(card));
  const env = { ...around.env, CARD };
  const bare = await startProgram<Bot>('bench/programs/bare.ts', env);
  const ada = people.find(({ role }) => role === 'analyst')!;
  /** The turns of as many lives, made with the bare bot; gives its CPU. */
  async function turns(): Promise<number> {
    const { cpuMs } = await bare.used();
    gateway.connect({ botUrl: bare.told.bot });
    await each(Array.from({ length: lives * turnsOfALife }), () =>
      gateway.tell(inSoc(around, ada, pressed({ verb: 'acknowledge' }))),
    );
    gateway.connect({ botUrl: muster.told.bot });
    return (await bare.used()).cpuMs - cpuMs;
  }
  for (let round = 0; round < warmUps; round++) await turns();

  // Each of ours and the floor just after it: what else a machine does changes from minute to minute.
  const all: { ours: number; floor: number; calls: Calls }[] = [];
  for (let round = 0; round < rounds; round++) {
    await quiet(around);
    // It keeps the latest only.
    requests.clear();
    const before = await callsSoFar(around);
    const { cpuMs } = await muster.used();
    await live(around, cards, lives);
    const ours = (await muster.used()).cpuMs - cpuMs;
    const after = await callsSoFar(around);
    const calls = mapped(after, (count, kind) => count - before[kind]);
    step();
    const turned = await turns();
    const called = await startProgram<{ cpuMs: number }>('bench/programs/bare-calls.ts', {
      ...env,
      // A bare turn has a create in it already.
      CALLS: JSON.stringify({ ...calls, create: Math.max(0, calls.create - lives * turnsOfALife) }),
      WARM_UPS: String(warmUps),
      INCIDENT: first.replace(/.*:/, ''),
    });
    await called.stop();
    all.push({
      ours: ours / lives,
      floor: (turned + called.told.cpuMs) / lives,
      calls: mapped(calls, (count) => count / lives),
    });
    step();
  }
  await Promise.all([muster.stop(), bare.stop()]);
  await around.stop();
  step();

  const median = (of: (round: (typeof all)[number]) => number) => percentile(all.map(of), 0.5);
  const [mine, least] = [median(({ ours }) => ours), median(({ floor }) => floor)];
  const ratio = median(({ ours, floor }) => ours / floor);
  const calls = mapped(all[0]!.calls, (_, kind) => median((round) => round.calls[kind]));
  const counted = Object.entries(calls)
    .map(([kind, count]) => `${count.toFixed(1)} ${kind}`)
    .join(', ');
  return [
    figure('CPU of an incident’s whole life, over the same turns and calls with the bare SDKs', ratio, 'x', {
      goal: { atMost: 1.5 },
      note: `${mine.toFixed(1)} ms over ${least.toFixed(1)} ms; ${turnsOfALife} turns and, in a life, ${counted}`,
    }),
    figure('whole lives a second of one core', 1000 / mine, '1/s'),
  ];
}

function mapped(calls: Calls, change: (count: number, kind: keyof Calls) => number): Calls {
  const all = Object.entries(calls) as [keyof Calls, number][];
  return Object.fromEntries(all.map(([kind, n]) => [kind, change(n, kind)])) as unknown as Calls;
}

async function callsSoFar({ storeCalls, gateway, requests }: Neighbours): Promise<Calls> {
  const sent = (operation: string) =>
    gateway.sent.filter((message) => message.operation === operation).length;
  return {
    ...(await storeCalls()),
    post: sent('post'),
    update: sent('update'),
    get: requests.count({ method: 'GET' }) - requests.count({ method: 'GET', path: listPath }),
    list: requests.count({ method: 'GET', path: listPath }),
    put: requests.count({ method: 'PUT' }),
    ask: requests.count({ method: 'POST' }),
  };
}

/** So many incidents arrive, are acknowledged, commented on and closed by the analyst, and are closed everywhere. */
async function live(around: Neighbours, cards: Cards, count: number): Promise<void> {
  const { world, people } = around;
  const before = new Set(cards().keys());
  for (let i = 0; i < count; i++)
    world.create({
      title: `Rare process on a payment host (${i})`,
      severity: 'Medium',
      alerts: [{ title: 'Process' }],
    });
  const fresh = () => [...cards()].filter(([incident]) => !before.has(incident));
  await until(
    'the cards',
    () => fresh().filter(([, { text }]) => !/Entities follow/i.test(text)).length === count,
  );
  const ada = people.find(({ role }) => role === 'analyst')!;
  await each(fresh(), async ([incident, { message, rev }]) => {
    const tell = (more: Json) => told(around, inSoc(around, ada, more, message));
    await tell(pressed({ verb: 'acknowledge', incident, rev, from: 'card' }));
    for (const [verb, inputs] of [
      ['comment', { text: 'Known: the nightly settlement.' }],
      ['close', { outcome: 'FalsePositive.InaccurateData', comment: 'A test of ours.' }],
    ] as const) {
      const opened = await tell({
        type: 'invoke',
        name: 'task/fetch',
        value: { data: { verb, incident, rev, from: 'card' } },
      });
      const form = opened.task?.value?.card?.content;
      if (!form) throw new Error(`The dialog ${verb} was answered with ${JSON.stringify(opened)}`);
      const sent = await tell({
        type: 'invoke',
        name: 'task/submit',
        value: { data: { ...form.actions[0].data, ...inputs } },
      });
      if (sent.task) throw new Error(`${verb} was answered with ${JSON.stringify(sent)}`);
    }
  });
  const closed = ([incident]: [string, unknown]) => {
    const { text } = cards().get(incident)!;
    return /Closed/.test(text);
  };
  await until('the closed cards', () => fresh().every(closed));
  await quiet(around);
}

/** In 800 ms: what a Muster writes that has nothing to do but to look, every second. */
const background = 4;

/** Ends when nobody has been asked for more in a moment than for what is asked all the time. */
async function quiet(around: Neighbours): Promise<void> {
  const writes = async () => {
    const { create, replace, post, update, put } = await callsSoFar(around);
    return create + replace + post + update + put;
  };
  let before = Number.NEGATIVE_INFINITY;
  for (let now = await writes(); now - before > background; now = await writes()) {
    before = now;
    await new Promise((resolve) => setTimeout(resolve, 800));
  }
}

async function told(around: Neighbours, activity: Json): Promise<Json> {
  const { status, body } = await around.gateway.tell(activity as never);
  if (status !== 200) throw new Error(`A turn was answered with status ${status}: ${String(body)}`);
  const text = Buffer.isBuffer(body) ? body.toString() : JSON.stringify(body ?? {});
  return text ? JSON.parse(text) : {};
}

interface Newest {
  message: string;
  rev: string;
  text: string;
  card: unknown;
}

type Cards = () => Map<string, Newest>;

/** Tells each incident's card in the SOC's channel as it is now; a message that was looked at is not looked at again. */
function watchCards({ gateway }: Neighbours): Cards {
  const cards = new Map<string, Newest>();
  const ofMessage = new Map<string, string>();
  let seen = 0;
  return () => {
    for (const { activity, messageId, status } of gateway.sent.slice(seen)) {
      seen += 1;
      const text = JSON.stringify(activity ?? {});
      const data = /"incident":"(incident:[^"]+)"/.exec(text);
      if (!messageId || status >= 300) continue;
      const incident = data?.[1] ?? ofMessage.get(messageId);
      const card = (activity as Json | undefined)?.attachments?.[0]?.content;
      if (!incident || !card || (cards.has(incident) && cards.get(incident)!.message !== messageId)) continue;
      ofMessage.set(messageId, incident);
      const rev = /"rev":"(\d+)"/.exec(text)?.[1] ?? '0';
      cards.set(incident, { message: messageId, rev, text, card });
    }
    return cards;
  };
}

/** A few at a time. */
async function each<T>(all: T[], work: (one: T) => Promise<unknown>): Promise<void> {
  const left = [...all];
  const worker = async () => {
    while (left.length > 0) await work(left.shift()!);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}
