/** `npm run crash`: many drills one after the other. `-- --kills 500 --seed 1`; a seed draws the same strikes again. */
import { parseArgs } from 'node:util';
import { SingleBar } from 'cli-progress';
import { drill, type Report } from './drill.ts';

/** Of one world, which stays small enough for the local Cosmos DB to be quick. */
const killsPerDrill = 20;

/** Throws an Error that says in a sentence what can't be asked for. */
function asked(): { kills: number; seed: number } {
  const { values } = parseArgs({
    options: {
      kills: { type: 'string', default: '500' },
      seed: { type: 'string', default: process.env.SEED ?? String(Math.floor(Math.random() * 1e9)) },
    },
  });
  const [kills, seed] = [Number(values.kills), Number(values.seed)];
  if (!Number.isInteger(kills) || kills < 1 || !Number.isInteger(seed))
    throw new Error('Give whole numbers: npm run crash -- --kills 500 --seed 1');
  return { kills, seed };
}

function added(sum: Record<string, number>, more: Record<string, number>): void {
  for (const [name, count] of Object.entries(more)) sum[name] = (sum[name] ?? 0) + count;
}

async function main(): Promise<void> {
  const { kills, seed } = asked();
  const drills = Math.ceil(kills / killsPerDrill);
  const strikes: Record<string, number> = {};
  const sums: Record<string, number> = {};
  const failed: { seed: number; report: Report }[] = [];
  const bar = new SingleBar({
    format: 'seed {seed} [{bar}] {value} of {total} strikes, {failed} drills with breaches',
    stream: process.stderr,
    noTTYOutput: true,
    notTTYSchedule: 30_000,
  });
  bar.start(kills + drills, 0, { seed, failed: 0 });
  for (let i = 0; i < drills; i++) {
    const its = seed + i;
    const report = await drill({
      seed: its,
      kills: Math.min(killsPerDrill, kills - i * killsPerDrill),
      freezes: 1,
      // Two and three in turn.
      replicas: 2 + (i % 2),
      progress: () => bar.increment(1, { seed: its }),
    });
    added(strikes, report.strikes);
    const { incidents, acts, messages, doubled, marked } = report;
    added(sums, { incidents, ...acts, messages, doubled, marked });
    if (report.breaches.length > 0) {
      failed.push({ seed: its, report });
      // A run takes half an hour: what breaks is to be looked into before it ends.
      console.log(`\nSeed ${its}: ${report.breaches.slice(0, 3).join('; ')}`);
    }
    bar.update({ failed: failed.length });
  }
  bar.stop();
  const lines = Object.entries(strikes)
    .sort(([, a], [, b]) => b - a)
    .map(([point, count]) => `${String(count).padStart(6)}  ${point}`);
  console.log(`\nStrikes\n${lines.join('\n')}`);
  console.log(
    `\n${sums.incidents} incidents; ${sums.accepted} acts accepted, ${sums.refused} refused, ${sums.unknown} never answered; ` +
      `${sums.messages} messages and updates taken by Teams, ${sums.doubled} standing twice, ${sums.marked} marked as perhaps sent before.`,
  );
  for (const { seed: its, report } of failed) {
    console.log(`\nSeed ${its}: again with npm run crash -- --kills ${killsPerDrill} --seed ${its}`);
    for (const breach of report.breaches.slice(0, 20)) console.log(`  ${breach}`);
    for (const line of report.printed.slice(-10)) console.log(`    ${line.slice(0, 300)}`);
  }
  console.log(
    failed.length === 0
      ? `\nEverything held in ${drills} drills from seed ${seed}.`
      : `\n${failed.length} of ${drills} drills had breaches.`,
  );
  process.exitCode = failed.length === 0 ? 0 : 1;
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
