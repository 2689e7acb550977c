/** Reads the incidents that playbooks hinted at. A hint is kept until its incident is in the log. */
import type { Logger } from 'pino';
import { NotFound } from '../errors.ts';
import type { Incident } from '../incidents/incident.ts';
import type { Clock, Hint, Hints, Sentinel } from '../ports.ts';

export interface HintedOptions {
  hints: Hints;
  sentinel: Sentinel;
  clock: Clock;
  logger: Logger;
  receive(incident: Incident): Promise<void>;
}

const batch = 20;
const longestWaitMs = 60_000;

export function createHinted({ hints, sentinel, clock, logger, receive }: HintedOptions) {
  async function follow(hint: Hint): Promise<void> {
    try {
      await receive(await sentinel.get(hint.ref));
      await hints.remove(hint);
    } catch (error) {
      if (error instanceof NotFound) return hints.remove(hint);
      const wait = Math.min(longestWaitMs, 1000 * 2 ** Math.min(hint.attempts, 6));
      logger.warn({ hint: hint.id, err: error }, 'a hint is followed later');
      await hints.put({
        ...hint,
        attempts: hint.attempts + 1,
        due: new Date(clock.now().getTime() + wait).toISOString(),
      });
    }
  }

  return {
    /** Follows the hints that are due. */
    async tick(): Promise<void> {
      const due = await hints.due(clock.now().toISOString(), batch);
      await Promise.all(due.map(follow));
    },
  };
}
