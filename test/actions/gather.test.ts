/** What is looked up before anything is decided. */
import { expect, test } from '@jest/globals';
import { gather } from '../../bot/actions/gather.ts';
import { defaultTargets } from '../../bot/incidents/levels.ts';
import type { Member, Role } from '../../bot/ports.ts';
import { ada, at, ben, member, paymentsId, place, socChannel, socId, teamChannel, tenant } from '../build.ts';
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
