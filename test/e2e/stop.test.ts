/** A Muster in a process of its own is told to stop while people click, and another goes on: a deployment, in small. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { systemClock } from '../../bot/clock.ts';
import { host } from '../../sandbox/sentinel/entities.ts';
import { botDefaults } from '../../sandbox/settings.ts';
import { SANDBOX_TENANT } from '../../sandbox/teams/people.ts';
import { cardText, eventually, type Stage, startStage } from './stage.ts';

/** the one that stays */
let stage: Stage;
/** the one that is stopped, and what it printed */
let old: ChildProcess;
let oldUrl: string;
let printed = '';
const exited = Promise.withResolvers<number | null>();
const noticeSeconds = 1;

beforeAll(async () => {
  stage = await startStage({ clock: systemClock, tickMs: 500 });
  await stage.settle();
  const { teams, sentinel, cosmos } = stage.sandbox.ready;
  const program = new URL('../../sandbox/replica.ts', import.meta.url).pathname;
  const env = {
    ...botDefaults(SANDBOX_TENANT, mkdtempSync(join(tmpdir(), 'muster-old-')), stage.gateway.people),
    SENTINEL_ENDPOINT: sentinel,
    COSMOS_ENDPOINT: cosmos,
    SENTINEL_POLL_SECONDS: '1',
    COMMENT_QUIET_SECONDS: '1',
    STORM_CARDS_PER_MINUTE: '1000',
    STOP_NOTICE_SECONDS: String(noticeSeconds),
    STOP_GRACE_SECONDS: '20',
    SANDBOX_TEAMS_URL: teams,
    SANDBOX_LIMITS: 'off',
    LOG_LEVEL: 'info',
  };
  old = spawn(process.execPath, [program], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  old.once('exit', (code) => exited.resolve(code));
  old.stderr!.on('data', (text) => {
    printed += text;
  });
  oldUrl = await new Promise<string>((resolve, reject) => {
    createInterface({ input: old.stdout! }).once('line', (line) => resolve(JSON.parse(line).bot));
    old.once('exit', () => reject(new Error(`the other Muster ended: ${printed}`)));
  });
  await eventually('the other Muster is ready', async () => (await fetch(`${oldUrl}/readyz`)).ok);
}, 60_000);
afterAll(async () => {
  old.kill('SIGKILL');
  await stage.stop();
});

const statusOf = (path: string): Promise<number | undefined> =>
  fetch(oldUrl + path).then(
    (answer) => answer.status,
    () => undefined,
  );

test('stopped under clicks it is not ready first, answers all that reach it, and the other goes on with the rest', async () => {
  const count = 24;
  const numbers: number[] = [];
  for (let i = 0; i < count; i++)
    numbers.push(
      stage.world.create({ title: `Rolled ${i}`, entities: [host('pay-web-01', 'rg-payments')] }).properties
        .incidentNumber,
    );
  await stage.poll();
  for (const number of numbers) await stage.card('payments', number);

  stage.gateway.connect({ botUrl: oldUrl });
  const told = Promise.withResolvers<number>();
  const states: string[] = [];
  // What a load balancer does.
  const balanced = told.promise.then(async () => {
    for (;;) {
      const [ready, live] = [await statusOf('/readyz'), await statusOf('/livez')];
      states.push(`${ready}, ${live}`);
      if (ready !== 200) return stage.gateway.connect({ botUrl: stage.sandbox.ready.bot });
    }
  });
  const answers: { number: number; verb: string; status: number; text: string }[] = [];
  const work = async (part: number): Promise<void> => {
    for (const number of numbers.filter((_, i) => i % 3 === part)) {
      for (const [verb, inputs] of [
        ['acknowledge', {}],
        ['comment', { text: `Said on ${number}` }],
      ] as const) {
        const { status, body } = await stage.press('ada', 'soc', number, verb, inputs);
        answers.push({ number, verb, status, text: cardText(body.value) });
      }
      if (number === numbers[6]) {
        old.kill('SIGTERM');
        told.resolve(Date.now());
      }
    }
  };
  await Promise.all([0, 1, 2].map(work));
  await balanced;
  expect(await exited.promise).toBe(0);

  expect(states.at(-1)).toBe('503, 200');
  expect(printed).toMatch(/Muster is stopping/);
  expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
  for (const { verb, text } of answers) if (verb === 'acknowledge') expect(text).toContain('Ada Moreno');
  for (const number of numbers) {
    await eventually(`Sentinel has all of #${number}`, () => {
      const { properties } = stage.held(number).incident;
      return properties.status === 'Active' && stage.comments(number).some((one) => one.includes('Said on'));
    });
    expect(stage.comments(number).filter((one) => one.includes(`Said on ${number}`))).toHaveLength(1);
    const actions = (await stage.log(number)).map(({ action }) => action);
    expect(actions.filter((action) => action === 'acknowledge')).toHaveLength(1);
    expect(actions.filter((action) => action === 'comment')).toHaveLength(1);
    for (const where of ['soc', 'payments'] as const) {
      expect(stage.cardPosts(where, number)).toHaveLength(1);
      await eventually(`the card of #${number} in ${where} shows it`, () =>
        /Ada Moreno/.test(stage.cardNow(where, number)!.text),
      );
    }
  }
}, 60_000);
