/** Files that are offered: to whom, for how long, how often. */
import { expect, test } from '@jest/globals';
import { createOffers } from '../../bot/actions/offers.ts';
import { at } from '../build.ts';
import { fakeStore } from '../fakes/store.ts';

const ada = 'a0000000-0000-4000-8000-000000000001';
const ben = 'b0000000-0000-4000-8000-000000000002';
const what = { verb: 'report', logKey: 'incident:w:1', input: {}, zone: 'Europe/Zurich' };

/** Two replicas over one store, at a time that the test sets. */
function replicas() {
  const { lookups, hints } = fakeStore();
  const clock = { minutes: 0, now: () => at(clock.minutes) };
  const [here, there] = [createOffers(lookups, hints, clock), createOffers(lookups, hints, clock)];
  return { clock, here, there, lookups };
}

test('an offer is taken once, on whichever replica', async () => {
  const { here, there } = replicas();
  const [page, markdown] = await here.make(ada, what, 2);
  expect(await there.take(ada, page)).toMatchObject({ ...what, which: 0 });
  await expect(here.take(ada, page)).rejects.toMatchObject({ word: 'offerOver' });
  expect(await here.take(ada, markdown)).toMatchObject({ ...what, which: 1 });
});

test('two who take it at the same moment are one who takes it', async () => {
  const { here, there } = replicas();
  const [id] = await here.make(ada, what, 1);
  const taken = await Promise.allSettled([here.take(ada, id), there.take(ada, id), here.take(ada, id)]);
  expect(taken.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
});

test('it is theirs to whom it was made, however their id is written', async () => {
  const { here } = replicas();
  const [id] = await here.make(ada.toUpperCase(), what, 1);
  await expect(here.take(ben, id)).rejects.toMatchObject({ word: 'offerOver' });
  expect(await here.take(ada, id)).toMatchObject(what);
});

test.each([undefined, '', 'x', 7, { id: 'x' }, ['x'], null])('%j is no offer', async (id) => {
  const { here } = replicas();
  await here.make(ada, what, 1);
  await expect(here.take(ada, id)).rejects.toMatchObject({ word: 'offerOver' });
});

test('it is over after an hour', async () => {
  const { clock, here } = replicas();
  const [early, late] = [...(await here.make(ada, what, 1)), ...(await here.make(ada, what, 1))];
  clock.minutes = 59;
  expect(await here.take(ada, early)).toMatchObject(what);
  clock.minutes = 60;
  await expect(here.take(ada, late)).rejects.toMatchObject({ word: 'offerOver' });
});

test('somebody who asks again and again has the newest twenty', async () => {
  const { here, lookups } = replicas();
  const ids: string[] = [];
  for (let i = 0; i < 30; i++) ids.push(...(await here.make(ada, what, 1)));
  expect((await lookups.get(`offers:${ada}`))?.said).toHaveLength(20);
  await expect(here.take(ada, ids[9])).rejects.toMatchObject({ word: 'offerOver' });
  expect(await here.take(ada, ids[10])).toMatchObject(what);
});
