/** Times for what need not be at once: a few now, the rest one after the other. */

export interface Spacing {
  /** so many at once */
  few: number;
  /** and then one every so many milliseconds */
  gapMs: number;
}

/** Gives each caller a time (epoch milliseconds), the earliest first; `now` is epoch milliseconds. */
export function createSpacer({ few, gapMs }: Spacing): (now: number) => number {
  // The time at which everything given out so far is used up at one a gap.
  let usedUp = 0;
  return (now) => {
    const at = Math.max(now, usedUp - (few - 1) * gapMs);
    usedUp = Math.max(now, usedUp) + gapMs;
    return at;
  };
}
