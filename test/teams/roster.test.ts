/** Who is in a channel, as Teams' connector tells it. */
import { expect, test } from '@jest/globals';
import type { Connectors } from '../../bot/teams/connectors.ts';
import { createDirectory } from '../../bot/teams/roster.ts';
import { ada, at, ben, paymentsId, place, webshopId } from '../build.ts';
import { stillClock } from '../fakes/clock.ts';
import { fakeStore } from '../fakes/store.ts';

/** A connector whose rosters all hold the same people, counted by how often it is asked. */
function teams() {
  const world = { people: [ada, ben], asked: 0 };
  const getConversationPagedMembers = async () => {
    world.asked += 1;
    return { members: world.people.map(({ oid, name }) => ({ id: `29:${oid}`, name, aadObjectId: oid })) };
  };
  const connectors = { of: async () => ({ conversations: { getConversationPagedMembers } }) };
  const directory = createDirectory({
    connectors: connectors as unknown as Connectors,
    roles: async () => [],
    lookups: fakeStore().lookups,
    clock: stillClock(at(0)),
  });
  return { world, directory };
}
const payments = place(paymentsId, { teamId: 'team-1' });
const webshop = place(webshopId, { teamId: 'team-1' });

test('somebody who left a channel is not in it any more once Teams tells of it', async () => {
  const { world, directory } = teams();
  expect(await directory.member(payments, ben.oid)).toMatchObject({ name: 'Ben' });
  world.people = [ada];
  expect(await directory.member(payments, ben.oid)).toBeDefined();
  directory.changed(payments);
  expect(await directory.member(payments, ben.oid)).toBeUndefined();
});

test('who left a team has left all its channels, and no other team’s roster is asked for again', async () => {
  const { world, directory } = teams();
  const other = place('19:other', { teamId: 'team-2' });
  for (const where of [payments, webshop, other]) await directory.members(where);
  directory.changed({ id: '19:general', teamId: 'team-1' });
  world.people = [ada];
  expect(await directory.members(webshop)).toHaveLength(1);
  expect(await directory.members(other)).toHaveLength(2);
  expect(world.asked).toBe(4);
});
