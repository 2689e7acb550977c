/** What the verbs about a question have in common: which one is meant, and who is told of it. */
import { z } from 'zod';
import { Refused } from '../errors.ts';
import type { WantedEffect } from '../incidents/consequences.ts';
import { dueAt, type When } from '../incidents/due-time.ts';
import { isOpen, mayAnswer, mayPassOn, numberOf, type Question } from '../incidents/question.ts';
import { current, type IncidentState } from '../incidents/state.ts';
import { numbered, socChannel, toSentinel } from './changes.ts';
import type { Context } from './define.ts';

/** What a card or a form says of which question it is, or its number that somebody typed. */
export const whichQuestion = {
  question: z.string().max(60).optional(),
  number: z
    .string()
    .regex(/^\d{1,3}$/)
    .optional(),
};
type Which = { question?: string | undefined; number?: string | undefined };

/** `2`, typed as `1042-2` (of which the incident's number is gone) or as `q2`, and the words after it. */
export function typedQuestion(rest: string): { number?: string; text: string } {
  const [, number, text = ''] = /^(?:-|q)(\d{1,3})(?=$|[\s:,;.?!])[\s:,;]*([\s\S]*)$/i.exec(rest) ?? [];
  return number ? { number, text } : { text: rest.replace(/^[\s:]+/, '') };
}

/** How people name a question. */
export function idOf(state: IncidentState, question: Question): string {
  return `${current(state).number}-${numberOf(state.questions, question)}`;
}

/** Of those who speak where the question may be known: whether it was put to a channel of theirs. */
export function isTheirs(
  question: Question,
  { memberOf, here }: Pick<Context, 'memberOf' | 'here'>,
): boolean {
  return memberOf.includes(question.channel) && (here === 'all' || here.includes(question.channel));
}

/** The question that is meant: named, or the only one of `fits`. Refuses in words. */
export function questionMeant(
  state: IncidentState,
  { question: id, number }: Which,
  fits: (question: Question) => boolean,
  visible: (question: Question) => boolean,
): Question {
  const { questions } = state;
  if (id !== undefined || number !== undefined) {
    const named = id === undefined ? questions[Number(number) - 1] : questions.find((q) => q.id === id);
    if (!named || !visible(named)) throw new Refused('noQuestion', numbered(state));
    return named;
  }
  const open = questions.filter((q) => visible(q) && fits(q));
  const [only] = open;
  if (!only) throw new Refused('noOpenQuestion', numbered(state));
  if (open.length > 1)
    throw new Refused('whichQuestion', { ids: open.map((q) => idOf(state, q)).join(', ') });
  return only;
}

/** The one that the actor may answer, or with `passing` hand over. Refuses everybody else. */
export function askedQuestion(
  state: IncidentState,
  which: Which,
  context: Context,
  passing = false,
): Question {
  const { mergedInto } = state;
  if (mergedInto) throw new Refused('merged', numbered(state, { into: String(mergedInto.number) }));
  const may = passing ? mayPassOn : mayAnswer;
  const question = questionMeant(
    state,
    which,
    (q) => isOpen(q) && may(q, context.actor),
    (q) => isTheirs(q, context),
  );
  if (!may(question, context.actor))
    throw new Refused('notAsked', { names: question.people.map((p) => p.name).join(', ') });
  if (question.withdrawnAt) throw new Refused('withdrawn', numbered(state, { id: idOf(state, question) }));
  return question;
}

/** When it is due, as somebody chose it. Refuses what is no time, or no sensible one. */
export function dueChosen(
  { when, ...given }: { when: When; date: string; time: string },
  now: Date,
  zone = 'utc',
): string | undefined {
  const chosen = dueAt(when, given, now, zone);
  if (!('wrong' in chosen)) return chosen.due;
  switch (chosen.wrong) {
    case 'noTime':
      throw new Refused('due.noTime');
    case 'tooSoon':
      throw new Refused('due.tooSoon');
    case 'tooLate':
      throw new Refused('due.tooLate');
  }
}

/** Its card, its comment in Sentinel, and whoever asked follow. `of`: what is said to them, as a relay's. */
export function toldOfQuestion(state: IncidentState, question: Question, of?: string): WantedEffect[] {
  const { id, channel, from } = question;
  const soc = from ?? socChannel(state);
  return [
    { kind: 'card.update', channel, about: `question:${id}` },
    toSentinel(state, `question:${id}`),
    ...(soc && of ? [{ kind: 'relay' as const, channel: soc, of }] : []),
  ];
}
