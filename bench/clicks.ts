/**
 * Signed clicks a second that are answered with a full new card, over the least that a bot on these SDKs does: an
 * unmodified CloudAdapter that verifies the token, one create in Cosmos DB, and a card that is always the same.
 *
 * Both are real processes, in turn, with the same tokens and the same Cosmos DB (the emulator, in a third process). A
 * second is a second of CPU of the server's own process, all threads, with whatever Muster does in the background
 * meanwhile: on a machine with few cores the wall's seconds belong to the driver and the emulator as well. Muster
 * keeps Teams' and Sentinel's limits as in production, so most of what many clicks at once ask for waits.
 */
import { writeFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SentMessage } from '../sandbox/teams/connector.ts';
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
import { type Program, startProgram } from './program.ts';
import type { StoreCalls } from './programs/cosmos.ts';

const incidents = 480;
const rounds = 9;
const clicksARound = 320;
const warmUp = 1920;
const atOnce = 16;

const kindsOfCalls = ['create', 'replace', 'read', 'query'] as const satisfies (keyof StoreCalls)[];

/** A card in the channel, as whoever presses its buttons sees it. */
interface Shown {
  message: string;
  incident: string;
  rev: string;
  owned: boolean;
}

interface Bot {
  bot: string;
}

export async function measure(progress: (done: number, of: number) => void): Promise<Figure[]> {
  const steps = 2 * rounds + 4;
  let done = 0;
  const step = () => progress(++done, steps);
  const around = await startNeighbours();
  const cards = await cardsInSoc(around);
  step();
  const CARD = join(tmpdir(), `muster-bench-${process.pid}.json`);
  const muster = await startProgram<Bot>('sandbox/replica.ts', {
    ...around.env,
    ...asInProduction,
    // One person clicks here for all that there are.
    SANDBOX_LIMITS: 'services',
  });
  const token = await around.gateway.token();
  const agent = new Agent({ keepAlive: true, maxSockets: atOnce });
  const post = poster(agent, token);

  const ada = around.people.find(({ role }) => role === 'analyst')!;
  let next = 0;
  let sample = '';
  let vain = 0;
  /** Takes an incident or gives it back, each time another; fails where such clicks make no entries and new cards. */
  async function act(): Promise<void> {
    const card = cards[next++ % cards.length]!;
    const verb = card.owned ? 'release' : 'take';
    const data = { verb, incident: card.incident, rev: card.rev, from: 'card' };
    const answer = await post(muster.told.bot, inSoc(around, ada, pressed(data), card.message));
    const rev = /"rev":"(\d+)"/.exec(answer)?.[1];
    if (!rev || !answer.includes('"AdaptiveCard"')) throw new Error(`A click was answered with ${answer}`);
    // Somebody else may have been faster: Sentinel, whose word counts where both changed the owner.
    if (rev === card.rev && ++vain > incidents) throw new Error(`Clicks make no entries: ${answer}`);
    Object.assign(card, { rev, owned: answer.includes('"verb":"release"') });
    sample = answer;
  }

  const first = await clicking(muster, act, warmUp);
  writeFileSync(CARD, JSON.stringify(JSON.parse(sample).value));
  step();
  const bare = await startProgram<Bot>('bench/programs/bare.ts', { ...around.env, CARD });
  async function same(): Promise<void> {
    const card = cards[next++ % cards.length]!;
    const data = { verb: 'take', incident: card.incident, rev: card.rev, from: 'card' };
    const answer = await post(bare.told.bot, inSoc(around, ada, pressed(data), card.message));
    if (!answer.includes('"AdaptiveCard"') || answer.length < 0.9 * sample.length)
      throw new Error(`A click was answered with ${answer.slice(0, 300)}`);
  }
  await clicking(bare, same, warmUp);
  step();

  const ours: Clicked[] = [];
  const floor: Clicked[] = [];
  const asked = { create: 0, replace: 0, read: 0, query: 0 } satisfies StoreCalls;
  for (let round = 0; round < rounds; round++) {
    floor.push(await clicking(bare, same, clicksARound));
    step();
    const before = await around.storeCalls();
    ours.push(await clicking(muster, act, clicksARound));
    const now = await around.storeCalls();
    for (const kind of kindsOfCalls) asked[kind] += (now[kind] - before[kind]) / (rounds * clicksARound);
    step();
  }
  await Promise.all([muster.stop(), bare.stop()]);
  agent.destroy();
  await around.stop();
  step();

  const median = (all: Clicked[], of: (one: Clicked) => number) => percentile(all.map(of), 0.5);
  const [mine, least] = [ours, floor].map((all) => median(all, ({ cpuMs }) => cpuMs)) as [number, number];
  // Each of ours over the bare one just before it: what else a machine does changes from minute to minute.
  const ratio = percentile(
    ours.map(({ cpuMs }, i) => floor[i]!.cpuMs / cpuMs),
    0.5,
  );
  const wall = [ours, floor].map((all) => Math.round(median(all, ({ perSecond }) => perSecond)));
  const note =
    `a click takes ${mine.toFixed(2)} ms of CPU, the bare one ${least.toFixed(2)} ms; on this machine's clock, with ` +
    `driver and emulator beside, ${wall[0]} and ${wall[1]} a second; the first clicks took ${first.cpuMs.toFixed(2)} ms; ` +
    `of the store it asks ${kindsOfCalls.map((kind) => `${asked[kind].toFixed(2)} ${kind}s`).join(', ')}; ` +
    `${vain} clicks of ${rounds * clicksARound + warmUp} made no entry`;
  return [
    figure('clicks a CPU second, over a bare CloudAdapter with JWT and one create', ratio, 'x', {
      goal: { atLeast: 0.8 },
      note,
    }),
    figure('clicks a CPU second', 1000 / mine, '1/s'),
  ];
}

