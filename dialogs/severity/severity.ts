/** Severity: how grave the incident is. */
import { z } from 'zod';
import { type Severity, severities } from '../../bot/incidents/incident.ts';
import type { Words } from '../../bot/words/words.ts';
import { template } from '../../cards/template.ts';
import type { Choice } from '../choices.ts';
import { type Dialog, field, frame, read } from '../dialog.ts';
import { oneOf } from '../fields.ts';
import json from './severity.template.json' with { type: 'json' };

const card = template('severity', json);
const words = ['severity', 'severityMissing', 'submit'];

export interface ChangeSeverity {
  severity: Severity;
}

const schema = z.object({ severity: oneOf(severities) });

/** The four severities, the gravest first. */
export function severityChoices(words: Words): Choice[] {
  return severities.map((value) => ({ title: words(`dialogs:severity.names.${value}`), value }));
}

export const severity: Dialog<ChangeSeverity> = {
  title: (words) => words('dialogs:severity.title'),
  form: (context) =>
    card({
      ...frame(context, 'severity', words),
      severity: field(context, 'severity'),
      severities: severityChoices(context.words),
    }),
  parse: (data) => read(schema, data),
};
