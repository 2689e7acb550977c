/** The verbs by their names. Apart from the builders, since with them comes nearly all of Muster. */
import type { Action, ChannelAction, IncidentAction } from '../bot/actions/define.ts';
import { actionOf } from '../bot/actions/index.ts';

/** A verb by its name; which kind it is, the test knows. */
export function verb(name: string): Action {
  const action = actionOf(name);
  if (!action) throw new Error(`There is no verb ${name}.`);
  return action;
}
export const incidentVerb = (name: string): IncidentAction => verb(name) as IncidentAction;
export const channelVerb = (name: string): ChannelAction => verb(name) as ChannelAction;
