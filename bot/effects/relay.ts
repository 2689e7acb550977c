/** Carries words from one audience's thread into another's: what a team says to the SOC, what the SOC shares. */

import type { CardContext } from '../../cards/context.ts';
import { noticeCard } from '../../cards/notice/notice.ts';
import type { IncidentEffect, Person } from '../incidents/events.ts';
import { current, type IncidentState, routeOf } from '../incidents/state.ts';
import { incidents } from '../log/kinds.ts';
import type { Handler } from './handler.ts';
import { mentionsOf } from './mention.ts';
import { type Compose, replyInThread } from './reply.ts';

export const relay: Handler<Extract<IncidentEffect, { kind: 'relay' }>> = async (
  { entry, effect, open, turn },
  tools,
) => {
  const { channel, of } = effect;
  const state = await tools.journal.read(incidents, entry.logKey, false);
  const compose: Compose = async (place, look) => {
    const words = relayed(state, of, look);
    if (!words) return undefined;
    const mentions = await mentionsOf(words.mention, place, tools);
    const names = mentions.map((m) => m.text).join(', ');
    const { number } = current(state);
    return {
      card: noticeCard({ text: words.heading, detail: words.text, tone: 'plain' }, look),
      ...(names && { text: look.words('talk:notice.answered', { names, number }) }),
      mentions,
      summary: look.words('talk:summary.relay', { number }),
    };
  };
  return replyInThread({ open, turn }, state, channel, `relay:${of}`, compose, tools);
};

interface Relayed {
  heading: string;
  text: string;
  mention: Person[];
}

/** Whose words, from where, and the words; undefined once they were erased or are not there. */
export function relayed(state: IncidentState, of: string, look: CardContext): Relayed | undefined {
  const [kind, id] = splitOnce(of);
  const where = (channel: string | undefined): string =>
    (channel && routeOf(state, channel)?.name) || 'Teams';
  if (kind === 'remark') {
    const remark = state.remarks.find((r) => r.id === id);
    if (!remark) return undefined;
    const key = remark.kind === 'share' ? 'talk:relay.share' : 'talk:relay.remark';
    return {
      heading: look.words(key, { name: remark.by.name, where: where(remark.channel) }),
      text: remark.text,
      mention: [],
    };
  }
  if (kind === 'handback') {
    const back = routeOf(state, id)?.handedBack;
    return (
      back && {
        heading: look.words('talk:relay.handback', { name: back.by.name, where: where(id) }),
        text: back.reason,
        mention: [],
      }
    );
  }
  const question = state.questions.find((q) => q.answers.some((a) => a.id === id));
  const answer = question?.answers.find((a) => a.id === id);
  if (!question || !answer) return undefined;
  return {
    heading: look.words('talk:relay.answer', { name: answer.by.name, where: where(question.channel) }),
    // Days may lie between the two, and the question stands in another thread.
    text: `${question.text}\n→ ${answer.text}`,
    mention: [question.by],
  };
}

/** `kind:id`, where the id may hold colons. */
export function splitOnce(of: string): [string, string] {
  const at = of.indexOf(':');
  return [of.slice(0, at), of.slice(at + 1)];
}
