/** Whom a team wants asked: who may say so, what the roster says of them, and who is told when somebody is gone. */
import { describe, expect, test } from '@jest/globals';
import { watchedContacts } from '../../bot/actions/automatic/contacts-watched.ts';
import type { Context, QueryAction } from '../../bot/actions/define.ts';
import { type ChannelState, foldChannel } from '../../bot/incidents/channel.ts';
import type { Contacts } from '../../bot/incidents/contacts.ts';
import type { Person } from '../../bot/incidents/events.ts';
import type { Member, Role } from '../../bot/ports.ts';
import {
  ada,
  arrived,
  at,
  ben,
  context,
  entry,
  eve,
  inPayments,
  member,
  overviewOf,
  paymentsId,
  place,
  placeContext,
  socChannel,
  stateAfter,
  teamChannel,
  tenant,
  webshopId,
} from '../build.ts';
import { context as look } from '../cards/samples.ts';
import { readable } from '../cards/walk.ts';
import { channelVerb, verb } from '../verbs.ts';

const dan: Person = { oid: 'd0000000-0000-4000-8000-000000000004', name: 'Dan' };
const payments = (contacts?: Contacts, change: Partial<ChannelState> = {}): ChannelState => ({
  ...teamChannel(paymentsId, { hosts: ['pay-*'] }, { zone: 'Europe/Zurich' }),
  ...(contacts && { contacts }),
  ...change,
});

describe('setting contacts', () => {
  const here = [member(ben), member(eve), member(dan)];
  const decide = (input: object, state = payments(), members: Member[] = here) =>
    channelVerb('set contacts').decide(
      state,
      { turns: [], ...input },
      placeContext(inPayments({ members: [{ channel: paymentsId, members }] })),
    );

  test('keeps whom the roster names, by the roster’s name, whatever came back', () => {
    const renamed = [member({ ...ben, name: 'Ben Okafor' }), member(eve)];
    const turns = [{ week: '2026-03-02', oid: eve.oid }];
    expect(
      decide({ contact: ben.oid, standIn: eve.oid, turns, name: 'Mallory' }, payments(), renamed),
    ).toEqual({
      events: [
        {
          kind: 'contactsSet',
          contacts: {
            contact: { ...ben, name: 'Ben Okafor' },
            standIn: eve,
            rota: [{ week: '2026-03-02', person: eve }],
          },
          by: ben,
        },
      ],
      effects: [
        { kind: 'contacts.tell', to: 'team' },
        { kind: 'contacts.tell', to: 'soc' },
      ],
      say: { key: 'contacts.done' },
    });
  });

  test.each<[string, Member[]]>([
    ['who is not in the channel', [member(ben)]],
    ['who is a guest', [member(ben), member(eve, { guest: true })]],
    ['who is of another tenant', [member(ben), member(eve, { tenantId: ada.oid })]],
  ])('refuses somebody %s, in any place', (_who, members) => {
    for (const input of [
      { contact: eve.oid },
      { contact: ben.oid, standIn: eve.oid },
      { contact: ben.oid, turns: [{ week: '2026-03-02', oid: eve.oid }] },
    ])
      expect(() => decide(input, payments(), members)).toThrow('contactNotHere');
  });

  test('is refused in a channel that is not connected, and in a chat', () => {
    expect(() => decide({ contact: ben.oid }, socChannel())).toThrow('contactsUnconnected');
    expect(() =>
      channelVerb('set contacts').decide(
        payments(),
        { contact: ben.oid, turns: [] },
        placeContext(inPayments({ place: place('a:1', { kind: 'personal' }) })),
      ),
    ).toThrow('channelOnly');
  });

  test('forgets weeks that are over, and changes nothing where all is as it was', () => {
    const turns = [{ week: '2026-02-23', oid: eve.oid }];
    expect(decide({ contact: ben.oid, turns }).events).toMatchObject([{ contacts: { contact: ben } }]);
    expect(decide({ contact: ben.oid, turns }, payments({ contact: ben })).events).toEqual([]);
  });

  test('is told to the SOC where a member changes who answers for the team, and not of hours and weeks', () => {
    const told = (input: object, state: ChannelState, roles: Role[] = []) =>
      channelVerb('set contacts')
        .decide(
          state,
          { turns: [], ...input },
          placeContext(inPayments({ roles, members: [{ channel: paymentsId, members: here }] })),
        )
        .effects?.map((effect) => ('to' in effect ? effect.to : undefined));
    const before = payments({ contact: ben, standIn: eve });
    const both = { contact: ben.oid, standIn: eve.oid };
    expect(told({ contact: dan.oid, standIn: eve.oid }, before)).toEqual(['team', 'soc']);
    expect(told({ contact: ben.oid, standIn: dan.oid }, before)).toEqual(['team', 'soc']);
    expect(told({ ...both, turns: [{ week: '2026-03-02', oid: dan.oid }] }, before)).toEqual(['team']);
    expect(told({ ...both, hours: { 1: [{ from: '08:00', to: '12:00' }] } }, before)).toEqual(['team']);
    for (const role of ['analyst', 'administrator'] as const)
      expect(told({ contact: dan.oid }, before, [role])).toEqual(['team']);
  });

  test('with the same people once more shows that somebody who was gone is back', () => {
    const gone = payments({ contact: ben }, { contactsGone: { [ben.oid]: at().toISOString() } });
    expect(decide({ contact: ben.oid }, gone).events).toHaveLength(1);
  });
});

