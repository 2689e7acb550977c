/** A question's time came: those who owe an answer are reminded, or it is escalated, each once. Decides; pure. */
import type { ChannelState } from '../../incidents/channel.ts';
import { after, consequences, type WantedEffect } from '../../incidents/consequences.ts';
import { askedNow } from '../../incidents/contacts.ts';
import type { IncidentEvent, Person } from '../../incidents/events.ts';
import { nextPromise } from '../../incidents/promises.ts';
import {
  isOne,
  isOpen,
  mayAnswer,
  owing,
  type Promised,
  type Question,
  type QuestionTimer,
  type Rung,
  rungs,
} from '../../incidents/question.ts';
import { current, type IncidentState, routeOf } from '../../incidents/state.ts';
import type { IncidentDraft } from '../../log/kinds.ts';
import { socChannel } from '../changes.ts';

export interface PromiseContext {
  now: Date;
  channels: ChannelState[];
}

/**
 * Undefined where there is nothing to be kept any more: it was answered or withdrawn, or its due time moved, which has a
 * timer of its own. On a closed incident nothing is said, and once it is open again another timer follows.
 */
export function keepPromise(
  state: IncidentState,
  timer: QuestionTimer,
  key: string,
  { now, channels }: PromiseContext,
): IncidentDraft | undefined {
  const question = state.questions.find(({ id }) => id === timer.question);
  if (!state.seen || !question || question.timer !== timer.id || !isOpen(question)) return undefined;
  const { channel } = question;
  if (current(state).status === 'Closed')
    return draft(state, key, now, [{ kind: 'promised', question: question.id, channel }]);
  const next = nextPromise(question);
  if (!next || Date.parse(next.at) > now.getTime()) return undefined;
  const late =
    next.what === 'before' && question.due !== undefined && Date.parse(question.due) <= now.getTime();
  const kept = next.what === 'escalate' ? escalated(question, channelOf(channels, channel), now) : undefined;
  // That it is due soon is not said of what is due.
  const what: Promised = kept?.rung ?? (late ? 'due' : (next.what as 'before' | 'due'));
  const event: IncidentEvent = {
    kind: 'promised',
    question: question.id,
    channel,
    what,
    ...(kept?.to && { to: kept.to }),
  };
  return draft(state, key, now, [event], told(state, question, what, kept?.to));
}

function draft(
  state: IncidentState,
  key: string,
  now: Date,
  events: IncidentEvent[],
  effects: WantedEffect[] = [],
): IncidentDraft {
  return {
    actor: { kind: 'muster' },
    action: 'promise',
    key,
    events,
    effects: [...consequences(after(state, events, now), events), ...effects],
  };
}

/** The next rung that has somebody who is not asked anyway; the SOC's always has. */
function escalated(
  question: Question,
  channel: ChannelState | undefined,
  now: Date,
): { rung: Rung; to?: Person } {
  const told = question.told ?? [];
  const asked = channel && askedNow(channel, now);
  const on: Record<Rung, Person | undefined> = {
    standIn: question.standIn ?? asked?.standIn[0],
    contact: asked?.first[0],
    soc: undefined,
  };
  const named = (person: Person | undefined): person is Person =>
    person !== undefined && (question.people.length === 0 || !mayAnswer(question, person));
  for (const rung of rungs) {
    const to = on[rung];
    const passed =
      told.includes(rung) || told.some((one) => rungs.indexOf(one as Rung) > rungs.indexOf(rung));
    if (!passed && named(to) && !question.turns?.some((one) => isOne(one, to))) return { rung, to };
  }
  return { rung: 'soc' };
}

function told(state: IncidentState, question: Question, what: Promised, to?: Person): WantedEffect[] {
  const { id, channel, by } = question;
  const effects: WantedEffect[] = [];
  if (state.sent[channel]?.[`question:${id}`])
    effects.push({ kind: 'card.update', channel, about: `question:${id}` });
  const where = what === 'soc' ? socChannel(state) : channel;
  const mention = what === 'soc' ? [by] : to ? [to] : owing(question);
  const reached = where && routeOf(state, where)?.active;
  if (where && reached) effects.push({ kind: 'question.tell', channel: where, question: id, what, mention });
  return effects;
}

function channelOf(channels: ChannelState[], id: string): ChannelState | undefined {
  return channels.find(({ place }) => place?.id === id);
}
