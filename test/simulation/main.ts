/**
 * `npm run simulate -- --seeds 100000`: as many runs as wanted, on all cores, with what they found.
 *
 * `--from` is the first seed (1), `--seeds` how many (1,000), `--seed` plays a single one and says all that it says.
 */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { SingleBar } from 'cli-progress';
import { type Run, simulate } from './run.ts';

/** Seeds are handed out in lots, so that no worker waits for another. */
const lot = 20;

type Told = Omit<Run, 'plan'>;

if (isMainThread) await main();
else await work(workerData as { from: number; to: number; workers: number; mine: number });

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      seed: { type: 'string' },
      seeds: { type: 'string', default: '1000' },
      from: { type: 'string', default: '1' },
    },
  });
  const from = Number(values.seed ?? values.from);
  const count = values.seed === undefined ? Number(values.seeds) : 1;
  if (!(Number.isInteger(from) && Number.isInteger(count) && from > 0 && count > 0)) {
    console.error('Seeds are whole numbers above 0: npm run simulate -- --from 1 --seeds 1000');
    process.exit(2);
  }
  if (values.seed !== undefined) {
    const run = await simulate(from);
    console.log(JSON.stringify(run, null, 2));
    process.exit(run.broken.length + run.errors.length > 0 ? 1 : 0);
  }
  const to = from + count - 1;
  const bar = new SingleBar({
    format: '{bar} {percentage}% | {value} of {total} seeds | {bad} not as promised | {eta_formatted} left',
    noTTYOutput: true,
    notTTYSchedule: 30_000,
  });
  const sum = { incidents: 0, presses: 0, accepted: 0, deaths: 0, calls: 0 };
  const bad: Told[] = [];
  const deathsAt = new Map<string, number>();
  bar.start(count, 0, { bad: 0 });
  const workers = Math.min(availableParallelism(), Math.ceil(count / lot));
  await Promise.all(
    Array.from(
      { length: workers },
      (_, mine) =>
        new Promise<void>((resolve, reject) => {
          const worker = new Worker(new URL(import.meta.url), { workerData: { from, to, workers, mine } });
          worker.on('message', (told: Told) => {
            for (const name of Object.keys(sum) as (keyof typeof sum)[]) sum[name] += told[name];
            for (const [name, count] of Object.entries(told.deathsAt))
              deathsAt.set(name, (deathsAt.get(name) ?? 0) + count);
            if (told.broken.length + told.errors.length > 0) {
              bad.push(told);
              process.stdout.write(
                `\nSEED=${told.seed}: ${[...told.broken, ...told.errors].slice(0, 3).join('\n  ')}\n`,
              );
            }
            bar.increment(1, { bad: bad.length });
          });
          worker.on('error', reject);
          worker.on('exit', () => resolve());
        }),
    ),
  );
  bar.stop();
  console.log(
    `${count} runs, ${bad.length} not as promised. ${sum.incidents} incidents, ${sum.presses} acts of which ${sum.accepted} were accepted, ${sum.deaths} processes that died or were replaced, ${sum.calls} calls.`,
  );
  const last = [...deathsAt].sort((a, b) => b[1] - a[1]).map(([name, times]) => `${name} ${times}`);
  console.log(`The last call of a process was: ${last.join(', ')}.`);
  if (bad.length > 0) {
    console.log(`Not as promised: ${bad.map(({ seed }) => seed).join(', ')}`);
    process.exit(1);
  }
}

async function work({
  from,
  to,
  workers,
  mine,
}: {
  from: number;
  to: number;
  workers: number;
  mine: number;
}) {
  for (let first = from + mine * lot; first <= to; first += workers * lot)
    for (let seed = first; seed < first + lot && seed <= to; seed++) {
      const { plan: _plan, ...told } = await simulate(seed).catch((error) => {
        throw new Error(`SEED=${seed} could not be played to its end.`, { cause: error });
      });
      parentPort?.postMessage(told satisfies Told);
    }
}
