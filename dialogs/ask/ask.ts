/** Ask: a question to an application team, or to some of its people. */
import { z } from 'zod';
import { optionsIn } from '../../bot/incidents/question-list.ts';
import { template } from '../../cards/template.ts';
import { unlinkedText } from '../../cards/untrusted.ts';
import { people } from '../choices.ts';
import { type Dialog, field, frame, type Problem, read, shaped } from '../dialog.ts';
import {
  date,
  dateShape,
  isGuid,
  longText,
  oneOf,
  optional,
  several,
  split,
  time,
  timeShape,
  when,
} from '../fields.ts';
import { whenChoices } from '../when.ts';
import json from './ask.template.json' with { type: 'json' };

const card = template('ask', json);
const words = [
  ...['channel', 'channelHint', 'channelMissing', 'people', 'peopleHint', 'more', 'listed', 'listedHint'],
  ...['question', 'questionHint', 'when', 'date', 'time', 'settings', 'answers', 'options', 'optionsHint'],
  ...['standIn', 'submit'],
];
// Everybody asked is mentioned, and one message takes no more without being noise.
const mostPeopleAsked = 20;
/** `listed`: as the list says, otherwise in free text. */
const kinds = ['listed', 'text', 'yesNo', 'choice'] as const;

/**
 * The channel's id and the object ids of who is asked, nobody standing for everybody; `standIn` answers in their place
 * once it is due. All are to be looked up, and so is `listed`, the id of a question of the SOC's list.
 */
export interface Ask {
  channel: string;
  people: string[];
  listed: string;
  question: string;
  answers: (typeof kinds)[number];
  options: string[];
  standIn: string;
  when: string;
  date: string;
  time: string;
}

/** It was taken off the list while the form was open. */
export const gone: Record<string, Problem> = { listed: { key: 'choose' } };

/** Whoever the team wants asked at this moment: in place of an object id. */
export const whoeverIsAskedNow = 'now';

const oid = optional.refine((value) => value === '' || isGuid(value), 'person');

const schema = z
  .object({
    channel: optional.pipe(z.string().min(1, 'choose').max(300, 'choose')),
    people: several
      .refine((oids) => oids.length <= mostPeopleAsked, 'manyPeople')
      .refine((oids) => oids.every((one) => one === whoeverIsAskedNow || isGuid(one)), 'person')
      .transform((oids) => oids.map((one) => one.toLowerCase())),
    listed: optional.pipe(z.string().max(20, 'choose')),
    question: longText,
    // A client may leave out what it does not show.
    answers: z.preprocess((value) => value || 'listed', oneOf(kinds)),
    options: optional.transform((value) => optionsIn(split(value, 'line'))),
    standIn: oid.transform((value) => value.toLowerCase()),
    when,
    date,
    time,
  })
  .refine(({ listed, question }) => listed !== '' || question !== '', {
    path: ['question'],
    message: 'required',
  })
  .refine(({ answers, options }) => answers !== 'choice' || options.length > 1, {
    path: ['options'],
    message: 'twoOptions',
  });

export const ask: Dialog<Ask> = {
  title: (say) => say('dialogs:ask.title'),
  form: (context) => {
    const { words: say, questions = [], errors } = context;
    const channels = (context.channels ?? []).map(({ id, name }) => ({
      title: unlinkedText(name, 60),
      value: id,
    }));
    const chosen = field(context, 'people');
    const standIn = field(context, 'standIn');
    const listedPeople = people(context.members ?? [], [...chosen.value.split(','), standIn.value]);
    return card({
      ...frame(context, 'ask', words),
      channel: field(context, 'channel', channels.length === 1 ? channels[0]?.value : ''),
      channels,
      listed: field(context, 'listed'),
      questions: questions.map(({ title, value }) => ({ title: unlinkedText(title, 120), value })),
      people: chosen,
      ...listedPeople,
      whom: [{ title: say('dialogs:ask.now'), value: whoeverIsAskedNow }, ...listedPeople.members],
      question: field(context, 'question'),
      when: field(context, 'when', '4h'),
      whens: whenChoices(say, true),
      date: shaped(context, 'date', dateShape),
      time: shaped(context, 'time', timeShape),
      answers: field(context, 'answers', 'listed'),
      kinds: kinds.map((value) => ({ title: say(`dialogs:ask.kind.${value}`), value })),
      options: field(context, 'options'),
      standIn,
      settingsOpen: ['answers', 'options', 'standIn'].some((name) => errors[name]),
    });
  },
  parse: (data) => read(schema, data),
};
