/** Words to Muster in an incident's thread that are no command: kept, relayed to the SOC, rolled up for Sentinel. */
import { z } from 'zod';
import { after, type WantedEffect } from '../incidents/consequences.ts';
import type { IncidentEvent } from '../incidents/events.ts';
import type { IncidentState } from '../incidents/state.ts';
import { numbered, rollUpTimer, socChannel, teamAndSoc } from './changes.ts';
import { defineIncidentAction, type Say } from './define.ts';

export const say = defineIncidentAction({
  verb: 'say',
  on: 'incident',
  who: teamAndSoc,
  // Words are never lost; whoever writes in a merged incident's thread is told where it goes on.
  onMerged: true,
  onDeleted: true,
  input: z.object({
    // Longer than Teams lets anybody write: none of it may be lost.
    text: z.string().trim().min(1).max(100_000),
    quietSeconds: z.number(),
    message: z.string().optional(),
  }),
  decide(state, { text, quietSeconds, message }, context) {
    const id = String(state.seq + 1);
    const soc = socChannel(state);
    const events: IncidentEvent[] = [
      {
        kind: 'commented',
        id,
        by: context.actor,
        thread: true,
        ...(context.channel && { channel: context.channel }),
        ...(message && { message }),
      },
    ];
    const texts = { comment: text };
    const next = after(state, events, context.now, texts);
    const timer = state.deletedAt
      ? undefined
      : rollUpTimer(next, { of: `remark:${id}` }, context.now, quietSeconds);
    const effects: WantedEffect[] = timer ? [timer] : [];
    if (soc && context.channel !== soc) effects.push({ kind: 'relay', channel: soc, of: `remark:${id}` });
    return { events, effects, texts, say: said(state, timer !== undefined) };
  },
});

/** That it was kept, and what else becomes of it. */
function said(state: IncidentState, goesToSentinel: boolean): Say {
  if (state.deletedAt) return { key: 'say.deleted', params: numbered(state) };
  if (state.mergedInto)
    return { key: 'say.merged', params: numbered(state, { into: String(state.mergedInto.number) }) };
  return goesToSentinel
    ? { key: 'say.done', params: numbered(state) }
    : { key: 'say.kept', params: numbered(state) };
}
