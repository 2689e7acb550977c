import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { dialogs as all, fieldsOf } from '../../bot/actions/forms.ts';
import deWords from '../../bot/words/de/dialogs.json' with { type: 'json' };
import enWords from '../../bot/words/en/dialogs.json' with { type: 'json' };
import { wordsOf } from '../../bot/words/words.ts';
import { ask } from '../../dialogs/ask/ask.ts';
import { assign } from '../../dialogs/assign/assign.ts';
import { checkDialogs } from '../../dialogs/check/check.ts';
import { close } from '../../dialogs/close/close.ts';
import { comment } from '../../dialogs/comment/comment.ts';
import { connect } from '../../dialogs/connect/connect.ts';
import { connectPreview } from '../../dialogs/connect/preview.ts';
import { contacts } from '../../dialogs/contacts/contacts.ts';
import { declineClosing } from '../../dialogs/decline-closing/decline-closing.ts';
import { type Dialog, sent, sentences } from '../../dialogs/dialog.ts';
import { drop } from '../../dialogs/drop/drop.ts';
import { erase } from '../../dialogs/erase/erase.ts';
import { inform } from '../../dialogs/inform/inform.ts';
import { merged } from '../../dialogs/merged/merged.ts';
import { notOurs } from '../../dialogs/not-ours/not-ours.ts';
import { propose } from '../../dialogs/propose/propose.ts';
import { severity } from '../../dialogs/severity/severity.ts';
import { share } from '../../dialogs/share/share.ts';
import { closeAll } from '../../dialogs/storm-close/storm-close.ts';
import { tag } from '../../dialogs/tag/tag.ts';
import { complaints, context, inputs, nodes } from './form.ts';

const dialogs: [string, Dialog<unknown>][] = Object.entries({
  ask,
  assign,
  close,
  closeAll,
  comment,
  connect,
  contacts,
  declineClosing,
  drop,
  erase,
  inform,
  merged,
  notOurs,
  propose,
  ...checkDialogs,
  severity,
  share,
  tag,
});
const many = Array.from({ length: 300 }, (_, i) => ({
  oid: `aaaaaaaa-0000-4000-8000-${String(i).padStart(12, '0')}`,
  name: `Person number ${i} of a large company`,
  detail: 'payments',
}));

function keysOf(words: object, prefix = ''): string[] {
  return Object.entries(words).flatMap(([key, value]) =>
    typeof value === 'string' ? [prefix + key] : keysOf(value, `${prefix}${key}.`),
  );
}

test('every word of a dialog is there in both languages, with the same parameters', () => {
  expect(keysOf(deWords)).toEqual(keysOf(enWords));
  const parameters = (words: unknown): string[][] =>
    keysOf(enWords).map((key) => {
      const sentence = key.split('.').reduce((at, part) => (at as Record<string, unknown>)[part], words);
      return (
        String(sentence)
          .match(/\{\{\w+\}\}/g)
          ?.sort() ?? []
      );
    });
  expect(parameters(deWords)).toEqual(parameters(enWords));
});

test.each(dialogs)('%s says everything in words, in both languages, under a short title', (_, dialog) => {
  for (const language of ['en', 'de']) {
    const words = wordsOf(language);
    expect(dialog.title(words).length).toBeLessThanOrEqual(24);
    const text = JSON.stringify(dialog.form(context({ words, members: many }))) + dialog.title(words);
    // A key without words is shown as the key itself.
    const key = (word: string): boolean => keysOf(enWords).includes(word);
    expect(text.match(/[a-zA-Z-]+(\.[a-zA-Z]+)+/g)?.filter(key) ?? []).toEqual([]);
    expect(text).not.toContain('${');
    expect(text).not.toContain('{{');
  }
});

test.each(dialogs)(
  '%s labels every field, says why a required one is required, and limits texts',
  (_, dialog) => {
    for (const field of inputs(dialog.form(context()))) {
      expect(field.label).toMatch(/\w/);
      if (field.isRequired) expect(field.errorMessage).toMatch(/\w/);
      if (field.type === 'Input.Text') expect(field.maxLength).toBeLessThanOrEqual(4000);
    }
  },
);

