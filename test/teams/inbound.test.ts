import { describe, expect, test } from '@jest/globals';
import type { Activity } from 'botbuilder';
import fc from 'fast-check';
import { askedIn, placeOf, speakerOf } from '../../bot/teams/inbound.ts';
import { ada, paymentsId, tenant } from '../build.ts';

const thread = `${paymentsId};messageid=1700000000001`;

/** A message to the bot in the payments channel's thread. */
function activity(change: Record<string, unknown> = {}): Activity {
  return {
    type: 'message',
    id: '17',
    channelId: 'msteams',
    serviceUrl: 'https://smba.trafficmanager.net/emea/',
    text: '<at>Muster</at> take',
    locale: 'de-CH',
    localTimezone: 'Europe/Zurich',
    from: { id: '29:ada', name: 'Ada', aadObjectId: ada.oid.toUpperCase() },
    recipient: { id: '28:bot', name: 'Muster' },
    conversation: { id: thread, conversationType: 'channel', tenantId: tenant, isGroup: true, name: '' },
    channelData: {
      team: { id: '19:team', name: 'Bank' },
      channel: { id: paymentsId, name: 'Payments' },
      tenant: { id: tenant },
    },
    ...change,
  } as unknown as Activity;
}
const invoke = (name: string, value: unknown) => activity({ type: 'invoke', name, value, text: undefined });

describe('where', () => {
  test('a channel is its own id, without the thread; the team is beside it', () => {
    expect(placeOf(activity())).toEqual({
      kind: 'channel',
      id: paymentsId,
      tenantId: tenant,
      serviceUrl: 'https://smba.trafficmanager.net/emea/',
      teamId: '19:team',
      name: 'Payments',
      teamName: 'Bank',
    });
  });

  test('the General channel has the team’s id and no name of its own', () => {
    expect(
      placeOf(activity({ channelData: { team: { id: '19:team' }, channel: { id: '19:team' } } })).name,
    ).toBe('General');
  });

  test('at installation the channel is the one that was chosen', () => {
    expect(placeOf(activity({ channelData: { settings: { selectedChannel: { id: '19:x' } } } })).id).toBe(
      '19:x',
    );
  });

  test('a chat is its conversation', () => {
    const conversation = { id: 'a:1', conversationType: 'personal', tenantId: tenant };
    expect(placeOf(activity({ conversation, channelData: {} }))).toMatchObject({
      kind: 'personal',
      id: 'a:1',
    });
    expect(
      placeOf(activity({ conversation: { ...conversation, conversationType: 'groupChat' } })),
    ).toMatchObject({ kind: 'groupChat', id: 'a:1' });
  });
});

describe('who', () => {
  test('is the verified object id, in lower case, with their language and zone', () => {
    expect(speakerOf(activity())).toMatchObject({
      oid: ada.oid,
      name: 'Ada',
      language: 'de-CH',
      zone: 'Europe/Zurich',
    });
  });

  test('somebody without one is nobody', () => {
    expect(askedIn(activity({ from: { id: '29:x', name: 'X' } }))).toBeUndefined();
  });

  test('is never what a card says', () => {
    const data = { from: { aadObjectId: 'forged' }, actor: 'forged', aadObjectId: 'forged' };
    expect(askedIn(invoke('task/submit', { data }))?.speaker.oid).toBe(ada.oid);
  });
});

