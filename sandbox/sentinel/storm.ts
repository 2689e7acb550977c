import { scenarios } from './scenarios.ts';
import type { WorkspaceWorld } from './workspace.ts';

/** How many incidents arrive over how many seconds. */
export interface Storm {
  count: number;
  seconds: number;
}

const STEP_MS = 250;

/**
 * Lets incidents of all scenarios arrive evenly. They keep to the machine's clock, since somebody watches them come.
 * @param delivered called once all are there
 * @returns a function that ends it early
 */
export function startStorm(
  workspace: WorkspaceWorld,
  { count, seconds }: Storm,
  delivered: () => void = () => undefined,
): () => void {
  const started = performance.now();
  let made = 0;
  const step = () => {
    const share = seconds > 0 ? (performance.now() - started) / (seconds * 1000) : 1;
    for (const due = Math.min(count, Math.ceil(share * count)); made < due; made += 1)
      workspace.create(scenarios[made % scenarios.length]!.build(made + 1));
    if (made < count) return;
    clearInterval(timer);
    delivered();
  };
  const timer = setInterval(step, STEP_MS);
  return () => clearInterval(timer);
}
