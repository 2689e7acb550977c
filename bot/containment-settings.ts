/** The settings of containment checks, which are JSON: the rules, and the playbooks that a check can run. */
import { z } from 'zod';
import { deciders, measures, type Playbook, type RulesSet } from './incidents/containment.ts';
import { severities } from './incidents/incident.ts';

const rule = z
  .strictObject({
    who: z.array(z.enum(deciders)).min(1).optional(),
    people: z.union([z.literal(1), z.literal(2)]).optional(),
  })
  .transform(({ who, people }) => ({ ...(who && { who }), ...(people && { people }) }));

const rules = z.partialRecord(
  z.enum([...measures, '*']),
  z.partialRecord(z.enum([...severities, '*']), rule),
);

const workflow =
  /^\/subscriptions\/[0-9a-f-]{36}\/resourceGroups\/[^/?#%\s]{1,90}\/providers\/Microsoft\.Logic\/workflows\/[\w.()-]{1,80}$/i;

const playbooks = z
  .array(
    z.strictObject({
      name: z.string().trim().min(1).max(80),
      id: z
        .string()
        .regex(
          workflow,
          'must be a Logic App’s ARM id: /subscriptions/…/providers/Microsoft.Logic/workflows/…',
        ),
    }),
  )
  .max(50)
  .refine(
    (all) => new Set(all.map(({ id }) => id.toLowerCase())).size === all.length,
    'names a playbook twice',
  );

/** Reads a setting that is JSON. Every problem becomes one, with where in the setting it is. */
function json<T>(schema: z.ZodType<T>, like: string) {
  return z.string().transform((text, context): T => {
    let given: unknown;
    try {
      given = JSON.parse(text);
    } catch {
      context.addIssue(`is no JSON; write it like ${like}`);
      return z.NEVER;
    }
    const parsed = schema.safeParse(given);
    if (parsed.success) return parsed.data;
    for (const { path, message } of parsed.error.issues)
      context.addIssue(`at ${path.join('.') || 'its top'}: ${message}; write it like ${like}`);
    return z.NEVER;
  });
}

export const containmentRules = json<RulesSet>(
  rules,
  '{"*":{"*":{"who":["team","contact"],"people":1}},"isolateHost":{"High":{"who":["team","analyst"]}}}',
);

export const playbookList = json<Playbook[]>(
  playbooks,
  '[{"name":"Isolate host","id":"/subscriptions/…/resourceGroups/…/providers/Microsoft.Logic/workflows/…"}]',
);
