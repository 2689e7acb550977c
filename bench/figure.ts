/** What the bench measures: one number, and what it is held against. */

export interface Figure {
  name: string;
  value: number;
  /** what the value counts: `x` for a ratio, or `ms`, `1/s`, `calls/min` … */
  unit: string;
  goal?: { atMost: number } | { atLeast: number };
  /** whether the goal is kept; absent where there is none */
  holds?: boolean;
  /** how it came about, in a few words */
  note?: string;
}

/**
 * One of the bench's modules: each exports `measure`, which runs in a process of its own.
 * `progress` says how far it is, in whatever it counts. Rejects with an Error that says in a sentence what went wrong.
 */
export type Measure = (progress: (done: number, of: number) => void) => Promise<Figure[]>;

/** Makes a figure. Throws where the value is no number, since that is a measurement that failed and not one to print. */
export function figure(
  name: string,
  value: number,
  unit: string,
  more: Pick<Figure, 'goal' | 'note'> = {},
): Figure {
  if (!Number.isFinite(value)) throw new Error(`The figure "${name}" came out as ${value}.`);
  const { goal, note } = more;
  return { name, value, unit, ...(goal && { goal, holds: keeps(value, goal) }), ...(note && { note }) };
}

function keeps(value: number, goal: NonNullable<Figure['goal']>): boolean {
  return 'atMost' in goal ? value <= goal.atMost : value >= goal.atLeast;
}

/** The goal's number, whichever way it points. */
export function goalOf({ goal }: Figure): number | undefined {
  if (!goal) return undefined;
  return 'atMost' in goal ? goal.atMost : goal.atLeast;
}

/** The value that a share of all samples does not exceed, for example 0.5 and 0.99; by nearest rank. */
export function percentile(samples: number[], share: number): number {
  if (samples.length === 0) throw new Error('There are no samples to take a percentile of.');
  const sorted = samples.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]!;
}
