/** Changes the severity. Raising it to High makes a sound. */
import { z } from 'zod';
import { after, deadlineTimers, type WantedEffect } from '../incidents/consequences.ts';
import { severities } from '../incidents/incident.ts';
import { isAcknowledged } from '../incidents/levels.ts';
import { current } from '../incidents/state.ts';
import { intend, numbered, openOnly, ownerToMention, socChannel, toSentinel } from './changes.ts';
import { defineIncidentAction } from './define.ts';

const named = (text: string): string =>
  severities.find((s) => s.toLowerCase() === text.trim().toLowerCase()) ?? text;

export const severity = defineIncidentAction({
  verb: 'severity',
  on: 'incident',
  who: ['analyst'],
  input: z.object({ severity: z.enum(severities) }),
  dialog: 'severity',
  button: (state, audience) => (audience === 'soc' && current(state).status !== 'Closed' ? 8 : undefined),
  typed: (rest) => (rest ? { severity: named(rest) } : undefined),
  decide(state, input, context) {
    const incident = openOnly(state);
    const params = numbered(state, { severity: input.severity });
    if (incident.severity === input.severity) return { events: [], say: { key: 'severity.before', params } };
    const soc = socChannel(state);
    const raised: WantedEffect[] =
      input.severity === 'High' && soc
        ? [
            {
              kind: 'notice',
              channel: soc,
              notice: { kind: 'raised', params: { by: context.actor.name } },
              mention: ownerToMention(incident),
            },
          ]
        : [];
    const events = [intend(state, { severity: input.severity }, context)];
    // A higher severity brings the deadline forward.
    const timers = isAcknowledged(state)
      ? []
      : deadlineTimers(after(state, events, context.now), context.targets);
    return {
      events,
      effects: [...raised, ...timers, toSentinel(state, `act:${state.seq + 1}`)],
      say: { key: 'severity.done', params },
    };
  },
});
