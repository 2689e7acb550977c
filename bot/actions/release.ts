/** Gives an incident back: nobody owns it then. */
import { z } from 'zod';
import { Refused } from '../errors.ts';
import { current } from '../incidents/state.ts';
import { intend, isAnalyst, isOwner, numbered, openOnly, teamAndSoc } from './changes.ts';
import { defineIncidentAction } from './define.ts';

export const release = defineIncidentAction({
  verb: 'release',
  on: 'incident',
  who: teamAndSoc,
  input: z.object({}),
  button: (state) => (current(state).status !== 'Closed' && current(state).owner ? 9 : undefined),
  decide(state, _input, context) {
    const incident = openOnly(state);
    if (!incident.owner) return { events: [], say: { key: 'release.before', params: numbered(state) } };
    if (!isAnalyst(context) && !isOwner(incident, context.actor))
      throw new Refused(
        'notYours',
        numbered(state, { name: incident.owner.name ?? incident.owner.userPrincipalName ?? '–' }),
      );
    return {
      events: [intend(state, { owner: null }, context)],
      say: { key: 'release.done', params: numbered(state) },
    };
  },
});
