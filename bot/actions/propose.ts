/** The SOC proposes a containment to an application team, before anything is done. */
import { z } from 'zod';
import { Refused } from '../errors.ts';
import { measures } from '../incidents/containment.ts';
import { current, routeOf, teamRoutes } from '../incidents/state.ts';
import { numbered, openOnly, toSentinel } from './changes.ts';
import { channelsOf } from './checks.ts';
import { defineIncidentAction } from './define.ts';

const longest = 2000;
const mostEntities = 40;

export const propose = defineIncidentAction({
  verb: 'propose',
  on: 'incident',
  who: ['analyst'],
  input: z.object({
    channel: z.string().max(300),
    measure: z.enum(measures),
    playbook: z.string().max(1000).optional(),
    doing: z.string().trim().max(longest).default(''),
    entities: z.array(z.string().max(300)).max(mostEntities).default([]),
    why: z.string().trim().min(1).max(longest),
    minutes: z.number().int().min(5).max(10_080),
    lifting: z.string().trim().min(1).max(longest),
    onSilence: z.enum(['hold', 'analyst']),
  }),
  dialog: 'propose',
  button: (state, audience) =>
    audience === 'soc' && current(state).status !== 'Closed' && teamRoutes(state).length > 0
      ? 6.5
      : undefined,
  form: (state, context) => ({
    channels: teamRoutes(state).map((route) => ({ id: route.channel, name: route.name })),
    entities: (state.entities ?? []).filter(({ id }) =>
      teamRoutes(state).some((route) => route.entities.includes(id)),
    ),
    playbooks: context.containment.playbooks,
  }),
  decide(state, input, context) {
    const { severity } = openOnly(state);
    const { channel, measure, doing, why, lifting, onSilence } = input;
    const route = routeOf(state, channel);
    if (!route?.active || route.audience !== 'team') throw new Refused('noTeam', numbered(state));
    const playbook = context.containment.playbooks.find(({ id }) => id === input.playbook);
    if (measure === 'playbook' && !playbook) throw new Refused('noPlaybook', numbered(state));
    if (measure === 'other' && !doing) throw new Refused('input', { verb: 'propose' });
    const known = (state.entities ?? []).map(({ id }) => id);
    const entities = [...new Set(input.entities)];
    if (entities.some((id) => !known.includes(id))) throw new Refused('noEntity', numbered(state));
    const id = String(state.seq + 1);
    const due = new Date(context.now.getTime() + input.minutes * 60_000).toISOString();
    return {
      events: [
        {
          kind: 'proposed',
          id,
          by: context.actor,
          channel,
          measure,
          ...(measure === 'playbook' && playbook && { playbook }),
          entities,
          due,
          onSilence,
          rule: context.containment.rules[measure][severity],
        },
      ],
      effects: [
        ...channelsOf(state, { channel }).map((to) => ({
          kind: 'check.post' as const,
          channel: to,
          check: id,
        })),
        { kind: 'check.due', check: id, due },
        toSentinel(state, `check:${id}`),
      ],
      texts: { doing, why, lifting },
      say: { key: 'check.proposed', params: numbered(state, { name: route.name }) },
    };
  },
});
