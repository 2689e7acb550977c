/** Follows merges to the incident that is left. */
import type { IncidentState } from '../incidents/state.ts';

/** Reads an incident's newest state. */
export type Following = (logKey: string) => Promise<IncidentState>;

const longest = 50;

/**
 * The incident that an incident lives on in at last, itself where it was not merged. Undefined where the way comes to
 * one of `not` or goes round, since none is left then.
 */
export async function survivorOf(
  logKey: string,
  read: Following,
  not: string[] = [],
): Promise<IncidentState | undefined> {
  const passed = new Set(not);
  let at = logKey;
  while (!passed.has(at) && passed.size < longest) {
    passed.add(at);
    const state = await read(at);
    if (!state.mergedInto) return state;
    at = state.mergedInto.into;
  }
  return undefined;
}
