/** Reads what changed in a workspace since the last time. The webhook only hints; this is what never misses. */
import type { Logger } from 'pino';
import { type Incident, severities } from '../incidents/incident.ts';
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
  /**
   * Reads again what changed lately, where the last polls did not go back far enough to find what became visible late.
   * Beside the polls, which it may overlap: in a storm it takes many pages. Never throws.
   */
  lookBack(): Promise<void>;
  /** when the last poll that went well began, by our clock; undefined before the first */
  lastGood(): Date | undefined;
}

// A change can become visible after its own time stamp has passed: within this long it is still found.
const overlapMs = 10 * 60_000;
// As many as that are read again with each poll, which costs it no page more; and never less than these seconds.
const readAgain = 100;
const leastOverlapMs = 1000;
const firstLookMs = 90 * 86_400_000;
const atOnce = 16;

export function createPoller({
  workspace,
  sentinel,
  watermarks,
  clock,
  logger,
  receive,
  looked,
}: PollerOptions): Poller {
  // What was handed on within the overlap, the last at the end, so that reading it again costs nothing but the page.
  const handed = new Map<string, { etag: string; modifiedAt: string }>();
  let good: Date | undefined;
  /** up to where polls have read without going back as far as the overlap; undefined where they did */
  let hasty: number | undefined;

  async function poll(): Promise<void> {
    const began = clock.now();
    const mark = await watermarks.get(workspace);
    const marked = mark === undefined ? undefined : Date.parse(mark);
    const from = marked === undefined ? began.getTime() - firstLookMs : beginning(marked);
    let asOf: Date | undefined;
    let underWay = Promise.resolve();
    for await (const page of sentinel.changedSince(workspace, new Date(from).toISOString())) {
      asOf ??= page.asOf;
      // The next page is read meanwhile.
      await underWay;
      underWay = handOn(
        page.incidents.filter(({ status }) => mark !== undefined || status !== 'Closed'),
        mark === undefined,
      );
      underWay.catch(() => undefined);
    }
    await underWay;
    if (mark === undefined) await looked();
    // Only now, that everything is in the log: what was missed by a crash is read again.
    if (asOf) await watermarks.move(workspace, mark, later(mark, asOf));
    if (marked !== undefined) {
      forget(marked - overlapMs);
      if (from > marked - overlapMs) hasty = marked;
    }
    good = began;
  }

  /** Where a poll begins to read: at the whole overlap, unless that were pages full of what was handed on already. */
  function beginning(marked: number): number {
    const whole = marked - overlapMs;
    // Who has just started knows nothing of what others, or its own earlier life, had to leave.
    if (good === undefined) return whole;
    const last = [...handed.values()].slice(-readAgain).map(({ modifiedAt }) => Date.parse(modifiedAt));
    if (last.length < readAgain) return whole;
    return Math.max(whole, Math.min(marked - leastOverlapMs, ...last));
  }

  function forget(before: number): void {
    for (const [id, { modifiedAt }] of handed) if (Date.parse(modifiedAt) < before) handed.delete(id);
  }

  /** Hands on what is new of a page, the most severe first. */
  async function handOn(incidents: Incident[], first: boolean): Promise<void> {
    const news = incidents
      .filter(({ id, etag }) => handed.get(id)?.etag !== etag)
      .sort((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity));
    for (let i = 0; i < news.length; i += atOnce)
      await Promise.all(
        news.slice(i, i + atOnce).map(async (incident) => {
          await receive(incident, first);
          handed.delete(incident.id);
          handed.set(incident.id, { etag: incident.etag, modifiedAt: incident.modifiedAt });
        }),
      );
  }

  async function lookBack(): Promise<void> {
    if (hasty === undefined) return;
    const until = hasty;
    hasty = undefined;
    try {
      const since = new Date(until - overlapMs).toISOString();
      for await (const { incidents } of sentinel.changedSince(workspace, since)) {
        await handOn(incidents, false);
        // The rest is the polls' own.
        if (Date.parse(incidents.at(-1)?.modifiedAt ?? since) > until) break;
      }
    } catch (error) {
      hasty ??= until;
      throw error;
    }
  }

  const tried = (read: () => Promise<void>) => (): Promise<void> =>
    read().catch((error) =>
      logger.warn({ workspace, err: error }, 'Sentinel could not be read; it is read again at the next poll'),
    );

  return {
    workspace,
    lastGood: () => good,
    poll: oneAtATime(tried(poll)),
    lookBack: oneAtATime(tried(lookBack)),
  };
}

/** Sentinel's own clock when the first page was read, and never back. */
function later(mark: string | undefined, asOf: Date): string {
  const now = asOf.toISOString();
  return mark && mark > now ? mark : now;
}
