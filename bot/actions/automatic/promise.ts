/** A question's time came: those who owe an answer are reminded, or it is escalated, each once. Decides; pure. */
import type { ChannelState } from '../../incidents/channel.ts';
import { after, consequences, type WantedEffect } from '../../incidents/consequences.ts';
import { askedNow } from '../../incidents/contacts.ts';
import type { IncidentEvent, Person } from '../../incidents/events.ts';
import { isSuspect } from '../../incidents/holding.ts';
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
  const asked = peopleNow(state, channelOf(channels, channel), now);
  const kept = next.what === 'escalate' ? escalated(question, asked) : undefined;
  // That it is due soon is not said of what is due.
  const what: Promised = kept?.rung ?? (late ? 'due' : (next.what as 'before' | 'due'));
  const event: IncidentEvent = {
    kind: 'promised',
    question: question.id,
    channel,
    what,
    ...(kept?.to && { to: kept.to }),
  };
  return draft(state, key, now, [event], told(state, question, what, asked, kept?.to));
}

/**
 * Whom the channel wants asked, in their order, but for those whose account is in the incident: whether they are asked is
 * the SOC's to decide, and is not for a clock.
 */
function peopleNow(
  state: IncidentState,
  channel: ChannelState | undefined,
  now: Date,
): { first: Person[]; standIn: Person[] } {
  const { first, standIn } = channel ? askedNow(channel, now) : { first: [], standIn: [] };
  const line = [...first, ...standIn].filter((person) => !isSuspect(state, person));
  const isFirst = line[0] !== undefined && first.includes(line[0]);
  return isFirst ? { first: line.slice(0, 1), standIn: line.slice(1) } : { first: [], standIn: line };
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
  asked: { first: Person[]; standIn: Person[] },
): { rung: Rung; to?: Person } {
  const told = question.told ?? [];
  const on: Record<Rung, Person | undefined> = {
    standIn: question.standIn ?? asked.standIn[0],
    contact: asked.first[0],
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

function told(
  state: IncidentState,
  question: Question,
  what: Promised,
  asked: { first: Person[]; standIn: Person[] },
  to?: Person,
): WantedEffect[] {
  const { id, channel, by } = question;
  const effects: WantedEffect[] = [];
  if (state.sent[channel]?.[`question:${id}`])
    effects.push({ kind: 'card.update', channel, about: `question:${id}` });
  const where = what === 'soc' ? socChannel(state) : channel;
  // Of whom a whole channel is asked nobody's phone rings, so once it is due it is whoever the team wants asked.
  const owe = owing(question);
  const call = what === 'due' && owe.length === 0 ? [...asked.first, ...asked.standIn].slice(0, 1) : owe;
  const mention = what === 'soc' ? [by] : to ? [to] : call;
  const reached = where && routeOf(state, where)?.active;
  if (where && reached) effects.push({ kind: 'question.tell', channel: where, question: id, what, mention });
  return effects;
}

function channelOf(channels: ChannelState[], id: string): ChannelState | undefined {
  return channels.find(({ place }) => place?.id === id);
}
