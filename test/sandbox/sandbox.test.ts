import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { systemClock } from '../../bot/clock.ts';
import { type Sandbox, startSandbox } from '../../sandbox/sandbox.ts';
import { PLACE_IDS } from '../../sandbox/teams/people.ts';
import { connectorOf } from '../fixtures/gateway.ts';

const tomorrow = 24 * 3_600_000;
const second = '00000000-0000-4000-8000-000000000002/rg-soc-two/ws-two';
let sandbox: Sandbox;
/** where the clock stands still, if it does */
let stands: Date | undefined;
beforeAll(async () => {
  sandbox = await startSandbox({
    env: {
      SANDBOX_PLAYGROUND: 'off',
      SANDBOX_SEED: 'off',
      SANDBOX_PORT: '0',
      SENTINEL_MORE_WORKSPACES: second,
    },
    logger: pino({ level: 'silent' }),
    tell: () => undefined,
    folder: mkdtempSync(join(tmpdir(), 'muster-')),
    with: { clock: { ...systemClock, now: () => stands ?? new Date(Date.now() + tomorrow) } },
  });
}, 30_000);
afterAll(() => sandbox.stop());

test('the local Sentinel has every workspace that Muster is to read, each with incidents of its own', async () => {
  const [first, other] = sandbox.world!.workspaces;
  expect(sandbox.world!.workspaces.map(({ workspace }) => workspace.workspaceName)).toEqual([
    'ws-soc',
    'ws-two',
  ]);
  first!.create({ title: 'One' });
  const { name } = other!.create({ title: 'Two' });
  await sandbox.app.poll();
  const asked = sandbox.requests!.list().filter(({ path }) => path.includes('/workspaces/ws-two/'));
  expect(asked.map(({ status }) => status)).toContain(200);
  expect(first!.get(name)).toBeUndefined();
});

test('Muster, Sentinel and Teams keep to the clock that is given', async () => {
  const { properties } = sandbox.world!.create({ title: 'Later' });
  expect(Date.parse(properties.createdTimeUtc)).toBeGreaterThan(Date.now() + tomorrow / 2);
  await connectorOf(sandbox.gateway).say(PLACE_IDS.webshop);
  expect(Date.parse(sandbox.gateway.sent.at(-1)!.at)).toBeGreaterThan(Date.now() + tomorrow / 2);
});

test('the sandbox’s Teams keeps its limits', async () => {
  stands = new Date(Date.now() + tomorrow);
  const { say } = connectorOf(sandbox.gateway);
  const answers = await Promise.all(Array.from({ length: 20 }, () => say(PLACE_IDS.groupChat)));
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(7);
  expect(sandbox.gateway.throttled()).toBe(13);
});
