import { describe, expect, test } from '@jest/globals';
import { allow } from '../../bot/actions/allowed.ts';
import type { Context } from '../../bot/actions/define.ts';
import { forIncident, gather, rosters, type Speaker } from '../../bot/actions/gather.ts';
import { Refused } from '../../bot/errors.ts';
import type { View } from '../../bot/incidents/audience.ts';
import type { Person } from '../../bot/incidents/events.ts';
import { defaultTargets } from '../../bot/incidents/levels.ts';
import type { Member, Place, Role } from '../../bot/ports.ts';
import {
  ada,
  arrived,
  at,
  ben,
  channel,
  context,
  eve,
  inPayments,
  member,
  paymentsId,
  paymentsRoute,
  place,
  socChannel,
  socId,
  socRoute,
  stateAfter,
  teamChannel,
  tenant,
  webshopId,
  webshopRoute,
} from '../build.ts';
import { stillClock } from '../fakes/clock.ts';
import { verb } from '../verbs.ts';

function refused(work: () => unknown): string | undefined {
  try {
    work();
  } catch (error) {
    if (error instanceof Refused) return error.word;
    throw error;
  }
  return undefined;
}

describe('who may', () => {
  const manager = context({ actor: eve, roles: ['manager'] });
  const nobody = context({ actor: eve, roles: [], audience: 'channel', place: place('19:lunch') });
  test.each<[string, Context, string[], string[]]>([
    [
      'an analyst',
      context(),
      [
        'acknowledge',
        'close',
        'share',
        'ask',
        'severity',
        'tag',
        'reopen',
        'undo',
        'connect',
        'status',
        'history',
        'help',
      ],
      ['soc here', 'answer', 'not ours'],
    ],
    [
      'a member of a connected channel',
      inPayments(),
      ['acknowledge', 'take', 'assign', 'comment', 'answer', 'not ours', 'undo', 'status', 'mine', 'help'],
      ['close', 'share', 'ask', 'severity', 'tag', 'reopen', 'connect', 'soc here', 'disconnect'],
    ],
    [
      'a manager',
      manager,
      ['status', 'open', 'show', 'history', 'help'],
      ['acknowledge', 'take', 'close', 'comment', 'connect', 'soc here'],
    ],
    [
      'an administrator',
      context({ roles: ['administrator'] }),
      ['soc here', 'connect', 'disconnect', 'routes', 'status'],
      ['acknowledge', 'close', 'ask'],
    ],
    [
      'everybody else',
      nobody,
      ['help'],
      ['acknowledge', 'take', 'comment', 'status', 'open', 'history', 'mine', 'connect', 'soc here'],
    ],
  ])('%s', (_who, given, may, mayNot) => {
    expect(may.filter((name) => refused(() => allow(verb(name), given)))).toEqual([]);
    expect(mayNot.filter((name) => !refused(() => allow(verb(name), given)))).toEqual([]);
  });

  test('a member acts only on what is routed to their channel', () => {
    expect(refused(() => allow(verb('take'), inPayments(), stateAfter(arrived())))).toBeUndefined();
    expect(
      refused(() => allow(verb('take'), inPayments(), stateAfter(arrived({}, [socRoute, webshopRoute])))),
    ).toBe('notYourChannel');
    const gone = stateAfter(arrived(), [{ kind: 'routed', routes: [socRoute] }]);
    expect(refused(() => allow(verb('take'), inPayments(), gone))).toBe('notYourChannel');
  });
});

/** What is looked up about people: who is in which place, and in what role. */
function around(
  rostersOf: Record<string, Member[]>,
  roles: Record<string, Role[]> = { [ada.oid]: ['analyst'] },
) {
  const members = async ({ id }: Place): Promise<Member[]> => rostersOf[id] ?? [];
  return {
    directory: {
      members,
      roles: async (oid: string) => roles[oid] ?? [],
      member: async (where: Place, oid: string) => (await members(where)).find((one) => one.oid === oid),
    },
    channels: async () => [
      socChannel(),
      teamChannel(paymentsId, { hosts: ['pay-*'] }),
      teamChannel(webshopId, { hosts: ['web-*'] }, { name: 'Webshop' }),
      channel('19:lunch'),
    ],
    clock: stillClock(at(10)),
    tenantId: tenant,
    targets: defaultTargets,
    twoPeople: [],
  };
}
const speaker = (person = ben, where = place(paymentsId)): Speaker => ({
  oid: person.oid,
  name: 'Forged Name',
  place: where,
});
const chat = place('a:1', { kind: 'personal' });
const group = place('19:group', { kind: 'groupChat' });

