/** What of the figures application teams may know. Pure. */
import type { FiguresRow } from './figures-row.ts';
import { earliest } from './fold-times.ts';
import { counts, measuredOf } from './measured.ts';
import { compared, type Figures, type Window } from './metrics.ts';
import { lengthsOf } from './percentiles.ts';

/**
 * A team is told of its own acknowledgement. When the SOC acted first, what it waited for other teams, whether it was in
 * time and which rules are noisy is the SOC's, as everything of alerts is.
 */
export function figuresOfTeams(
  figures: Figures,
  given: FiguresRow[],
  channels: string[],
  window: Window,
): Figures {
  const none = { now: lengthsOf([]), before: lengthsOf([]) };
  const neither = { met: 0, breached: 0 };
  const own = given.filter((row) => counts(row) && row.times.begun !== 'old').map(measuredOf);
  return {
    ...figures,
    acknowledge: compared(own, window, ({ row }) =>
      earliest(...row.acks.filter(({ channel }) => channels.includes(channel)).map(({ at }) => at)),
    ),
    bySoc: none,
    byTeams: none,
    waitedForTeams: none,
    withSoc: none,
    compliance: { High: neither, Medium: neither, Low: neither, Informational: neither },
    closed: { ...figures.closed, automated: 0 },
    noisiest: [],
  };
}
