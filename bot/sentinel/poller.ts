/** Reads what changed in a workspace since the last time. The webhook only hints; this is what never misses. */
import type { Logger } from 'pino';
import type { Incident } from '../incidents/incident.ts';
import type { Clock, Sentinel, Watermarks } from '../ports.ts';
import { oneAtATime } from './one-at-a-time.ts';

export interface PollerOptions {
  workspace: string;
  sentinel: Sentinel;
  watermarks: Watermarks;
  clock: Clock;
  logger: Logger;
  /** hands a version on; ends when it is in the log. `first`: of Muster's very first look at the workspace */
  receive(incident: Incident, first: boolean): Promise<void>;
  /** the very first look is over */
  looked(): Promise<void>;
}

export interface Poller {
  workspace: string;
  /** Reads what changed. Polls never overlap: one that is asked for while another goes on begins when that has ended. */
  poll(): Promise<void>;
  /** when the last poll that went well began, by our clock; undefined before the first */
  lastGood(): Date | undefined;
}

// A change can become visible after its own time stamp has passed: within this long it is still found.
const overlapMs = 10 * 60_000;
const firstLookMs = 90 * 86_400_000;
const atOnce = 8;

export function createPoller({
  workspace,
  sentinel,
  watermarks,
  clock,
  logger,
  receive,
  looked,
}: PollerOptions): Poller {
  // What was handed on within the overlap, so that reading it again costs nothing but the page.
  const handed = new Map<string, { etag: string; modifiedAt: string }>();
  let good: Date | undefined;

  async function poll(): Promise<void> {
    const began = clock.now();
    const mark = await watermarks.get(workspace);
    const since = new Date(mark ? Date.parse(mark) - overlapMs : began.getTime() - firstLookMs).toISOString();
    let asOf: Date | undefined;
    for await (const page of sentinel.changedSince(workspace, since)) {
      asOf ??= page.asOf;
      const news = page.incidents.filter(
        (incident) =>
          handed.get(incident.id)?.etag !== incident.etag &&
          (mark !== undefined || incident.status !== 'Closed'),
      );
      for (let i = 0; i < news.length; i += atOnce)
        await Promise.all(news.slice(i, i + atOnce).map((incident) => handOn(incident, mark === undefined)));
    }
    if (mark === undefined) await looked();
    // Only now, that everything is in the log: what was missed by a crash is read again.
    if (asOf) await watermarks.move(workspace, mark, later(mark, asOf));
    for (const [id, { modifiedAt }] of handed) if (modifiedAt < since) handed.delete(id);
    good = began;
  }

  async function handOn(incident: Incident, first: boolean): Promise<void> {
    await receive(incident, first);
    handed.set(incident.id, { etag: incident.etag, modifiedAt: incident.modifiedAt });
  }

  async function tried(): Promise<void> {
    try {
      await poll();
    } catch (error) {
      logger.warn({ workspace, err: error }, 'Sentinel could not be read; it is read again at the next poll');
    }
  }

  return { workspace, lastGood: () => good, poll: oneAtATime(tried) };
}

/** Sentinel's own clock when the first page was read, and never back. */
function later(mark: string | undefined, asOf: Date): string {
  const now = asOf.toISOString();
  return mark && mark > now ? mark : now;
}
