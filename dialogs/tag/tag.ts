/** Tag: which tags an incident gets and loses. Sentinel calls them labels in its API and tags in its portal. */
import { z } from 'zod';
import { clean } from '../../bot/words/clean.ts';
import { template } from '../../cards/template.ts';
import { unlinkedText } from '../../cards/untrusted.ts';
import { type Dialog, field, frame, read } from '../dialog.ts';
import { optional, several, split } from '../fields.ts';
import json from './tag.template.json' with { type: 'json' };

const card = template('tag', json);
const words = ['add', 'addHint', 'remove', 'submit'];
const mostTags = 20;
const longestTag = 100;

/** Names of tags, each once; at least one in either list, none in both. */
export interface Tag {
  add: string[];
  remove: string[];
}

const schema = z
  .object({
    add: optional.transform((value) =>
      [...new Set(split(value, 'comma').map((tag) => clean(tag, Infinity)))].filter(Boolean),
    ),
    remove: several.transform((values) => values.map(decoded)),
  })
  .transform(({ add, remove }, { issues }): Tag => {
    const refuse = (message: string, params = {}): unknown =>
      issues.push({ code: 'custom', message, params, path: ['add'], input: add });
    const long = add.find((tag) => tag.length > longestTag);
    const both = add.find((tag) => remove.includes(tag));
    if (add.length === 0 && remove.length === 0) refuse('noTag');
    if (add.length > mostTags) refuse('manyTags', { most: mostTags });
    if (long) refuse('longTag', { tag: clean(long, 40), most: longestTag });
    if (both) refuse('tagInBoth', { tag: clean(both, 40) });
    return { add, remove };
  });

export const tag: Dialog<Tag> = {
  title: (words) => words('dialogs:tag.title'),
  form: (context) => {
    // A tag may hold a comma, which is what parts several choices; so their values are percent-encoded.
    const tags = (context.tags ?? []).map((name) => ({ title: unlinkedText(name), value: encoded(name) }));
    return card({
      ...frame(context, 'tag', words),
      add: field(context, 'add'),
      remove: field(context, 'remove'),
      tags,
      tagged: tags.length > 0,
    });
  },
  parse: (data) => read(schema, data),
};

function encoded(name: string): string {
  return encodeURIComponent(name.toWellFormed());
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value; // nothing that we sent, so no tag of the incident
  }
}
