/** What an attacker writes is shown and never acts. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { clean } from '../../bot/words/clean.ts';
import { defang, refang } from '../../bot/words/defang.ts';
import { languages } from '../../bot/words/words.ts';
import { cardBytes } from '../../cards/fit.ts';
import { socCard } from '../../cards/incident/incident.ts';
import { portalUrl } from '../../cards/links.ts';
import { type Card, template } from '../../cards/template.ts';
import { anyText, huge, linkable, nasty } from '../words/nasty.ts';
import { watched } from './engine.ts';
import { type Next, poisoned, poisonedCards, poisonedForms } from './poison.ts';
import { anHourLater, context, incident, newButtons, state } from './samples.ts';
import { bindingsOf, tainted } from './taint.ts';
import { nodesOf, stringsOf } from './walk.ts';

const look = context({ now: anHourLater });
const sign = 'EVIL';

/** One text after the other, each with a sign in front that is found again wherever it got to. */
function signed(texts: readonly string[]): Next {
  let i = 0;
  return () => `${sign} ${texts[i++ % texts.length]}`;
}

function all(next: Next, language = 'en'): Record<string, Card> {
  return {
    ...poisonedCards(context({ language, now: anHourLater }), next),
    ...poisonedForms(next, language),
  };
}

// Where a text of others may stand. What a person typed stands in its field again; a choice's title takes no TextRun.
const mayHold: [type: unknown, property: string][] = [
  ['TextRun', 'text'],
  ['Input.Text', 'value'],
  ['Input.ChoiceSet', 'value'],
  [undefined, 'title'],
  [undefined, 'value'],
];

const hidden = /[\p{Cc}\u200B-\u200F\u202A-\u202E\u2060-\u206F\u{E0000}-\u{E01EF}]/u;
const notOurs = ['backgroundImage', 'iconUrl', 'refresh', 'authentication', 'speak', 'entities'];

/** What of a card is not ours, or could be followed. */
function amiss(name: string, card: Card): string[] {
  const texts = stringsOf(card)
    .filter(({ text, holder }) => text.includes(sign) && !isCarried(name, holder))
    .flatMap(({ text, holder, property }) => [
      ...(mayHold.some(([type, at]) => type === holder.type && at === property)
        ? []
        : [`${holder.type}.${property}`]),
      // What a person typed is theirs to change, and acts nowhere.
      ...(property !== 'value' && (hidden.test(text) || linkable(text)) ? [text] : []),
      ...(text.isWellFormed() ? [] : [`half a character in ${text}`]),
    ]);
  const nodes = nodesOf(card).flatMap((node) => [
    ...(types.has(node.type) ? [] : [`a ${node.type}`]),
    ...notOurs.filter((key) => key in node),
    ...(node.type === 'Action.OpenUrl' && portalUrl(String(node.url)) !== node.url ? [String(node.url)] : []),
  ]);
  return [...texts, ...nodes].map((what) => `${name}: ${what}`);
}

function harmless(cards: Record<string, Card>): void {
  expect(Object.entries(cards).flatMap(([name, card]) => amiss(name, card))).toEqual([]);
}

/** What travels with a button and comes back: it is no text on the card. */
function isCarried(name: string, holder: Record<string, unknown>): boolean {
  return name === 'preview' && ('confirmed' in holder || 'back' in holder);
}

