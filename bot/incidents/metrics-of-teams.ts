/** What of the figures application teams may know. Pure. */
import type { FiguresRow } from './figures-row.ts';
import { acknowledgedBy, containedAt, counts, measuredOf, notifiedAt, sinceOwn } from './measured.ts';
import { compared, type Figures, type Window } from './metrics.ts';
import { lengthsOf } from './percentiles.ts';

/**
 * A team is told of its own acknowledgement, its own first card and the containments that it was asked about. How soon
 * Sentinel's rules saw something, when the SOC acted first, what it waited for other teams, whether it was in time and
 * which rules are noisy is the SOC's, as everything of alerts is.
 */
export function figuresOfTeams(
  figures: Figures,
  given: FiguresRow[],
  channels: string[],
  window: Window,
): Figures {
  const none = { now: lengthsOf([]), before: lengthsOf([]) };
  const neither = { met: 0, breached: 0 };
  const own = given.filter(counts).map(measuredOf);
  return {
    ...figures,
    detect: none,
    notify: compared(own, window, (one) => notifiedAt(one, channels), sinceOwn),
    contain: compared(own, window, (one) => containedAt(one, channels)),
    acknowledge: compared(own, window, (one) => acknowledgedBy(one, channels)),
    bySoc: none,
    byTeams: none,
    waitedForTeams: none,
    withSoc: none,
    compliance: { High: neither, Medium: neither, Low: neither, Informational: neither },
    closed: { ...figures.closed, automated: 0 },
    noisiest: [],
  };
}
