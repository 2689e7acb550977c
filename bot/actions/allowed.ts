/** Who may use a verb, and where. Pure. What each verb takes is in its own file; the table is in docs/SECURITY.md. */
import { Refused } from '../errors.ts';
import { wasShown } from '../incidents/audience.ts';
import type { IncidentState } from '../incidents/state.ts';
import type { Action, Context, Who } from './define.ts';

type Person = Pick<Context, 'roles' | 'memberOf' | 'managerOf'>;

/** Whether the actor's roles, or what they are in an application channel, allow the verb at all. */
export function mayUse(action: Action, person: Person): boolean {
  return action.who.some((who) => isOne(who, person));
}

function isOne(who: Who, { roles, memberOf, managerOf }: Person): boolean {
  if (who === 'anybody') return true;
  if (who === 'member') return memberOf.length > 0;
  return roles.includes(who) || (who === 'manager' && managerOf.length > 0);
}

/**
 * Refuses, in words, what the actor may not do. On an incident it takes more than a role: to be in a channel that it is
 * routed to (the roster's word, never the card's), and to act where everybody may know of it.
 */
export function allow(action: Action, context: Context, state?: IncidentState): void {
  const byRole = action.who.some((who) => who !== 'member' && isOne(who, context));
  if (!byRole && !action.who.includes('member'))
    throw new Refused(`needs.${action.who[0]}`, { verb: action.verb });
  if (!byRole && context.memberOf.length === 0) throw new Refused('notMember', { verb: action.verb });
  if (!state || action.who.includes('anybody')) return;
  const asManager = action.on === 'incident' && action.ofManagers;
  // People may still press the buttons of a channel in which Muster can't write.
  const own = state.routes.some(
    (route) =>
      route.audience === 'team' &&
      (route.active || route.unreached) &&
      (context.memberOf.includes(route.channel) || (asManager && context.managerOf.includes(route.channel))),
  );
  if (!own && !byRole) throw new Refused('notYourChannel', { verb: action.verb });
  if (!own && !context.inSoc) throw new Refused('notInSoc', { verb: action.verb });
  // What is done and said in a place is seen by all who are there.
  if (!wasShown(context.here, state)) throw new Refused('notForHere', { verb: action.verb });
}

/** Refuses what is about Muster and all its channels to whoever is not in the SOC's. */
export function allowInSoc(action: Action, context: Context): void {
  allow(action, context);
  if (!context.inSoc) throw new Refused('notInSoc', { verb: action.verb });
}

/** Words of refusals, up to the first dot. */
const forWantOfRight = [
  'needs',
  'notMember',
  'notYourChannel',
  'notInSoc',
  'notForHere',
  'forgedCard',
  'notHere',
  'guest',
  'notYours',
  'notAsked',
  'ownProposal',
  'notDecider',
  'undoOthers',
  'setAgainOthers',
  'ownClosing',
];

/** Whether somebody was refused what others may do, rather than something that can't be done: that is noted with them. */
export function isForWantOfRight({ word, reason }: Refused): boolean {
  return reason !== undefined || forWantOfRight.includes(word.split('.')[0]!);
}
