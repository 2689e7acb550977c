import { expect, test } from '@jest/globals';
import { matches } from '../../bot/incidents/routing.ts';
import { type Connect, connect, connectValues, ownedFields } from '../../dialogs/connect/connect.ts';
import { zonesWith } from '../../dialogs/connect/zones.ts';
import { sentences } from '../../dialogs/dialog.ts';
import { adele, context, input, submitted } from './form.ts';

const subscription = '1b2c3d4e-0000-4000-8000-000000000000';
const good = { name: 'Payments', hosts: 'pay-*', from: 'High', language: 'en', zone: 'Europe/Zurich' };
const none = Object.fromEntries(ownedFields.map((field) => [field, []]));

const owned: Connect = {
  connection: {
    name: 'Payments',
    owns: {
      subscriptions: [subscription],
      resourceGroups: ['rg-payments', 'rg-(old)-*'],
      resources: ['kv-pay-??'],
      hosts: ['pay-web-*'],
      accounts: ['CORP\\svc-pay-*', 'PAYDB01$', '*@payments.example'],
      rules: ['Rare sign-in, then download (Preview)', '[Payments] *'],
      products: ['Microsoft Defender for *'],
      tags: ['pci', 'zahlungsverkehr-ü'],
    },
    from: 'Medium',
    language: 'de',
    zone: 'Europe/Zurich',
  },
  contactOid: adele.oid,
  managerOids: [adele.oid, 'b0000000-0000-4000-8000-000000000002'],
};

test('a connection stands in the form as it was given, and comes back the same', () => {
  expect(connect.parse(submitted(connect.form(context({ values: connectValues(owned) }))))).toEqual({
    values: owned,
  });
});

test('a connection needs no contact, and one kind of thing owned is enough', () => {
  expect(connect.parse(good)).toEqual({
    values: {
      connection: {
        name: 'Payments',
        owns: { ...none, hosts: ['pay-*'] },
        from: 'High',
        language: 'en',
        zone: 'Europe/Zurich',
      },
    },
  });
});

test('patterns are parted by commas, semicolons and lines, and each counts once whatever its case', () => {
  expect(connect.parse({ ...good, hosts: 'a1, A1;b1\r\nc1\n\n,' })).toHaveProperty(
    'values.connection.owns.hosts',
    ['a1', 'b1', 'c1'],
  );
});

test('a new form offers defaults, and who could be mentioned', () => {
  const form = connect.form(context());
  expect(submitted(form)).toMatchObject({
    from: 'Informational',
    language: 'en',
    zone: 'UTC',
    contact: 'nobody',
  });
  expect(input(form, 'contact').choices).toContainEqual({
    title: 'Adele Vance (payments)',
    value: adele.oid,
  });
});

test('a form that is shown again says so at its head, where the field may be out of sight', () => {
  expect(JSON.stringify(connect.form(context({ errors: { tags: 'Wrong.' } })))).toContain('Not saved yet');
  expect(JSON.stringify(connect.form(context()))).not.toContain('Not saved yet');
});

test.each([
  ['name', '', 'required'],
  ['name', 'x'.repeat(101), 'tooLong'],
  ['from', 'Critical', 'choose'],
  ['language', 'fr', 'choose'],
  ['zone', 'Mars/Olympus', 'zone'],
  ['zone', '', 'zone'],
  ['contact', 'Adele', 'person'],
  ['managers', `${adele.oid},Ben`, 'person'],
  [
    'managers',
    Array.from({ length: 21 }, (_, i) => adele.oid.slice(0, -2) + String(10 + i)).join(),
    'manyManagers',
  ],
  ['subscriptions', 'Payments', 'subscription'],
  ['subscriptions', '1b2c3d4e-*', 'subscription'],
  ['resourceGroups', '/subscriptions/1/resourceGroups/rg', 'path'],
  ['resourceGroups', 'rg-(pay|web)', 'regex'],
  ['resources', 'kv-[0-9]', 'regex'],
  ['hosts', '^pay', 'regex'],
  ['hosts', 'pay$', 'regex'],
  ['hosts', 'pay\\d+', 'regex'],
  ['accounts', 'svc-(a|b)', 'regex'],
  ['rules', '^Payments.*$', 'regex'],
  ['products', 'Defender$', 'regex'],
  ['tags', '(?i)pci', 'regex'],
  ['hosts', '*', 'everything'],
  ['hosts', 'pay-*, **', 'everything'],
  ['resources', '???', 'everything'],
  ['hosts', '*.*', 'everything'],
  ['hosts', '*a*b*c*', 'manyStars'],
  ['hosts', 'x'.repeat(201), 'longPattern'],
  ['hosts', Array.from({ length: 51 }, (_, i) => `h${i}`).join(), 'manyPatterns'],
  ['hosts', 'x'.repeat(2001), 'tooLong'],
  ['hosts', 'pay\u0000web', 'invisible'],
  ['hosts', '\u200b', 'invisible'],
  ['hosts', { length: 1 }, 'unreadable'],
])('at %s, %j is refused as %s', (field, value, key) => {
  const result = connect.parse({ ...good, [field]: value });
  expect(result).toHaveProperty(`errors.${field}.key`, key);
  expect(Object.keys((result as { errors: object }).errors)).toEqual([field]);
});

test('the sentence names the pattern that is wrong', () => {
  const result = connect.parse({ ...good, hosts: 'ok-1, ^pay' });
  if (!('errors' in result)) throw new Error('a regular expression was taken');
  expect(sentences(context().words, result.errors).hosts).toBe(
    '“^pay” can’t match: patterns take * and ? only, not regular expressions.',
  );
});

test('whoever owns nothing is refused at the first field of what is owned', () => {
  expect(connect.parse({ ...good, hosts: ' , ' })).toEqual({
    errors: { subscriptions: { key: 'ownsNothing' } },
  });
});

test('every problem is named at once', () => {
  const result = connect.parse({ hosts: '*', rules: '^x', zone: 'x' });
  expect(Object.keys((result as { errors: object }).errors).sort()).toEqual(
    ['from', 'hosts', 'language', 'name', 'rules', 'zone'].sort(),
  );
});

test('what the preview has to carry twice is limited as a whole, at the longest field', () => {
  const long = (prefix: string, count: number): string =>
    Array.from(
      { length: count },
      (_, i) => `${prefix}${String(i).padStart(2, '0')}${'x'.repeat(190)}`,
    ).join();
  const data = {
    ...good,
    hosts: long('h', 9),
    accounts: long('a', 10),
    resources: long('r', 9),
    tags: long('t', 9),
  };
  expect(connect.parse(data)).toEqual({ errors: { accounts: { key: 'longTogether' } } });
});

test('every example in the form is a pattern that the form takes', () => {
  for (const field of ownedFields) {
    const example = String(input(connect.form(context()), field).placeholder);
    expect(connect.parse({ ...good, [field]: example })).toHaveProperty('values');
  }
  expect(matches('sql-pay-prod-??', 'sql-pay-prod-01')).toBe(true);
});

test('a zone that is set is offered although the list lacks it; what is no zone is not', () => {
  expect(zonesWith('America/Argentina/Ushuaia')[0]).toBe('America/Argentina/Ushuaia');
  expect(zonesWith('Mars/Olympus')).toEqual(zonesWith('UTC'));
  for (const zone of zonesWith('UTC')) expect(connect.parse({ ...good, zone })).toHaveProperty('values');
});
