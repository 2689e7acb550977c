/** A second person agrees to the closing that somebody wants: it is closed in both names. */
import { z } from 'zod';
import { Refused } from '../errors.ts';
import { isSame } from '../incidents/second-person.ts';
import { numbered, openOnly } from './changes.ts';
import { close } from './close.ts';
import { defineIncidentAction } from './define.ts';
import { agrees, wantedNow } from './second-person.ts';

export const agreeClosing = defineIncidentAction({
  verb: 'agree closing',
  says: ['agree to close', 'agree and close'],
  on: 'incident',
  // Whoever could close it.
  who: close.who,
  input: z.object({ wanted: z.string().max(40).optional() }),
  button: ({ wantedClosing }, audience) => (audience === 'soc' && wantedClosing ? -4 : undefined),
  carries: ({ wantedClosing }): Record<string, string> => (wantedClosing ? { wanted: wantedClosing.id } : {}),
  typed: (rest) => (rest ? undefined : {}),
  decide(state, { wanted: named }, context) {
    openOnly(state);
    const wanted = wantedNow(state, named);
    if (isSame(wanted.by.oid, context.actor.oid)) throw new Refused('ownClosing', numbered(state));
    return agrees(state, wanted, context);
  },
});