describe('what was done', () => {
  test('a typed message, without the mention, known by its conversation and id', () => {
    expect(askedIn(activity())).toMatchObject({
      kind: 'typed',
      text: 'take',
      data: {},
      conversation: thread,
      messageKey: `${thread} 17`,
    });
  });

  test('a message that Teams delivers again under another id is known by when and what its sender wrote', () => {
    const rawLocalTimestamp = '2026-03-02T11:00:00.123+01:00';
    const key = (change: object) => askedIn(activity({ rawLocalTimestamp, ...change }))?.messageKey;
    expect(key({ id: '18' })).toBe(key({ id: '17' }));
    expect(key({ rawLocalTimestamp: '2026-03-02T11:00:01.000+01:00' })).not.toBe(key({}));
    expect(key({ text: '<at>Muster</at> release' })).not.toBe(key({}));
    expect(key({ from: { aadObjectId: 'b' } })).not.toBe(key({}));
  });

  test('words in a channel that mention nobody of ours are overheard; in a chat they are to Muster', () => {
    const plain = { text: 'lunch?', entities: [{ type: 'mention', mentioned: { id: '29:ben' } }] };
    expect(askedIn(activity(plain))).toMatchObject({ kind: 'overheard', text: 'lunch?' });
    const named = { text: 'take', entities: [{ type: 'mention', mentioned: { id: '28:bot' } }] };
    expect(askedIn(activity(named))).toMatchObject({ kind: 'typed', text: 'take' });
    const chat = { conversation: { id: 'a:1', conversationType: 'personal' }, channelData: {} };
    expect(askedIn(activity({ ...plain, ...chat }))).toMatchObject({ kind: 'typed' });
  });

  test('a button', () => {
    const value = {
      action: { type: 'Action.Execute', verb: 'take', data: { incident: 'i', verb: 'forged' } },
      trigger: 'manual',
    };
    expect(askedIn(invoke('adaptiveCard/action', value))).toMatchObject({
      kind: 'click',
      data: { incident: 'i', verb: 'take' },
      text: '',
    });
  });

  test('a button of an older client, which sends a message with a value', () => {
    expect(askedIn(activity({ text: undefined, value: { verb: 'take' } }))).toMatchObject({
      kind: 'click',
      data: { verb: 'take' },
    });
  });

  test.each([
    ['task/fetch', 'open'],
    ['task/submit', 'submit'],
  ])('a dialog: %s is %s', (name, kind) => {
    expect(askedIn(invoke(name, { data: { verb: 'close' }, context: {} }))).toMatchObject({
      kind,
      data: { verb: 'close' },
    });
  });

  test.each(['conversationUpdate', 'installationUpdate', 'messageReaction', 'typing'])(
    '%s is none of a person’s doings',
    (type) => {
      expect(askedIn(activity({ type }))).toBeUndefined();
    },
  );

  test.each([
    ['messageUpdate', 'editMessage', 'edited'],
    ['messageUpdate', 'undeleteMessage', 'restored'],
    ['messageDelete', 'softDeleteMessage', 'deleted'],
  ])('%s %s is a message %s, known by its own id', (type, eventType, kind) => {
    const channelData = { channel: { id: paymentsId }, eventType };
    expect(askedIn(activity({ type, channelData, text: '<at>Muster</at> close' }))).toMatchObject({
      kind,
      message: '17',
      text: 'close',
      speaker: { oid: ada.oid },
    });
  });

  test('a message edited twice makes two keys, delivered twice one', () => {
    const channelData = { channel: { id: paymentsId }, eventType: 'editMessage' };
    const key = (change: object) =>
      askedIn(activity({ type: 'messageUpdate', channelData, timestamp: '2026-03-02T10:00:00Z', ...change }))
        ?.messageKey;
    expect(key({})).toBe(key({}));
    expect(key({ text: 'other' })).not.toBe(key({}));
    expect(key({ timestamp: '2026-03-02T10:01:00Z' })).not.toBe(key({}));
    expect(key({ timestamp: new Date('2026-03-02T10:01:00Z') })).not.toBe(key({ timestamp: new Date(0) }));
  });

  test('an update that is none of a person’s words is nothing', () => {
    expect(askedIn(activity({ type: 'messageUpdate' }))).toBeUndefined();
    expect(askedIn(activity({ channelData: { eventType: 'editMessage' } }))).toMatchObject({ kind: 'typed' });
  });

  describe('a search while they write a message', () => {
    const query = (value: unknown) => askedIn(invoke('composeExtension/query', value));
    const options = { skip: 25, count: 10 };

    test('is what they typed, and which part of the list they want', () => {
      const parameters = [{ name: 'text', value: 'pay-01' }];
      expect(query({ commandId: 'findIncident', parameters, queryOptions: options })).toMatchObject({
        kind: 'find',
        text: '',
        data: { text: 'pay-01', skip: 25, count: 10 },
      });
    });

    test('is of no word before they type any', () => {
      const parameters = [{ name: 'initialRun', value: 'true' }];
      expect(query({ commandId: 'findIncident', parameters })?.data).toEqual({});
    });

    test.each([
      undefined,
      null,
      'x',
      [],
      {},
      { parameters: 'x' },
      { parameters: [null, 7] },
      { queryOptions: 7 },
    ])('is of no word where Teams tells none: %j', (value) => {
      expect(query(value)).toMatchObject({ kind: 'find', data: {} });
    });

    test('tells language and zone only in the client’s information', () => {
      const entities = [
        { type: 'mention' },
        { type: 'clientInfo', locale: 'de-DE', timezone: 'Europe/Berlin' },
        7,
      ];
      const bare = {
        ...invoke('composeExtension/query', {}),
        locale: undefined,
        localTimezone: undefined,
        entities,
      };
      expect(askedIn(bare as never)?.speaker).toMatchObject({ language: 'de-DE', zone: 'Europe/Berlin' });
    });
  });

  test('a message of nothing but a card that they put into it asks for no answer', () => {
    const attachments = [
      { contentType: 'application/vnd.microsoft.card.adaptive', content: {} },
      { contentType: 'text/html', content: '<attachment id="1"></attachment>' },
    ];
    const said = (text: string, with_: object[] = attachments) =>
      askedIn(
        activity({ conversation: { id: 'a:1', conversationType: 'personal' }, text, attachments: with_ }),
      )?.kind;
    const alone = [said(''), said('&nbsp;')];
    const withWords = [
      said('see this'),
      said('<at>Muster</at>'),
      said('', []),
      said('', [{ contentType: 'image/png' }]),
    ];
    expect([alone, withWords]).toEqual([
      [undefined, undefined],
      ['typed', 'typed', 'typed', 'typed'],
    ]);
  });

  test('Show on what was found so is told from a form that is opened', () => {
    const data = { verb: 'show', number: '1042', from: 'reference' };
    expect(askedIn(invoke('task/fetch', { data }))).toMatchObject({ kind: 'look', data });
    expect(askedIn(invoke('task/fetch', { data: { ...data, from: 'card' } }))?.kind).toBe('open');
  });

  test('an invoke that we don’t know is none either', () => {
    expect(askedIn(invoke('composeExtension/fetchTask', {}))).toBeUndefined();
  });
});

