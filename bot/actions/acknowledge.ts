/** "I have seen it." Kept for each channel. */
import { z } from 'zod';
import type { IncidentEvent } from '../incidents/events.ts';
import { current } from '../incidents/state.ts';
import { intend, isAnalyst, numbered, openOnly, ownerOf, teamAndSoc, toSentinel } from './changes.ts';
import { defineIncidentAction } from './define.ts';

export const acknowledge = defineIncidentAction({
  verb: 'acknowledge',
  says: ['ack', 'seen'],
  on: 'incident',
  who: teamAndSoc,
  input: z.object({}),
  button: (state, _audience, channel) =>
    current(state).status !== 'Closed' && !state.acks.some((ack) => ack.channel === channel) ? 1 : undefined,
  decide(state, _input, context) {
    const incident = openOnly(state);
    const channel = context.channel ?? '';
    const before = state.acks.find((ack) => ack.channel === channel);
    if (before)
      return {
        events: [],
        say: { key: 'acknowledge.before', params: numbered(state, { name: before.by.name, at: before.at }) },
      };
    const events: IncidentEvent[] = [{ kind: 'acknowledged', channel, by: context.actor }];
    if (isAnalyst(context)) {
      // An owner is never displaced, and only an analyst's word makes an incident active in Sentinel.
      const status = incident.status === 'New' ? ('Active' as const) : undefined;
      const owner = incident.owner ? undefined : ownerOf(context.actor);
      if (status || owner)
        events.push(intend(state, { ...(status && { status }), ...(owner && { owner }) }, context));
      return { events, say: { key: 'acknowledge.done', params: numbered(state) } };
    }
    return {
      events,
      effects: [toSentinel(state, `ack:${channel}`)],
      say: { key: 'acknowledge.done', params: numbered(state) },
    };
  },
});
