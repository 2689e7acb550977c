/** Contacts: whom a channel's team wants asked, when they work, and whose week it is. */
import { DateTime } from 'luxon';
import { z } from 'zod';
import { type Contacts, type Span, type Weekday, weekdays } from '../../bot/incidents/contacts.ts';
import { dayText } from '../../bot/words/time.ts';
import { template } from '../../cards/template.ts';
import { type Choice, people } from '../choices.ts';
import { type Dialog, type FormContext, field, frame, read } from '../dialog.ts';
import { isGuid, optional } from '../fields.ts';
import json from './contacts.template.json' with { type: 'json' };
import { hoursText, readHours } from './hours.ts';

const card = template('set-contacts', json);
const words = ['wrong', 'hours', 'rota', 'rotaHow', 'submit'];
const nobody = 'nobody';
/** There are ten lists of people in it, and a card takes some 25 KB: beyond this many Teams finds the others. */
const mostListed = 12;

/** How many weeks of a rota are named at once. */
export const mostWeeks = 8;
const turns = Array.from({ length: mostWeeks }, (_, i) => i + 1);
const turnField = (nth: number): string => `turn${nth}`;
const dayField = (day: Weekday): string => `day${day}`;

/** Everything that the form sends back, for `sent`. */
export const contactsFields = [
  ...['contact', 'standIn', 'week'],
  ...weekdays.map(dayField),
  ...turns.map(turnField),
];

/** Whom the form names, by object ids that are yet to be looked up in the roster. */
export interface SetContacts {
  contact: string;
  standIn?: string;
  hours?: Contacts['hours'];
  /** `field`: where it stands in the form */
  turns: { field: string; week: string; oid: string }[];
}

const oid = optional.transform((typed) => typed.toLowerCase() || nobody);
const someone = oid
  .refine((typed) => typed !== nobody, 'noContact')
  .refine((typed) => typed === nobody || isGuid(typed), 'person');
const anyone = oid.refine((typed) => typed === nobody || isGuid(typed), 'person');
const day = optional.transform((typed, { issues }): Span[] => {
  const found = readHours(typed);
  if ('hours' in found) return found.hours;
  issues.push({ code: 'custom', message: found.problem.key, params: found.problem.params, input: typed });
  return [];
});
const shape = z.object({
  contact: someone,
  standIn: anyone,
  // It is no field that anybody could put right.
  week: z.preprocess((week) => (typeof week === 'string' ? week : ''), z.string()),
  ...Object.fromEntries(turns.map((nth) => [turnField(nth), anyone])),
  ...Object.fromEntries(weekdays.map((one) => [dayField(one), day])),
});

const schema = shape.transform((typed, { issues }): SetContacts => {
  const { contact, standIn, week, ...rest } = typed;
  const fields = rest as Record<string, unknown>;
  const refuse = (message: string, id: string): unknown =>
    issues.push({ code: 'custom', message, path: [id], input: typed });
  if (standIn === contact) refuse('samePerson', 'standIn');
  const named = turns.flatMap((nth) => {
    const person = fields[turnField(nth)] as string;
    return person === nobody ? [] : [{ nth, person }];
  });
  if (named.length > 0 && !isMonday(week)) refuse('unreadable', turnField(named[0]!.nth));
  const hours = weekdays.flatMap((one) => {
    const spans = fields[dayField(one)] as Span[];
    return spans.length > 0 ? [[one, spans]] : [];
  });
  return {
    contact,
    ...(standIn !== nobody && { standIn }),
    ...(hours.length > 0 && { hours: Object.fromEntries(hours) }),
    turns: named.map(({ nth, person }) => ({
      field: turnField(nth),
      week: weekAfter(week, nth - 1),
      oid: person,
    })),
  };
});

export const contacts: Dialog<SetContacts> = {
  title: (words) => words('dialogs:contacts.title'),
  form: (context) => {
    const say = (key: string, params?: Record<string, string>) =>
      context.words(`dialogs:contacts.${key}`, params);
    const week = context.values.week ?? '';
    const { hidden, ...framed } = frame(context, 'contacts', words);
    return card({
      ...framed,
      // The weeks are those that were shown, also where it is Monday by the time that it is sent.
      hidden: { ...hidden, week },
      wrong: Object.keys(context.errors).length > 0,
      people: [
        {
          ...picker(context, 'contact', []),
          label: say('contact'),
          isRequired: true,
          missing: say('contactMissing'),
        },
        { ...picker(context, 'standIn', [choice(say('nobodyYet'))]), label: say('standIn') },
      ],
      hoursHow: say('hoursHow', { zone: (context.values.zone ?? 'UTC').replaceAll('_', ' ') }),
      days: weekdays.map((one) => ({
        ...field(context, dayField(one)),
        id: dayField(one),
        label: context.words(`cards:contacts.day.${one}`),
        hint: say('hoursHint'),
      })),
      turns: turns.map((nth) => ({
        ...picker(context, turnField(nth), [choice(say('theContact'))]),
        label: say('week', {
          date: isMonday(week) ? dayText(weekAfter(week, nth - 1), context.language ?? 'en') : String(nth),
        }),
      })),
    });
  },
  parse: (data) => read(schema, data),
};

/** Contacts as the form's values, to change them; `week`: the date of the first Monday to name somebody for. */
export function contactsValues(
  { contact, standIn, hours, rota = [] }: Contacts,
  week: string,
): Record<string, string> {
  const turn = (nth: number): string =>
    rota.find((one) => one.week === weekAfter(week, nth - 1))?.person.oid ?? nobody;
  return {
    week,
    contact: contact?.oid ?? '',
    standIn: standIn?.oid ?? nobody,
    ...Object.fromEntries(weekdays.map((one) => [dayField(one), hoursText(hours?.[one])])),
    ...Object.fromEntries(turns.map((nth) => [turnField(nth), turn(nth)])),
  };
}

/** The object ids that a form names, each with the field in which it does. */
export function namedIn({ contact, standIn, turns }: SetContacts): { field: string; oid: string }[] {
  return [
    { field: 'contact', oid: contact },
    ...(standIn ? [{ field: 'standIn', oid: standIn }] : []),
    ...turns.map(({ field, oid }) => ({ field, oid })),
  ];
}

function picker(context: FormContext, id: string, others: Choice[]) {
  const members = context.members ?? [];
  const chosen = field(context, id, others[0]?.value ?? '');
  const isSearched = members.length > mostListed;
  return {
    ...chosen,
    id,
    choices: [...others, ...people(members, [chosen.value]).members.slice(0, mostListed)],
    isListed: !isSearched,
    isSearched,
    isRequired: false,
    missing: context.words('dialogs:errors.person'),
    hint: context.words('dialogs:contacts.hint'),
  };
}

function choice(title: string): Choice {
  return { title, value: nobody };
}

const utc = { zone: 'utc' } as const;

function isMonday(week: string): boolean {
  const date = DateTime.fromISO(week, utc);
  return /^\d{4}-\d\d-\d\d$/.test(week) && date.isValid && date.weekday === 1;
}

function weekAfter(week: string, weeks: number): string {
  return DateTime.fromISO(week, utc).plus({ weeks }).toFormat('yyyy-MM-dd');
}