describe('a hostile shape', () => {
  test.each<[string, Record<string, unknown>]>([
    ['a click without action', { type: 'invoke', name: 'adaptiveCard/action', value: 'x' }],
    [
      'a click whose data is a list',
      { type: 'invoke', name: 'adaptiveCard/action', value: { action: { verb: 'x', data: [] } } },
    ],
    ['a dialog without data', { type: 'invoke', name: 'task/submit', value: null }],
    ['text that is none', { text: { length: 5 } }],
    ['no conversation', { conversation: undefined }],
    ['a conversation id that is a number', { conversation: { id: 7 } }],
    ['an object id that is a number', { from: { aadObjectId: 7 } }],
    ['nobody', { from: null }],
    ['a locale that is an object', { locale: {}, localTimezone: [] }],
    ['channel data that is a text', { channelData: 'x' }],
    ['a team that is a list', { channelData: { team: [], channel: 7, settings: 'x' } }],
  ])('%s throws nothing', (_what, change) => {
    expect(() => [
      askedIn(activity(change)),
      placeOf(activity(change)),
      speakerOf(activity(change)),
    ]).not.toThrow();
  });

  test('and none at all does, whatever stands in whatever field', () => {
    const fields = [
      'type',
      'name',
      'text',
      'value',
      'from',
      'conversation',
      'channelData',
      'locale',
      'localTimezone',
      'serviceUrl',
      'id',
    ];
    fc.assert(
      fc.property(
        fc.constantFrom(...fields),
        fc.jsonValue(),
        fc.constantFrom('message', 'invoke'),
        (field, value, type) => {
          const given = activity({ type, name: 'adaptiveCard/action', [field]: value });
          const asked = askedIn(given);
          placeOf(given);
          if (asked) expect(typeof asked.text).toBe('string');
        },
      ),
    );
  });
});
