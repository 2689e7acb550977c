/** A comment, kept, written to Sentinel at once, and relayed to the SOC where an application team says it. */
import { z } from 'zod';
import type { WantedEffect } from '../incidents/consequences.ts';
import { numbered, socChannel, teamAndSoc, toSentinel } from './changes.ts';
import { defineIncidentAction } from './define.ts';

export const comment = defineIncidentAction({
  verb: 'comment',
  says: ['note'],
  on: 'incident',
  who: teamAndSoc,
  input: z.object({ text: z.string().trim().min(1).max(4000) }),
  dialog: 'comment',
  button: () => 2,
  typed: (rest) => (rest ? { text: rest } : undefined),
  decide(state, { text }, context) {
    const id = String(state.seq + 1);
    const soc = socChannel(state);
    const effects: WantedEffect[] = [toSentinel(state, `remark:${id}`)];
    // What an application team says crosses to the SOC; what the SOC says stays there unless it is shared.
    if (soc && context.channel !== soc) effects.push({ kind: 'relay', channel: soc, of: `remark:${id}` });
    return {
      events: [
        { kind: 'commented', id, by: context.actor, ...(context.channel && { channel: context.channel }) },
      ],
      effects,
      texts: { comment: text },
      say: state.commentsEnded
        ? { key: 'comment.kept', params: numbered(state) }
        : { key: 'comment.done', params: numbered(state) },
    };
  },
});
