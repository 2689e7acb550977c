/** Makes the one who presses the owner. */
import { z } from 'zod';
import { current } from '../incidents/state.ts';
import { intend, isOwner, numbered, openOnly, ownerOf, teamAndSoc } from './changes.ts';
import { defineIncidentAction } from './define.ts';

export const take = defineIncidentAction({
  verb: 'take',
  says: ['mine now', 'own'],
  on: 'incident',
  who: teamAndSoc,
  input: z.object({}),
  button: (state) => (current(state).status !== 'Closed' && !current(state).owner ? 5 : undefined),
  decide(state, _input, context) {
    const incident = openOnly(state);
    if (isOwner(incident, context.actor))
      return { events: [], say: { key: 'take.before', params: numbered(state) } };
    const status = incident.status === 'New' ? { status: 'Active' as const } : {};
    return {
      events: [intend(state, { ...status, owner: ownerOf(context.actor) }, context)],
      say: { key: 'take.done', params: numbered(state) },
    };
  },
});
