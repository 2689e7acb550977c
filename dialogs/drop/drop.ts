/** Drop: an analyst says why something that can't be done is wanted no more. */
import { z } from 'zod';
import { clean } from '../../bot/words/clean.ts';
import { template } from '../../cards/template.ts';
import { type Dialog, field, frame, read } from '../dialog.ts';
import { optional, text } from '../fields.ts';
import json from './drop.template.json' with { type: 'json' };

const card = template('drop', json);
const words = ['what', 'reason', 'reasonHint', 'reasonMissing', 'submit'];

/** `effect`: the ids of what is dropped, as the button named them; empty for everything. */
export interface Drop {
  reason: string;
  effect?: string | undefined;
}

const schema = z.object({
  reason: text(),
  effect: optional.transform((value) => value.slice(0, 400) || undefined),
});

export const drop: Dialog<Drop> = {
  title: (words) => words('dialogs:drop.title'),
  form: (context) =>
    card({
      ...frame(context, 'drop', words),
      // Sentences of cards/trouble.ts, which takes the names in them apart.
      undone: (context.undone ?? []).map((line) => ({ text: clean(line, 300) })),
      reason: field(context, 'reason'),
    }),
  parse: (data) => read(schema, data),
};
