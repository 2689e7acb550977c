/** Comment: words that go into the incident, in Muster and in Sentinel. */
import { z } from 'zod';
import { template } from '../../cards/template.ts';
import { type Dialog, field, frame, read } from '../dialog.ts';
import { text } from '../fields.ts';
import json from './comment.template.json' with { type: 'json' };

const card = template('comment', json);
const words = ['text', 'textHint', 'textMissing', 'submit'];

/** `text` keeps its line breaks, at most 4,000 characters. */
export interface Comment {
  text: string;
}

const schema = z.object({ text: text() });

export const comment: Dialog<Comment> = {
  title: (words) => words('dialogs:comment.title'),
  form: (context) => card({ ...frame(context, 'comment', words), text: field(context, 'text') }),
  parse: (data) => read(schema, data),
};
