/** What a sweep finds that polling can't: deletions, and whatever was missed; and when it doesn't believe what it finds. */
import { expect, test } from '@jest/globals';
import { pino } from 'pino';
import { Upstream } from '../../bot/errors.ts';
import type { Incident, IncidentRef } from '../../bot/incidents/incident.ts';
import { createSweeper } from '../../bot/sentinel/sweep.ts';
import { createFakeSentinel } from '../fakes/sentinel.ts';

const workspace = 'sub~rg-soc~ws-soc';
const start = Date.parse('2026-11-24T20:00:00Z');

/** A Sentinel, and a Muster that holds open what it was handed and not told to be deleted or closed. */
function stage({ looked = true } = {}) {
  let now = start;
  const errors: string[] = [];
  const logger = pino(
    { level: 'error' },
    { write: (line: string) => void errors.push(JSON.parse(line).msg) },
  );
  const sentinel = createFakeSentinel({ workspaces: [workspace], now: () => new Date(now), pageSize: 2 });
  const open = new Map<string, Incident>();
  const received: { title: string; old: boolean }[] = [];
  const gone: IncidentRef[] = [];
  const sweeper = createSweeper({
    workspace,
    sentinel,
    clock: { now: () => new Date(now), wait: async () => undefined },
    logger,
    everyMs: 15 * 60_000,
    held: async () => [...open.values()].map(({ id, etag }) => ({ ref: { workspace, id }, etag })),
    looked: () => looked,
    async receive(incident, old) {
      received.push({ title: incident.title, old });
      if (incident.status === 'Closed') open.delete(incident.id);
      else open.set(incident.id, incident);
    },
    async deleted(ref) {
      gone.push(ref);
      open.delete(ref.id);
    },
  });
  return {
    sentinel,
    sweeper,
    open,
    gone,
    errors,
    pass: (minutes: number) => {
      now += minutes * 60_000;
    },
    news: () => received.splice(0),
    /** so many incidents that both hold */
    async hold(count: number): Promise<IncidentRef[]> {
      const refs = Array.from({ length: count }, (_, i) => sentinel.add({ title: `held ${i}` }));
      for (const ref of refs) open.set(ref.id, await sentinel.get(ref));
      return refs;
    },
  };
}
const forbidden = new Upstream('forbidden', {
  service: 'sentinel',
  operation: 'GET',
  status: 403,
  outcome: 'retry',
});

test('what both hold alike says nothing, over however many pages', async () => {
  const { sweeper, hold, news, gone } = stage();
  await hold(5);
  await sweeper.sweep();
  expect(news()).toEqual([]);
  expect(gone).toEqual([]);
  expect(sweeper.lastGood()).toEqual(new Date(start));
});

test('a version that was missed is handed on, and an incident that nobody knew', async () => {
  const { sweeper, hold, news, sentinel } = stage();
  const [ref] = await hold(1);
  sentinel.edit(ref!, { title: 'renamed' });
  sentinel.add({ title: 'never seen' });
  await sweeper.sweep();
  expect(
    news()
      .map(({ title }) => title)
      .sort(),
  ).toEqual(['never seen', 'renamed']);
});

test('one that nobody has touched for longer than the first look goes back is no news', async () => {
  const { sweeper, news, sentinel } = stage();
  sentinel.add({ title: 'ancient', modifiedAt: '2026-01-01T00:00:00.0000000Z' });
  sentinel.add({ title: 'fresh' });
  await sweeper.sweep();
  expect(news()).toEqual([
    { title: 'ancient', old: true },
    { title: 'fresh', old: false },
  ]);
});

test('what is not listed any more is asked for: closed is handed on, deleted is told', async () => {
  const { sweeper, hold, news, gone, sentinel } = stage();
  const [closed, deleted] = await hold(3);
  sentinel.edit(closed!, { status: 'Closed', classification: 'Undetermined' });
  sentinel.remove(deleted!);
  await sweeper.sweep();
  expect(news()).toEqual([{ title: 'held 0', old: false }]);
  expect(gone).toEqual([deleted]);
});

test('a workspace that refuses everything loses nothing', async () => {
  const { sweeper, hold, gone, sentinel } = stage();
  const [ref] = await hold(1);
  sentinel.failNext('open', forbidden);
  await sweeper.sweep();
  sentinel.remove(ref!);
  sentinel.failNext('get', forbidden);
  await sweeper.sweep();
  expect(gone).toEqual([]);
  expect(sweeper.lastGood()).toBeUndefined();
});

test('more than half of more than ten open ones gone at once is not believed, and said aloud', async () => {
  const { sweeper, hold, gone, errors, sentinel } = stage();
  const refs = await hold(11);
  for (const ref of refs.slice(0, 6)) sentinel.remove(ref);
  await sweeper.sweep();
  expect(gone).toEqual([]);
  expect(sweeper.doubted()).toBe(6);
  expect(errors).toEqual([expect.stringMatching(/check that this is still the same workspace/)]);
});

test.each([
  [11, 5],
  [10, 10],
])('of %i open ones %i gone at once are', async (open, deleted) => {
  const { sweeper, hold, gone, sentinel } = stage();
  const refs = await hold(open);
  for (const ref of refs.slice(0, deleted)) sentinel.remove(ref);
  await sweeper.sweep();
  expect(gone).toEqual(refs.slice(0, deleted));
  expect(sweeper.doubted()).toBe(0);
});

test('nothing is swept before the first look, since everything would count as new', async () => {
  const { sweeper, news, sentinel } = stage({ looked: false });
  sentinel.add({});
  await sweeper.sweepIfDue();
  expect(news()).toEqual([]);
  expect(sentinel.asked).toEqual([]);
});

test('it is time at once, and then every fifteen minutes', async () => {
  const { sweeper, sentinel, pass } = stage();
  const sweeps = () => sentinel.asked.filter((operation) => operation === 'open').length;
  await sweeper.sweepIfDue();
  await sweeper.sweepIfDue();
  expect(sweeps()).toBe(1);
  pass(15);
  await sweeper.sweepIfDue();
  expect(sweeps()).toBe(2);
});
