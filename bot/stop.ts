/**
 * How the process ends when it is told to: first it is not ready any more, then it takes nothing new, then it finishes
 * what is under way. What is not finished within the grace is left to other replicas, which find it in the store.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { App } from './app.ts';

export interface StopOptions {
  app: Pick<App, 'leave' | 'stop' | 'underWay'>;
  /** how long everything is served still, for a load balancer to notice that Muster is not ready, in milliseconds */
  noticeMs: number;
  /** how long all of it may take, the notice included, in milliseconds */
  graceMs: number;
  logger: Logger;
  /** ends the process */
  exit(code: number): void;
}

/** Gives what is to be done with SIGTERM and SIGINT: the first stops in order, the second at once. */
export function stopWhenTold({ app, noticeMs, graceMs, logger, exit }: StopOptions) {
  let told = false;

  async function stop(): Promise<void> {
    app.leave();
    await sleep(noticeMs);
    await app.stop();
  }

  return (signal: string): void => {
    if (told) {
      logger.warn({ signal, underWay: app.underWay() }, 'told to stop again: stopping at once');
      exit(1);
      return;
    }
    told = true;
    logger.info({ signal }, 'Muster is stopping: it is not ready any more, and finishes what is under way');
    const tooLate = setTimeout(() => {
      logger.error(
        { underWay: app.underWay() },
        'the grace is over: stopping now, and what is still under way is left to the other replicas',
      );
      exit(1);
    }, graceMs);
    stop()
      .then(
        () => {
          logger.info('Muster has stopped');
          exit(0);
        },
        (error) => {
          logger.error(
            { err: error },
            'Muster could not stop in order: what it left is found by other replicas',
          );
          exit(1);
        },
      )
      .finally(() => clearTimeout(tooLate));
  };
}