describe('the contacts', () => {
  const answer = (
    channels: ChannelState[],
    change: Partial<Context> = {},
    incidents = [stateAfter(arrived())],
  ) =>
    readable(
      (verb('contacts') as QueryAction).answer(
        {
          overview: overviewOf(incidents, channels),
          view: context(change).here,
          hidden: 0,
          late: [],
          buttons: () => ({ front: [], more: [] }),
        },
        {},
        context(change),
        { ...look(), now: at(10), zone: 'UTC' },
      ),
    );
  const webshop = (contacts?: Contacts, change: Partial<ChannelState> = {}): ChannelState => ({
    ...teamChannel(webshopId, { hosts: ['web-*'] }, { name: 'Webshop' }),
    ...(contacts && { contacts }),
    ...change,
  });
  const order = (text: string, ...names: string[]) =>
    [...names].sort((a, b) => text.indexOf(a) - text.indexOf(b));

  test('of a channel are shown in it with a button to set them', () => {
    const text = answer([payments({ contact: ben, standIn: eve })], { ...inPayments() });
    for (const part of [
      'Contacts of Payments',
      'Security contact',
      'Ben',
      'Eve',
      'Ben, then Eve',
      'Set contacts',
    ])
      expect(text).toContain(part);
  });

  test('of the only channel that somebody may see are shown in their chat, without a button', () => {
    const inChat = { ...inPayments({ place: place('a:1', { kind: 'personal' }), audience: 'personal' }) };
    const text = answer([payments({ contact: ben, standIn: eve })], inChat);
    expect(text).toContain('Contacts of Payments');
    expect(text).not.toContain('Set contacts');
  });

  test('say that the stand-in is missing, and who is gone', () => {
    expect(answer([payments({ contact: ben })], inPayments())).toContain('A stand-in is missing');
    const gone = payments(
      { contact: ben, standIn: eve },
      { contactsGone: { [ben.oid]: at().toISOString() } },
    );
    expect(answer([gone], inPayments())).toContain('Ben (not in this channel any more)');
  });

  test('of all channels are listed for the SOC, who lacks somebody first', () => {
    const text = answer([socChannel(), payments({ contact: ben, standIn: eve }), webshop()]);
    expect(text).toContain('Contacts of 2 teams, something missing at 1');
    expect(order(text, 'Payments', 'Webshop')).toEqual(['Webshop', 'Payments']);
    expect(text).toContain('nobody can be asked · no contact · no stand-in');
    const fine = answer([payments({ contact: ben }), webshop({ contact: ben, standIn: eve })]);
    expect(order(fine, 'Payments', 'Webshop')).toEqual(['Payments', 'Webshop']);
  });

  test('that lack the same are in the order of how much is open there', () => {
    const text = answer([webshop(), payments()]);
    expect(order(text, 'Payments', 'Webshop')).toEqual(['Payments', 'Webshop']);
    expect(text).toContain('1 open incident');
  });

  test('are none where nothing is connected', () => {
    expect(answer([socChannel()])).toContain('No channel that you may see is connected yet');
  });
});

