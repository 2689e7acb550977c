/** An analyst has teams told that an incident was held back from: the one whom it is about may be among them. */
import { z } from 'zod';
import { Refused } from '../errors.ts';
import type { IncidentEvent } from '../incidents/events.ts';
import { current } from '../incidents/state.ts';
import { toldOf } from './automatic/told.ts';
import { numbered } from './changes.ts';
import { defineIncidentAction } from './define.ts';

export const inform = defineIncidentAction({
  verb: 'inform',
  on: 'incident',
  who: ['analyst'],
  input: z.object({
    /** ids of held channels; none: all of them */
    channels: z.array(z.string().max(300)).max(50).default([]),
    reason: z.string().trim().max(4000).default(''),
  }),
  dialog: 'inform',
  button: (state, audience) => (audience === 'soc' && (state.held ?? []).length > 0 ? 3.5 : undefined),
  typed: (rest) => (rest ? { reason: rest } : undefined),
  decide(state, { channels, reason }, context) {
    const held = state.held ?? [];
    const told = channels.length === 0 ? held : held.filter(({ channel }) => channels.includes(channel));
    if (held.length === 0) return { events: [], say: { key: 'inform.before', params: numbered(state) } };
    if (told.length === 0) throw new Refused('notHeld', numbered(state));
    const event: IncidentEvent = {
      kind: 'informed',
      channels: told.map(({ channel }) => channel),
      by: context.actor,
    };
    return {
      events: [event],
      effects:
        current(state).status === 'Closed' ? [] : toldOf(state, told, context.around ?? [], context.now),
      ...(reason && { texts: { reason } }),
      say: {
        key: 'inform.done',
        params: numbered(state, { names: told.map(({ name }) => name).join(', ') }),
      },
    };
  },
});
