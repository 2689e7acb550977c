/** What the forms about a containment check show of it. Pure. */

import { checkLines } from '../../cards/check/check-words.ts';
import type { CardContext } from '../../cards/context.ts';
import type { Check } from '../incidents/containment.ts';
import { type IncidentState, routeOf } from '../incidents/state.ts';
import { checkMeant } from './checks.ts';
import type { Context, FormParts } from './define.ts';

/**
 * The part of a form that says what it is about, as far as those may know who are where it is opened. Throws Refused
 * where the verb makes no sense on that check; `also` may as well.
 */
export function aboutCheck(
  fits: (check: Check) => boolean,
  unfit: string,
  also: (check: Check, state: IncidentState, context: Context) => void = () => undefined,
) {
  return (
    state: IncidentState,
    context: Context,
    data: Record<string, unknown>,
    look: CardContext,
  ): FormParts => {
    const id = typeof data.check === 'string' ? data.check : undefined;
    const check = checkMeant(state, id, context, fits, unfit);
    also(check, state, context);
    const all = context.here === 'all';
    const seen = all ? check.entities : shownTo(state, check, check.channel);
    return { about: checkLines(state, check, seen, look), hidden: { check: check.id } };
  };
}

/** The entities of a check that a team's channel may know of: those that are its own. */
export function shownTo(state: IncidentState, { entities }: Check, channel: string): string[] {
  const own = routeOf(state, channel)?.entities ?? [];
  return entities.filter((id) => own.includes(id));
}