test.each(dialogs)('%s sends back what is hidden in it', (_, dialog) => {
  const [submit] = dialog.form(context()).actions as { type: string; data: object }[];
  expect(submit).toMatchObject({
    type: 'Action.Submit',
    data: { verb: 'test', incident: 'ws/1', nonce: 'n-1' },
  });
});

test.each(dialogs)('%s shows text from outside as text only, and evaluates none of it', (_, dialog) => {
  const evil = '[x](https://evil.example) ${hidden} <at>All</at>';
  const form = dialog.form(
    context({
      heading: evil,
      readers: [evil],
      tags: [evil],
      channels: [{ id: '1', name: evil }],
      members: [{ oid: '1', name: evil }],
      errors: Object.fromEntries(inputs(dialog.form(context())).map(({ id }) => [id, evil])),
    }),
  );
  for (const node of nodes(form)) {
    if (node.type === 'TextBlock') expect(node.text).not.toContain('evil');
    if (typeof node.title === 'string') expect(node.title).not.toMatch(/\]\(|<at>/);
  }
  expect(JSON.stringify(form)).toContain('evil[.]example) ${hidden} <at>');
});

test.each(dialogs)('%s shows what is wrong at the field', (_, dialog) => {
  for (const { id } of inputs(dialog.form(context())))
    expect(complaints(dialog.form(context({ errors: { [String(id)]: 'This is wrong.' } })))).toEqual([
      'This is wrong.',
    ]);
  expect(complaints(dialog.form(context()))).toEqual([]);
});

test.each(dialogs)('%s fits into a card even for a channel of 300 people', (_, dialog) => {
  const form = dialog.form(context({ members: many }));
  expect(Buffer.byteLength(JSON.stringify(form))).toBeLessThan(25_000);
});

test.each(dialogs)('%s never throws, and says each problem in words', (_, dialog) => {
  const fields = inputs(dialog.form(context())).map(({ id }) => String(id));
  const hostile = fc.oneof(
    fc.anything(),
    fc.record(Object.fromEntries(fields.map((id) => [id, fc.oneof(fc.string(), fc.anything())])), {
      requiredKeys: [],
    }),
    fc
      .constantFrom('x'.repeat(200_000), ','.repeat(5000), '\ud800', '\u0000', '*'.repeat(300))
      .map((text) => Object.fromEntries(fields.map((id) => [id, text]))),
  );
  fc.assert(
    fc.property(hostile, (data) => {
      const result = dialog.parse(data);
      if (!('errors' in result)) return;
      expect(Object.keys(result.errors)).not.toEqual([]);
      for (const [field, problem] of Object.entries(result.errors)) {
        expect(fields).toContain(field);
        expect(keysOf(enWords)).toContain(`errors.${problem.key}`);
      }
      const again = context({
        values: sent(data, fields),
        errors: sentences(context().words, result.errors),
      });
      expect(complaints(dialog.form(again)).length).toBeGreaterThan(0);
    }),
    { numRuns: 200 },
  );
});

test('what was sent is kept for showing it again: known fields, texts only, whole characters', () => {
  expect(sent({ text: 'a', other: 'b', list: ['c'] }, ['text', 'list'])).toEqual({ text: 'a' });
  expect(sent(null, ['text'])).toEqual({});
  expect(sent({ text: 'x'.repeat(9000) }, ['text']).text).toHaveLength(4000);
});

