/** Who may use a verb here. Pure; complete roles come with the role table, this is its core. */
import { Refused } from '../errors.ts';
import type { IncidentState } from '../incidents/state.ts';
import type { Action, Context } from './define.ts';

/** Whether the actor's roles, or their membership in an application channel, allow the verb at all. */
export function mayUse(action: Action, context: Pick<Context, 'roles' | 'memberOf'>): boolean {
  return action.who.some(
    (who) =>
      who === 'anybody' || (who === 'member' ? context.memberOf.length > 0 : context.roles.includes(who)),
  );
}

/**
 * Refuses, in words, what the actor may not do. A member of an application channel acts only on incidents that are
 * routed to that channel; the channel is the roster's word, never the card's.
 */
export function allow(action: Action, context: Context, state?: IncidentState): void {
  const byRole = action.who.some(
    (who) => who === 'anybody' || (who !== 'member' && context.roles.includes(who)),
  );
  if (byRole) return;
  if (!action.who.includes('member')) throw new Refused(`needs.${action.who[0]}`, { verb: action.verb });
  if (context.memberOf.length === 0) throw new Refused('notMember', { verb: action.verb });
  // People may still press the buttons of a channel in which Muster can't write.
  const theirs = state?.routes.filter(
    (route) => route.audience === 'team' && (route.active || route.unreached),
  );
  if (theirs && !theirs.some((route) => context.memberOf.includes(route.channel)))
    throw new Refused('notYourChannel', { verb: action.verb });
}

/** Words of refusals, up to the first dot. */
const forWantOfRight = [
  'needs',
  'notMember',
  'notYourChannel',
  'notHere',
  'guest',
  'notYours',
  'notAsked',
  'undoOthers',
  'setAgainOthers',
];

/** Whether somebody was refused what others may do, rather than something that can't be done: that is noted with them. */
export function isForWantOfRight({ word, reason }: Refused): boolean {
  return reason !== undefined || forWantOfRight.includes(word.split('.')[0]!);
}
