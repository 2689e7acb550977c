/** Somebody is against the closing that is wanted, and says why; whoever wanted it takes it back so. */
import { z } from 'zod';
import { isSame } from '../incidents/second-person.ts';
import { numbered, openOnly } from './changes.ts';
import { close } from './close.ts';
import { defineIncidentAction } from './define.ts';
import { wantedNow } from './second-person.ts';

export const declineClosing = defineIncidentAction({
  verb: 'decline closing',
  says: ['decline to close'],
  on: 'incident',
  who: close.who,
  input: z.object({
    reason: z.string().trim().min(1).max(4000),
    wanted: z.string().max(40).optional(),
  }),
  dialog: 'decline-closing',
  button: ({ wantedClosing }, audience) => (audience === 'soc' && wantedClosing ? -3 : undefined),
  carries: ({ wantedClosing }): Record<string, string> => (wantedClosing ? { wanted: wantedClosing.id } : {}),
  typed: (rest) => (rest ? { reason: rest } : undefined),
  decide(state, { reason, wanted: named }, context) {
    openOnly(state);
    const wanted = wantedNow(state, named);
    const own = isSame(wanted.by.oid, context.actor.oid);
    return {
      events: [{ kind: 'closingDeclined', wanted: wanted.id, by: context.actor }],
      texts: { reason },
      say: own
        ? { key: 'declineClosing.own', params: numbered(state) }
        : { key: 'declineClosing.done', params: numbered(state) },
    };
  },
});
