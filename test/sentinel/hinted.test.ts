/** What a playbook's call leads to: a read of the incident, or of the list where many call at once. */
import { expect, test } from '@jest/globals';
import { pino } from 'pino';
import { keepHint } from '../../bot/http/hint.ts';
import type { Incident } from '../../bot/incidents/incident.ts';
import { createHinted } from '../../bot/sentinel/hinted.ts';
import { stillClock } from '../fakes/clock.ts';
import { createFakeSentinel } from '../fakes/sentinel.ts';
import { fakeStore } from '../fakes/store.ts';

const workspace = 'sub~rg-soc~ws-soc';
const clock = stillClock(new Date('2026-11-24T20:00:00Z'));

/** `incidents` of them in Sentinel, each hinted at; a poll goes well unless told otherwise. */
async function stage(incidents: number, pollGoesWell = true) {
  const sentinel = createFakeSentinel({ workspaces: [workspace], now: clock.now });
  const { hints } = fakeStore();
  const received: Incident[] = [];
  const polled: string[] = [];
  for (let i = 0; i < incidents; i++) await keepHint(hints, sentinel.add({}), clock.now());
  const hinted = createHinted({
    hints,
    sentinel,
    clock,
    logger: pino({ level: 'silent' }),
    receive: async (incident) => void received.push(incident),
    poll: async (key) => {
      polled.push(key);
      return pollGoesWell;
    },
  });
  return { sentinel, hinted, received, polled, left: () => hints.due(clock.now().toISOString(), 100) };
}

test('a few hints are followed by reading each incident', async () => {
  const { hinted, received, polled, left } = await stage(3);
  await hinted.tick();
  expect(received).toHaveLength(3);
  expect(polled).toEqual([]);
  expect(await left()).toEqual([]);
});

test('many hints at once are followed by reading the list, which costs Sentinel less', async () => {
  const { hinted, sentinel, polled, left } = await stage(20);
  await hinted.tick();
  expect(polled).toEqual([workspace]);
  expect(sentinel.asked).toEqual([]);
  expect(await left()).toEqual([]);
});

test('and are kept where the list could not be read', async () => {
  const { hinted, left } = await stage(20, false);
  await hinted.tick();
  expect(await left()).toHaveLength(20);
});

test('ticks at the same time follow each hint once', async () => {
  const { hinted, sentinel } = await stage(2);
  await Promise.all([hinted.tick(), hinted.tick(), hinted.tick()]);
  expect(sentinel.asked).toEqual(['get', 'get']);
});
