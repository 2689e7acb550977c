/** `npm run fuzz`: the public endpoints under junk. `-- --requests 200000 --seed 1`; a seed draws the same again. */
import { parseArgs } from 'node:util';
import { SingleBar } from 'cli-progress';
import { boundBytes, floodBoundBytes, fuzz, mb } from './fuzz.ts';

/** Throws an Error that says in a sentence what can't be asked for. */
function asked(): { requests: number; seed: number } {
  const { values } = parseArgs({
    options: {
      requests: { type: 'string', default: '200000' },
      seed: { type: 'string', default: process.env.SEED ?? String(Math.floor(Math.random() * 1e9)) },
    },
  });
  const [requests, seed] = [Number(values.requests), Number(values.seed)];
  if (!Number.isInteger(requests) || requests < 1 || !Number.isInteger(seed))
    throw new Error('Give whole numbers: npm run fuzz -- --requests 200000 --seed 1');
  return { requests, seed };
}

async function main(): Promise<void> {
  const { requests, seed } = asked();
  const bar = new SingleBar({
    format: 'seed {seed} [{bar}] {value} of {total} requests, {duration_formatted}',
    stream: process.stderr,
    noTTYOutput: true,
    notTTYSchedule: 30_000,
  });
  const flood = Math.ceil(requests / 10);
  bar.start(requests + flood, 0, { seed });
  const report = await fuzz({
    requests,
    seed,
    slow: true,
    flood,
    progress: (done) => bar.update(done),
  }).finally(() => bar.stop());
  for (const [what, statuses] of Object.entries(report.kinds).sort()) {
    const all = Object.values(statuses).reduce((sum, count) => sum + count, 0);
    const each = Object.entries(statuses).map(
      ([status, count]) => `${count}× ${status === '0' ? 'ended' : status}`,
    );
    console.log(`${String(all).padStart(8)}  ${what.padEnd(28)} ${each.join(', ')}`);
  }
  const sent = Object.values(report.kinds).flatMap((statuses) => Object.values(statuses));
  console.log(
    `\n${sent.reduce((sum, count) => sum + count, 0)} requests in ${report.seconds.toFixed(0)} s from seed ${seed}. ` +
      `Held after collection: ${mb(report.warm)} MB after a quarter of them, ${mb(report.held)} MB in the end ` +
      `(bound: ${mb(boundBytes)} MB more), ${mb(report.flooded)} MB after ${report.flood} more of strangers' junk alone ` +
      `(bound: ${mb(floodBoundBytes)} MB more). Printed as errors: ${report.printed} bytes. ` +
      `Sent once more, since a used connection was ended: ${report.again}. ` +
      `Not kept, since the store did not answer within its time, and asked to come again: ${report.unkept}.`,
  );
  for (const breach of report.breaches.slice(0, 20)) console.log(`\n${breach}`);
  if (report.breaches.length > 0) console.log(`\n${report.printedLast.join('\n').slice(0, 6000)}`);
  console.log(
    report.breaches.length === 0
      ? 'The process is up, memory is flat, and every answer was right.'
      : `${report.breaches.length} breaches.`,
  );
  process.exitCode = report.breaches.length === 0 ? 0 : 1;
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
