/** Two Musters on one store and one Sentinel: both read, decide and carry out, and everything still happens once. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { hashOf } from '../../bot/log/entry.ts';
import { type Sandbox, startSandbox } from '../../sandbox/sandbox.ts';
import { host } from '../../sandbox/sentinel/entities.ts';
import { fastClock } from '../fakes/clock.ts';
import { eventually, type Stage, startStage } from './stage.ts';

let stage: Stage;
let other: Sandbox;
const entities = [host('pay-web-01', 'rg-payments')];

beforeAll(async () => {
  const clock = fastClock(10);
  stage = await startStage({ teamsLimits: true, clock, tickMs: 5000, env: { SENTINEL_POLL_SECONDS: '10' } });
  await stage.settle();
  const { cosmos, sentinel } = stage.sandbox.ready;
  other = await startSandbox({
    env: {
      SANDBOX_PLAYGROUND: 'off',
      SANDBOX_SEED: 'off',
      SANDBOX_PORT: '0',
      SENTINEL_POLL_SECONDS: '10',
      SANDBOX_COSMOS_URL: cosmos,
      SANDBOX_SENTINEL_URL: sentinel,
    },
    logger: pino({ level: 'silent' }),
    tell: () => undefined,
    folder: mkdtempSync(join(tmpdir(), 'muster-other-')),
    with: { clock, tickMs: 5000 },
  });
}, 30_000);
afterAll(async () => {
  await other.stop();
  await stage.stop();
});

const bothPoll = () => Promise.all([stage.poll(), other.app.poll()]);
const numbers: number[] = [];

test('each incident is in the log once, and has one card in each of its channels', async () => {
  for (let i = 1; i <= 10; i++)
    numbers.push(
      stage.world.create({ title: `Number ${i}`, severity: 'High', entities }).properties.incidentNumber,
    );
  await bothPoll();
  for (const number of numbers) {
    await stage.card('soc', number);
    await stage.card('payments', number);
  }
  await bothPoll();
  for (const number of numbers) {
    const entries = await stage.log(number);
    expect(entries.filter((e) => e.action === 'arrived')).toHaveLength(1);
    for (const where of ['soc', 'payments'] as const) expect(stage.cardPosts(where, number)).toHaveLength(1);
  }
});

test('a click lost to the other’s entries is decided again, and everything wanted gets into Sentinel', async () => {
  await Promise.all(
    numbers.map(async (number, i) => {
      stage.world.change(number, { title: `Renamed ${i}` });
      await other.app.poll();
      await stage.press('ada', 'soc', number, 'acknowledge');
    }),
  );
  for (const number of numbers) {
    await eventually('Sentinel is told', () => stage.held(number).incident.properties.status === 'Active');
    await eventually('the card shows both', () =>
      /Renamed[\s\S]*Ada Moreno/.test(stage.cardNow('soc', number)?.text ?? ''),
    );
    expect((await stage.log(number)).filter((e) => e.action === 'acknowledge')).toHaveLength(1);
  }
});

test('the chains verify, whoever of the two wrote them', async () => {
  await bothPoll();
  for (const number of numbers) {
    let prev = '';
    for (const [i, entry] of (await stage.log(number)).entries()) {
      expect(entry).toMatchObject({ seq: i + 1, prev, hash: hashOf(entry) });
      prev = entry.hash;
    }
  }
});

test('together they keep within Teams’ limits, and no card comes twice', async () => {
  const more: number[] = [];
  for (let i = 0; i < 40; i++)
    more.push(
      stage.world.create({ title: `More ${i}`, severity: 'High', entities }).properties.incidentNumber,
    );
  await bothPoll();
  await eventually(
    'all cards',
    () => more.every((number) => ['soc', 'payments'].every((where) => stage.cardNow(where as 'soc', number))),
    40_000,
  );
  for (const number of more)
    for (const where of ['soc', 'payments'] as const) expect(stage.cardPosts(where, number)).toHaveLength(1);
  expect(stage.gateway.throttled()).toBe(0);
}, 60_000);
