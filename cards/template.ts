/** Adaptive Card templates: parsed once at start, checked then, and expanded with data in which every leaf is present. */
import { GlobalSettings, Template } from 'adaptivecards-templating';

/** An Adaptive Card as JSON, ready to be sent. */
export type Card = Record<string, unknown>;

// A path into the data and nothing else: no functions, no arithmetic, so a template can be read by anybody.
const plainPath = /^\$\{(\$root\.|\$data\.)?[A-Za-z_][A-Za-z0-9_.]*\}$|^\$\{\$(root|data|index)\}$/;

/**
 * Compiles a template into a function from its data to the card. Throws at once where the template says more than
 * plain `${path}`, `$data` and `$when`. Never feed it its own output or a template made from data: what stands in data
 * as `${…}` would then be evaluated.
 */
export function template<Data extends object>(name: string, json: object): (data: Data) => Card {
  for (const expression of JSON.stringify(json).match(/\$\{[^}]*\}/g) ?? []) {
    if (!plainPath.test(expression))
      throw new Error(`The card template ${name} says ${expression}; only plain \${path} is allowed.`);
  }
  const parsed = new Template(json);
  return (data) => {
    // The library shows `${path}` to people where a field is missing; a missing field is our mistake, so say so.
    GlobalSettings.getUndefinedFieldValueSubstitutionString = (path) => {
      throw new Error(`The card template ${name} needs ${path}, which its data lacks.`);
    };
    return parsed.expand({ $root: data }) as Card;
  };
}
