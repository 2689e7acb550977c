/** An analyst's words to the application teams: the only comment of the SOC's that crosses. */
import { z } from 'zod';
import { Refused } from '../errors.ts';
import type { WantedEffect } from '../incidents/consequences.ts';
import { teamRoutes } from '../incidents/state.ts';
import { numbered, toSentinel } from './changes.ts';
import { defineIncidentAction } from './define.ts';

export const share = defineIncidentAction({
  verb: 'share',
  on: 'incident',
  who: ['analyst'],
  input: z.object({ text: z.string().trim().min(1).max(4000) }),
  dialog: 'share',
  button: (state, audience) => (audience === 'soc' && teamRoutes(state).length > 0 ? 7 : undefined),
  typed: (rest) => (rest ? { text: rest } : undefined),
  decide(state, { text }, context) {
    const teams = teamRoutes(state);
    if (teams.length === 0) throw new Refused('noTeam', numbered(state));
    const id = String(state.seq + 1);
    return {
      events: [{ kind: 'shared', id, by: context.actor }],
      effects: [
        ...teams.map(
          (route): WantedEffect => ({ kind: 'relay', channel: route.channel, of: `remark:${id}` }),
        ),
        toSentinel(state, `remark:${id}`),
      ],
      texts: { share: text },
      say: { key: 'share.done', params: numbered(state, { names: teams.map((t) => t.name).join(', ') }) },
    };
  },
});
