/** Cards are what Microsoft's engine makes of their templates. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { languages, wordsOf } from '../../bot/words/words.ts';
import { template } from '../../cards/template.ts';
import { ask } from '../../dialogs/ask/ask.ts';
import { assign } from '../../dialogs/assign/assign.ts';
import { checkDialogs } from '../../dialogs/check/check.ts';
import { close } from '../../dialogs/close/close.ts';
import { comment } from '../../dialogs/comment/comment.ts';
import { connect } from '../../dialogs/connect/connect.ts';
import { connectPreview } from '../../dialogs/connect/preview.ts';
import { contacts } from '../../dialogs/contacts/contacts.ts';
import { declineClosing } from '../../dialogs/decline-closing/decline-closing.ts';
import { drop } from '../../dialogs/drop/drop.ts';
import { inform } from '../../dialogs/inform/inform.ts';
import { merged } from '../../dialogs/merged/merged.ts';
import { notOurs } from '../../dialogs/not-ours/not-ours.ts';
import { propose } from '../../dialogs/propose/propose.ts';
import { severity } from '../../dialogs/severity/severity.ts';
import { share } from '../../dialogs/share/share.ts';
import { closeAll } from '../../dialogs/storm-close/storm-close.ts';
import { tag } from '../../dialogs/tag/tag.ts';
import { context as formContext } from '../dialogs/form.ts';
import { engine, watched } from './engine.ts';
import { context } from './samples.ts';
import { shownCards } from './shown.ts';

const forms = {
  ask,
  assign,
  close,
  closeAll,
  comment,
  connect,
  contacts,
  declineClosing,
  drop,
  inform,
  merged,
  notOurs,
  propose,
  ...checkDialogs,
  severity,
  share,
  tag,
};

test.each(languages)('every card and every form in %s is the one that the engine makes', (language) => {
  const made = watched();
  shownCards(context({ language }));
  const filled = formContext({ words: wordsOf(language), errors: { text: 'This is wrong.' } });
  for (const { form } of Object.values(forms)) form(filled);
  connectPreview(filled, { count: 1, total: 2, days: 30, examples: ['#1 Rare sign-in'] });
  expect(new Set(made.map(({ name }) => name)).size).toBe(36);
  for (const one of made) {
    const theirs = engine(one);
    expect(one.card).toEqual(theirs);
    expect(JSON.stringify(one.card)).toBe(JSON.stringify(theirs));
  }
});

// What may stand in a template beside expressions, and what the engine might take for its own.
const literal = fc.stringMatching(/^[ a-z{}"'()[\]#@:;,.%&|!?<>~^*=+/äß😀-]{0,5}$/u);
const key = fc.constantFrom('a', 'b', 'list', 'at', 'length', 'flag');
const path = fc.oneof(
  { weight: 6, arbitrary: key },
  { weight: 2, arbitrary: fc.tuple(key, key).map((keys) => keys.join('.')) },
  fc.tuple(fc.constantFrom('$root', '$data'), key).map((keys) => keys.join('.')),
  fc.constantFrom('$root', '$data', '$index'),
);
const lone = path.map((path) => `\${${path}}`);
const text = fc.oneof(
  literal,
  lone,
  fc.array(fc.oneof(literal, lone), { minLength: 2, maxLength: 4 }).map((parts) => parts.join('')),
);
const templates = fc.letrec((tie) => ({
  any: fc.oneof(
    { maxDepth: 3 },
    { weight: 3, arbitrary: text },
    fc.constantFrom(null, true, 0, 1.5),
    { weight: 3, arbitrary: tie('object') },
    { weight: 2, arbitrary: fc.array(tie('any'), { maxLength: 4 }) },
  ),
  object: fc
    .tuple(
      fc.option(lone, { nil: undefined, freq: 2 }),
      fc.option(lone, { nil: undefined, freq: 2 }),
      fc.dictionary(fc.constantFrom('type', 'text', 'items', 'body', '$index', '2'), tie('any'), {
        maxKeys: 4,
        noNullPrototype: true,
      }),
    )
    .map(([$data, $when, fields]) => ({ ...($data && { $data }), ...fields, ...($when && { $when }) })),
}));
const values = fc.letrec((tie) => ({
  any: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom('', 'text', '${a}', 0, -1.5, null, true, false),
    { weight: 2, arbitrary: fc.array(tie('any'), { maxLength: 3 }) },
    { weight: 2, arbitrary: tie('object') },
  ),
  object: fc.dictionary(key, tie('any'), { minKeys: 3, noNullPrototype: true }),
}));

/** The card as JSON, or that the data lacked something. */
function outcome(make: () => unknown): string {
  try {
    return JSON.stringify(make());
  } catch {
    return 'lacks something';
  }
}