describe('a channel’s contacts are watched:', () => {
  const everybody = [ben, eve, dan].map((one) => member(one));
  const named: Contacts = { contact: ben, standIn: eve, rota: [{ week: '2026-04-06', person: dan }] };
  const watch = (members: Member[], state = payments(named), now = at(10)) =>
    watchedContacts(state, members, tenant, now);
  const kinds = (draft: ReturnType<typeof watch>) => draft?.events.map(({ kind }) => kind);
  const after = (state: ChannelState, draft: ReturnType<typeof watch>): ChannelState =>
    foldChannel(structuredClone(state), {
      ...entry(state.seq + 1, []),
      events: draft?.events ?? [],
      effects: [],
    });

  test('nothing is noted while all are there', () => {
    expect(watch(everybody)).toBeUndefined();
  });

  test.each<[string, Member[]]>([
    ['left', everybody.slice(1)],
    ['is a guest now', [member(ben, { guest: true }), ...everybody.slice(1)]],
    ['is of another organisation now', [member(ben, { tenantId: ada.oid }), ...everybody.slice(1)]],
  ])(
    'who %s is noted, and the channel and the SOC are each asked for somebody else, once',
    (_what, members) => {
      const draft = watch(members);
      expect(draft).toMatchObject({
        actor: { kind: 'muster' },
        events: [{ kind: 'contactGone', person: ben }],
        effects: [
          { kind: 'contacts.ask', to: 'team' },
          { kind: 'contacts.ask', to: 'soc' },
        ],
      });
      expect(watch(members, after(payments(named), draft))).toBeUndefined();
    },
  );

  test('several who are gone at once are one entry, also one of the rota', () => {
    const draft = watch([member(eve)]);
    expect(draft?.events).toEqual([
      { kind: 'contactGone', person: ben },
      { kind: 'contactGone', person: dan },
    ]);
    expect(draft?.effects).toHaveLength(2);
  });

  test('who is there again is noted without a sound, and asked again', () => {
    const gone = after(payments(named), watch(everybody.slice(1)));
    const back = watch(everybody, gone);
    expect(back).toMatchObject({ events: [{ kind: 'contactBack', person: ben }], effects: [] });
    expect(after(gone, back).contactsGone).toBeUndefined();
  });

  test('whom connecting named is watched as well', () => {
    const connected = teamChannel(paymentsId, {}, { contact: ben });
    expect(kinds(watch([member(eve)], connected))).toEqual(['contactGone']);
  });

  test('an empty roster is not believed, nor anything of a channel that Muster is not in or nobody owns', () => {
    expect(watch([])).toBeUndefined();
    expect(watch([member(eve)], payments(named, { present: false }))).toBeUndefined();
    expect(watch([member(eve)], { ...payments(named), connection: undefined })).toBeUndefined();
  });

  test('the last week of the rota is told when it begins by the channel’s clock, once', () => {
    const [sunday, monday] = [new Date('2026-04-05T21:59:59Z'), new Date('2026-04-05T22:00:00Z')];
    expect(watch(everybody, payments(named), sunday)).toBeUndefined();
    const draft = watch(everybody, payments(named), monday);
    expect(draft).toMatchObject({
      events: [{ kind: 'rotaEnds', week: '2026-04-06' }],
      effects: [{ kind: 'rota.ends', week: '2026-04-06' }],
    });
    const told = after(payments(named), draft);
    expect(watch(everybody, told, monday)).toBeUndefined();
    const longer = {
      ...told,
      contacts: { ...named, rota: [...named.rota!, { week: '2026-04-13', person: eve }] },
    };
    expect(watch(everybody, longer, monday)).toBeUndefined();
    expect(kinds(watch(everybody, longer, new Date('2026-04-13T00:00:00Z')))).toEqual(['rotaEnds']);
  });
});
