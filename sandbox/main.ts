/** `npm start`: the sandbox, until it is told to stop. */
import { type Level, pino } from 'pino';
import { createLogger } from '../bot/logger.ts';
import { startSandbox } from './sandbox.ts';

const level = (process.env.LOG_LEVEL ?? 'warn') as Level;
const logger = createLogger({ level, to: pino.destination(2) });
const tell = (text: string): void => void process.stderr.write(`${text}\n`);

try {
  const { ready, stop } = await startSandbox({ env: process.env, logger, tell });
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.once(signal, () => void stop().then(() => process.exit(0)));
  if (ready.playground)
    tell(
      `\nMuster is up. Open the channels:  ${ready.playground}\nChoose who you are, and play Sentinel:  ${ready.teams}\n`,
    );
  console.log(`ready ${JSON.stringify(ready)}`);
} catch (error) {
  const message = error instanceof Error ? error.message : String(error);
  const taken = /EADDRINUSE|listen on port/.test(message);
  tell(taken ? `${message} Set SANDBOX_PORT to another number, or to 0 for any free ports.` : message);
  process.exit(1);
}