interface Clicked {
  /** of the server's process, for each click */
  cpuMs: number;
  /** by the clock on the wall */
  perSecond: number;
}

async function clicking(program: Program<Bot>, click: () => Promise<void>, count: number): Promise<Clicked> {
  const began = performance.now();
  const before = await program.used();
  let left = count;
  const person = async () => {
    while (left-- > 0) await click();
  };
  await Promise.all(Array.from({ length: atOnce }, person));
  const { cpuMs } = await program.used();
  const seconds = (performance.now() - began) / 1000;
  return { cpuMs: (cpuMs - before.cpuMs) / count, perSecond: count / seconds };
}

/** Posts an activity as Teams does, and gives the answer's body; throws where that is no 200. */
function poster(agent: Agent, token: string) {
  return (bot: string, activity: object): Promise<string> =>
    new Promise((resolve, reject) => {
      const body = JSON.stringify(activity);
      const headers = {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
        authorization: `Bearer ${token}`,
      };
      const sent = request(`${bot}/api/messages`, { method: 'POST', agent, headers }, (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk) => {
          text += chunk;
        });
        response.on('end', () =>
          response.statusCode === 200
            ? resolve(text)
            : reject(new Error(`A click was answered with status ${response.statusCode}: ${text}`)),
        );
      });
      sent.on('error', reject);
      sent.end(body);
    });
}

/** Has incidents arrive and their cards posted, by a Muster that knows no limits and then ends. */
async function cardsInSoc(around: Neighbours): Promise<Shown[]> {
  const { gateway, world } = around;
  const arrival = await startProgram<Bot>('sandbox/replica.ts', {
    ...around.env,
    SANDBOX_LIMITS: 'off',
    SENTINEL_POLL_SECONDS: '1',
    STORM_CARDS_PER_MINUTE: '1000',
  });
  await moveIn(around, arrival.told.bot);
  for (let i = 0; i < incidents; i++)
    world.create({
      title: `Password spray against payment accounts, then a sign-in that worked (${i})`,
      severity: 'Medium',
      description:
        'Many failed sign-ins from one address to several accounts were followed by a successful one.',
      alerts: [
        { title: 'Sign-in', ruleName: 'Password spray', tactics: ['InitialAccess'], techniques: ['T1110'] },
      ],
    });
  await until('the cards', () => shown(gateway.sent).length === incidents);
  const cards = shown(gateway.sent);
  await arrival.stop();
  return cards;
}

/** The incidents' cards in the SOC's channel that have their entities. */
function shown(sent: readonly SentMessage[]): Shown[] {
  const cards = new Map<string, Shown>();
  for (const { activity, messageId } of sent) {
    const text = JSON.stringify(activity ?? {});
    const data = /"incident":"(incident:[^"]+)","rev":"(\d+)"/.exec(text);
    if (!data || !messageId || /Entities follow/i.test(text)) continue;
    cards.set(data[1]!, { message: messageId, incident: data[1]!, rev: data[2]!, owned: false });
  }
  return [...cards.values()];
}
