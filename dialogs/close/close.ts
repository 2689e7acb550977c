/**
 * Close: what the incident was, as one choice, so that no reason can be chosen that its classification doesn't take.
 *
 * A comment is always asked for. It is what the next analyst who meets the same alert reads, and what the team sees on
 * the closed card; and a rule without exception can be checked by the form before anything is sent. `Undetermined`
 * most of all says nothing without it.
 */
import { z } from 'zod';
import { type Classification, type ClassificationReason, reasonsFor } from '../../bot/incidents/incident.ts';
import { template } from '../../cards/template.ts';
import { type Dialog, field, frame, read } from '../dialog.ts';
import { oneOf, text } from '../fields.ts';
import json from './close.template.json' with { type: 'json' };

const card = template('close', json);
const words = [
  'outcome',
  'outcomeMissing',
  'comment',
  'commentHint',
  'commentMissing',
  'sureTitle',
  'submit',
];

/** A classification with its reason, which `Undetermined` has none of, and why. */
export interface Close {
  classification: Classification;
  reason?: ClassificationReason;
  comment: string;
}

type Outcome = Pick<Close, 'classification' | 'reason'>;

// The pairs that Sentinel takes, under the value of their choice: `FalsePositive.InaccurateData`.
const outcomes = new Map<string, Outcome>(
  Object.entries(reasonsFor).flatMap(([name, reasons]): [string, Outcome][] => {
    const classification = name as Classification;
    if (reasons.length === 0) return [[name, { classification }]];
    return reasons.map((reason) => [`${name}.${reason}`, { classification, reason }]);
  }),
);

const schema = z
  .object({ outcome: oneOf([...outcomes.keys()]), comment: text() })
  .transform(({ outcome, comment }): Close => ({ ...outcomes.get(outcome)!, comment }));

/** What the form's choice is called for a classification and reason, to preselect it. */
export function outcomeOf({ classification, reason }: Outcome): string {
  return reason ? `${classification}.${reason}` : classification;
}

export const close: Dialog<Close> = {
  title: (words) => words('dialogs:close.title'),
  form: (context) =>
    card({
      ...frame(context, 'close', words),
      outcome: field(context, 'outcome'),
      outcomes: [...outcomes.keys()].map((value) => ({
        title: context.words(`dialogs:close.outcomes.${value.replace('.', '')}`),
        value,
      })),
      comment: field(context, 'comment'),
      warning: context.warning ?? '',
      hasWarning: context.warning !== undefined,
      sure: field(context, 'sure'),
    }),
  parse: (data) => read(schema, data),
};
