/** Whom a channel's team names to be asked about its incidents, when they work, and who that is now. Pure. */
import { DateTime } from 'luxon';
import type { Effect } from '../log/entry.ts';
import type { ChannelState } from './channel.ts';
import type { Person } from './events.ts';

/** ISO: 1 is Monday, 7 is Sunday. */
export const weekdays = [1, 2, 3, 4, 5, 6, 7] as const;
export type Weekday = (typeof weekdays)[number];

/** A stretch of a day by the clock on the wall, `HH:mm`; `to` is no longer in it and may be `24:00`. */
export interface Span {
  from: string;
  to: string;
}

/** Whose week it is. */
export interface Turn {
  /** the date of its Monday in the channel's zone, `2026-11-23` */
  week: string;
  person: Person;
}

/** What a channel's team says about itself. All people are of the channel's roster when they are named. */
export interface Contacts {
  /** the one that the team designates; absent: nobody yet */
  contact?: Person;
  /** who is asked where the contact does not answer */
  standIn?: Person;
  /** when somebody works, by the channel's zone; a weekday that is absent is free; absent: around the clock */
  hours?: Partial<Record<Weekday, Span[]>>;
  /** who is asked first within the hours of a week, earliest first; weeks that are absent are the contact's */
  rota?: Turn[];
}

export type ContactsEvent =
  /** everything that is known of them from now on */
  | { kind: 'contactsSet'; contacts: Contacts; by: Person }
  /** somebody whom the contacts name is in the roster no longer, is a guest there, or is there again */
  | { kind: 'contactGone'; person: Person }
  | { kind: 'contactBack'; person: Person }
  /** the last week of the rota has begun, and the channel is told */
  | { kind: 'rotaEnds'; week: string };

/** That the channel, or the SOC, is shown what was set; or is asked for others; that the channel's rota ends with a week. */
export type ContactsEffect = Effect & {
  kind: 'contacts.tell' | 'contacts.ask' | 'rota.ends';
  /** of the first two */
  to?: 'team' | 'soc';
  /** of `rota.ends` */
  week?: string;
};

/** Whoever of the contacts is gone, by their object ids, since when. */
export type ContactsGone = Record<string, string>;

/** Who is asked at a moment. */
export interface Asked {
  /** nobody: the channel has named nobody, or all that it named are gone */
  first: Person[];
  /** who is asked after them, in this order: the stand-in, and the contact where the week is another's; none of `first` */
  standIn: Person[];
  /** nobody works now: when somebody does, so that what is due falls into it */
  outside?: { until: Date };
}

/** A channel's contacts: what was set, until then whom the connecting named. One truth: whoever asks asks here. */
export function contactsOf(channel: Pick<ChannelState, 'contacts' | 'connection'>): Contacts {
  const contact = channel.connection?.contact;
  return channel.contacts ?? (contact ? { contact } : {});
}

/**
 * Whom a channel wants asked at a moment. Within its working hours that is whose week it is, else the contact. Outside
 * of them it is the contact, whom the team designated for whatever can't wait; what can wait is due once somebody
 * works again. Whoever is gone is asked nothing: the next in line is, and the week of one who is gone is the contact's.
 * In the SOC's channel it is who made it that.
 */
export function askedNow(channel: ChannelState, at: Date): Asked {
  const { contact, standIn, rota = [] } = contactsOf(channel);
  const next = nextWorkingTime(channel, at);
  const works = next.getTime() === at.getTime();
  const soc = channel.connection ? undefined : channel.soc?.by;
  const isThere = ({ oid }: Person): boolean => !channel.contactsGone?.[oid];
  const onDuty = (then: Date): Person | undefined =>
    rota.find(({ week, person }) => week === weekOf(channel, then) && isThere(person))?.person;
  const duty = works ? onDuty(at) : undefined;
  // The contact is the last of the team where the week is another's. Where nobody else is left, whoever works next is.
  const line = once([duty, duty ? undefined : contact, standIn, contact, soc]).filter(isThere);
  if (line.length === 0) line.push(...once([onDuty(next)]));
  return { first: line.slice(0, 1), standIn: line.slice(1), ...(!works && { outside: { until: next } }) };
}

/** The first moment from `at` on at which somebody of a channel works: `at` itself within working hours, or without any. */
export function nextWorkingTime(channel: ChannelState, at: Date): Date {
  const { hours } = contactsOf(channel);
  if (!hours || weekdays.every((day) => !hours[day]?.length)) return at;
  const here = DateTime.fromJSDate(at, { zone: zoneOf(channel) });
  // A day that a clock change swallows, or all of whose hours it does, may be the one that is looked for.
  for (let days = 0; days <= 14; days++) {
    const day = here.plus({ days });
    const spans = hours[day.weekday as Weekday] ?? [];
    if (days === 0 && spans.some((span) => isWithin(here, span))) return at;
    const begins = spans
      .map((span) => ({ span, at: firstAt(day, minutesOf(span.from), here) }))
      .filter((begin) => begin.at > here && isWithin(begin.at, begin.span))
      .map((begin) => begin.at.toMillis());
    if (begins.length > 0) return new Date(Math.min(...begins));
  }
  return at;
}

/** The date of a moment's Monday in a channel's zone, as a rota names its weeks. */
export function weekOf(channel: Pick<ChannelState, 'connection'>, at: Date): string {
  return DateTime.fromJSDate(at, { zone: zoneOf(channel) })
    .startOf('week')
    .toFormat('yyyy-MM-dd');
}

