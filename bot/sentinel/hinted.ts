/** Reads the incidents that playbooks hinted at. A hint is kept until its incident is in the log. */
import type { Logger } from 'pino';
import { NotFound } from '../errors.ts';
import type { Incident } from '../incidents/incident.ts';
import type { Clock, Hint, Hints, Sentinel } from '../ports.ts';
import { oneAtATime } from './one-at-a-time.ts';

export interface HintedOptions {
  hints: Hints;
  sentinel: Sentinel;
  clock: Clock;
  logger: Logger;
  receive(incident: Incident): Promise<void>;
  /** reads what changed in a workspace; whether that went well */
  poll(workspace: string): Promise<boolean>;
}

/** From this many hints at once on, a page of the list costs Sentinel less than a read of each incident. */
const many = 20;
const longestWaitMs = 60_000;

export function createHinted({ hints, sentinel, clock, logger, receive, poll }: HintedOptions) {
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

  /** A poll that began after the hints were given finds what they speak of. */
  async function followByPoll(due: Hint[]): Promise<void> {
    for (const workspace of new Set(due.map((hint) => hint.ref.workspace))) {
      if (!(await poll(workspace))) continue;
      await Promise.all(due.filter((hint) => hint.ref.workspace === workspace).map(hints.remove));
    }
  }

  return {
    /** Follows the hints that are due. */
    tick: oneAtATime(async () => {
      const due = await hints.due(clock.now().toISOString(), many);
      if (due.length === many) await followByPoll(due);
      else await Promise.all(due.map(follow));
    }),
  };
}
