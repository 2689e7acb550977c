import { describe, expect, test } from '@jest/globals';
import { allow } from '../../bot/actions/allowed.ts';
import type { Context } from '../../bot/actions/define.ts';
import { forIncident, gather, rosters, type Speaker, viewOfPlace } from '../../bot/actions/gather.ts';
import { Refused } from '../../bot/errors.ts';
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
  verb,
  webshopId,
  webshopRoute,
} from '../build.ts';
import { stillClock } from '../fakes/clock.ts';

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

describe('what an answer may hold', () => {
  const world = around({
    '19:group': [member(ben), member(eve)],
    [paymentsId]: [member(ben), member(eve)],
    [webshopId]: [member(ben)],
  });
  test.each<[string, Context, unknown]>([
    ['everything in the SOC’s channel', context(), 'all'],
    [
      'the team’s in its channel, whoever asks',
      context({ place: place(paymentsId), audience: 'team' }),
      [paymentsId],
    ],
    [
      'nothing in a channel that is connected to nothing',
      context({ place: place('19:lunch'), audience: 'channel' }),
      [],
    ],
    ['one’s own in one’s own chat', inPayments({ place: chat, audience: 'personal' }), [paymentsId]],
    ['everything in the chat of somebody with a role', context({ place: chat, audience: 'personal' }), 'all'],
    [
      'what everybody there may see in a group chat',
      context({ place: group, audience: 'groupChat' }),
      [paymentsId],
    ],
  ])('%s', async (_what, given, view) => {
    expect(await viewOfPlace(given, world)).toEqual(view);
  });

  test('with a guest in the group chat, nothing', async () => {
    const guests = around({ '19:group': [member(ada), member(eve, { guest: true })] });
    expect(await viewOfPlace(context({ place: group, audience: 'groupChat' }), guests)).toEqual([]);
  });
});
