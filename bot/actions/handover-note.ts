/** Leaves words for the next shift: the next hand-over in that channel begins with them. */
import { z } from 'zod';
import { Refused } from '../errors.ts';
import { defineChannelAction } from './define.ts';

export const handoverNote = defineChannelAction({
  verb: 'handover note',
  says: ['shift note', 'übergabe notiz', 'übergabenotiz'],
  on: 'channel',
  who: ['analyst', 'member'],
  input: z.object({ note: z.string().trim().max(1000).default('') }),
  typed: (rest) => ({ note: rest.replace(/^[\s:–-]+/, '') }),
  decide(state, { note }, context) {
    if (context.place.kind !== 'channel') throw new Refused('channelOnly');
    if (!state.soc && !state.connection) throw new Refused('noteWhere');
    if (!note) throw new Refused('noteEmpty');
    return {
      events: [{ kind: 'shiftNoted', id: String(state.seq + 1), by: context.actor }],
      texts: { note },
      say: { key: 'handoverNote.done' },
    };
  },
});
