/** A sentence in the thread that makes a sound, because it mentions somebody; that it was reopened is said in any case. */
import type { CardContext } from '../../cards/context.ts';
import { whyText } from '../../cards/trouble.ts';
import type { IncidentEffect, Notice } from '../incidents/events.ts';
import { acknowledgeBy } from '../incidents/levels.ts';
import { current, type IncidentState, routeOf, teamRoutes } from '../incidents/state.ts';
import type { Where, WhyParked } from '../incidents/trouble.ts';
import { incidents } from '../log/kinds.ts';
import { clockText } from '../words/time.ts';
import { askedIn } from './asked-in.ts';
import { checkTold } from './check-told.ts';
import { closingWords, isAnswered } from './closing-words.ts';
import type { Handler, Tools } from './handler.ts';
import { type Mention, mentionsOf, plainName, plainWords } from './mention.ts';
import { placeOf } from './place.ts';
import { type Compose, replyInThread } from './reply.ts';

// These say something that the card alone does not, so they are said even where nobody is to be mentioned.
const saidAnyway: Notice['kind'][] = ['overdue', 'reopened', 'cardParked', 'closingWanted', 'check'];

export const postNotice: Handler<Extract<IncidentEffect, { kind: 'notice' }>> = async (task, tools) => {
  const { entry, effect } = task;
  const { notice } = effect;
  const state = await tools.journal.read(incidents, entry.logKey, false);
  const about = `notice:${effect.id}` as const;
  if (Object.values(state.sent).some((sent) => sent[about]) || isAnswered(state, notice)) return {};
  const { channel, mentions } = await whereTheyAre(state, effect, tools);
  // Without anybody to mention it would be noise: the card says it already.
  if (mentions.length === 0 && !saidAnyway.includes(notice.kind)) return {};
  const { number } = current(state);
  const names = mentions.map((m) => m.text).join(', ');
  const compose: Compose = async (_place, look) => ({
    text:
      notice.kind === 'reopened'
        ? reopenedText(asHeardIn(channel, state, notice), notice.params ?? {}, names, look)
        : notice.kind === 'check'
          ? checkTold(state, notice.params ?? {}, names, look)
          : look.words(`talk:notice.${notice.kind}`, {
              names: names || 'SOC',
              number,
              by: plainName(notice.params?.by ?? ''),
              ...parkedWords(notice, number, look),
              ...closingWords(state, notice, look),
              time: clockText(acknowledgeBy(state, tools.targets), look.zone, look.language),
            }),
    mentions,
    summary: look.words('talk:summary.notice', { number }),
  });
  return replyInThread(task, state, channel, about, compose, tools);
};

/** What of whose act, or which team's card, can't be done, and why. */
function parkedWords({ params = {} }: Notice, number: number, look: CardContext): Record<string, string> {
  const { act, where, why, code, name = '' } = params;
  if (!where || !why) return {};
  return {
    name: plainName(name),
    ...(act && { act: look.words(`talk:act.${act}`, { number }) }),
    service: look.words(`talk:service.${where}`),
    why: whyText({ why: why as WhyParked, ...(code && { code: plainName(code) }) }, where as Where, look),
  };
}

/** Why somebody reopened it is the SOC's, and a team's only where it was said in that team's channel. */
function asHeardIn(channel: string, state: IncidentState, { params }: Notice): IncidentState {
  if (routeOf(state, channel)?.audience !== 'team' || params?.said === channel) return state;
  const { reopenedWhy: _, ...others } = state;
  return others;
}

/** Who reopened it and why: a person with their words, or what is new where Sentinel did, which names nobody. */
export function reopenedText(
  state: IncidentState,
  params: Record<string, string>,
  names: string,
  { words }: CardContext,
): string {
  const { number } = current(state);
  const { by, alerts, severity } = params;
  const reasons = by
    ? [plainWords(state.reopenedWhy ?? '', 300)]
    : [
        alerts ? words('talk:reopened.alerts', { count: Number(alerts) }) : '',
        severity ? words('talk:reopened.raised', { severity: words(`cards:severity.${severity}`) }) : '',
      ];
  const why = reasons.filter(Boolean).join(', ');
  const told = by
    ? words('talk:reopened.by', { number, by: plainName(by) })
    : words('talk:reopened.inSentinel', { number });
  return [names, told, why].filter(Boolean).join(': ');
}

/** The effect's channel; what concerns one person is said in another of the incident's channels where only that has them. */
async function whereTheyAre(
  state: IncidentState,
  { channel, notice, mention }: Extract<IncidentEffect, { kind: 'notice' }>,
  tools: Tools,
): Promise<{ channel: string; mentions: Mention[] }> {
  const others = ['raised', 'assigned'].includes(notice.kind)
    ? teamRoutes(state).map((route) => route.channel)
    : [];
  const people = notice.params?.call ? [...mention, ...(await askedIn(channel, tools))] : mention;
  for (const one of [channel, ...others]) {
    const mentions = await mentionsOf(people, await placeOf(one, tools), tools);
    if (mentions.length > 0) return { channel: one, mentions };
  }
  return { channel, mentions: [] };
}