// Every type that a template of ours has; a card has no other.
const templates = ['cards', 'dialogs'].flatMap((room) =>
  readdirSync(room, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.template.json'))
    .map((file) => ({
      file: `${room}/${file}`,
      json: JSON.parse(readFileSync(`${room}/${file}`, 'utf8')) as object,
    })),
);
const types = new Set<unknown>([
  'task/fetch',
  ...templates.flatMap(({ json }) => nodesOf(json).map(({ type }) => type)),
]);

test.each(languages)(
  'no text of an attacker’s gets anywhere on a %s card or form but into a run of text',
  (language) => {
    // Round and round, so that each text comes to stand in many fields.
    for (let round = 0; round < 3; round++) {
      const texts = [...nasty.slice(round * 37), ...nasty.slice(0, round * 37)];
      harmless(all(signed(texts), language));
    }
  },
);

test('nor does any text at all', () => {
  fc.assert(
    fc.property(fc.array(anyText, { minLength: 5, maxLength: 30 }), (texts) => {
      harmless(all(signed(texts)));
    }),
    { numRuns: 25 },
  );
});

test('a text of 300 KB in every field leaves each card small', () => {
  const cards = poisonedCards(look, () => `${sign} ${huge}`);
  harmless(cards);
  for (const card of Object.values(cards)) expect(cardBytes(card)).toBeLessThan(28_000);
});

test('what a template’s field takes from outside stands in runs of text in the template, whatever else is shown', () => {
  const made = watched();
  all(signed(nasty));
  const outside = tainted(made, sign);
  for (const { file, json } of templates) {
    const fields = outside.get(JSON.stringify(json));
    // A new card is to be made in test/cards/poison.ts, with everything that others may have written.
    expect([file, fields !== undefined]).toEqual([file, true]);
    const astray = bindingsOf(json)
      .filter(({ path }) => fields?.has(path))
      .filter(({ type, property }) => !mayHold.some(([t, at]) => t === type && at === property))
      .map(({ type, property, path }) => `${type}.${property} shows ${path}`);
    expect([file, astray]).toEqual([file, []]);
  }
});

test('a title on a block of text that knows Markdown is found', () => {
  const json = {
    type: 'AdaptiveCard',
    body: [{ type: 'Container', $data: '${rows}', items: [{ type: 'TextBlock', text: 'x ${name}' }] }],
  };
  const made = watched();
  template<{ rows: object[] }>('astray', json)({ rows: [{ name: 'fine' }, { name: `${sign} x` }] });
  const fields = tainted(made, sign).get(JSON.stringify(json));
  expect(bindingsOf(json).filter(({ path }) => fields?.has(path))).toEqual([
    { type: 'TextBlock', property: 'text', path: 'rows.name' },
  ]);
});

test('what is shown of a title can be turned back into the title', () => {
  fc.assert(
    fc.property(anyText, (title) => {
      const shown = stringsOf(socCard(state({}, { title }), look, newButtons)).map(({ text }) => text);
      const cleaned = clean(title);
      expect(shown).toContain(defang(cleaned) || look.words('cards:noTitle'));
      expect(refang(defang(cleaned))).toBe(cleaned);
    }),
  );
});

test('nothing that hostile text says is evaluated', () => {
  const texts = ['${title}', '{{name}}', '$t(cards:owner)'];
  for (const text of texts) {
    const card = socCard(
      poisoned(state(), () => text),
      look,
      newButtons,
    );
    expect(stringsOf(card).filter((one) => one.text === text).length).toBeGreaterThan(5);
  }
});

test('times that are none are not shown as they came', () => {
  const card = socCard(state({}, { createdAt: `${sign} https://evil.example` }), look, newButtons);
  expect(JSON.stringify(card)).not.toContain(sign);
});

test('an incident whose fields are called like parts of every object is shown as any other', () => {
  const strange = JSON.parse('{"__proto__": {"title": "forged"}, "constructor": "x"}') as object;
  const shown = JSON.stringify(socCard(state({ ...strange }, { ...strange }), look, newButtons));
  expect(shown).toContain(incident().title);
  expect(shown).not.toContain('forged');
  expect({}).not.toHaveProperty('title');
});

describe('a link', () => {
  test.each(['https://portal.azure.com/#asset/x', 'https://security.microsoft.com/incidents/1?tid=2'])(
    'to %s is kept',
    (url) => {
      expect(portalUrl(url)).toBe(url);
    },
  );

  test.each([
    undefined,
    '',
    'not a url',
    'http://portal.azure.com/',
    'https://portal.azure.com.evil.example/',
    'https://portal.azure.com@evil.example/',
    'https://user:pass@portal.azure.com/',
    'https://portal.azure.com:8443/',
    'https://evil.example/portal.azure.com',
    'javascript:alert(1)//portal.azure.com',
    `https://portal.azure.com/${'a'.repeat(2000)}`,
  ])('to %s is dropped', (url) => {
    expect(portalUrl(url)).toBeUndefined();
  });
});