/** What a channel lacks, the worst first: nobody who is there is named for it, or a week's person has left, or none is left. */
export const lacks = ['nobody', 'contact', 'standIn', 'turn', 'rota'] as const;
export type Lack = (typeof lacks)[number];

/** What a connected channel lacks at a moment, the worst first. */
export function lacking(channel: ChannelState, at: Date): Lack[] {
  const { contact, standIn, rota = [] } = contactsOf(channel);
  const isLacking = (person: Person | undefined): boolean =>
    person === undefined || channel.contactsGone?.[person.oid] !== undefined;
  const week = weekOf(channel, at);
  const ahead = rota.filter((turn) => turn.week >= week);
  const found: Record<Lack, boolean> = {
    nobody: askedNow(channel, at).first.length === 0,
    contact: isLacking(contact),
    standIn: isLacking(standIn),
    turn: ahead.some(({ person }) => isLacking(person)),
    rota: rota.length > 0 && ahead.length === 0,
  };
  return lacks.filter((lack) => found[lack]);
}

export const contactRoles = ['contact', 'standIn', 'turn'] as const;
export type ContactRole = (typeof contactRoles)[number];

/** What a person is among a channel's contacts; empty for whoever it does not name. */
export function rolesOf(channel: Pick<ChannelState, 'contacts' | 'connection'>, oid: string): ContactRole[] {
  const { contact, standIn, rota = [] } = contactsOf(channel);
  const isThem: Record<ContactRole, boolean> = {
    contact: contact?.oid === oid,
    standIn: standIn?.oid === oid,
    turn: rota.some(({ person }) => person.oid === oid),
  };
  return contactRoles.filter((role) => isThem[role]);
}

/** Everybody whom a channel's contacts name, each once. */
export function named(channel: Pick<ChannelState, 'contacts' | 'connection'>): Person[] {
  const { contact, standIn, rota = [] } = contactsOf(channel);
  return once([contact, standIn, ...rota.map(({ person }) => person)]);
}

/** Whoever connects a channel anew says who its contact is, and nothing of the rest. In place. */
export function foldConnected(state: ChannelState, contact: Person | undefined): void {
  if (state.contacts) state.contacts = { ...state.contacts, contact };
  if (contact) comeBack(state, contact);
}

/** A channel's contacts and who of them is gone, after an event of its log. In place. */
export function foldContacts(state: ChannelState, event: ContactsEvent, at: string): void {
  switch (event.kind) {
    case 'contactsSet':
      state.contacts = event.contacts;
      delete state.contactsGone;
      break;
    case 'contactGone':
      state.contactsGone = { ...state.contactsGone, [event.person.oid]: at };
      break;
    case 'contactBack':
      comeBack(state, event.person);
      break;
    case 'rotaEnds':
      state.rotaTold = event.week;
  }
}

function comeBack(state: ChannelState, { oid }: Person): void {
  const { [oid]: _back, ...gone } = state.contactsGone ?? {};
  if (Object.keys(gone).length > 0) state.contactsGone = gone;
  else delete state.contactsGone;
}

function once(people: (Person | undefined)[]): Person[] {
  const known = people.filter((person) => person !== undefined);
  return known.filter(({ oid }, i) => known.findIndex((other) => other.oid === oid) === i);
}

function zoneOf(channel: Pick<ChannelState, 'connection'>): string {
  return channel.connection?.zone ?? 'UTC';
}

/** Minutes since midnight of a clock on the wall, which is what `HH:mm` and a time's own clock are compared by. */
function minutesOf(clock: string): number {
  const [hour = 0, minute = 0] = clock.split(':').map(Number);
  return hour * 60 + minute;
}

function wallOf(time: DateTime): number {
  return time.hour * 60 + time.minute;
}

function isWithin(time: DateTime, { from, to }: Span): boolean {
  return minutesOf(from) <= wallOf(time) && wallOf(time) < minutesOf(to);
}

const near = { hours: 3 };

/** The first moment of a day, after `now`, at which its clock says `minutes` or later. */
function firstAt(day: DateTime, minutes: number, now: DateTime): DateTime {
  const said = day.set({ hour: Math.floor(minutes / 60), minute: minutes % 60, second: 0, millisecond: 0 });
  const [before, after] = [said.minus(near), said.plus(near)];
  if (before.offset === after.offset) return said;
  // Where clocks are changed a time is there twice or not at all, and Luxon takes either.
  const wall = DateTime.utc(day.year, day.month, day.day).plus({ minutes });
  const offsets = [before.offset, after.offset].map((offset) => wall.minus({ minutes: offset }));
  return (
    [...offsets, changeBetween(before, after)]
      .map((time) => time.setZone(day.zone))
      .filter((time) => time > now && time.hasSame(day, 'day') && wallOf(time) >= minutes)
      .sort((a, b) => a.toMillis() - b.toMillis())[0] ?? said
  );
}

/** The first minute after a change of clocks. */
function changeBetween(before: DateTime, after: DateTime): DateTime {
  const minutes = after.diff(before).as('minutes');
  if (minutes <= 1) return after;
  const middle = before.plus({ minutes: Math.floor(minutes / 2) });
  return middle.offset === before.offset ? changeBetween(middle, after) : changeBetween(before, middle);
}
