/** Assign: whose the incident becomes. Both inputs say what the client wants; the roster has the last word. */
import { z } from 'zod';
import { template } from '../../cards/template.ts';
import { people } from '../choices.ts';
import { type Dialog, field, frame, read } from '../dialog.ts';
import { optional, person } from '../fields.ts';
import json from './assign.template.json' with { type: 'json' };

const card = template('assign', json);
const words = ['assignee', 'assigneeHint', 'person', 'personHint', 'more', 'submit'];

/** `assignee` is an Entra object id, lower case, of somebody who need not be in the channel: look it up. */
export interface Assign {
  assignee: string;
}

// The picker wins: it starts empty, while somebody may stand in the list from the start.
const schema = z.preprocess(
  (data: Record<string, unknown>) => {
    const picked = optional.safeParse(data.person);
    return { assignee: picked.success && picked.data === '' ? data.assignee : data.person };
  },
  z.object({ assignee: person }),
);

export const assign: Dialog<Assign> = {
  title: (words) => words('dialogs:assign.title'),
  form: (context) => {
    const assignee = field(context, 'assignee');
    return card({
      ...frame(context, 'assign', words),
      assignee,
      person: field(context, 'person'),
      ...people(context.members ?? [], [assignee.value]),
    });
  },
  parse: (data) => read(schema, data),
};