test('the preview says how many would have matched, names five, and both its buttons carry what was typed', () => {
  const values = {
    name: 'Payments',
    hosts: 'pay-*\ndb-1',
    from: 'High',
    language: 'en',
    zone: 'UTC',
    verb: 'evil',
  };
  const card = connectPreview(context({ values }), {
    count: 12,
    total: 340,
    days: 30,
    examples: ['#1 [x](https://evil.example)', '#2', '#3', '#4', '#5', '#6 sixth'],
  });
  const text = JSON.stringify(card);
  expect(text).toContain('12 of the 340 incidents of the last 30 days would have come here.');
  expect(text).toContain('pay-*, db-1');
  expect(text).toContain('#5');
  expect(text).not.toContain('#6 sixth');
  for (const { type, text } of nodes(card)) if (type === 'TextBlock') expect(text).not.toContain('evil');
  const [save, back] = card.actions as { data: object }[];
  const carried = { name: 'Payments', hosts: 'pay-*\ndb-1', verb: 'test', nonce: 'n-1' };
  expect(save?.data).toMatchObject({ ...carried, confirmed: 'yes' });
  expect(back?.data).toMatchObject({ ...carried, back: 'yes' });
  expect(save?.data).not.toHaveProperty('back');
  expect(connect.parse(save?.data)).toMatchObject({
    values: { connection: { owns: { hosts: ['pay-*', 'db-1'] } } },
  });
});

test.each([
  [0, 340, 'Nothing matched.'],
  [200, 340, 'more than half of all'],
  [3, 340, 'Save if these are what the team owns'],
])('the preview of %d matches of %d advises: %s', (count, total, advice) => {
  expect(JSON.stringify(connectPreview(context(), { count, total, days: 30, examples: [] }))).toContain(
    advice,
  );
});

test('a preview of the most that the form takes still fits into a card', () => {
  const values = Object.fromEntries(['hosts', 'accounts', 'rules'].map((id) => [id, 'a'.repeat(2000)]));
  const card = connectPreview(context({ values }), {
    count: 5,
    total: 9,
    days: 30,
    examples: ['x'.repeat(500)],
  });
  expect(Buffer.byteLength(JSON.stringify(card))).toBeLessThan(25_000);
});

test('what is dropped is named on the form, as plain text, and the form gives back which it was', () => {
  const card = drop.form(context({ undone: ['Not in Sentinel: closing, by **Ada**.'] }));
  const texts = nodes(card).flatMap(({ type, text }) => (type === 'TextRun' ? [text] : []));
  expect(texts).toContain('Not in Sentinel: closing, by **Ada**.');
  expect(drop.parse({ reason: 'by hand', effect: '5.0 7.1' })).toEqual({
    values: { reason: 'by hand', effect: '5.0 7.1' },
  });
  expect(drop.parse({ reason: 'by hand' })).toEqual({ values: { reason: 'by hand', effect: undefined } });
});

test('whose words are erased, where and why is said, and that they are sure; otherwise nothing is taken', () => {
  const [{ oid }] = many as [(typeof many)[0]];
  const given = { person: oid.toUpperCase(), where: 'everywhere', reason: 'request 17' };
  expect(erase.parse({ ...given, sure: 'yes', verb: 'x' })).toEqual({ values: { ...given, person: oid } });
  for (const sure of ['no', '', undefined, true, 'YES'])
    expect(erase.parse({ ...given, sure })).toMatchObject({ errors: expect.anything() });
  expect(erase.parse({ sure: 'yes' })).toMatchObject({
    errors: { person: { key: 'person' }, where: { key: 'choose' }, reason: { key: 'required' } },
  });
});

test('a form in which nobody’s words can be erased says so', () => {
  const says = (members: typeof many) => JSON.stringify(erase.form(context({ members })));
  expect(says([])).toContain('Nobody wrote anything here');
  expect(says(many)).not.toContain('Nobody wrote anything here');
});

test('what has a length that is no number is refused, whatever form it comes from', () => {
  const valueless = JSON.parse('{"toString":"x","valueOf":null,"length":{"toString":"x","valueOf":null}}');
  for (const [name, { parse }] of Object.entries(all)) {
    const sent = Object.fromEntries((fieldsOf[name] ?? []).map((field) => [field, valueless]));
    expect([name, 'errors' in parse(sent)]).toEqual([name, true]);
  }
});
