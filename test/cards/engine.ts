/** Microsoft's engine for card templates, which ours is held to. */
import { subscribe } from 'node:diagnostics_channel';
import { GlobalSettings, Template } from 'adaptivecards-templating';
import type { Card, Made } from '../../cards/template.ts';

// Reading a template takes it five milliseconds.
const read = new WeakMap<object, Template>();

/** What the engine makes of a template; throws where the data lack something, which it would show to people. */
export function engine({ name, json, data }: Omit<Made, 'card'>): Card {
  let missing: string | undefined;
  GlobalSettings.getUndefinedFieldValueSubstitutionString = (path) => {
    missing ??= path;
    return '?';
  };
  const template = read.get(json) ?? new Template(json);
  read.set(json, template);
  const card = template.expand({ $root: data }) as Card;
  if (missing !== undefined)
    throw new Error(`The card template ${name} needs ${missing}, which its data lacks.`);
  return card;
}

/** Every card that is made from now on, with what it is made of, as both were then. */
export function watched(): Made[] {
  const all: Made[] = [];
  subscribe('muster.card', (message) => {
    const { name, json, data, card } = message as Made;
    all.push({ name, json, ...structuredClone({ data, card }) });
  });
  return all;
}
