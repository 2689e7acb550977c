/** The SOC asks an application team. */
import { z } from 'zod';
import { Refused } from '../errors.ts';
import { current, routeOf, teamRoutes } from '../incidents/state.ts';
import { numbered, openOnly, toSentinel } from './changes.ts';
import { defineIncidentAction } from './define.ts';

export const ask = defineIncidentAction({
  verb: 'ask',
  on: 'incident',
  who: ['analyst'],
  input: z.object({
    channel: z.string(),
    people: z.array(z.string()).max(20).default([]),
    question: z.string().trim().min(1).max(4000),
  }),
  dialog: 'ask',
  needs: 'rosters',
  button: (state, audience) =>
    audience === 'soc' && current(state).status !== 'Closed' && teamRoutes(state).length > 0 ? 6 : undefined,
  decide(state, { channel, people, question }, context) {
    openOnly(state);
    const route = routeOf(state, channel);
    if (!route?.active || route.audience !== 'team') throw new Refused('noTeam', numbered(state));
    const roster = context.members.find((m) => m.channel === channel)?.members ?? [];
    const asked = people.map((oid) => {
      const member = roster.find((m) => m.oid.toLowerCase() === oid.toLowerCase());
      if (!member) throw new Refused('askedNotInRoster', { name: route.name });
      return { oid: member.oid, name: member.name, upn: member.upn };
    });
    const id = String(state.seq + 1);
    return {
      events: [
        {
          kind: 'asked',
          id,
          by: context.actor,
          channel,
          people: asked,
          ...(context.channel && { from: context.channel }),
        },
      ],
      effects: [{ kind: 'question.post', channel, question: id }, toSentinel(state, `question:${id}`)],
      texts: { question },
      say: { key: 'ask.done', params: numbered(state, { name: route.name }) },
    };
  },
});
