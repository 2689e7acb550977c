/** The forms about one question: its answer, and what else an engineer may say to it. They share one template. */
import { z } from 'zod';
import type { Words } from '../../bot/words/words.ts';
import { template } from '../../cards/template.ts';
import { paragraphs, unlinkedText } from '../../cards/untrusted.ts';
import { people } from '../choices.ts';
import { type Dialog, type FormContext, field, frame, read, shaped } from '../dialog.ts';
import { date, dateShape, laterWhen, longText, optional, person, text, time, timeShape } from '../fields.ts';
import { whenChoices } from '../when.ts';
import json from './question.template.json' with { type: 'json' };

const card = template('question-form', json);
const words = [
  ...['value', 'valueMissing', 'person', 'personHint', 'personMissing', 'more', 'when', 'date', 'time'],
  ...['link', 'linkHint'],
];

/** What of the template a form has. */
interface Parts {
  name: 'answer' | 'cannot-say' | 'pass-on' | 'more-time' | 'question-note';
  /** the text's field, as the verb calls it */
  text: 'answer' | 'reason' | 'text';
  asks?: 'answer' | 'person' | 'time';
}

function form(context: FormContext, { name, text: id, asks }: Parts) {
  const { question, members = [], words: say } = context;
  const own = (key: string): string => say(`dialogs:${name}.${key}`);
  const offered = asks === 'answer' ? offeredIn(question, say) : [];
  const chosen = field(context, 'person');
  return card({
    ...frame(context, 'question', words),
    what: own('what'),
    submit: own('submit'),
    paragraphs: question ? paragraphs(question.text, say, 400) : [],
    offers: offered.length > 0,
    choices: offered,
    value: field(context, 'value'),
    asksPerson: asks === 'person',
    person: chosen,
    ...people(members, [chosen.value]),
    asksTime: asks === 'time',
    when: field(context, 'when', '1h'),
    whens: whenChoices(say, false),
    date: shaped(context, 'date', dateShape),
    time: shaped(context, 'time', timeShape),
    isFree: true,
    textId: id,
    textLabel: offered.length > 0 ? say('dialogs:question.reason') : own('text'),
    text: field(context, id),
    asksLink: asks === 'answer',
    link: field(context, 'link'),
  });
}

/** What a question offers to choose from. */
export function offeredIn(
  question: FormContext['question'],
  words: Words,
): { title: string; value: string }[] {
  if (question?.kind === 'yesNo')
    return ['yes', 'no', 'unknown'].map((value) => ({ title: words(`talk:choice.${value}`), value }));
  if (question?.kind !== 'choice') return [];
  return question.options.map((option, i) => ({
    title: unlinkedText(option, 100) || words('cards:erased'),
    value: String(i),
  }));
}

/** Whether an answer lacks something depends on its question, which the verb knows. */
export const answer: Dialog<{ value: string; answer: string; link: string }> = {
  title: (say) => say('dialogs:answer.title'),
  form: (context) => form(context, { name: 'answer', text: 'answer', asks: 'answer' }),
  parse: (data) => read(z.object({ value: optional, answer: longText, link: optional }), data),
};

export const cannotSay: Dialog<{ reason: string }> = {
  title: (say) => say('dialogs:cannot-say.title'),
  form: (context) => form(context, { name: 'cannot-say', text: 'reason' }),
  parse: (data) => read(z.object({ reason: longText }), data),
};

/** `person` is an Entra object id, lower case: look it up. */
export const passOn: Dialog<{ person: string; reason: string }> = {
  title: (say) => say('dialogs:pass-on.title'),
  form: (context) => form(context, { name: 'pass-on', text: 'reason', asks: 'person' }),
  parse: (data) => read(z.object({ person, reason: longText }), data),
};

export const moreTime: Dialog<{ when: string; date: string; time: string; reason: string }> = {
  title: (say) => say('dialogs:more-time.title'),
  form: (context) => form(context, { name: 'more-time', text: 'reason', asks: 'time' }),
  parse: (data) => read(z.object({ when: laterWhen, date, time, reason: longText }), data),
};

export const questionNote: Dialog<{ text: string }> = {
  title: (say) => say('dialogs:question-note.title'),
  form: (context) => form(context, { name: 'question-note', text: 'text' }),
  parse: (data) => read(z.object({ text: text() }), data),
};
