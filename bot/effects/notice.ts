/** A sentence in the thread that makes a sound, because it mentions somebody. */
import type { IncidentEffect, IncidentEvent } from '../incidents/events.ts';
import { acknowledgeBy } from '../incidents/levels.ts';
import { current, type IncidentState, teamRoutes } from '../incidents/state.ts';
import { incidents } from '../log/kinds.ts';
import { clockText } from '../words/time.ts';
import type { Handler, Tools } from './handler.ts';
import { type Mention, mentionsOf, plainName } from './mention.ts';
import { placeOf, threadIn } from './place.ts';

export const postNotice: Handler<Extract<IncidentEffect, { kind: 'notice' }>> = async (
  { entry, effect, open },
  tools,
) => {
  const { notice } = effect;
  const state = await tools.journal.read(incidents, entry.logKey, false);
  const about = `notice:${effect.id}` as const;
  if (Object.values(state.sent).some((sent) => sent[about])) return {};
  const { channel, mentions } = await whereTheyAre(state, effect, tools);
  const place = await placeOf(channel, tools);
  const thread = threadIn(state, channel);
  const look = await tools.lookAt(channel);
  // Without anybody to mention it would be noise: the card says it already.
  if (mentions.length === 0 && notice.kind !== 'overdue') return {};
  const text = look.words(`talk:notice.${notice.kind}`, {
    names: mentions.map((m) => m.text).join(', ') || 'SOC',
    number: current(state).number,
    by: plainName(notice.params?.by ?? ''),
    time: clockText(acknowledgeBy(state, tools.targets), look.zone, look.language),
  });
  const posted = await tools.messenger.reply(place, thread, {
    text,
    mentions,
    summary: look.words('talk:summary.notice', { number: current(state).number }),
  });
  const events: IncidentEvent[] = [
    {
      kind: 'posted',
      about,
      channel,
      thread: posted.thread,
      message: posted.id,
      rev: state.seq,
      ...(open.uncertain && { again: true }),
    },
  ];
  return { events };
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
