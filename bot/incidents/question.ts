/** A question of the SOC to one channel: what it is, how it stands, and who may answer it. Pure. */
import type { Person } from './events.ts';

/** How it is answered; absent in a question: in free text. */
export type AnswerKind = 'yesNo' | 'choice';

export const yesNo = ['yes', 'no', 'unknown'] as const;
export type YesNo = (typeof yesNo)[number];

export interface Answer {
  id: string;
  at: string;
  by: Person;
  /** of a free question the answer, otherwise the reason; may be empty there */
  text: string;
  /** what of the offered was chosen: one of `yesNo`, or the number of a choice's option, from 0 */
  value?: string;
  /** the address of a document, as it was typed */
  link?: string;
  /** they say that they can't tell: the question stays open */
  cannot?: true;
  /** the id of the same person's answer that this one corrects */
  corrects?: string;
}

/** What became of a question besides its answers. */
export interface Move {
  id: string;
  at: string;
  by: Person;
  /** handed over to somebody, given more time, a note by anybody of the channel, taken back by the SOC */
  kind: 'passed' | 'moreTime' | 'note' | 'withdrawn';
  /** their words; may be empty, but of a note */
  text: string;
  to?: Person;
  due?: string;
}

/** A promise about time that was kept; `standIn`, `contact` and `soc` are the rungs that it is escalated by, in that order. */
export type Promised = 'before' | 'due' | Rung;
export const rungs = ['standIn', 'contact', 'soc'] as const;
export type Rung = (typeof rungs)[number];

/** A question of the SOC to one channel. */
export interface Question {
  id: string;
  at: string;
  by: Person;
  channel: string;
  /** whom it is put to; empty: everybody in the channel */
  people: Person[];
  /** where it was asked from, so that the asker is told there */
  from?: string;
  text: string;
  answers: Answer[];
  /** asked on that incident, which was merged into this one */
  cameFrom?: string;
  kind?: AnswerKind;
  /** what a choice offers */
  options?: string[];
  /** by when it is to be answered: ISO UTC, on a whole minute */
  due?: string;
  /** since when that is so */
  dueSince?: string;
  /** answers in their place once it is their turn */
  standIn?: Person;
  /** which promises were kept, for this due time */
  told?: Promised[];
  /** may answer too, since nobody did in time */
  turns?: Person[];
  /** the security contact, once it was told: may hand it over */
  overseer?: Person;
  /** the effect that keeps its next promise */
  timer?: string;
  moves?: Move[];
  /** since when the SOC wants to know no more */
  withdrawnAt?: string;
}

export type QuestionEvent =
  /** texts `question`, and `options` of a choice, one on a line */
  | {
      kind: 'asked';
      id: string;
      by: Person;
      channel: string;
      people: Person[];
      from?: string;
      answers?: AnswerKind;
      due?: string;
      standIn?: Person;
    }
  /** texts `answer` and `link` */
  | {
      kind: 'answered';
      id: string;
      question: string;
      by: Person;
      channel: string;
      value?: string;
      cannot?: true;
      corrects?: string;
    }
  /** "not me, ask …"; text `reason` */
  | { kind: 'passedOn'; id: string; question: string; by: Person; channel: string; to: Person }
  /** text `reason` */
  | { kind: 'givenTime'; id: string; question: string; by: Person; channel: string; due: string }
  /** text `note` */
  | { kind: 'noted'; id: string; question: string; by: Person; channel: string }
  /** text `reason` */
  | { kind: 'withdrawn'; id: string; question: string; by: Person; channel: string }
  /** a reminder or an escalation; `to` whom it was escalated. No `what`: its incident was closed, so nothing was said */
  | { kind: 'promised'; question: string; channel: string; what?: Promised; to?: Person };

/** Keeps the next promise of a question. Of its own kind, so that an older Muster leaves it alone. */
export interface QuestionTimer {
  kind: 'question.timer';
  id: string;
  due: string;
  question: string;
}

/** Says in a thread what time it is for a question. `mention`: who is concerned. */
export interface QuestionTell {
  kind: 'question.tell';
  id: string;
  due?: string;
  channel: string;
  question: string;
  what: Promised | 'passed';
  mention: Person[];
}

/** Nobody has answered it, and the SOC still wants to know. That somebody can't say is no answer. */
export function isOpen(question: Question): boolean {
  return question.withdrawnAt === undefined && !question.answers.some((answer) => !answer.cannot);
}

export function isOverdue(question: Question, now: Date): boolean {
  return isOpen(question) && isPast(question, now);
}

/** Whether the time by when something is to be answered is up. */
export function isPast({ due }: { due?: string }, now: Date): boolean {
  return due !== undefined && Date.parse(due) <= now.getTime();
}

export const isOne = (person: Person | undefined, { oid }: Pick<Person, 'oid'>): boolean =>
  person?.oid.toLowerCase() === oid.toLowerCase();

/**
 * Whether somebody of its channel is asked, or stands in now. That they are in the channel's roster is for others to say.
 */
export function mayAnswer(question: Question, person: Pick<Person, 'oid'>): boolean {
  if (question.people.length === 0) return true;
  return [...question.people, ...(question.turns ?? [])].some((one) => isOne(one, person));
}

/** The contact who was told that nobody answers may hand it over as well. */
export function mayPassOn(question: Question, person: Pick<Person, 'oid'>): boolean {
  return mayAnswer(question, person) || isOne(question.overseer, person);
}

/** Whose answer it waits for: those asked, and whoever stands in, who have not said anything yet. */
export function owing(question: Question): Person[] {
  const said = question.answers.map(({ by }) => by);
  const all = [...question.people, ...(question.turns ?? [])];
  return all.filter((person, i) => {
    const first = all.findIndex((one) => isOne(one, person)) === i;
    return first && !said.some((one) => isOne(one, person));
  });
}

/** The newest answer of a person; undefined where they gave none. */
export function answerOf(question: Question, person: Pick<Person, 'oid'>): Answer | undefined {
  return question.answers.findLast(({ by }) => isOne(by, person));
}

/** Whether a later answer of the same person took its place. It stays to be read. */
export function isCorrected(question: Question, answer: Answer): boolean {
  return question.answers.some(({ corrects }) => corrects === answer.id);
}

/** Which of its incident's questions it is, from 1: people name it `1042-2`, or `q2` in its thread. */
export function numberOf(questions: Question[], question: Question): number {
  return questions.findIndex(({ id }) => id === question.id) + 1;
}

/** How many wait for an answer, and how many of them for too long. */
export function countsOf(questions: Question[], now: Date): { open: number; overdue: number } {
  const open = questions.filter(isOpen);
  return { open: open.length, overdue: open.filter((question) => isOverdue(question, now)).length };
}
