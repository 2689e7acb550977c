/** What the poller never misses: late and equal time stamps, page boundaries, restarts, and receivers that fail. */
import { describe, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { Upstream } from '../../bot/errors.ts';
import type { Incident } from '../../bot/incidents/incident.ts';
import type { Sentinel } from '../../bot/ports.ts';
import { createPoller } from '../../bot/sentinel/poller.ts';
import { createFakeSentinel } from '../fakes/sentinel.ts';
import { fakeStore } from '../fakes/store.ts';

const workspace = 'sub~rg-soc~ws-soc';
const logger = pino({ level: 'silent' });
const minute = 60_000;
const start = Date.parse('2026-11-24T20:00:00Z');

/** A Sentinel with small pages, a clock that is set by hand, and pollers that each begin with an empty memory. */
function stage() {
  let now = start;
  const clock = { now: () => new Date(now), wait: async () => undefined };
  const sentinel = createFakeSentinel({ workspaces: [workspace], now: clock.now, pageSize: 2 });
  const { watermarks } = fakeStore();
  const received: { title: string; first: boolean }[] = [];
  let refuse: ((incident: Incident) => boolean) | undefined;
  let looks = 0;
  const poller = (through: Partial<Sentinel> = {}) =>
    createPoller({
      workspace,
      sentinel: { ...sentinel, ...through },
      watermarks,
      clock,
      logger,
      receive: async (incident, first) => {
        if (refuse?.(incident)) throw new Error('the store is out of reach');
        received.push({ title: incident.title, first });
      },
      looked: async () => {
        looks += 1;
      },
    });
  return {
    sentinel,
    watermarks,
    poller,
    pass: (minutes: number) => {
      now += minutes * minute;
    },
    refuse: (which: ((incident: Incident) => boolean) | undefined) => {
      refuse = which;
    },
    looks: () => looks,
    /** titles received since the last call, sorted */
    news: () =>
      received
        .splice(0)
        .map(({ title }) => title)
        .sort(),
    received,
  };
}

const stamp = (minutes: number): string => new Date(start + minutes * minute).toISOString();

test('the very first look takes what is open as backlog, leaves what is closed, and tells once', async () => {
  const { sentinel, poller, received, looks, pass } = stage();
  sentinel.add({ title: 'open' });
  sentinel.add({ title: 'over', status: 'Closed', classification: 'Undetermined' });
  const one = poller();
  await one.poll();
  expect(received).toEqual([{ title: 'open', first: true }]);
  pass(1);
  sentinel.add({ title: 'new' });
  await one.poll();
  expect(received.at(-1)).toEqual({ title: 'new', first: false });
  expect(looks()).toBe(1);
});

test('incidents of one and the same time stamp are all received, over however many pages', async () => {
  const { sentinel, poller, news } = stage();
  const one = poller();
  await one.poll();
  for (const title of ['a', 'b', 'c', 'd', 'e']) sentinel.add({ title, modifiedAt: stamp(0) });
  await one.poll();
  expect(news()).toEqual(['a', 'b', 'c', 'd', 'e']);
});

test('a change that becomes visible minutes after its own time stamp is received', async () => {
  const { sentinel, poller, news, pass } = stage();
  const one = poller();
  await one.poll();
  pass(9);
  await one.poll();
  sentinel.add({ title: 'late', modifiedAt: stamp(1) });
  await one.poll();
  expect(news()).toEqual(['late']);
});

describe('while very much changes', () => {
  /** A poller that has handed on 400 incidents, 200 a minute, and how many each look reads from then on. */
  async function storm() {
    const w = stage();
    let read = 0;
    const one = w.poller({
      changedSince: async function* (...given: Parameters<Sentinel['changedSince']>) {
        for await (const page of w.sentinel.changedSince(...given)) {
          read += page.incidents.length;
          yield page;
        }
      },
    });
    await one.poll();
    for (let minutes = 0; minutes < 2; minutes++) {
      w.pass(1);
      for (let i = 0; i < 200; i++) w.sentinel.add({ title: 'one of many' });
      await one.poll();
    }
    w.news();
    read = 0;
    return { ...w, one, read: () => read };
  }

  test('a poll reads little again of what was received', async () => {
    const { one, sentinel, news, read } = await storm();
    sentinel.add({ title: 'new' });
    await one.poll();
    expect(news()).toEqual(['new']);
    expect(read()).toBeLessThan(300);
  });

  test('what becomes visible late is received all the same, once it is looked back', async () => {
    const { one, sentinel, news, read } = await storm();
    sentinel.add({ title: 'late', modifiedAt: stamp(0.5) });
    await one.poll();
    expect(news()).toEqual([]);
    await one.lookBack();
    expect(news()).toEqual(['late']);
    const before = read();
    await one.lookBack();
    expect(read()).toBe(before);
  });

  test('a look back that fails is made again', async () => {
    const { one, sentinel, news } = await storm();
    sentinel.add({ title: 'late', modifiedAt: stamp(0.5) });
    await one.poll();
    const down = new Upstream('down', { service: 'sentinel', operation: 'list', outcome: 'retry' });
    sentinel.failNext('changedSince', down);
    await one.lookBack();
    await one.lookBack();
    expect(news()).toEqual(['late']);
  });
});

test('what was received is not received again while nothing about it changes', async () => {
  const { sentinel, poller, news, pass } = stage();
  const one = poller();
  await one.poll();
  const ref = sentinel.add({ title: 'once' });
  await one.poll();
  await one.poll();
  expect(news()).toEqual(['once']);
  pass(1);
  sentinel.edit(ref, { title: 'renamed' });
  await one.poll();
  expect(news()).toEqual(['renamed']);
});

test('after a restart, what came meanwhile is received, however long it took', async () => {
  const { sentinel, poller, news, pass } = stage();
  await poller().poll();
  pass(30);
  sentinel.add({ title: 'while away' });
  pass(300);
  await poller().poll();
  expect(news()).toEqual(['while away']);
});

test('the watermark stays where it was until everything is received', async () => {
  const { sentinel, poller, watermarks, refuse, news, pass } = stage();
  const one = poller();
  await one.poll();
  const before = await watermarks.get(workspace);
  pass(60);
  for (const title of ['a', 'b', 'c']) sentinel.add({ title });
  refuse(({ title }) => title === 'c');
  await one.poll();
  expect(await watermarks.get(workspace)).toBe(before);
  refuse(undefined);
  pass(60);
  await poller().poll();
  expect(news()).toContain('c');
});

test('a Sentinel that can’t be read loses nothing, and does not count as a good poll', async () => {
  const { sentinel, poller, news, pass } = stage();
  const one = poller();
  await one.poll();
  const good = one.lastGood();
  pass(60);
  sentinel.add({ title: 'waits' });
  sentinel.failNext(
    'changedSince',
    new Upstream('down', { service: 'sentinel', operation: 'list', outcome: 'retry' }),
  );
  await one.poll();
  expect(one.lastGood()).toEqual(good);
  pass(60);
  await one.poll();
  expect(news()).toEqual(['waits']);
});
