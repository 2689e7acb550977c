/** A verb's Teams dialog: the form a person fills in, and the reading of what it sends back, side by side. */
import type { z } from 'zod';
import type { Playbook } from '../bot/incidents/containment.ts';
import type { Entity } from '../bot/incidents/incident.ts';
import type { Words } from '../bot/words/words.ts';
import type { Card } from '../cards/template.ts';
import { outsideText } from '../cards/untrusted.ts';

/** What a form is filled with. Everything but `words` and `hidden` may have been written by anybody. */
export interface FormContext {
  words: Words;
  /** for dates; `en` unless given */
  language?: string;
  /** travels back with the submit: verb, incident, revision, nonce; outside input once it comes back */
  hidden: Record<string, string>;
  /** what the dialog is about, such as `#1234 Suspicious sign-in`, or the channel's name */
  heading: string;
  /** what stands in the fields: defaults, or what was sent before; a field that is absent is empty */
  values: Record<string, string>;
  /** a sentence for each field that can't stay as it is, from `sentences` */
  errors: Record<string, string>;
  /** who can be chosen, in the order to show them */
  members?: Choosable[];
  /** which application teams' channels can be asked */
  channels?: { id: string; name: string }[];
  /** teams that it is held back from, with who of them may be the one it is about */
  held?: { id: string; name: string; detail?: string }[];
  /** the tags that the incident carries */
  tags?: string[];
  /** the application teams that will read what is shared */
  readers?: string[];
  /** the question that a form is about, and what it offers to choose from */
  question?: { text: string; kind: 'text' | 'yesNo' | 'choice'; options: string[] };
  /** the questions of the SOC's list */
  questions?: { title: string; value: string }[];
  /** what Muster could not do, a sentence each */
  undone?: string[];
  /** what it is about, in words that are fit for a card already, a line each */
  about?: string[];
  /** what to know before it is sent, in our words; the form then asks whether that is known */
  warning?: string;
  /** the entities to choose from */
  entities?: Pick<Entity, 'id' | 'kind' | 'name'>[];
  /** the playbooks to choose from */
  playbooks?: Playbook[];
}

/** A person who can be chosen in a dialog. */
export interface Choosable {
  oid: string;
  name: string;
  /** what tells two of the same name apart: a role, a UPN */
  detail?: string;
}

/** Why a field can't be taken: a key below `dialogs:errors`, and what the sentence names. */
export interface Problem {
  key: string;
  params?: Record<string, string | number>;
}

export type Parsed<Values> = { values: Values } | { errors: Record<string, Problem> };

/** A dialog. `parse` reads what came back; it drops what it doesn't know and never throws, whatever was sent. */
export interface Dialog<Values> {
  /** what the window's head says: short, since Teams cuts it */
  title(words: Words): string;
  form(context: FormContext): Card;
  parse(data: unknown): Parsed<Values>;
}

/** The problems as sentences, to show the form again with. */
export function sentences(words: Words, errors: Record<string, Problem>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(errors).map(([field, { key, params }]) => [field, words(`dialogs:errors.${key}`, params)]),
  );
}

/** The fields among what a form sent back, as `FormContext.values` takes them to show it again. */
export function sent(data: unknown, fields: readonly string[]): Record<string, string> {
  if (typeof data !== 'object' || data === null) return {};
  const held = (field: string): unknown =>
    Object.hasOwn(data, field) ? Reflect.get(data, field) : undefined;
  return Object.fromEntries(
    fields.flatMap((field) => {
      const value = held(field);
      return typeof value === 'string' ? [[field, value.slice(0, longest)]] : [];
    }),
  );
}

// A form that is shown again must still fit into a card, whatever came back.
const longest = 4000;

/** Reads with a schema whose messages are keys below `dialogs:errors`; the first problem of a field counts. */
export function read<Values>(schema: z.ZodType<Values>, data: unknown): Parsed<Values> {
  const result = schema.safeParse(
    typeof data === 'object' && data !== null && !Array.isArray(data) ? data : {},
  );
  if (result.success) return { values: result.data };
  const errors: Record<string, Problem> = {};
  for (const issue of result.error.issues) {
    const params = issue.code === 'custom' ? issue.params : undefined;
    errors[String(issue.path[0])] ??= { key: issue.message, ...(params && { params }) };
  }
  return { errors };
}

/** A field as a template takes it. */
export interface Field {
  value: string;
  error: string;
  wrong: boolean;
}

/** A field with what stands in it, `preset` where nothing was given yet. */
export function field(context: FormContext, id: string, preset = ''): Field {
  const error = context.errors[id] ?? '';
  return {
    value: (context.values[id] ?? preset).toWellFormed(),
    error: outsideText(error),
    wrong: error !== '',
  };
}

/** A date or a time: only what looks like one stands in its field again. */
export function shaped(context: FormContext, id: string, shape: RegExp): Field {
  const { value, ...rest } = field(context, id);
  return { ...rest, value: shape.test(value) ? value : '' };
}

/** What every template shows: the heading, the submit's data, and the words below `dialogs:<name>`. */
export function frame(context: FormContext, name: string, keys: readonly string[]) {
  const w = Object.fromEntries(keys.map((key) => [key, context.words(`dialogs:${name}.${key}`)]));
  return { heading: outsideText(context.heading), hidden: { ...context.hidden }, w };
}