describe('who speaks', () => {
  test('is known by the roster, name and all, and counts for the channel they speak in', async () => {
    const found = await gather(
      speaker(),
      'button',
      around({ [paymentsId]: [member(ben)], [webshopId]: [member(ben)] }),
    );
    expect(found).toMatchObject({
      actor: ben,
      roles: [],
      audience: 'team',
      channelName: 'Payments',
      memberOf: [paymentsId],
    });
  });

  test('in a chat, they are a member of every connected channel whose roster holds them', async () => {
    const found = await gather(
      speaker(ben, chat),
      'text',
      around({ 'a:1': [member(ben)], [paymentsId]: [member(ben)], [webshopId]: [member(eve)] }),
    );
    expect(found).toMatchObject({ audience: 'personal', memberOf: [paymentsId] });
  });

  test.each<[string, Member[], string]>([
    ['who is not there', [member(ada)], 'notHere'],
    ['a guest', [member(ben, { guest: true })], 'guest'],
    ['somebody of another tenant', [member(ben, { tenantId: 'other' })], 'guest'],
  ])('%s is refused', async (_who, members, word) => {
    await expect(gather(speaker(), 'button', around({ [paymentsId]: members }))).rejects.toMatchObject({
      word,
    });
  });

  test('nobody acts where their role can’t be looked up', async () => {
    const down = around({ [paymentsId]: [member(ben)] });
    down.directory.roles = async () => Promise.reject(new Error('Graph is down'));
    await expect(gather(speaker(), 'button', down)).rejects.toThrow('Graph is down');
  });
});

describe('the channel that an act counts for', () => {
  const state = stateAfter(arrived({}, [socRoute, paymentsRoute, webshopRoute]));
  const elsewhere = { place: chat, audience: 'personal' as const, channel: undefined, channelName: 'Teams' };
  test.each<[string, Context, string | undefined]>([
    ['the one it is made in', inPayments(), paymentsId],
    ['the SOC’s, of an analyst in a chat', context(elsewhere), socId],
    [
      'their own, of a team’s member in a chat',
      inPayments({ ...elsewhere, memberOf: [webshopId] }),
      webshopId,
    ],
    ['none, of somebody in no channel of it', inPayments({ ...elsewhere, memberOf: [] }), undefined],
  ])('%s', (_what, given, id) => {
    expect(forIncident(given, state).channel).toBe(id);
  });
});

describe('the rosters that somebody is chosen from', () => {
  const world = around({ [socId]: [member(ada)], [paymentsId]: [member(ben)], [webshopId]: [member(eve)] });
  const state = stateAfter(arrived({}, [socRoute, paymentsRoute, webshopRoute]));
  const from = async (given: Context) =>
    (await rosters(given, state, world)).map((one) => one.channel).sort();

  test('are all of the incident’s for an analyst, and the team’s own within a team', async () => {
    expect(await from(context())).toEqual([paymentsId, socId, webshopId].sort());
    expect(await from(inPayments())).toEqual([paymentsId]);
  });

  test('are a member’s own channels from a chat, too: teams assign among themselves', async () => {
    expect(await from(inPayments({ place: chat, audience: 'personal' }))).toEqual([paymentsId]);
  });
});

describe('what everybody in a place may see', () => {
  const lunch = place('19:lunch');
  const evesChat = place('a:2', { kind: 'personal' });
  const ofTwo = place('a:3', { kind: 'personal' });
  const world = around(
    {
      [socId]: [member(ada)],
      [paymentsId]: [member(ben), member(eve)],
      [webshopId]: [member(ben)],
      [lunch.id]: [member(ada)],
      [chat.id]: [member(ada)],
      [evesChat.id]: [member(eve)],
      [ofTwo.id]: [member(ada), member(eve)],
      [group.id]: [member(ben), member(eve)],
    },
    { [ada.oid]: ['analyst'] },
  );
  const here = async (person: Person, where: Place) =>
    (await gather(speaker(person, where), 'text', world)).here;

  test.each<[string, Person, Place, View]>([
    ['everything in the SOC’s channel', ada, place(socId), 'all'],
    ['the team’s in its channel, whoever asks', ben, place(paymentsId), [paymentsId]],
    ['nothing in a channel that is connected to nothing', ada, lunch, []],
    ['everything in the chat of somebody of the SOC’s channel', ada, chat, 'all'],
    ['one’s own in one’s own chat', eve, evesChat, [paymentsId]],
    ['what both may see in a chat of two, which Teams calls personal as well', ada, ofTwo, [paymentsId]],
    ['what everybody there may see in a group chat', ben, group, [paymentsId]],
  ])('%s', async (_what, person, where, view) => {
    expect(await here(person, where)).toEqual(view);
  });

  test.each<[string, Role[], View]>([
    ['a role alone shows an analyst nothing who is not in the SOC’s channel', ['analyst'], []],
    ['an administrator sets up and sees nothing', ['administrator'], []],
    ['a manager sees everything', ['manager'], 'all'],
  ])('%s', async (_what, roles, view) => {
    const other = around({ [chat.id]: [member(eve)], [socId]: [member(ada)] }, { [eve.oid]: roles });
    expect((await gather(speaker(eve, chat), 'text', other)).here).toEqual(view);
  });

  test('who was named a channel’s manager sees its incidents, and no others', async () => {
    const managed = around({ [chat.id]: [member(eve)] });
    managed.channels = async () => [
      socChannel(),
      teamChannel(paymentsId, { hosts: ['pay-*'] }, { managers: [eve] }),
      teamChannel(webshopId, { hosts: ['web-*'] }),
    ];
    expect(await gather(speaker(eve, chat), 'text', managed)).toMatchObject({
      here: [paymentsId],
      memberOf: [],
      managerOf: [paymentsId],
    });
  });

  test('with a guest in the group chat, nothing', async () => {
    const guests = around({
      [group.id]: [member(ada), member(eve, { guest: true })],
      [socId]: [member(ada)],
    });
    expect((await gather(speaker(ada, group), 'text', guests)).here).toEqual([]);
  });
});
