/**
 * What people do with a containment check: say what it would break, go ahead, hold, override, withdraw, lift it, and say
 * whether the service is healthy again. One form, of which each verb shows what it asks for.
 */
import { z } from 'zod';
import { template } from '../../cards/template.ts';
import { type Dialog, field, frame, read } from '../dialog.ts';
import { oneOf, optional, text } from '../fields.ts';
import json from './check.template.json' with { type: 'json' };

const card = template('check form', json);
const words = [
  'impactLabel',
  'breaks',
  'breaksHint',
  'whom',
  'whomHint',
  'safe',
  'safeHint',
  'health',
  'healthMissing',
];
const own = ['does', 'reason', 'reasonHint', 'reasonMissing', 'submit'];
const longest = 2000;
const some = optional.pipe(z.string().max(longest, 'tooLong'));
const impact = { breaks: some, whom: some, safe: some };
const answers = ['yes', 'no'] as const;

interface Parts {
  impact?: true;
  /** that it is asked for, and whether it must be given */
  reason?: 'required' | 'optional';
  health?: true;
  style?: 'destructive';
}

function dialogFor<Values>(name: string, schema: z.ZodType<Values>, parts: Parts): Dialog<Values> {
  return {
    title: (words) => words(`dialogs:check.${name}.title`),
    form(context) {
      const base = frame(context, 'check', words);
      const mine = Object.fromEntries(own.map((key) => [key, context.words(`dialogs:check.${name}.${key}`)]));
      return card({
        ...base,
        own: mine,
        about: (context.about ?? []).map((line) => ({ text: line })),
        asksImpact: parts.impact === true,
        breaks: field(context, 'breaks'),
        whom: field(context, 'whom'),
        safe: field(context, 'safe'),
        asksReason: parts.reason === 'required',
        offersReason: parts.reason === 'optional',
        reason: field(context, 'reason'),
        asksHealth: parts.health === true,
        healthy: field(context, 'healthy'),
        answers: answers.map((value) => ({ value, title: context.words(`dialogs:check.${value}`) })),
        style: parts.style ?? 'positive',
      });
    },
    parse: (data) => read(schema, data),
  };
}

const reason = text(longest);
const decision = z.object({ ...impact, reason, check: optional });
const withReason = z.object({ reason, check: optional });
const mayHaveReason = z.object({ reason: some, check: optional });

export const checkDialogs = {
  impact: dialogFor(
    'impact',
    z
      .object({ ...impact, check: optional })
      .refine(({ breaks, whom, safe }) => breaks || whom || safe, { path: ['breaks'], error: 'required' }),
    { impact: true },
  ),
  'go ahead': dialogFor('goAhead', decision, { impact: true, reason: 'required' }),
  hold: dialogFor('hold', decision, { impact: true, reason: 'required' }),
  override: dialogFor('override', withReason, { reason: 'required', style: 'destructive' }),
  'withdraw check': dialogFor('withdraw', mayHaveReason, { reason: 'optional' }),
  lift: dialogFor('lift', mayHaveReason, { reason: 'optional' }),
  healthy: dialogFor(
    'healthy',
    z
      .object({ healthy: oneOf(answers), reason: some, check: optional })
      .transform(({ reason: told, ...values }) => ({ ...values, words: told })),
    { health: true, reason: 'optional' },
  ),
} satisfies Record<string, Dialog<unknown>>;

/** What each of them may send back. */
export const checkFields: Record<keyof typeof checkDialogs, string[]> = {
  impact: ['breaks', 'whom', 'safe'],
  'go ahead': ['breaks', 'whom', 'safe', 'reason'],
  hold: ['breaks', 'whom', 'safe', 'reason'],
  override: ['reason'],
  'withdraw check': ['reason'],
  lift: ['reason'],
  healthy: ['healthy', 'reason'],
};
