/** What Muster could not do is tried again, once somebody has mended what was in the way. */
import { z } from 'zod';
import { Refused } from '../errors.ts';
import type { WantedEffect } from '../incidents/consequences.ts';
import { numbered } from './changes.ts';
import { defineIncidentAction } from './define.ts';
import { namesOf, parkedNow, retrying } from './parked.ts';

export const tryAgain = defineIncidentAction({
  verb: 'try again',
  says: ['retry'],
  on: 'incident',
  who: ['analyst'],
  onMerged: true,
  onDeleted: true,
  // Ids of effects, from a button; everything that is parked on the incident where it was typed.
  input: z.object({ effect: z.string().max(400).optional() }),
  button: ({ trouble }, audience) =>
    audience === 'soc' && parkedNow(trouble, undefined).length > 0 ? -2 : undefined,
  carries: ({ trouble }) => namesOf(trouble),
  decide(state, { effect }) {
    const parked = parkedNow(state.trouble, effect);
    if (parked.length === 0) throw new Refused('nothingParked', numbered(state));
    const { events, effects } = retrying(parked);
    return {
      events,
      effects: effects as WantedEffect[],
      say: { key: 'tryAgain.done', params: numbered(state) },
    };
  },
});
