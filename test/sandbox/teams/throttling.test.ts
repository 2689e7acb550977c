import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { PLACE_IDS, TEAM } from '../../../sandbox/teams/people.ts';
import { connectorOf, control, gatewayWithBot } from '../../fixtures/gateway.ts';

const { soc, payments } = PLACE_IDS;
let clock: number;
let stage: Awaited<ReturnType<typeof gatewayWithBot>>;
let teams: ReturnType<typeof connectorOf>;
beforeEach(async () => {
  clock = Date.parse('2026-11-25T10:00:00Z');
  stage = await gatewayWithBot({ now: () => new Date(clock) });
  teams = connectorOf(stage.gateway);
});
afterEach(() => stage.close());

test('posts, new threads, replies and updates of a channel share one limit, and what is over is not carried out', async () => {
  const { body } = await teams.startThread(soc);
  for (let i = 0; i < 3; i += 1) {
    expect((await teams.say(body.id)).status).toBe(201);
    expect((await teams.update(body.id, body.activityId)).status).toBe(200);
  }
  const refused = await teams.say(body.id);
  expect(refused).toMatchObject({ status: 429, retryAfter: '1', body: { error: { code: 'Throttled' } } });
  expect((await teams.startThread(soc)).status).toBe(429);
  expect((await teams.update(soc, body.activityId)).status).toBe(429);
  expect(stage.gateway.sent).toHaveLength(7);
  expect(stage.gateway.throttled()).toBe(3);
  expect((await teams.say(payments)).status).toBe(201);
});

test('who waits as told is let through', async () => {
  for (let i = 0; i < 8; i += 1) await teams.say(soc);
  expect(stage.gateway.throttled()).toBe(1);
  clock += 1000;
  expect((await teams.say(soc)).status).toBe(201);
  expect((await teams.say(soc)).retryAfter).toBe('1');
});

test('a personal chat that is opened with a message counts as that chat', async () => {
  for (let i = 0; i < 7; i += 1) expect((await teams.openChat('29:sandbox-mona')).status).toBe(201);
  expect((await teams.openChat('29:sandbox-mona')).status).toBe(429);
  expect((await teams.openChat('29:sandbox-ada')).status).toBe(201);
});

test('rosters have limits of their own, a channel’s threads together', async () => {
  for (let i = 0; i < 7; i += 1) {
    expect((await teams.members(payments)).status).toBe(200);
    expect((await teams.member(`${payments};messageid=${i}`, '29:sandbox-ada')).status).toBe(200);
  }
  expect((await teams.members(payments)).status).toBe(429);
  expect((await teams.say(payments)).status).toBe(201);
  expect((await teams.channels(TEAM.id)).status).toBe(200);
});

test('fifty calls a second are all that a tenant gives a bot, and other places wait with it', async () => {
  const ids = [soc, payments, PLACE_IDS.webshop, PLACE_IDS.groupChat];
  for (const id of ids) for (let i = 0; i < 12; i += 1) await teams.members(id);
  await teams.say(soc);
  await teams.say(soc);
  expect(stage.gateway.throttled()).toBe(0);
  expect((await teams.say(payments)).status).toBe(429);
  clock += 1000;
  expect((await teams.say(payments)).status).toBe(201);
});

test('a 429 of a fault is not counted as one of the limits', async () => {
  stage.gateway.setFaults({ throttle: { retryAfterSeconds: 7 } });
  expect((await teams.say(soc)).retryAfter).toBe('7');
  expect((await control(stage.gateway, 'GET', 'state')).body.throttled).toBe(0);
});

test('without limits everything passes', async () => {
  const free = await gatewayWithBot({ limits: false });
  const answers = await Promise.all(Array.from({ length: 60 }, () => connectorOf(free.gateway).say(soc)));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
  await free.close();
});
