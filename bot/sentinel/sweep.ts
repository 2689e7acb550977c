/**
 * Compares all open incidents of a workspace with what Muster holds to be open. Polling sees what changes; what is
 * deleted in Sentinel changes nothing, and what was missed for whatever reason is found here.
 */
import type { Logger } from 'pino';
import { NotFound } from '../errors.ts';
import type { Incident, IncidentRef } from '../incidents/incident.ts';
import type { Clock, Sentinel } from '../ports.ts';

/** An open incident as Muster has it. */
export interface Held {
  ref: IncidentRef;
  etag: string;
}

export interface SweepOptions {
  workspace: string;
  sentinel: Pick<Sentinel, 'open' | 'get'>;
  clock: Clock;
  logger: Logger;
  everyMs: number;
  /** what Muster holds to be open in the workspace */
  held(): Promise<Held[]>;
  /** whether the workspace has had its first look, before which everything would count as new */
  looked(): boolean;
  /** hands a version on; `old`: unchanged for longer than the first look goes back, so nothing that has just come up */
  receive(incident: Incident, old: boolean): Promise<void>;
  /** it is not in Sentinel any more */
  deleted(ref: IncidentRef): Promise<void>;
}

export interface Sweeper {
  /** Sweeps when it is time to. Never throws. */
  sweepIfDue(): Promise<void>;
  /** Sweeps now. Never throws. */
  sweep(): Promise<void>;
  /** when the last sweep that went well began, by our clock */
  lastGood(): Date | undefined;
  /** how many it held to be open and did not find, where these were too many to believe */
  doubted(): number;
}

const oldMs = 90 * 86_400_000;
// Beyond a handful, most of all open incidents are never deleted at once; a workspace that was replaced looks so.
const handful = 10;

export function createSweeper(options: SweepOptions): Sweeper {
  const { workspace, sentinel, clock, logger, everyMs, held, looked, receive, deleted } = options;
  let tried: Date | undefined;
  let good: Date | undefined;
  let doubted = 0;

  async function compare(): Promise<void> {
    const began = clock.now();
    tried = began;
    const missing = new Map((await held()).map((one) => [one.ref.id, one]));
    const open = missing.size;
    for await (const { incidents } of sentinel.open(workspace)) {
      for (const incident of incidents) {
        const known = missing.get(incident.id);
        missing.delete(incident.id);
        if (known?.etag !== incident.etag)
          await receive(incident, Date.parse(incident.modifiedAt) < began.getTime() - oldMs);
      }
    }
    await settle([...missing.values()], open);
    good = began;
  }

  /** Those, of so many open, that Sentinel did not list: closed meanwhile, or deleted. Its word on each says which. */
  async function settle(missing: Held[], open: number): Promise<void> {
    const gone: IncidentRef[] = [];
    for (const { ref } of missing) {
      try {
        await receive(await sentinel.get(ref), false);
      } catch (error) {
        if (!(error instanceof NotFound)) throw error;
        gone.push(ref);
      }
    }
    doubted = open > handful && gone.length > open / 2 ? gone.length : 0;
    if (doubted > 0)
      logger.error(
        { workspace, open, gone: gone.length },
        'Sentinel no longer has most of the open incidents: check that this is still the same workspace. If they were deleted, close them in Teams.',
      );
    else for (const ref of gone) await deleted(ref);
  }

  async function sweep(): Promise<void> {
    if (!looked()) return;
    try {
      await compare();
    } catch (error) {
      logger.warn({ workspace, err: error }, 'the open incidents could not be compared; they are next time');
    }
  }

  return {
    sweep,
    async sweepIfDue() {
      if (!tried || clock.now().getTime() - tried.getTime() >= everyMs) await sweep();
    },
    lastGood: () => good,
    doubted: () => doubted,
  };
}
