/** Whom a channel's team wants asked: its contact and stand-in, when they work, whose week it is, and who that is now. */
import type { ChannelState } from '../../bot/incidents/channel.ts';
import {
  askedNow,
  type Contacts,
  contactsOf,
  lacking,
  type Span,
  type Weekday,
  weekdays,
  weekOf,
} from '../../bot/incidents/contacts.ts';
import type { Person } from '../../bot/incidents/events.ts';
import { dayText, timeText } from '../../bot/words/time.ts';
import { type Button, type ButtonRow, buttonRows } from '../button.ts';
import { type CardContext, localeOf } from '../context.ts';
import { type Fact, fact } from '../facts.ts';
import { type Card, template } from '../template.ts';
import { nameText, outsideText } from '../untrusted.ts';
import json from './contacts.template.json' with { type: 'json' };

/** What is shown besides what the channel's log says of itself. */
export interface ContactsContent {
  channel: ChannelState;
  /** who has just set them; absent where somebody only asked */
  by?: Person;
  buttons?: Button[];
}

interface ContactsCardData {
  language: string;
  fallbackText: string;
  band: string;
  heading: string;
  /** what is lacking, or that nothing is */
  lines: { text: string; weight: 'Default' | 'Bolder' }[];
  by: string;
  hasBy: boolean;
  facts: Fact[];
  buttonRows: ButtonRow[];
}

/** More weeks than a form names are of an older one. */
const mostWeeks = 12;

const render = template<ContactsCardData>('contacts', json);

/** The card of a connected channel's contacts. Times are the channel's, whoever reads it. */
export function contactsCard({ channel, by, buttons = [] }: ContactsContent, context: CardContext): Card {
  const { words } = context;
  const lacks = lacking(channel, context.now);
  const heading = words('cards:contacts.heading', { name: nameText(nameOf(channel), words) });
  const lines = lacks.map((lack) => ({
    text: words(`cards:contacts.lacks.${lack}`),
    weight: 'Bolder' as const,
  }));
  const well = { text: words('cards:contacts.well'), weight: 'Default' as const };
  return render({
    language: context.language,
    fallbackText: words('cards:notice.fallback'),
    band: lacks.length > 0 ? 'warning' : 'default',
    heading,
    lines: lines.length > 0 ? lines : [well],
    by: by ? words('cards:contacts.by', { name: nameText(by.name, words) }) : '',
    hasBy: by !== undefined,
    facts: [askedFact(channel, context), ...factsOf(channel, context)],
    buttonRows: buttonRows(buttons),
  });
}

function factsOf(channel: ChannelState, context: CardContext): Fact[] {
  const { words } = context;
  const { contact, standIn, hours, rota = [] } = contactsOf(channel);
  const ahead = rota.filter(({ week }) => week >= weekOf(channel, context.now));
  return [
    person('contact', contact, channel, context),
    person('standIn', standIn, channel, context),
    fact(
      words('cards:contacts.hours'),
      hours ? hoursText(hours, channel, context) : words('cards:contacts.always'),
    ),
    ...ahead.slice(0, mostWeeks).map(({ week, person: whose }) => {
      const date = dayText(week, localeOf(context));
      const { text, weight } = person('contact', whose, channel, context);
      return { label: words('cards:contacts.week', { date }), text, weight };
    }),
  ];
}

/** Who is asked at the moment, then who else; outside of working hours also when somebody works again. */
function askedFact(channel: ChannelState, context: CardContext): Fact {
  const { words, now } = context;
  const { first, standIn, outside } = askedNow(channel, now);
  const names = [...first, ...standIn].map(({ name }) => nameText(name, words));
  const who = names.length > 0 ? names.join(words('cards:contacts.then')) : words('cards:nobody');
  const label = words('cards:contacts.now');
  if (!outside) return fact(label, who, names.length === 0);
  const time = timeText(outside.until, zoneOf(channel), localeOf(context));
  return fact(label, words('cards:contacts.outside', { who, time }), names.length === 0);
}

function person(
  what: 'contact' | 'standIn',
  named: Person | undefined,
  channel: ChannelState,
  { words }: CardContext,
): Fact {
  const label = words(`cards:contacts.${what}`);
  if (!named) return fact(label, words('cards:contacts.nobodyYet'), true);
  const name = nameText(named.name, words);
  return channel.contactsGone?.[named.oid]
    ? fact(label, words('cards:contacts.gone', { name }), true)
    : fact(label, name);
}

/** `Mon–Fri 08:00–17:00; Sat 09:00–12:00 (Europe/Zurich)`: days that follow each other and have the same hours as one. */
function hoursText(
  hours: NonNullable<Contacts['hours']>,
  channel: ChannelState,
  { words }: CardContext,
): string {
  const same = (a: Span[] = [], b: Span[] = []): boolean => JSON.stringify(a) === JSON.stringify(b);
  const stretches: Weekday[][] = [];
  for (const day of weekdays) {
    if (!hours[day]?.length) continue;
    const last = stretches.at(-1);
    if (last && last.at(-1) === day - 1 && same(hours[last[0]!], hours[day])) last.push(day);
    else stretches.push([day]);
  }
  const short = (day: Weekday): string => words(`cards:contacts.short.${day}`);
  const text = stretches.map((days) => {
    const [first, last] = [days[0]!, days.at(-1)!];
    const spans = (hours[first] ?? []).map(({ from, to }) => `${from}–${to}`).join(', ');
    return `${first === last ? short(first) : `${short(first)}–${short(last)}`} ${spans}`;
  });
  return outsideText(`${text.join('; ')} (${zoneOf(channel).replaceAll('_', ' ')})`, 400);
}

function zoneOf({ connection }: ChannelState): string {
  return connection?.zone ?? 'UTC';
}

function nameOf({ connection, place }: ChannelState): string | undefined {
  return connection?.name ?? place?.name;
}
