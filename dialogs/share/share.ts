/** Share: an analyst's words that the application teams read. */
import { z } from 'zod';
import { template } from '../../cards/template.ts';
import { outsideText } from '../../cards/untrusted.ts';
import { type Dialog, field, frame, read } from '../dialog.ts';
import { text } from '../fields.ts';
import json from './share.template.json' with { type: 'json' };

const card = template('share', json);
const words = ['text', 'textHint', 'textMissing', 'submit'];

/** `text` keeps its line breaks, at most 4,000 characters. */
export interface Share {
  text: string;
}

const schema = z.object({ text: text() });

export const share: Dialog<Share> = {
  title: (words) => words('dialogs:share.title'),
  form: (context) => {
    const names = (context.readers ?? []).map((name) => outsideText(name, 60));
    const readers = context.words('dialogs:share.readers', { count: names.length, names: names.join(', ') });
    return card({ ...frame(context, 'share', words), readers, text: field(context, 'text') });
  },
  parse: (data) => read(schema, data),
};
