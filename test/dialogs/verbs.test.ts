import { expect, test } from '@jest/globals';
import { reasonsFor } from '../../bot/incidents/incident.ts';
import { ask } from '../../dialogs/ask/ask.ts';
import { assign } from '../../dialogs/assign/assign.ts';
import { close, outcomeOf } from '../../dialogs/close/close.ts';
import { comment } from '../../dialogs/comment/comment.ts';
import { declineClosing } from '../../dialogs/decline-closing/decline-closing.ts';
import { drop } from '../../dialogs/drop/drop.ts';
import { merged } from '../../dialogs/merged/merged.ts';
import { notOurs } from '../../dialogs/not-ours/not-ours.ts';
import { severity } from '../../dialogs/severity/severity.ts';
import { share } from '../../dialogs/share/share.ts';
import { tag } from '../../dialogs/tag/tag.ts';
import { adele, context, input, inputs, lee, submitted } from './form.ts';

const titles = (field: Record<string, unknown>): string[] =>
  (field.choices as { title: string }[]).map(({ title }) => title);

test('assign offers the members, and sends back who stands in the list', () => {
  const form = assign.form(context({ values: { assignee: lee.oid } }));
  expect(titles(input(form, 'assignee')).sort()).toEqual(['Adele Vance (payments)', 'Lee Gu']);
  expect(assign.parse(submitted(form))).toEqual({ values: { assignee: lee.oid } });
});

test('assign offers a people picker of this channel, and whoever is found there wins', () => {
  const picker = input(assign.form(context()), 'person');
  expect(picker['choices.data']).toEqual({
    type: 'Data.Query',
    dataset: 'graph.microsoft.com/users?scope=currentContext',
  });
  expect(assign.parse({ assignee: lee.oid, person: adele.oid.toUpperCase() })).toEqual({
    values: { assignee: adele.oid },
  });
});

test('a long list of members is filtered by typing, holds whoever is chosen, and says that it is cut', () => {
  const members = Array.from({ length: 150 }, (_, i) => ({ oid: `oid-${i}`, name: `Person ${i}` }));
  const form = assign.form(context({ members, values: { assignee: 'oid-149' } }));
  expect(input(form, 'assignee')).toMatchObject({ style: 'filtered', value: 'oid-149' });
  expect(titles(input(form, 'assignee'))).toHaveLength(100);
  expect(titles(input(form, 'assignee'))[0]).toBe('Person 149');
  expect(JSON.stringify(form)).toContain('first 100 people only');
  expect(JSON.stringify(assign.form(context()))).not.toContain('first 100 people only');
});

test.each([[{}], [{ assignee: 'Adele' }], [{ assignee: lee.oid, person: 'Adele' }], [{ assignee: '*' }]])(
  'assign takes no %j for a person',
  (data) => expect(assign.parse(data)).toEqual({ errors: { assignee: { key: 'person' } } }),
);

test.each(['1301', ' #1301 ', '# 1301'])('merged takes the number %j', (into) => {
  expect(merged.parse({ into })).toEqual({ values: { into: '1301' } });
});

test.each(['', 'the other', '12a', '1234567890', '-1'])('merged takes no %j for a number', (into) => {
  expect(merged.parse({ into })).toEqual({ errors: { into: { key: 'number' } } });
});

test.each([
  ['comment', comment, 'text'],
  ['share', share, 'text'],
  ['not ours', notOurs, 'reason'],
  ['decline closing', declineClosing, 'reason'],
  ['drop', drop, 'reason'],
] as const)('%s keeps the lines of a text, and drops what it does not know', (_, dialog, id) => {
  const form = dialog.form(context({ values: { [id]: ' First line\nsecond ' } }));
  expect(dialog.parse(submitted(form))).toEqual({ values: { [id]: 'First line\nsecond' } });
});

test.each([
  ['comment', comment, 'text'],
  ['share', share, 'text'],
  ['not ours', notOurs, 'reason'],
  ['decline closing', declineClosing, 'reason'],
] as const)('%s wants a text that can be seen, of at most 4,000 characters', (_, dialog, id) => {
  expect(dialog.parse({})).toEqual({ errors: { [id]: { key: 'required' } } });
  expect(dialog.parse({ [id]: ' \n\u200b ' })).toEqual({ errors: { [id]: { key: 'required' } } });
  expect(dialog.parse({ [id]: ['x'] })).toEqual({ errors: { [id]: { key: 'unreadable' } } });
  expect(dialog.parse({ [id]: 'x'.repeat(4001) })).toEqual({ errors: { [id]: { key: 'tooLong' } } });
  expect(dialog.parse({ [id]: 'x'.repeat(4000) })).toEqual({ values: { [id]: 'x'.repeat(4000) } });
});

test.each([
  [[], 'nobody would read it'],
  [['Payments'], 'This team will read it: Payments'],
  [['Payments', 'Webshop'], 'These teams will read it: Payments, Webshop'],
])('share says that %j will read it', (readers, sentence) => {
  expect(JSON.stringify(share.form(context({ readers })))).toContain(sentence);
});

