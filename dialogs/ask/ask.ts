/** Ask: a question to an application team, or to some of its people. */
import { z } from 'zod';
import { template } from '../../cards/template.ts';
import { unlinkedText } from '../../cards/untrusted.ts';
import { people } from '../choices.ts';
import { type Dialog, field, frame, read } from '../dialog.ts';
import { isGuid, optional, several, text } from '../fields.ts';
import json from './ask.template.json' with { type: 'json' };

const card = template('ask', json);
const words = [
  ...['channel', 'channelHint', 'channelMissing', 'people', 'peopleHint', 'more'],
  ...['question', 'questionHint', 'questionMissing', 'submit'],
];
// Everybody asked is mentioned, and one message takes no more without being noise.
const mostPeopleAsked = 20;

/** The channel's id and the object ids of who is asked, nobody standing for everybody. Both are to be looked up. */
export interface Ask {
  channel: string;
  people: string[];
  question: string;
}

const schema = z.object({
  channel: optional.pipe(z.string().min(1, 'choose').max(300, 'choose')),
  people: several
    .refine((oids) => oids.length <= mostPeopleAsked, 'manyPeople')
    .refine((oids) => oids.every(isGuid), 'person')
    .transform((oids) => oids.map((oid) => oid.toLowerCase())),
  question: text(),
});

export const ask: Dialog<Ask> = {
  title: (words) => words('dialogs:ask.title'),
  form: (context) => {
    const channels = (context.channels ?? []).map(({ id, name }) => ({
      title: unlinkedText(name, 60),
      value: id,
    }));
    const chosen = field(context, 'people');
    return card({
      ...frame(context, 'ask', words),
      channel: field(context, 'channel', channels.length === 1 ? channels[0]?.value : ''),
      channels,
      people: chosen,
      ...people(context.members ?? [], chosen.value.split(',')),
      question: field(context, 'question'),
    });
  },
  parse: (data) => read(schema, data),
};
