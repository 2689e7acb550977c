/** Who is asked at which moment, with the two days on which Europe's clocks are changed in 2026. */
import { describe, expect, test } from '@jest/globals';
import { DateTime } from 'luxon';
import { type ChannelEvent, type ChannelState, foldChannel } from '../../bot/incidents/channel.ts';
import {
  askedNow,
  type Contacts,
  contactsOf,
  named,
  nextWorkingTime,
  type Span,
  type weekdays,
  weekOf,
} from '../../bot/incidents/contacts.ts';
import type { Person } from '../../bot/incidents/events.ts';
import { ada, ben, channel, connection, entry, eve, paymentsId, socChannel, teamChannel } from '../build.ts';

const office: Span[] = [{ from: '08:00', to: '17:00' }];
const officeHours: Contacts['hours'] = { 1: office, 2: office, 3: office, 4: office, 5: office };
const dan: Person = { oid: 'd0000000-0000-4000-8000-000000000004', name: 'Dan' };

function team(contacts: Contacts, zone = 'Europe/Zurich', change: Partial<ChannelState> = {}): ChannelState {
  return { ...teamChannel(paymentsId, { hosts: ['pay-*'] }, { zone }), contacts, ...change };
}

/** A moment by the clock on the wall in Zurich, `2026-03-02T08:00`. */
const zurich = (time: string): Date => DateTime.fromISO(time, { zone: 'Europe/Zurich' }).toJSDate();

function after(...events: ChannelEvent[]): ChannelState {
  return events.reduce<ChannelState>(
    (state, event, i) => foldChannel(state, { ...entry(i + 1, []), events: [event], effects: [] }),
    channel(paymentsId),
  );
}

describe('who is asked', () => {
  const contacts: Contacts = {
    contact: ada,
    standIn: ben,
    hours: officeHours,
    rota: [
      { week: '2026-03-02', person: eve },
      { week: '2026-03-09', person: ben },
    ],
  };

  test('is whose week it is, then the stand-in, then the contact, within working hours', () => {
    expect(askedNow(team(contacts), zurich('2026-03-02T08:00'))).toEqual({
      first: [eve],
      standIn: [ben, ada],
    });
    expect(askedNow(team(contacts), zurich('2026-03-06T16:59'))).toEqual({
      first: [eve],
      standIn: [ben, ada],
    });
  });

  test('is the stand-in first where the week is theirs, and then the contact', () => {
    expect(askedNow(team(contacts), zurich('2026-03-09T08:00'))).toEqual({ first: [ben], standIn: [ada] });
  });

  test('is the contact and then the stand-in in a week that is nobody’s', () => {
    expect(askedNow(team(contacts), zurich('2026-03-16T08:00'))).toEqual({ first: [ada], standIn: [ben] });
    expect(askedNow(team({ contact: ada }), zurich('2026-03-16T08:00'))).toEqual({
      first: [ada],
      standIn: [],
    });
  });

  test('is the contact outside of working hours, with when somebody works again', () => {
    expect(askedNow(team(contacts), zurich('2026-03-06T17:00'))).toEqual({
      first: [ada],
      standIn: [ben],
      outside: { until: zurich('2026-03-09T08:00') },
    });
    expect(askedNow(team(contacts), zurich('2026-03-03T07:59'))).toMatchObject({
      first: [ada],
      outside: { until: zurich('2026-03-03T08:00') },
    });
  });

  test('is whose week it is at any time where no hours are named', () => {
    const always = team({ ...contacts, hours: undefined });
    expect(askedNow(always, zurich('2026-03-08T23:59'))).toEqual({ first: [eve], standIn: [ben, ada] });
    expect(askedNow(always, zurich('2026-03-09T00:00'))).toEqual({ first: [ben], standIn: [ada] });
  });

  test('is the next in line where somebody is gone, and the contact in the week of one who is', () => {
    const gone = (...people: Person[]) => ({
      contactsGone: Object.fromEntries(people.map(({ oid }) => [oid, '2026-03-01T00:00:00.000Z'])),
    });
    const monday = zurich('2026-03-02T08:00');
    expect(askedNow(team(contacts, undefined, gone(eve)), monday)).toEqual({ first: [ada], standIn: [ben] });
    expect(askedNow(team(contacts, undefined, gone(eve, ben)), monday)).toEqual({
      first: [ada],
      standIn: [],
    });
    expect(askedNow(team(contacts, undefined, gone(ada, ben)), monday)).toEqual({
      first: [eve],
      standIn: [],
    });
    expect(askedNow(team(contacts, undefined, gone(ada, ben, eve)), monday)).toEqual({
      first: [],
      standIn: [],
    });
  });

  test('is who works next where outside of working hours nobody else is left', () => {
    expect(
      askedNow(team({ hours: officeHours, rota: contacts.rota }), zurich('2026-03-07T12:00')).first,
    ).toEqual([ben]);
  });

  test('is nobody where nobody was named, and in the SOC’s channel who made it that', () => {
    expect(askedNow(team({}), zurich('2026-03-02T08:00'))).toEqual({ first: [], standIn: [] });
    expect(askedNow(socChannel(ada), zurich('2026-03-02T08:00'))).toEqual({ first: [ada], standIn: [] });
  });

  test('is whom connecting named until contacts are set', () => {
    const connected = teamChannel(paymentsId, {}, { contact: dan });
    expect(askedNow(connected, zurich('2026-03-02T08:00'))).toEqual({ first: [dan], standIn: [] });
    expect(named(connected)).toEqual([dan]);
    expect(named({ ...connected, contacts })).toEqual([ada, ben, eve]);
  });

  test.each([
    ['Europe/Zurich', '2026-03-01T22:59:59Z', '2026-02-23'],
    ['Europe/Zurich', '2026-03-01T23:00:00Z', '2026-03-02'],
    ['Pacific/Auckland', '2026-03-01T11:00:00Z', '2026-03-02'],
    ['America/New_York', '2026-03-02T04:59:59Z', '2026-02-23'],
    ['UTC', '2027-01-03T12:00:00Z', '2026-12-28'],
    // The week in which clocks are changed begins and ends at midnight there, too.
    ['Europe/Zurich', '2026-03-29T21:59:59Z', '2026-03-23'],
    ['Europe/Zurich', '2026-03-29T22:00:00Z', '2026-03-30'],
    ['Europe/Zurich', '2026-10-25T22:59:59Z', '2026-10-19'],
    ['Europe/Zurich', '2026-10-25T23:00:00Z', '2026-10-26'],
  ])('in %s the week at %s is that of %s', (zone, time, week) => {
    expect(weekOf(team({}, zone), new Date(time))).toBe(week);
  });
});

