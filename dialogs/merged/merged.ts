/** Merged: into which incident another one was merged. */
import { z } from 'zod';
import { template } from '../../cards/template.ts';
import { type Dialog, field, frame, read } from '../dialog.ts';
import { optional } from '../fields.ts';
import json from './merged.template.json' with { type: 'json' };

const card = template('merged', json);
const words = ['into', 'intoHint', 'intoMissing', 'submit'];

/** `into` is a number, Sentinel's or Defender's, as digits only. */
export interface Merged {
  into: string;
}

const schema = z.object({
  into: optional
    .transform((value) => value.replace(/^#\s*/, ''))
    .pipe(z.string().regex(/^\d{1,9}$/, 'number')),
});

export const merged: Dialog<Merged> = {
  title: (words) => words('dialogs:merged.title'),
  form: (context) => card({ ...frame(context, 'merged', words), into: field(context, 'into') }),
  parse: (data) => read(schema, data),
};
