import { describe, expect, test } from '@jest/globals';
import type { Contacts } from '../../bot/incidents/contacts.ts';
import { contacts, contactsValues } from '../../dialogs/contacts/contacts.ts';
import { hoursText, readHours } from '../../dialogs/contacts/hours.ts';
import { sentences } from '../../dialogs/dialog.ts';
import { adele, complaints, context, input, inputs, lee, submitted } from './form.ts';

const week = '2026-11-23';
const set: Contacts = {
  contact: adele,
  standIn: lee,
  hours: {
    1: [
      { from: '08:00', to: '12:00' },
      { from: '13:00', to: '17:30' },
    ],
    7: [{ from: '00:00', to: '24:00' }],
  },
  rota: [
    { week: '2026-11-16', person: adele },
    { week: '2026-11-23', person: lee },
    { week: '2027-01-11', person: adele },
  ],
};
const filled = (values = contactsValues(set, week)) => contacts.form(context({ values, language: 'en' }));

test('contacts stand in the form as they were set, and come back the same, without the weeks that are over', () => {
  expect(contacts.parse(submitted(filled()))).toEqual({
    values: {
      contact: adele.oid,
      standIn: lee.oid,
      hours: set.hours,
      turns: [
        { field: 'turn1', week: '2026-11-23', oid: lee.oid },
        { field: 'turn8', week: '2027-01-11', oid: adele.oid },
      ],
    },
  });
});

test('a contact is enough', () => {
  expect(contacts.parse({ contact: adele.oid.toUpperCase() })).toEqual({
    values: { contact: adele.oid, turns: [] },
  });
});

test.each([
  ['no contact', { contact: '' }, { contact: 'noContact' }],
  ['nobody as the contact', { contact: 'nobody' }, { contact: 'noContact' }],
  ['a name as the contact', { contact: 'Adele' }, { contact: 'person' }],
  ['the contact as stand-in', { standIn: adele.oid.toUpperCase() }, { standIn: 'samePerson' }],
  ['a name in the rota', { turn2: 'Lee' }, { turn2: 'person' }],
  ['a rota of weeks that are none', { week: '2026-11-24', turn2: lee.oid }, { turn2: 'unreadable' }],
  ['hours that are none', { day3: '8 to five' }, { day3: 'hours' }],
])('%s is said at the field', (_what, change, expected) => {
  const result = contacts.parse({ contact: adele.oid, week, ...change });
  const found =
    'errors' in result ? Object.entries(result.errors).map(([field, { key }]) => [field, key]) : [];
  expect(Object.fromEntries(found)).toEqual(expected);
});

test('the form names each week by its Monday, in its language, and the zone that hours are meant in', () => {
  const values = { ...contactsValues(set, week), zone: 'America/New_York' };
  const form = contacts.form(context({ values, language: 'en' }));
  expect(input(form, 'turn1').label).toBe('Week of 23 Nov 2026');
  expect(input(form, 'turn8').label).toBe('Week of 11 Jan 2027');
  expect(JSON.stringify(form)).toContain('By the clock in America/New York');
});

test('what was typed stays in the form beside what is wrong with it', () => {
  const values = { ...contactsValues(set, week), day1: 'nine to five' };
  const result = contacts.parse({ ...values, contact: 'nobody' });
  const errors = sentences(context().words, 'errors' in result ? result.errors : {});
  const again = contacts.form(context({ values, errors }));
  expect(input(again, 'day1').value).toBe('nine to five');
  expect(complaints(again)).toEqual([
    'Please choose the team’s security contact.',
    '“nine to five” can’t be read as times. Please write them such as 08:00-17:00, or leave the day empty.',
  ]);
});

test('a large team is searched in Teams’ own list, with whoever is chosen listed by name', () => {
  const many = Array.from({ length: 40 }, (_, i) => ({
    oid: `bbbbbbbb-0000-4000-8000-${String(i).padStart(12, '0')}`,
    name: `Person ${i}`,
  }));
  const form = contacts.form(
    context({ members: [...many, lee], values: contactsValues({ contact: lee }, week) }),
  );
  expect(input(form, 'contact')).toMatchObject({
    style: 'filtered',
    value: lee.oid,
    'choices.data': { dataset: 'graph.microsoft.com/users?scope=currentContext' },
  });
  expect(input(form, 'contact').choices).toContainEqual({ title: 'Lee Gu', value: lee.oid });
  expect(inputs(form).filter(({ id }) => id === 'contact')).toHaveLength(1);
  expect(input(contacts.form(context()), 'contact')).not.toHaveProperty('choices.data');
});

describe('working hours', () => {
  test.each([
    ['', []],
    ['08:00-17:00', ['08:00–17:00']],
    ['8-17', ['08:00–17:00']],
    ['8.30 – 12, 13h15 bis 17.00', ['08:30–12:00', '13:15–17:00']],
    ['13:00-17:00; 08:00 to 12:00', ['08:00–12:00', '13:00–17:00']],
    ['0:00-24:00', ['00:00–24:00']],
    ['08:00-12:00,12:00-16:00', ['08:00–12:00', '12:00–16:00']],
  ])('%j are read', (typed, expected) => {
    const found = readHours(typed);
    expect('hours' in found && hoursText(found.hours)).toBe(expected.join(', '));
  });

  test.each([
    ['nine to five', 'hours'],
    ['08:00', 'hours'],
    ['08:60-17:00', 'hours'],
    ['08:00-24:01', 'hours'],
    ['24:00-24:00', 'hours'],
    ['-8-17', 'hours'],
    ['22:00-06:00', 'hoursBackwards'],
    ['08:00-08:00', 'hoursBackwards'],
    ['08:00-12:00, 11:00-17:00', 'hoursTwice'],
    ['1-2,3-4,5-6,7-8,9-10', 'manyHours'],
  ])('%j are refused', (typed, key) => {
    expect(readHours(typed)).toMatchObject({ problem: { key } });
  });
});
