/** Words to Muster in an incident's thread that are no command: kept, relayed to the SOC, rolled up for Sentinel. */
import { z } from 'zod';
import type { WantedEffect } from '../incidents/consequences.ts';
import { numbered, socChannel, teamAndSoc } from './changes.ts';
import { defineIncidentAction } from './define.ts';

export const say = defineIncidentAction({
  verb: 'say',
  on: 'incident',
  who: teamAndSoc,
  input: z.object({ text: z.string().trim().min(1).max(20_000), quietSeconds: z.number() }),
  decide(state, { text, quietSeconds }, context) {
    const id = String(state.seq + 1);
    const soc = socChannel(state);
    const due = new Date(context.now.getTime() + quietSeconds * 1000).toISOString();
    const effects: WantedEffect[] = [{ kind: 'timer', what: 'rollup', due }];
    if (soc && context.channel !== soc) effects.push({ kind: 'relay', channel: soc, of: `remark:${id}` });
    return {
      events: [
        {
          kind: 'commented',
          id,
          by: context.actor,
          thread: true,
          ...(context.channel && { channel: context.channel }),
        },
      ],
      effects,
      texts: { comment: text },
      say: { key: 'say.done', params: numbered(state) },
    };
  },
});
