/** "I have seen all of these": a whole group of a storm, as it was when the button was pressed. */
import { z } from 'zod';
import { teamAndSoc } from './changes.ts';
import { defineChannelAction } from './define.ts';
import { actOnGroup, groupInput } from './on-group.ts';

export const acknowledgeGroup = defineChannelAction({
  verb: 'acknowledge group',
  on: 'channel',
  spoken: false,
  needs: 'storm',
  who: teamAndSoc,
  input: z.object(groupInput),
  decide(state, input, context) {
    const { meant, decision } = actOnGroup('acknowledge', state, input, context);
    return decision
      ? { ...decision, say: { key: 'acknowledgeGroup.begun', params: { number: String(meant) } } }
      : { events: [], say: { key: 'acknowledgeGroup.before' } };
  },
});
