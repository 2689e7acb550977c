/** A sentence in the thread that makes a sound, because it mentions somebody. */
import type { IncidentEffect } from '../incidents/events.ts';
import { acknowledgeBy } from '../incidents/levels.ts';
import { current, type IncidentState, teamRoutes } from '../incidents/state.ts';
import { incidents } from '../log/kinds.ts';
import { clockText } from '../words/time.ts';
import type { Handler, Tools } from './handler.ts';
import { type Mention, mentionsOf, plainName } from './mention.ts';
import { placeOf } from './place.ts';
import { type Compose, replyInThread } from './reply.ts';

export const postNotice: Handler<Extract<IncidentEffect, { kind: 'notice' }>> = async (
  { entry, effect, open, turn },
  tools,
) => {
  const { notice } = effect;
  const state = await tools.journal.read(incidents, entry.logKey, false);
  const about = `notice:${effect.id}` as const;
  if (Object.values(state.sent).some((sent) => sent[about])) return {};
  const { channel, mentions } = await whereTheyAre(state, effect, tools);
  // Without anybody to mention it would be noise: the card says it already.
  if (mentions.length === 0 && notice.kind !== 'overdue') return {};
  const { number } = current(state);
  const compose: Compose = async (_place, look) => ({
    text: look.words(`talk:notice.${notice.kind}`, {
      names: mentions.map((m) => m.text).join(', ') || 'SOC',
      number,
      by: plainName(notice.params?.by ?? ''),
      time: clockText(acknowledgeBy(state, tools.targets), look.zone, look.language),
    }),
    mentions,
    summary: look.words('talk:summary.notice', { number }),
  });
  return replyInThread({ open, turn }, state, channel, about, compose, tools);
};

/** The effect's channel; what concerns one person is said in another of the incident's channels where only that has them. */
async function whereTheyAre(
  state: IncidentState,
  { channel, notice, mention }: Extract<IncidentEffect, { kind: 'notice' }>,
  tools: Tools,
): Promise<{ channel: string; mentions: Mention[] }> {
  const others = ['raised', 'reopened', 'assigned'].includes(notice.kind)
    ? teamRoutes(state).map((route) => route.channel)
    : [];
  for (const one of [channel, ...others]) {
    const mentions = await mentionsOf(mention, await placeOf(one, tools), tools);
    if (mentions.length > 0) return { channel: one, mentions };
  }
  return { channel, mentions: [] };
}
