/** An application team hands an incident back to the SOC, with a reason. */
import { z } from 'zod';
import { Refused } from '../errors.ts';
import type { WantedEffect } from '../incidents/consequences.ts';
import { current, routeOf } from '../incidents/state.ts';
import { numbered, openOnly, socChannel, toSentinel } from './changes.ts';
import { defineIncidentAction } from './define.ts';

export const notOurs = defineIncidentAction({
  verb: 'not ours',
  says: ['notours', 'not-ours'],
  on: 'incident',
  who: ['member'],
  input: z.object({ reason: z.string().trim().min(1).max(4000) }),
  dialog: 'not-ours',
  button: (state, audience, channel) =>
    audience === 'team' && current(state).status !== 'Closed' && !routeOf(state, channel)?.handedBack
      ? 6
      : undefined,
  typed: (rest) => (rest ? { reason: rest } : undefined),
  decide(state, { reason }, context) {
    openOnly(state);
    const route = context.channel ? routeOf(state, context.channel) : undefined;
    if (!route?.active || route.audience !== 'team') throw new Refused('noTeamHere', numbered(state));
    if (route.handedBack)
      return {
        events: [],
        say: {
          key: 'notOurs.before',
          params: numbered(state, { name: route.handedBack.by.name, at: route.handedBack.at }),
        },
      };
    const soc = socChannel(state);
    const of = `handback:${route.channel}`;
    const effects: WantedEffect[] = [toSentinel(state, of)];
    if (soc) effects.push({ kind: 'relay', channel: soc, of });
    return {
      events: [{ kind: 'handedBack', channel: route.channel, by: context.actor }],
      effects,
      texts: { reason },
      say: { key: 'notOurs.done', params: numbered(state) },
    };
  },
});
