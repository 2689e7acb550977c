/**
 * Answers that are said in a question's thread. What people say to each other there is no answer by itself: without a
 * mention of Muster only what says of itself that it is one ("answer: …", "answer 1042-2: …"); with one also a plain yes,
 * no or option, where a single open question offers that to whoever says it.
 */
import { Refused } from '../errors.ts';
import { chosenIn } from '../incidents/choosing.ts';
import { isOpen, mayAnswer, type Question } from '../incidents/question.ts';
import type { IncidentState } from '../incidents/state.ts';
import { incidents as incidentKind } from '../log/kinds.ts';
import { isTheirs, typedQuestion } from './about-question.ts';
import { type Acted, act } from './act.ts';
import { answer } from './answer.ts';
import type { Asked } from './asked.ts';
import type { Context, IncidentAction } from './define.ts';
import type { Desk } from './desk.ts';
import { messageKeyFor } from './keys.ts';

const says = /^(?:answer|antwort)\s*(?:#?\d{1,9}(?=-)|(?=q\d|:))([^:]{0,8}:[\s\S]*)$/i;

/** What was overheard, as the answer that it says it is; undefined where it says no such thing, or is none. */
export async function overheardAnswer(
  asked: Asked,
  thread: string,
  context: Context,
  desk: Desk,
): Promise<Acted | undefined> {
  const [, rest] = says.exec(asked.text.trim()) ?? [];
  if (rest === undefined) return undefined;
  const { number, text } = typedQuestion(rest);
  return said({ ...(number && { number }), answer: text }, asked, thread, context, desk);
}

/** What was said to Muster in so many words, where a question is waiting for just that. */
export async function plainAnswer(
  asked: Asked,
  thread: string,
  context: Context,
  desk: Desk,
): Promise<Acted | undefined> {
  const [only, ...others] = waitingFor(await desk.journal.read(incidentKind, thread, false), context);
  if (!only || others.length > 0 || !chosenIn(only, asked.text)) return undefined;
  return said({ question: only.id, answer: asked.text }, asked, thread, context, desk);
}

/** The open questions that the speaker may answer here. */
export function waitingFor(state: IncidentState, context: Context): Question[] {
  return state.questions.filter((q) => isOpen(q) && isTheirs(q, context) && mayAnswer(q, context.actor));
}

/** Whoever may not answer has said something all the same, which is kept like any other word. */
async function said(
  input: Record<string, string>,
  asked: Asked,
  thread: string,
  context: Context,
  desk: Desk,
): Promise<Acted | undefined> {
  const key = messageKeyFor(asked.messageKey, answer.verb, thread);
  try {
    return await act(answer as IncidentAction, thread, input, context, key, desk);
  } catch (error) {
    if (error instanceof Refused) return undefined;
    throw error;
  }
}
