/** Erase: an administrator says whose words are erased, where, and why, and that they know that it can't be undone. */
import { z } from 'zod';
import { template } from '../../cards/template.ts';
import { people } from '../choices.ts';
import { type Dialog, field, frame, read } from '../dialog.ts';
import { oneOf, optional, person, text } from '../fields.ts';
import json from './erase.template.json' with { type: 'json' };

const card = template('erase', json);
const words = [
  'what',
  'notOurs',
  'person',
  'personHint',
  'nobody',
  'where',
  'reason',
  'reasonHint',
  'reasonMissing',
  'sure',
  'sureTitle',
  'submit',
];

const places = ['here', 'everywhere'] as const;

export interface Erase {
  /** an Entra object id, lower case */
  person: string;
  where: (typeof places)[number];
  reason: string;
}

const schema = z
  .object({ person, where: oneOf(places), reason: text(), sure: optional })
  .refine(({ sure }) => sure === 'yes', { path: ['sure'], error: 'sure' })
  .transform(({ sure: _sure, ...values }): Erase => values);

export const erase: Dialog<Erase> = {
  title: (words) => words('dialogs:erase.title'),
  form(context) {
    const chosen = field(context, 'person');
    const { members, style, more } = people(context.members ?? [], [chosen.value]);
    return card({
      ...frame(context, 'erase', words),
      person: chosen,
      members,
      style,
      more,
      isNobody: members.length === 0,
      where: field(context, 'where', 'here'),
      places: places.map((value) => ({ value, title: context.words(`dialogs:erase.${value}`) })),
      reason: field(context, 'reason'),
      sure: field(context, 'sure'),
    });
  },
  parse: (data) => read(schema, data),
};
