/** What each analytics rule comes to. Pure; docs/METRICS.md defines it. */
import type { FiguresRow } from './figures-row.ts';
import { counts, type Measured, measuredOf, resolvedAt } from './measured.ts';
import { compared, type RuleFigures, type Window, within } from './metrics.ts';
import type { Compared } from './percentiles.ts';

export interface RuleInFull extends RuleFigures {
  open: number;
  /** of those closed, how many as true, benign or false positives */
  judged: number;
  resolve: Compared;
}

/** Of every rule that alerts of what is open now, or was closed in the window or the one before, name; the noisiest first. */
export function figuresByRule(given: FiguresRow[], window: Window): RuleInFull[] {
  const byRule = new Map<string, Measured[]>();
  for (const one of given.filter(counts).map(measuredOf))
    for (const name of one.row.rules) {
      const its = byRule.get(name) ?? [];
      its.push(one);
      byRule.set(name, its);
    }
  const isWithin = within(window);
  return [...byRule]
    .map(([name, its]) => {
      const closed = its.filter(({ closedAt }) => isWithin(closedAt)).map(({ row }) => row);
      const as = (...classes: string[]): number =>
        closed.filter(({ classification }) => classification && classes.includes(classification)).length;
      return {
        name,
        open: its.filter(({ row }) => row.status !== 'Closed').length,
        closed: closed.length,
        judged: as('TruePositive', 'BenignPositive', 'FalsePositive'),
        falsePositives: as('FalsePositive'),
        resolve: compared(its, window, resolvedAt),
      };
    })
    .sort(
      (a, b) =>
        b.falsePositives - a.falsePositives ||
        b.closed - a.closed ||
        b.open - a.open ||
        (a.name < b.name ? -1 : 1),
    );
}
