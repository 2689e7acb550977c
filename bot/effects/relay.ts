/**
 * Carries words from one audience's thread into another's: what a team says to the SOC, what the SOC shares, what others
 * comment in Sentinel.
 */

import { type CardContext, timeOn } from '../../cards/context.ts';
import { noticeCard } from '../../cards/notice/notice.ts';
import { answerText } from '../incidents/answer-text.ts';
import { splitOnce } from '../incidents/comment-text.ts';
import type { IncidentEffect, Person } from '../incidents/events.ts';
import { current, type IncidentState, routeOf } from '../incidents/state.ts';
import { incidents } from '../log/kinds.ts';
import { clean, cleanLines } from '../words/clean.ts';
import type { Handler } from './handler.ts';
import { mentionsOf } from './mention.ts';
import { type Compose, replyInThread } from './reply.ts';

export const relay: Handler<Extract<IncidentEffect, { kind: 'relay' }>> = async (task, tools) => {
  const { entry, effect } = task;
  const { channel, of } = effect;
  const state = await tools.journal.read(incidents, entry.logKey, false);
  const compose: Compose = async (place, look) => {
    const words = relayed(state, of, look, channel);
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
  return replyInThread(task, state, channel, `relay:${of}`, compose, tools);
};

interface Relayed {
  heading: string;
  text: string;
  mention: Person[];
}

/** Whose words, from where, and the words; undefined once they were erased or are not there. */
export function relayed(
  state: IncidentState,
  of: string,
  look: CardContext,
  channel: string,
): Relayed | undefined {
  const [kind, id] = splitOnce(of);
  const where = (channel: string | undefined): string =>
    (channel && routeOf(state, channel)?.name) || 'Teams';
  if (kind === 'remark') {
    const remark = state.remarks.find((r) => r.id === id);
    if (!remark?.text || remark.deleted) return undefined;
    const key = remark.kind === 'share' ? 'talk:relay.share' : 'talk:relay.remark';
    return {
      heading: look.words(key, { name: remark.by.name, where: where(remark.channel) }),
      text: remark.text,
      mention: [],
    };
  }
  if (kind === 'heard') return heardIn(state, Number(id), look);
  if (kind === 'edit') return revised(state, id, look, where, channel);
  if (of === 'ended') {
    const { number } = current(state);
    return { heading: look.words('talk:relay.ended', { number }), text: '', mention: [] };
  }
  if (kind === 'handback') {
    const back = routeOf(state, id)?.handedBack;
    if (!back?.reason) return undefined;
    return {
      heading: look.words('talk:relay.handback', { name: back.by.name, where: where(id) }),
      text: back.reason,
      mention: [],
    };
  }
  if (kind === 'move') return moved(state, id, look, where);
  const question = state.questions.find((q) => q.answers.some((a) => a.id === id));
  const answer = question?.answers.find((a) => a.id === id);
  const text = question && answer && answerText(question, answer, look.words);
  if (!question || !answer || !text) return undefined;
  return {
    heading: look.words('talk:relay.answer', { name: answer.by.name, where: where(question.channel) }),
    // Days may lie between the two, and the question stands in another thread.
    text: `${question.text}\n→ ${text}`,
    mention: [question.by],
  };
}

/** What else became of a question: whoever asked it is told, so that nothing is put off or handed on silently. */
function moved(
  state: IncidentState,
  id: string,
  look: CardContext,
  where: (channel: string | undefined) => string,
): Relayed | undefined {
  const question = state.questions.find(({ moves }) => moves?.some((move) => move.id === id));
  const move = question?.moves?.find((one) => one.id === id);
  if (!question || !move || (move.kind === 'note' && !move.text)) return undefined;
  const told = {
    name: move.by.name,
    where: where(question.channel),
    to: move.to?.name ?? '',
    due: move.due ? timeOn(look, move.due) : '',
  };
  return {
    heading: look.words(`talk:relay.move.${move.kind}`, told),
    text: [question.text, ...(move.text ? [`→ ${move.text}`] : [])].join('\n'),
    mention: [question.by],
  };
}

/** An edited or deleted message: the other thread's copy stays as it was said, and this follows it. */
function revised(
  state: IncidentState,
  id: string,
  look: CardContext,
  where: (channel: string | undefined) => string,
  channel: string,
): Relayed | undefined {
  const remark = state.remarks.find((r) => r.later?.some((revision) => revision.id === id));
  const revision = remark?.later?.find((one) => one.id === id);
  // What is not there yet comes as it is now.
  if (!remark || !revision || !state.sent[channel]?.[`relay:remark:${remark.id}`]) return undefined;
  if (!revision.text && revision.kind !== 'deleted') return undefined;
  const params = { name: remark.by.name, where: where(remark.channel), at: timeOn(look, remark.at) };
  const heading = {
    edited: look.words('talk:relay.edited', params),
    deleted: look.words('talk:relay.deleted', params),
    restored: look.words('talk:relay.restored', params),
  };
  return { heading: heading[revision.kind], text: revision.text, mention: [] };
}

const mostHeard = 8;
const mostCharacters = 1500;

/** Comments that others wrote in Sentinel, as many as one message holds. */
function heardIn(state: IncidentState, seq: number, look: CardContext): Relayed | undefined {
  const remarks = state.remarks.filter((remark) => remark.seq === seq && remark.text);
  const [only] = remarks;
  if (!only) return undefined;
  if (remarks.length === 1)
    return {
      heading: look.words('talk:relay.heard', {
        name: only.by.name || look.words('cards:noName'),
        at: timeOn(look, only.at),
      }),
      text: shortened(cleanLines(only.text, 40_000), mostCharacters, look),
      mention: [],
    };
  const shown = remarks.slice(-mostHeard);
  const each = Math.floor(mostCharacters / shown.length);
  const lines = shown.map(({ by, at, text: whole }) => {
    const text = shortened(clean(whole, 40_000), each, look);
    return look.words('talk:relay.heardLine', {
      name: by.name || look.words('cards:noName'),
      at: timeOn(look, at),
      text,
    });
  });
  const left = remarks.length - shown.length;
  return {
    heading: look.words('talk:relay.heardSeveral', { count: remarks.length }),
    text: [...(left > 0 ? [look.words('talk:relay.heardEarlier', { count: left })] : []), ...lines].join(
      '\n',
    ),
    mention: [],
  };
}

function shortened(text: string, most: number, look: CardContext): string {
  const characters = [...text];
  if (characters.length <= most) return text;
  return look.words('talk:relay.whole', { text: characters.slice(0, most).join('') });
}
