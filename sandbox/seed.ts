/** Demo incidents that arrive by themselves: a few soon, then one now and then, for somebody to work. */
import { scenarios } from './sentinel/scenarios.ts';
import type { World } from './sentinel/world.ts';

const firstAfterMs = 4000;
const soonMs = 15_000;
const laterMs = 240_000;
const soon = 4;

/** Starts it; what it returns ends it. */
export function startSeeding(world: World): () => Promise<void> {
  let count = 0;
  let timer: NodeJS.Timeout;
  const next = (): void => {
    const scenario = scenarios[count % scenarios.length]!;
    world.create(scenario.build(count + 1));
    count += 1;
    timer = setTimeout(next, count < soon ? soonMs : laterMs);
  };
  timer = setTimeout(next, firstAfterMs);
  return async () => clearTimeout(timer);
}
