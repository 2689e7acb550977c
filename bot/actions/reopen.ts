/** Opens a closed incident again, with a reason if one is given, and tells everybody who has its card. */
import { z } from 'zod';
import { current } from '../incidents/state.ts';
import { intend, numbered, ownerToMention, toSentinel } from './changes.ts';
import { defineIncidentAction } from './define.ts';
import { reopenedNotices } from './sounds.ts';

export const reopen = defineIncidentAction({
  verb: 'reopen',
  on: 'incident',
  who: ['analyst'],
  input: z.object({ reason: z.string().trim().max(4000).optional() }),
  button: (state, audience) => (audience === 'soc' && current(state).status === 'Closed' ? 1 : undefined),
  typed: (rest) => (rest ? { reason: rest } : {}),
  decide(state, { reason }, context) {
    const incident = current(state);
    if (incident.status !== 'Closed')
      return { events: [], say: { key: 'reopen.before', params: numbered(state) } };
    const { actor, channel } = context;
    const mention = ownerToMention(incident).filter((owner) => owner.oid !== actor.oid);
    return {
      events: [intend(state, { status: 'Active' }, context)],
      effects: [
        ...reopenedNotices(state, undefined, () => mention, {
          by: actor.name,
          ...(channel && { said: channel }),
        }),
        ...(state.entities ? [] : [{ kind: 'details' } as const]),
        toSentinel(state, `act:${state.seq + 1}`),
      ],
      ...(reason && { texts: { reason } }),
      say: { key: 'reopen.done', params: numbered(state) },
    };
  },
});
