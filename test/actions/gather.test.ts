/** What is looked up before anything is decided. */
import { describe, expect, test } from '@jest/globals';
import { gather, gatherFor } from '../../bot/actions/gather.ts';
import { defaultTargets } from '../../bot/incidents/levels.ts';
import type { Member, Role } from '../../bot/ports.ts';
import {
  ada,
  at,
  ben,
  eve,
  member,
  paymentsId,
  place,
  socChannel,
  socId,
  teamChannel,
  tenant,
  webshopId,
} from '../build.ts';
import { stillClock } from '../fakes/clock.ts';

const speaker = { oid: ada.oid, name: ada.name, place: place(socId) };

function around(directory: { member(): Promise<Member | undefined>; roles(): Promise<Role[]> }) {
  return {
    directory: { members: async () => [], ...directory },
    channels: async () => [socChannel()],
    clock: stillClock(at(0)),
    tenantId: tenant,
    targets: defaultTargets,
    twoPeople: [],
  };
}

test('where somebody is and what their role is are asked at the same time', async () => {
  const asked = Promise.withResolvers<void>();
  const directory = {
    async member() {
      // Answered only once the other has been asked too.
      await asked.promise;
      return member(ada);
    },
    async roles(): Promise<Role[]> {
      asked.resolve();
      return ['analyst'];
    },
  };
  expect(await gather(speaker, 'button', around(directory))).toMatchObject({ roles: ['analyst'] });
});

test('a stranger is refused as one, also while roles can’t be asked for', async () => {
  const directory = {
    member: async () => undefined,
    roles: async () => Promise.reject(new Error('Graph is down')),
  };
  await expect(gather(speaker, 'button', around(directory))).rejects.toMatchObject({ word: 'notHere' });
});

test('a channel that another replica connected just now is known as connected', async () => {
  const directory = { member: async () => member(ben), roles: async () => [] };
  const speaker = { oid: ben.oid, name: ben.name, place: place(paymentsId) };
  const known = {
    ...around(directory),
    channelsNow: async () => [teamChannel(paymentsId, { hosts: ['pay-*'] })],
  };
  expect(await gather(speaker, 'button', known)).toMatchObject({ audience: 'team', memberOf: [paymentsId] });
});

describe('where nobody asks just now, what may be seen', () => {
  /** Ada is in the SOC's channel, Ben in the payments' and the web shop's, Eve in the payments'. */
  const inChannels: Record<string, Member[]> = {
    [socId]: [member(ada)],
    [paymentsId]: [member(ben), member(eve)],
    [webshopId]: [member(ben)],
  };
  function seen(where: ReturnType<typeof place>, here: Member[], person = ada) {
    const members = async ({ id }: { id: string }) => inChannels[id] ?? here;
    const given = {
      ...around({ member: async () => undefined, roles: async () => [] }),
      directory: {
        members,
        member: async (at: { id: string }, oid: string) => (await members(at)).find((one) => one.oid === oid),
        roles: async (oid: string): Promise<Role[]> => (oid === ada.oid ? ['analyst'] : []),
      },
      channels: async () => [
        socChannel(),
        teamChannel(paymentsId, { hosts: ['pay-*'] }),
        teamChannel(webshopId, { hosts: ['web-*'] }),
      ],
    };
    return gatherFor(where, person, given);
  }
  const group = place('19:group@thread.v2', { kind: 'groupChat' });
  const chat = place('a:chat', { kind: 'personal' });

  test('is in a channel what its own people may, whoever wanted it', async () => {
    expect(await seen(place(socId), [])).toMatchObject({ here: 'all', audience: 'soc' });
    expect(await seen(place(paymentsId), [])).toMatchObject({ here: [paymentsId], memberOf: [paymentsId] });
    expect(await seen(place('19:lunch'), [member(ada)])).toMatchObject({ here: [], roles: [] });
  });

  test('is in a group chat what all in it have in common now', async () => {
    expect((await seen(group, [member(ada), member(ben)])).here).toEqual([paymentsId, webshopId]);
    expect((await seen(group, [member(ada), member(ben), member(eve)])).here).toEqual([paymentsId]);
    expect((await seen(group, [member(ada), member(eve, { guest: true })])).here).toEqual([]);
  });

  test('is nothing in a group chat of which nobody is known to be in it', async () => {
    expect((await seen(group, [])).here).toEqual([]);
  });

  test('is in a personal chat what its person may, as long as they are there', async () => {
    expect((await seen(chat, [member(eve)], eve)).here).toEqual([paymentsId]);
    await expect(seen(chat, [], eve)).rejects.toMatchObject({ word: 'notHere' });
  });
});
