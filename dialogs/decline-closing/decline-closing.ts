/** Decline: somebody says why an incident is not to be closed as somebody else wants it. */
import { z } from 'zod';
import { template } from '../../cards/template.ts';
import { type Dialog, field, frame, read } from '../dialog.ts';
import { optional, text } from '../fields.ts';
import json from './decline-closing.template.json' with { type: 'json' };

const card = template('decline-closing', json);
const words = ['what', 'reason', 'reasonHint', 'reasonMissing', 'submit'];

/** `wanted`: the id of what is declined, as the button named it; empty for what is wanted now. */
export interface DeclineClosing {
  reason: string;
  wanted?: string | undefined;
}

const schema = z.object({
  reason: text(),
  wanted: optional.transform((value) => value.slice(0, 40) || undefined),
});

export const declineClosing: Dialog<DeclineClosing> = {
  title: (words) => words('dialogs:decline-closing.title'),
  form: (context) => card({ ...frame(context, 'decline-closing', words), reason: field(context, 'reason') }),
  parse: (data) => read(schema, data),
};
