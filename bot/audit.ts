/**
 * `npm run audit:verify`: whether everything in the store is as it was written. Ends with 0 where it is, with 1 where it
 * is not, and with 2 where that could not be found out.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { DefaultAzureCredential } from '@azure/identity';
import { SingleBar } from 'cli-progress';
import { BadConfig, readCosmos } from './config.ts';
import { Upstream } from './errors.ts';
import { type Anchor, anchorsIn } from './log/anchors.ts';
import { type Audit, audit } from './log/audit.ts';
import { sentenceOf } from './log/findings.ts';
import { openArchive } from './store/archive.ts';

const usage = 'Say npm run audit:verify -- [--anchors <file>] [--json].';

/** The audit can't be made as it was asked for; the message is one sentence. */
class BadRequest extends Error {}

function argumentsIn(args: string[]): { anchors?: string; json: boolean } {
  try {
    const { values } = parseArgs({
      args,
      options: { anchors: { type: 'string' }, json: { type: 'boolean', default: false } },
    });
    return values;
  } catch (error) {
    throw new BadRequest(`${(error as Error).message.split('\n')[0]} ${usage}`);
  }
}

function anchorsFrom(file: string | undefined, say: Say): Anchor[] {
  if (file === undefined) return [];
  const mend = 'name the file that AUDIT_ANCHOR_FILE is written to.';
  const { anchors, others } = anchorsIn(textOf(file, mend));
  if (anchors.length === 0) throw new BadRequest(`There is no anchor in ${file}; ${mend}`);
  for (const line of others) say.error(`Line ${line} of ${file} is no anchor, and proves nothing.`);
  return anchors;
}

function textOf(file: string, mend: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new BadRequest(`${file} can’t be read (${(error as { code?: string }).code}); ${mend}`);
  }
}

function report({ logs, entries, anchors, findings }: Audit): string {
  const count = (number: number, one: string, more: string): string =>
    `${number.toLocaleString('en')} ${number === 1 ? one : more}`;
  const against = anchors > 0 ? `, against ${count(anchors, 'anchor', 'anchors')} kept outside` : '';
  const lines = [
    `${count(entries, 'entry', 'entries')} of ${count(logs, 'log', 'logs')} read${against}.`,
    ...findings.map(sentenceOf),
    findings.length === 0
      ? 'Everything is as it was written.'
      : `${count(findings.length, 'finding', 'findings')} in ${count(new Set(findings.map(({ log }) => log)).size, 'log', 'logs')}.`,
  ];
  if (anchors === 0)
    lines.push(
      'Without --anchors this can’t find a log that somebody with access to the store has written anew as a whole.',
    );
  return lines.join('\n');
}

/** What is printed, and where: what was found on standard output, everything else on standard error. */
type Say = Pick<Console, 'log' | 'error'>;

/** Gives the exit code. Never throws. */
export async function verify(
  args: string[],
  env: Record<string, string | undefined>,
  say: Say,
): Promise<number> {
  try {
    const { anchors, json } = argumentsIn(args);
    const told = anchorsFrom(anchors, say);
    const cosmos = readCosmos(env);
    // An emulator needs no proof of who asks.
    const secure = cosmos.endpoint.startsWith('https:');
    const archive = openArchive({ ...cosmos, ...(secure && { credential: new DefaultAzureCredential() }) });
    // It shows only where somebody looks at it.
    const bar = new SingleBar({ format: '{bar} {percentage}% of {total} entries', hideCursor: true });
    const found = await audit(archive, told, {
      began: (entries) => bar.start(entries, 0),
      read: (entries) => bar.increment(entries),
    }).finally(() => bar.stop());
    say.log(json ? JSON.stringify(found, null, 2) : report(found));
    return found.findings.length > 0 ? 1 : 0;
  } catch (error) {
    if (error instanceof BadConfig) say.error(`Nothing can be read: ${error.problems.join(' ')}`);
    else say.error(error instanceof BadRequest || error instanceof Upstream ? error.message : error);
    return 2;
  }
}

if (import.meta.main) process.exitCode = await verify(process.argv.slice(2), process.env, console);
