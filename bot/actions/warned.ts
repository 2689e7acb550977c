/** Of what somebody is to be warned before they act: looks up what was merged into an incident. */
import { containedText } from '../../cards/check/check-words.ts';
import type { CardContext } from '../../cards/context.ts';
import type { View } from '../incidents/audience.ts';
import type { IncidentState } from '../incidents/state.ts';
import type { Journal } from '../log/journal.ts';
import { incidents } from '../log/kinds.ts';
import type { Action } from './define.ts';

/** An incident of which an act warns, and those that live on in it. */
export interface Warned {
  state: IncidentState;
  merged: IncidentState[];
}

/** Those of some incidents on which the act warns. What was merged into one is read from its own log, where it is lifted. */
export async function warned(
  action: Action,
  states: IncidentState[],
  journal: Pick<Journal, 'read'>,
): Promise<Warned[]> {
  if (action.on !== 'incident' || !action.warns) return [];
  const all = await Promise.all(
    states.map(async (state): Promise<Warned> => {
      const from = (state.absorbed ?? []).map((one) => one.from);
      return { state, merged: await Promise.all(from.map((logKey) => journal.read(incidents, logKey))) };
    }),
  );
  return all.filter(({ state, merged }) => state.seen && action.warns?.(state, merged));
}

/** The warning in words; where not everybody may see everything it names nothing, since checks are told to those asked. */
export function warningText(of: Warned[], view: View, look: CardContext): string {
  if (view !== 'all') return look.words('cards:check.staysSome');
  const merged = of.flatMap((one) => one.merged);
  return containedText(
    of.map(({ state }) => state),
    look,
    merged,
  );
}
