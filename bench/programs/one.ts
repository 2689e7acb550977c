/** Runs one measure in this process, for `../main.ts`, which listens. */
import type { Figure } from '../figure.ts';
import { measures } from '../measures.ts';

/** What the process of a measure tells: how far it is, or how it ended. */
export type Told =
  | { progress: { done: number; of: number } }
  | { figures: Figure[] }
  /** in a sentence */
  | { failed: string };

// Whoever wanted to know is gone.
process.once('disconnect', () => process.exit());

const tell = (told: Told) => new Promise<void>((resolve) => process.send!(told, () => resolve()));

try {
  const { measure } = await measures[process.argv[2]!]!();
  const figures = await measure((done, of) => void tell({ progress: { done, of } }));
  await tell({ figures });
} catch (error) {
  console.error(error);
  await tell({ failed: error instanceof Error ? error.message : String(error) });
}
// Whatever a measure leaves open ends with its process.
process.exit();
