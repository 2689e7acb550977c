/** Does something again and again: the next time a while after the last has ended, so it never overtakes itself. */
import type { Logger } from 'pino';
import type { Clock } from './ports.ts';

export interface Loop {
  start(): void;
  /** Ends once what is under way has. */
  stop(): Promise<void>;
}

export function every(
  milliseconds: number,
  work: () => Promise<void>,
  { clock, logger }: { clock: Clock; logger: Logger },
): Loop {
  const stopping = new AbortController();
  let running = Promise.resolve();

  async function go(): Promise<void> {
    while (!stopping.signal.aborted) {
      running = work().catch((error) =>
        logger.warn({ err: error }, 'a round of a loop failed; the next follows'),
      );
      await running;
      await clock.wait(milliseconds, stopping.signal);
    }
  }

  return {
    start: () => void go(),
    async stop() {
      stopping.abort();
      await running;
    },
  };
}
