/**
 * What Muster's memory depends on: the same 5,000 open incidents, and 5,000 or 95,000 more that are closed. The store
 * has a process of its own, so this one holds nothing but Muster, its local Sentinel (which has the open ones alone) and
 * the bench. Each size runs in a process of its own: it starts, takes its first looks and a sweep, and people ask for
 * lists and figures, click on incidents old and new, and speak in threads that nobody knows. Then garbage is collected.
 *
 * Heap in use, and resident memory, which holds what Node and its libraries need by themselves and so differs less.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import type { Asked } from '../bot/actions/asked.ts';
import { incidentLogKey } from '../bot/incidents/state.ts';
import { createFakeSentinel } from '../test/fakes/sentinel.ts';
import { figure, type Measure } from './figure.ts';
import { idOf, incidentOf, threadOf } from './filled.ts';
import { storeProcess } from './store-process.ts';
import {
  ada,
  coreOn,
  limitedTeams,
  place,
  settleIn,
  slowSentinel,
  soc,
  virtualClock,
  workspaceName,
} from './virtual.ts';

interface Memory {
  heap: number;
  resident: number;
}

const open = 5000;
const sizes = [10_000, 100_000];
const clicks = 300;

export const measure: Measure = async (progress) => {
  const [small, large] = [await inProcess(sizes[0]!), await step(progress, 1, () => inProcess(sizes[1]!))];
  progress(2, 2);
  const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;
  const goal = { atMost: 1.1 };
  const over = (name: string, of: keyof Memory) =>
    figure(
      `memory with 100,000 incidents over that with 10,000, 5,000 open: ${name}`,
      large[of] / small[of],
      'x',
      {
        goal,
        note: `${megabytes(large[of])} over ${megabytes(small[of])}`,
      },
    );
  return [over('heap', 'heap'), over('resident', 'resident')];
};

async function step<T>(
  progress: (done: number, of: number) => void,
  done: number,
  work: () => Promise<T>,
): Promise<T> {
  progress(done, 2);
  return work();
}

async function inProcess(all: number): Promise<Memory> {
  const child: ChildProcess = fork(join(import.meta.dirname, 'programs/size.ts'), [String(all)], {
    execArgv: ['--expose-gc'],
  });
  return new Promise((resolve, reject) => {
    child.once('message', (memory) => resolve(memory as Memory));
    child.once('exit', (code) => reject(new Error(`The process with ${all} incidents ended with ${code}.`)));
  });
}

/** A Muster's day over so many, and what it has in memory afterwards. */
export async function day(all: number): Promise<Memory> {
  const start = new Date('2026-03-02T10:00:00.000Z');
  const { store, busy, end } = await storeProcess(all, open, start);
  const clock = virtualClock(start, busy);
  const sentinel = createFakeSentinel({ workspaces: [workspaceName], now: clock.now });
  for (let number = all - open + 1; number <= all; number++) sentinel.add(incidentOf(number, true, start));
  const { messenger } = limitedTeams(clock, () => undefined);
  const core = coreOn({ clock, store, sentinel: slowSentinel(sentinel, clock), messenger });
  const settling = settleIn(core, 5);
  await clock.pass(1000);
  await settling;
  const starting = core.start();
  await clock.pass(60_000);
  await starting;

  async function ask(asked: Partial<Asked>): Promise<void> {
    const speaker = { oid: ada.oid, name: ada.name, place: place(soc) };
    const whole: Asked = {
      kind: 'typed',
      speaker,
      data: {},
      text: '',
      conversation: soc,
      messageKey: 'm',
      ...asked,
    };
    let answered = false;
    void core.converse(whole).then(() => {
      answered = true;
    });
    await clock.until('somebody is answered', () => answered, 60_000);
  }

  for (let i = 0; i < 5; i++) for (const text of ['status', 'open', 'mine']) await ask({ text });
  for (let i = 1; i <= clicks; i++) {
    // Spread over those that are closed, and over those that are open.
    const old = Math.max(1, Math.floor((i * (all - open)) / clicks));
    const young = all - open + Math.floor((i * open) / clicks);
    const click = (number: number, verb: string): Promise<void> =>
      ask({
        kind: 'click',
        data: { verb, incident: incidentLogKey(workspaceName, idOf(number)), from: 'card', rev: '0' },
      });
    await click(old, 'show');
    await click(young, 'acknowledge');
    await ask({ kind: 'overheard', text: 'hello', conversation: threadOf(old), messageKey: `o${i}` });
    await ask({
      kind: 'overheard',
      text: 'hello',
      conversation: `${soc};messageid=${i}`,
      messageKey: `s${i}`,
    });
    await ask({ text: `show ${old}`, messageKey: `n${i}` });
  }
  // Two sweeps, and whatever follows from the clicks.
  await clock.pass(31 * 60_000);
  for (let i = 0; i < 4; i++) {
    globalThis.gc!();
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const { heapUsed, rss } = process.memoryUsage();
  await end();
  return { heap: heapUsed, resident: rss };
}