describe('the next working time', () => {
  const next = (hours: Contacts['hours'], time: string, zone?: string): string =>
    nextWorkingTime(team({ hours }, zone), new Date(time)).toISOString();

  test.each([
    ['itself within working hours', '2026-03-02T08:00:00.000Z', '2026-03-02T08:00:00.000Z'],
    ['itself in their last moment', '2026-03-02T15:59:59.999Z', '2026-03-02T15:59:59.999Z'],
    ['the next morning in their end', '2026-03-02T16:00:00.000Z', '2026-03-03T07:00:00.000Z'],
    ['the same morning before they begin', '2026-03-02T06:59:59.999Z', '2026-03-02T07:00:00.000Z'],
    ['Monday on Friday night', '2026-03-06T16:00:00.000Z', '2026-03-09T07:00:00.000Z'],
    [
      'an hour earlier by UTC over the night in which clocks go forward',
      '2026-03-28T12:00:00.000Z',
      '2026-03-30T06:00:00.000Z',
    ],
    [
      'an hour later by UTC over the night in which they go back',
      '2026-10-24T12:00:00.000Z',
      '2026-10-26T07:00:00.000Z',
    ],
  ])('is %s', (_what, time, expected) => {
    expect(next(officeHours, time)).toBe(expected);
  });

  test('is at any time where no hours are named, or none at all are left', () => {
    expect(next(undefined, '2026-03-07T03:00:00.000Z')).toBe('2026-03-07T03:00:00.000Z');
    expect(next({}, '2026-03-07T03:00:00.000Z')).toBe('2026-03-07T03:00:00.000Z');
    expect(next({ 1: [] }, '2026-03-07T03:00:00.000Z')).toBe('2026-03-07T03:00:00.000Z');
  });

  test('is after the break, and a week later where only one day has hours', () => {
    const broken = {
      1: [
        { from: '08:00', to: '12:00' },
        { from: '13:00', to: '17:00' },
      ],
    };
    expect(next(broken, '2026-03-02T11:30:00.000Z')).toBe('2026-03-02T12:00:00.000Z');
    expect(next(broken, '2026-03-02T16:00:00.000Z')).toBe('2026-03-09T07:00:00.000Z');
  });

  test('is by the channel’s zone', () => {
    expect(next(officeHours, '2026-03-01T18:00:00.000Z', 'Pacific/Auckland')).toBe(
      '2026-03-01T19:00:00.000Z',
    );
    expect(next(officeHours, '2026-03-02T12:00:00.000Z', 'America/New_York')).toBe(
      '2026-03-02T13:00:00.000Z',
    );
  });

  test.each([
    // Sunday, 29 March 2026: after 01:59 comes 03:00.
    [
      'begin when the clock has left them out',
      [{ from: '02:30', to: '05:00' }],
      '2026-03-28T12:00:00.000Z',
      '2026-03-29T01:00:00.000Z',
    ],
    [
      'are not there at all',
      [{ from: '02:00', to: '03:00' }],
      '2026-03-28T12:00:00.000Z',
      '2026-04-05T00:00:00.000Z',
    ],
    [
      'end when the clock has left that out',
      [{ from: '01:00', to: '02:30' }],
      '2026-03-29T01:00:00.000Z',
      '2026-04-04T23:00:00.000Z',
    ],
    // Sunday, 25 October 2026: after 02:59 comes 02:00 once more.
    [
      'begin the first of two times',
      [{ from: '02:30', to: '05:00' }],
      '2026-10-24T12:00:00.000Z',
      '2026-10-25T00:30:00.000Z',
    ],
    [
      'are over and begin again',
      [{ from: '02:30', to: '05:00' }],
      '2026-10-25T01:10:00.000Z',
      '2026-10-25T01:30:00.000Z',
    ],
    [
      'are there twice',
      [{ from: '02:00', to: '03:00' }],
      '2026-10-25T01:59:00.000Z',
      '2026-10-25T01:59:00.000Z',
    ],
    [
      'last an hour longer',
      [{ from: '00:00', to: '24:00' }],
      '2026-10-25T22:59:59.999Z',
      '2026-10-25T22:59:59.999Z',
    ],
  ])('on a Sunday on which clocks are changed, hours that %s', (_what, hours, time, expected) => {
    expect(next({ 7: hours }, time)).toBe(expected);
  });

  test('is what a walk minute by minute finds, whatever the zone, the hours and the change of clocks', () => {
    const hours: Contacts['hours'] = {
      5: [{ from: '23:30', to: '24:00' }],
      6: [{ from: '00:00', to: '00:45' }],
      7: [
        { from: '00:15', to: '02:15' },
        { from: '02:45', to: '03:15' },
      ],
      1: [{ from: '01:30', to: '01:31' }],
    };
    // Cairo's and Beirut's clocks change at midnight, Lord Howe's by half an hour, and Apia left a Friday out.
    for (const [zone, day] of [
      ['Europe/Zurich', '2026-03-28'],
      ['Europe/Zurich', '2026-10-24'],
      ['Asia/Beirut', '2026-03-28'],
      ['Africa/Cairo', '2026-10-29'],
      ['Australia/Lord_Howe', '2026-04-04'],
      ['Pacific/Apia', '2011-12-29'],
    ] as const) {
      const state = team({ hours }, zone);
      const begin = DateTime.fromISO(`${day}T00:00`, { zone }).toMillis();
      let walked: Date | undefined;
      for (let minute = 2 * 1440; minute >= 0; minute--) {
        const then = new Date(begin + minute * 60_000);
        const there = DateTime.fromJSDate(then, { zone });
        const clock = `${String(there.hour).padStart(2, '0')}:${String(there.minute).padStart(2, '0')}`;
        const spans = hours[there.weekday as (typeof weekdays)[number]] ?? [];
        if (spans.some(({ from, to }) => from <= clock && clock < to)) walked = then;
        if (walked && minute % 53 === 0)
          expect([zone, then, nextWorkingTime(state, then)]).toEqual([zone, then, walked]);
      }
    }
  });
});

