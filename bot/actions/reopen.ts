/** Opens a closed incident again, and tells its owner. */
import { z } from 'zod';
import type { WantedEffect } from '../incidents/consequences.ts';
import { current } from '../incidents/state.ts';
import { intend, numbered, ownerToMention, socChannel, toSentinel } from './changes.ts';
import { defineIncidentAction } from './define.ts';

export const reopen = defineIncidentAction({
  verb: 'reopen',
  on: 'incident',
  who: ['analyst'],
  input: z.object({}),
  button: (state, audience) => (audience === 'soc' && current(state).status === 'Closed' ? 1 : undefined),
  decide(state, _input, context) {
    const incident = current(state);
    if (incident.status !== 'Closed')
      return { events: [], say: { key: 'reopen.before', params: numbered(state) } };
    const channel = socChannel(state);
    const mention = ownerToMention(incident).filter((owner) => owner.oid !== context.actor.oid);
    const notice: WantedEffect[] = channel
      ? [
          {
            kind: 'notice',
            channel,
            notice: { kind: 'reopened', params: { by: context.actor.name } },
            mention,
          },
        ]
      : [];
    return {
      events: [intend(state, { status: 'Active' }, context)],
      effects: [
        ...notice,
        ...(state.entities ? [] : [{ kind: 'details' } as const]),
        toSentinel(state, `act:${state.seq + 1}`),
      ],
      say: { key: 'reopen.done', params: numbered(state) },
    };
  },
});
