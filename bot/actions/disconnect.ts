/** Ends a channel's connection. Its cards stay, and say that they no longer concern it. */
import { z } from 'zod';
import { Refused } from '../errors.ts';
import { defineChannelAction } from './define.ts';

export const disconnect = defineChannelAction({
  verb: 'disconnect',
  on: 'channel',
  who: ['analyst', 'administrator'],
  input: z.object({}),
  decide(state, _input, context) {
    if (context.place.kind !== 'channel') throw new Refused('channelOnly');
    if (!state.connection) throw new Refused('notConnected');
    return {
      events: [{ kind: 'disconnected', by: context.actor }],
      effects: [{ kind: 'reroute' }],
      say: { key: 'disconnect.done', params: { name: state.connection.name } },
    };
  },
});
