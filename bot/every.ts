/** Does something again and again: the next time a while after the last has ended, so it never overtakes itself. */
import type { Logger } from 'pino';

export interface Loop {
  start(): void;
  /** Ends once what is under way has. */
  stop(): Promise<void>;
}

export function every(milliseconds: number, work: () => Promise<void>, logger: Logger): Loop {
  let timer: NodeJS.Timeout | undefined;
  let running = Promise.resolve();
  let stopped = false;

  function round(): void {
    running = work()
      .catch((error) => logger.warn({ err: error }, 'a round of a loop failed; the next follows'))
      .then(() => {
        if (!stopped) timer = setTimeout(round, milliseconds);
      });
  }

  return {
    start: round,
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}
