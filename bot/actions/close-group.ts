/** Closes all that is open of a group of a storm, for one reason. */
import { z } from 'zod';
import { closing } from './close.ts';
import { defineChannelAction } from './define.ts';
import { actOnGroup, groupInput } from './on-group.ts';

export const closeGroup = defineChannelAction({
  verb: 'close group',
  on: 'channel',
  spoken: false,
  needs: 'storm',
  who: ['analyst'],
  dialog: 'close-group',
  input: z.intersection(z.object(groupInput), closing),
  decide(state, input, context) {
    const { classification, reason, comment } = input;
    const taken = { classification, ...(reason && { reason }) };
    const { meant, decision } = actOnGroup('close', state, input, context, taken);
    return decision
      ? {
          ...decision,
          ...(comment && { texts: { comment } }),
          say: { key: 'closeGroup.begun', params: { number: String(meant) } },
        }
      : { events: [], say: { key: 'closeGroup.before' } };
  },
});
