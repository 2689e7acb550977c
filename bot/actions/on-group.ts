/** What the verbs for a whole group of a storm have in common: which group, and that it is carried out afterwards. Pure. */
import { z } from 'zod';
import { Refused } from '../errors.ts';
import type { ChannelState } from '../incidents/channel.ts';
import { type Brief, meantBy } from '../incidents/grouping.ts';
import type { GroupVerb } from '../incidents/storm.ts';
import type { ChannelDecision, Context } from './define.ts';

/** What a group's button names. Which incidents these are is looked up. */
export const groupInput = { storm: z.string().max(20), group: z.guid() };

/** Asks for a verb on each of a group's incidents; no decision where none is left that it would change. */
export function actOnGroup(
  verb: GroupVerb,
  state: ChannelState,
  { storm, group }: { storm: string; group: string },
  context: Context & { inStorm: Brief[] },
  input: Record<string, string> = {},
): { meant: number; decision?: Omit<ChannelDecision, 'say'> } {
  const known = state.storms?.some((one) => one.id === storm);
  if (!known || !context.inStorm.some((brief) => brief.group === group)) throw new Refused('noGroup');
  const meant = meantBy(verb, context.inStorm, group).length;
  if (meant === 0) return { meant };
  const id = String(state.seq + 1);
  const channel = context.place.id;
  return {
    meant,
    decision: {
      events: [{ kind: 'groupActed', id, storm, group, verb, by: context.actor, count: meant, input }],
      effects: [
        { kind: 'group', channel, storm, act: id },
        { kind: 'storm.update', channel, storm },
      ],
    },
  };
}