test('whatever a template says within what is allowed, the engine makes the same of it', () => {
  let whole = 0;
  fc.assert(
    fc.property(templates.object!, values.object!, (json, data) => {
      const ours = outcome(() => template<object>('drawn', json as object)(data as object));
      const theirs = outcome(() => engine({ name: 'drawn', json: json as object, data: data as object }));
      expect(ours).toBe(theirs);
      if (ours !== 'lacks something') whole++;
    }),
    { numRuns: 200 },
  );
  expect(whole).toBeGreaterThan(50);
});

describe('a template', () => {
  const filled = (json: object, data: object): unknown => template<object>('test', json)(data);

  test('fills in what stands at a path, with its type where it stands alone', () => {
    const data = { a: { b: 'x' }, n: 3, yes: true, none: null, o: { p: 1 } };
    const json = {
      b: '${a.b}',
      n: '${n}',
      yes: '${yes}',
      none: '${none}',
      o: '${o}',
      all: '${$root.n}${n}: ${yes}',
    };
    expect(filled(json, data)).toEqual({
      b: 'x',
      n: 3,
      yes: true,
      none: null,
      o: { p: 1 },
      all: '33: true',
    });
  });

  test('repeats an element for each of a list, with its place, and leaves it out for none', () => {
    const items = [{ $data: '${list}', $when: '${shown}', at: '${$index}', say: '${say} of ${$root.n}' }];
    const item = (say: string, shown: unknown) => ({ say, shown });
    const list = [item('a', true), item('b', false), item('c', 'true'), item('d', true)];
    expect(filled({ items }, { n: 4, list })).toEqual({
      items: [
        { at: 0, say: 'a of 4' },
        { at: 3, say: 'd of 4' },
      ],
    });
    expect(filled({ items }, { n: 0, list: [] })).toEqual({ items: [] });
    const within = [{ $data: '${list}', one: { $data: '${shown}', at: '${$index}', say: '${say}' } }];
    expect(filled({ within }, { list: [item('a', { say: 'x' }), item('b', { say: 'y' })] })).toEqual({
      within: [{ one: { at: 0, say: 'x' } }, { one: { at: 1, say: 'y' } }],
    });
  });

  test('says which field its data lack, alone, among text, in a list and for one', () => {
    for (const json of [{ t: '${gone}' }, { t: 'so ${gone}' }, { t: ['${gone}'] }, { $data: '${gone}' }])
      expect(() => filled(json, { there: 1 })).toThrow(
        'The card template test needs gone, which its data lacks.',
      );
    expect(() => filled({ t: '${list.length} ${toString}' }, { list: [] })).toThrow('needs list.length');
    expect(() => filled({ t: '${toString}' }, {})).toThrow('needs toString');
  });

  test('never evaluates what stands in the data', () => {
    expect(filled({ t: '${a} ${a}', l: '${a}' }, { a: '${b} {{x}}' })).toEqual({
      t: '${b} {{x}} ${b} {{x}}',
      l: '${b} {{x}}',
    });
  });

  test.each([
    '${if(a, b, c)}',
    '${a + b}',
    '${a[0]}',
    '${a..b}',
    '${a.}',
    '${}',
    '${true}',
    'x ${null}',
    '${$host.x}',
    '${$index.x}',
    '${a',
    '\\${a}',
    '$${a}',
    '`${a}',
    '${a}\n',
  ])('is refused at start where it says %s', (text) => {
    expect(() => template('test', { text })).toThrow('The card template test says');
  });

  test('is refused at start where $data or $when are no path', () => {
    for (const value of [true, false, [{ a: 1 }], { a: 1 }, 'a', 'a ${b}'])
      for (const key of ['$data', '$when'])
        expect(() => template('test', { [key]: value })).toThrow('The card template test');
  });

  test('gives nothing of itself away: a card may be changed without changing the next', () => {
    const fill = template('test', {
      a: { b: [{ c: 'x', '2': [['y']] }] },
      d: [{ $data: '${list}', e: { f: ['z'] } }],
    });
    const data = { list: [1, 2] };
    const before = JSON.stringify(fill(data));
    const spoil = (node: unknown): void => {
      if (typeof node !== 'object' || node === null) return;
      Object.values(node).forEach(spoil);
      if (Array.isArray(node)) node.push('spoiled');
      else Object.assign(node, { spoiled: true });
    };
    spoil(fill(data));
    expect(JSON.stringify(fill(data))).toBe(before);
  });
});