describe('a channel’s contacts', () => {
  const connected = (contact?: Person): ChannelEvent => ({
    kind: 'connected',
    connection: connection({ hosts: ['pay-*'] }, { ...(contact && { contact }) }),
    by: ada,
  });
  const set: ChannelEvent = {
    kind: 'contactsSet',
    contacts: { contact: ben, standIn: eve, hours: officeHours },
    by: ada,
  };

  test('are what was set last, whoever connecting named before', () => {
    expect(contactsOf(after(connected(ada)))).toEqual({ contact: ada });
    expect(contactsOf(after(connected(ada), set))).toEqual({
      contact: ben,
      standIn: eve,
      hours: officeHours,
    });
  });

  test('keep all but the contact where the channel is connected anew', () => {
    expect(contactsOf(after(connected(ada), set, connected(dan)))).toEqual({
      contact: dan,
      standIn: eve,
      hours: officeHours,
    });
    expect(contactsOf(after(connected(ada), set, connected())).contact).toBeUndefined();
  });

  test('end with the connection', () => {
    const gone: ChannelEvent = { kind: 'contactGone', person: ben };
    const over = after(connected(ada), set, gone, { kind: 'disconnected', by: ada });
    expect([over.contacts, over.contactsGone]).toEqual([undefined, undefined]);
    expect(contactsOf(over)).toEqual({});
  });

  test('know who is gone until they are there again or contacts are set anew', () => {
    const gone: ChannelEvent = { kind: 'contactGone', person: ben };
    expect(after(connected(ada), set, gone).contactsGone).toEqual({ [ben.oid]: entry(3, []).at });
    expect(
      after(connected(ada), set, gone, { kind: 'contactBack', person: ben }).contactsGone,
    ).toBeUndefined();
    expect(after(connected(ada), set, gone, set).contactsGone).toBeUndefined();
    expect(after(connected(ada), set, gone, connected(ben)).contactsGone).toBeUndefined();
  });
});
