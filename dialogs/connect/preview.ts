/** The second step of connecting: what the patterns would have matched, before they are saved. */
import { type Card, template } from '../../cards/template.ts';
import { outsideText } from '../../cards/untrusted.ts';
import { type FormContext, frame } from '../dialog.ts';
import { connectFields, ownedFields } from './connect.ts';
import json from './preview.template.json' with { type: 'json' };

const card = template('connect preview', json);
const words = ['examples', 'owns', 'save', 'back'];
const mostExamples = 5;

/** What would have matched. */
export interface Preview {
  /** how many incidents matched, of `total` */
  count: number;
  /** how many there were in the last `days` */
  total: number;
  days: number;
  /** titles with their numbers; the first five are shown */
  examples: string[];
}

/**
 * A card with Save and Back. Both carry what was typed (`context.values`) in their data, Save with `confirmed: 'yes'`
 * and Back with `back: 'yes'`, so that nothing is kept between the steps and Back shows the form as it was.
 */
export function connectPreview(context: FormContext, preview: Preview): Card {
  const { count, total, days } = preview;
  const typed = Object.fromEntries(
    connectFields.map((id) => [id, (context.values[id] ?? '').toWellFormed()]),
  );
  const carried = { ...typed, ...context.hidden };
  const judged = count === 0 ? 'none' : count > total / 2 && count > mostExamples ? 'broad' : 'fair';
  const examples = preview.examples
    .slice(0, mostExamples)
    .map((title) => ({ text: outsideText(title, 120) }));
  return card({
    ...frame(context, 'preview', words),
    count: context.words('dialogs:preview.count', { count, total, days }),
    advice: context.words(`dialogs:preview.${judged}`),
    examples,
    any: examples.length > 0,
    owned: ownedFields.flatMap((id) => {
      const patterns = outsideText(typed[id]?.split('\n').join(', '), 200);
      return patterns ? [{ label: `${context.words(`dialogs:connect.owns.${id}`)}: `, patterns }] : [];
    }),
    save: { ...carried, confirmed: 'yes' },
    back: { ...carried, back: 'yes' },
  });
}
