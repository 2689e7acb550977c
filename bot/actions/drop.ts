/** What Muster could not do is wanted no more: somebody drops it, and says why. */
import { z } from 'zod';
import { Refused } from '../errors.ts';
import { numbered } from './changes.ts';
import { defineIncidentAction } from './define.ts';
import { dropping, namesOf, parkedNow } from './parked.ts';

export const drop = defineIncidentAction({
  verb: 'drop',
  on: 'incident',
  who: ['analyst'],
  onMerged: true,
  onDeleted: true,
  input: z.object({ reason: z.string().trim().min(1).max(4000), effect: z.string().max(400).optional() }),
  dialog: 'drop',
  button: ({ trouble }, audience) =>
    audience === 'soc' && parkedNow(trouble, undefined).length > 0 ? -1 : undefined,
  carries: ({ trouble }) => namesOf(trouble),
  typed: (rest) => (rest ? { reason: rest } : undefined),
  decide(state, { reason, effect }) {
    const parked = parkedNow(state.trouble, effect);
    if (parked.length === 0) throw new Refused('nothingParked', numbered(state));
    return {
      events: dropping(parked),
      texts: { reason },
      say: { key: 'drop.done', params: numbered(state) },
    };
  },
});
