/** An administrator names the channel of the SOC. */
import { z } from 'zod';
import { Refused } from '../errors.ts';
import { defineChannelAction } from './define.ts';

export const socHere = defineChannelAction({
  verb: 'soc here',
  says: ['soc'],
  on: 'channel',
  who: ['administrator'],
  input: z.object({}),
  decide(state, _input, context) {
    if (context.place.kind !== 'channel') throw new Refused('channelOnly');
    if (state.soc) return { events: [], say: { key: 'soc.before' } };
    return {
      events: [{ kind: 'socNamed', by: context.actor }],
      effects: [{ kind: 'reroute' }],
      say: { key: 'soc.done' },
    };
  },
});
