/** A sandbox with its Playground, in which nothing arrives but what a test raises. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Level, pino } from 'pino';
import { type Sandbox, startSandbox } from '../../sandbox/sandbox.ts';

/** `level`: `fatal` where a test has things go wrong, and what is said of them is not to be seen. */
export function startEmptySandbox(
  env: Record<string, string> = {},
  level: Level = 'error',
): Promise<Sandbox> {
  return startSandbox({
    env: { SANDBOX_SEED: 'off', SANDBOX_PORT: '0', SENTINEL_POLL_SECONDS: '1', ...env },
    logger: pino({ level }),
    tell: (text) => console.log(text),
    folder: mkdtempSync(join(tmpdir(), 'muster-browser-')),
  });
}
