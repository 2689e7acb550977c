/** Gives an incident a card of its own where a summary stands for it: in a storm, or of what was open before. */
import { z } from 'zod';
import { Refused } from '../errors.ts';
import { isCarded, routeOf } from '../incidents/state.ts';
import { numbered } from './changes.ts';
import { defineIncidentAction } from './define.ts';

export const postCard = defineIncidentAction({
  verb: 'post card',
  on: 'incident',
  who: ['analyst', 'member', 'manager', 'administrator'],
  input: z.object({}),
  decide(state, _input, context) {
    const { channel } = context;
    if (!channel || !routeOf(state, channel)?.active) throw new Refused('noCardHere', numbered(state));
    if (isCarded(state, channel))
      return { events: [], say: { key: 'postCard.before', params: numbered(state) } };
    return {
      events: [{ kind: 'cardAsked', channel, by: context.actor }],
      say: { key: 'postCard.done', params: numbered(state) },
    };
  },
});
