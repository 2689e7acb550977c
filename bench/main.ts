/** `npm run bench`: measures how fast Muster is, each measure in a process of its own so that none disturbs another. */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { SingleBar } from 'cli-progress';
import type { Figure } from './figure.ts';
import { measures } from './measures.ts';
import type { Told } from './programs/one.ts';
import { asJson, asTable } from './report.ts';

const known = Object.keys(measures);

/** Throws an Error that says in a sentence what can't be asked for. */
function asked(args: string[]): { json: boolean; names: string[] } {
  const { values } = parseArgs({
    args,
    options: { json: { type: 'boolean', default: false }, only: { type: 'string' } },
  });
  const names = values.only === undefined ? known : values.only.split(',').map((name) => name.trim());
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0)
    throw new Error(`There is no measure ${unknown.join(', ')}: choose from ${known.join(', ')}.`);
  return { json: values.json, names };
}

/** Rejects with why it could not be measured, and with what its process printed. */
function run(name: string, onProgress: (done: number, of: number) => void): Promise<Figure[]> {
  return new Promise((resolve, reject) => {
    const child = fork(fileURLToPath(new URL('programs/one.ts', import.meta.url)), [name], {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    let printed = '';
    const keep = (chunk: Buffer) => {
      printed = `${printed}${chunk}`.slice(-4000);
    };
    child.stdout!.on('data', keep);
    child.stderr!.on('data', keep);
    let told: Told | undefined;
    child.on('message', (message: Told) => {
      if ('progress' in message) onProgress(message.progress.done, message.progress.of);
      else told = message;
    });
    child.once('error', reject);
    child.once('close', (code, signal) => {
      if (told && 'figures' in told) return resolve(told.figures);
      const why = told && 'failed' in told ? told.failed : `Its process ended early (${signal ?? code}).`;
      reject(new Error(`${why}\n${printed}`.trim()));
    });
  });
}

async function main(): Promise<void> {
  const { json, names } = asked(process.argv.slice(2));
  const figures: Figure[] = [];
  const failures: { name: string; why: string }[] = [];
  for (const [index, name] of names.entries()) {
    const bar = new SingleBar({
      format: '{name} [{bar}] {percentage} %, {left}',
      stream: process.stderr,
      clearOnComplete: true,
      hideCursor: true,
    });
    const left = names.length - index - 1;
    bar.start(100, 0, { name, left: left === 0 ? 'the last one' : `${left} more to come` });
    try {
      figures.push(
        ...(await run(name, (done, of) => {
          bar.setTotal(of);
          bar.update(done);
        })),
      );
    } catch (error) {
      failures.push({ name, why: (error as Error).message });
    }
    bar.stop();
  }
  process.stdout.write(json ? asJson(figures) : asTable(figures));
  for (const { name, why } of failures)
    process.stderr.write(
      `\n${name} could not be measured: ${why}\nRun it again alone: npm run bench -- --only ${name}\n`,
    );
  if (failures.length > 0) process.exitCode = 1;
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
}