test('severity offers the four, and sends back the one that stands', () => {
  const form = severity.form(context({ values: { severity: 'Medium' } }));
  expect(titles(input(form, 'severity'))).toEqual(['High', 'Medium', 'Low', 'Informational']);
  expect(severity.parse(submitted(form))).toEqual({ values: { severity: 'Medium' } });
});

test.each([['Critical'], ['high'], ['__proto__'], [undefined], [['High']]])(
  'severity takes no %j',
  (value) => {
    expect(severity.parse({ severity: value })).toHaveProperty('errors.severity');
  },
);

test('tag adds at each comma, once each, and takes away even a tag that holds a comma', () => {
  const tags = ['pci, dss', 'vip'];
  const remove = input(tag.form(context({ tags })), 'remove');
  const [first] = remove.choices as { title: string; value: string }[];
  expect(first).toEqual({ title: 'pci, dss', value: 'pci%2C%20dss' });
  const form = tag.form(context({ tags, values: { add: 'a, b,a', remove: first!.value } }));
  expect(tag.parse(submitted(form))).toEqual({ values: { add: ['a', 'b'], remove: ['pci, dss'] } });
});

test('tag asks for what to take away only where there is a tag', () => {
  expect(inputs(tag.form(context({ tags: [] }))).map(({ id }) => id)).toEqual(['add']);
});

test.each([
  [{}, 'noTag'],
  [{ add: ' , ' }, 'noTag'],
  [{ add: 'x'.repeat(101) }, 'longTag'],
  [{ add: Array.from({ length: 21 }, (_, i) => `t${i}`).join() }, 'manyTags'],
  [{ add: 'vip', remove: 'vip' }, 'tagInBoth'],
])('tag refuses %j as %s', (data, key) => {
  expect(tag.parse(data)).toHaveProperty('errors.add.key', key);
});

test('close offers exactly the pairs that Sentinel takes, each of which comes back as it was chosen', () => {
  const values = (input(close.form(context()), 'outcome').choices as { value: string }[]).map(
    ({ value }) => value,
  );
  expect(values).toHaveLength(5);
  for (const outcome of values) {
    const result = close.parse(
      submitted(close.form(context({ values: { outcome, comment: 'Seen before.' } }))),
    );
    if (!('values' in result)) throw new Error(`Close refuses its own ${outcome}.`);
    const { classification, reason, comment } = result.values;
    const reasons: readonly string[] = reasonsFor[classification];
    expect(reason === undefined ? reasons.length === 0 : reasons.includes(reason)).toBe(true);
    expect(comment).toBe('Seen before.');
    expect(outcomeOf(result.values)).toBe(outcome);
  }
});

test.each([
  ['TruePositive'],
  ['TruePositive.InaccurateData'],
  ['Undetermined.InaccurateData'],
  ['constructor'],
  [null],
])('close refuses the outcome %j', (outcome) => {
  expect(close.parse({ outcome, comment: 'x' })).toEqual({ errors: { outcome: { key: 'choose' } } });
});

test('close takes no incident away without saying why, not even an undetermined one', () => {
  expect(close.parse({ outcome: 'Undetermined' })).toEqual({ errors: { comment: { key: 'required' } } });
});

/** What the form of a question says where nobody changed it. */
const timely = { when: '4h', answers: 'listed' };
const nothingElse = { ...timely, listed: '', options: [], standIn: '', date: '', time: '' };

test('ask preselects the only channel, and sends back who is asked what', () => {
  const values = { people: `${adele.oid},${lee.oid}`, question: 'Was it you?' };
  expect(ask.parse(submitted(ask.form(context({ values }))))).toEqual({
    values: {
      ...nothingElse,
      channel: '19:pay@thread.tacv2',
      people: [adele.oid, lee.oid],
      question: 'Was it you?',
    },
  });
});

test('ask preselects none of several channels, and asks everybody where nobody is chosen', () => {
  const channels = [
    { id: '19:a', name: 'A' },
    { id: '19:b', name: 'B' },
  ];
  expect(input(ask.form(context({ channels })), 'channel').value).toBe('');
  // What More settings hides may not be sent.
  expect(ask.parse({ when: '4h', channel: '19:b', question: 'Who?' })).toEqual({
    values: { ...nothingElse, channel: '19:b', people: [], question: 'Who?' },
  });
});

test.each([
  [{ channel: '' }, 'channel', 'choose'],
  [{ channel: 'x'.repeat(400) }, 'channel', 'choose'],
  [{ people: 'Adele' }, 'people', 'person'],
  [{ people: [adele.oid] }, 'people', 'unreadable'],
  [
    { people: Array.from({ length: 21 }, (_, i) => `aaaaaaaa-0000-4000-8000-0000000000${10 + i}`).join() },
    'people',
    'manyPeople',
  ],
  [{ question: ' ' }, 'question', 'required'],
])('ask refuses %j at %s as %s', (over, field, key) => {
  const good = { ...timely, channel: '19:a', people: '', question: 'Who?' };
  expect(ask.parse({ ...good, ...over })).toEqual({ errors: { [field]: { key } } });
});
