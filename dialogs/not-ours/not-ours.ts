/** Not ours: an application team hands an incident back. */
import { z } from 'zod';
import { template } from '../../cards/template.ts';
import { type Dialog, field, frame, read } from '../dialog.ts';
import { text } from '../fields.ts';
import json from './not-ours.template.json' with { type: 'json' };

const card = template('not-ours', json);
const words = ['what', 'reason', 'reasonHint', 'reasonMissing', 'submit'];

export interface NotOurs {
  reason: string;
}

const schema = z.object({ reason: text() });

export const notOurs: Dialog<NotOurs> = {
  title: (words) => words('dialogs:not-ours.title'),
  form: (context) => card({ ...frame(context, 'not-ours', words), reason: field(context, 'reason') }),
  parse: (data) => read(schema, data),
};
