/** Connect: what a channel's team owns, from which severity on, and how the channel is spoken to. */
import { IANAZone } from 'luxon';
import { z } from 'zod';
import type { Connection, Ownership } from '../../bot/incidents/channel.ts';
import { severities } from '../../bot/incidents/incident.ts';
import { clean } from '../../bot/words/clean.ts';
import { languages } from '../../bot/words/words.ts';
import { template } from '../../cards/template.ts';
import { people } from '../choices.ts';
import { type Dialog, type FormContext, field, frame, read } from '../dialog.ts';
import { isGuid, oneOf, optional, several, text } from '../fields.ts';
import { severityChoices } from '../severity/severity.ts';
import json from './connect.template.json' with { type: 'json' };
import { readPatterns } from './patterns.ts';
import { zonesWith } from './zones.ts';

const card = template('connect', json);
const words = [
  ...['wrong', 'name', 'nameHint', 'nameMissing', 'how', 'channel', 'from', 'fromMissing', 'language'],
  ...['languageMissing', 'zone', 'zoneHint', 'zoneMissing', 'contact', 'contactHint', 'more', 'submit'],
  ...['managers', 'managersHint'],
];
const longestField = 2000;
// Save and Back on the preview both carry everything that was typed, and a card takes some 25 KB.
const longestTogether = 6000;
const nobody = 'nobody';

/** The fields that hold patterns, as they stand in the form. */
const groups = {
  azure: ['subscriptions', 'resourceGroups', 'resources'],
  names: ['hosts', 'accounts'],
  detections: ['rules', 'products', 'tags'],
} as const satisfies Record<string, readonly (keyof Ownership)[]>;
export const ownedFields = Object.values(groups).flat();

/** Everything that the form sends back, for `sent`. */
export const connectFields = ['name', ...ownedFields, 'from', 'language', 'zone', 'contact', 'managers'];

/** A connection but for its people, who are yet to be looked up in the roster. Entra object ids, lower case. */
export interface Connect {
  connection: Omit<Connection, 'contact' | 'managers'>;
  contactOid?: string;
  managerOids?: string[];
}

const mostManagers = 20;

const fields = z.object({
  subscriptions: owned('subscriptions'),
  resourceGroups: owned('resourceGroups'),
  resources: owned('resources'),
  hosts: owned('hosts'),
  accounts: owned('accounts'),
  rules: owned('rules'),
  products: owned('products'),
  tags: owned('tags'),
  name: text(100).transform((name) => clean(name, 100)),
  from: oneOf(severities),
  language: oneOf(languages),
  zone: optional
    .pipe(z.string().min(1, 'zone').max(64, 'zone'))
    .refine((zone) => IANAZone.isValidZone(zone), 'zone'),
  contact: optional
    .transform((oid) => oid.toLowerCase() || nobody)
    .refine((oid) => oid === nobody || isGuid(oid), 'person'),
  managers: several
    .transform((oids) => oids.map((oid) => oid.toLowerCase()))
    .refine((oids) => oids.every(isGuid), 'person')
    .refine((oids) => oids.length <= mostManagers, 'manyManagers'),
});

// A transform runs only once all fields are right; a check would run before, on values of the wrong type.
const schema = fields.transform(
  ({ name, from, language, zone, contact, managers, ...owns }, { issues }): Connect => {
    const lengths = ownedFields.map((id) => ({ id, length: owns[id].join('\n').length }));
    const longest = lengths.reduce((a, b) => (b.length > a.length ? b : a));
    const refuse = (message: string, id: string): unknown =>
      issues.push({ code: 'custom', message, path: [id], input: owns });
    if (longest.length === 0) refuse('ownsNothing', 'subscriptions');
    if (lengths.reduce((sum, { length }) => sum + length, 0) > longestTogether)
      refuse('longTogether', longest.id);
    return {
      connection: { name, owns, from, language, zone },
      ...(contact !== nobody && { contactOid: contact }),
      ...(managers.length > 0 && { managerOids: managers }),
    };
  },
);

export const connect: Dialog<Connect> = {
  title: (words) => words('dialogs:connect.title'),
  form: (context) => {
    const contact = field(context, 'contact', nobody);
    const zone = field(context, 'zone', 'UTC');
    const managers = field(context, 'managers');
    const listed = people(context.members ?? [], [contact.value]);
    return card({
      ...frame(context, 'connect', words),
      wrong: Object.keys(context.errors).length > 0,
      name: field(context, 'name'),
      groups: groupsOf(context),
      from: field(context, 'from', 'Informational'),
      severities: severityChoices(context.words),
      language: field(context, 'language', 'en'),
      languages: languages.map((value) => ({
        title: context.words(`dialogs:connect.languages.${value}`),
        value,
      })),
      zone,
      zones: zonesWith(zone.value).map((value) => ({ title: value.replaceAll('_', ' '), value })),
      contact,
      managers,
      // Teams finds everybody else of the organisation while somebody types.
      managing: people(context.members ?? [], managers.value.split(',')).members.slice(0, mostManagers),
      ...listed,
      members: [{ title: context.words('dialogs:connect.nobody'), value: nobody }, ...listed.members],
    });
  },
  parse: (data) => read(schema, data),
};

/** A connection as the form's values, to change it. */
export function connectValues({ connection, contactOid, managerOids = [] }: Connect): Record<string, string> {
  const { name, owns, from, language, zone } = connection;
  const typed = ownedFields.map((id) => [id, owns[id].join(id === 'rules' ? '\n' : ', ')]);
  const people = { contact: contactOid ?? nobody, managers: managerOids.join(',') };
  return { ...Object.fromEntries(typed), name, from, language, zone, ...people };
}

function groupsOf(context: FormContext) {
  return Object.entries(groups).map(([group, ids]) => ({
    title: context.words(`dialogs:connect.groups.${group}`),
    fields: ids.map((id) => ({
      id,
      label: context.words(`dialogs:connect.${id === 'rules' ? 'rulesByLine' : `owns.${id}`}`),
      example: context.words(`dialogs:connect.examples.${id}`),
      ...field(context, id),
    })),
  }));
}

function owned(id: keyof Ownership) {
  return optional
    .refine((typed) => typed.length <= longestField, { error: 'tooLong', abort: true })
    .transform((typed, { issues }): string[] => {
      const found = readPatterns(id, typed);
      if ('patterns' in found) return found.patterns;
      issues.push({ code: 'custom', message: found.problem.key, params: found.problem.params, input: typed });
      return [];
    });
}
