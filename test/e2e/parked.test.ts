/** Nothing parked in the dark: what Sentinel refuses for good shows everywhere, and a person brings it to an end. */
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { host } from '../../sandbox/sentinel/entities.ts';
import { buttonsOf, cardText, eventually, type Json, type Stage, startStage } from './stage.ts';

let stage: Stage;
const entities = [host('pay-web-01', 'rg-payments')];
const close = { outcome: 'TruePositive.SuspiciousActivity', comment: 'Key revoked.' };
const shown = (number: number, where: 'soc' | 'payments' = 'soc'): string =>
  stage.cardNow(where, number)!.text;
const parkedInMetrics = async (): Promise<string[]> =>
  (await (await fetch(`${stage.sandbox.ready.bot}/metrics`)).text())
    .split('\n')
    .filter((line) => line.startsWith('muster_parked_effects{'));
const asked = async (text: string): Promise<Json> => (await stage.ask('ada', 'soc', text)).at(-1)!;

beforeAll(async () => {
  stage = await startStage();
  await stage.settle();
}, 30_000);
afterEach(() => {
  stage.world.faults.refuse = undefined;
});
afterAll(() => stage.stop());

test('a closing that Sentinel refuses shows on the card, in health, in the metrics and in the log, and is told once', async () => {
  const number = await stage.arrive({ title: 'Refused for good' });
  stage.world.faults.refuse = { status: 400, methods: ['PUT'] };
  await stage.press('ada', 'soc', number, 'close', close);
  await eventually('the line on the card', () =>
    shown(number).includes('Not in Sentinel: closing, by Ada Moreno.'),
  );
  // It is open in Sentinel, so it is open here.
  expect(buttonsOf(stage.cardNow('soc', number)!.card).close).toBeDefined();
  const told = await eventually('a word to Ada', () =>
    stage
      .messages('soc')
      .filter((m) => /closing incident #\d+ is not in Sentinel/.test(m.activity?.text as string)),
  );
  await eventually('a word to Ada', () => told.length === 1);
  expect(told[0]?.activity?.entities).toMatchObject([{ mentioned: { id: stage.person('ada').id } }]);
  expect(await parkedInMetrics()).toEqual(['muster_parked_effects{kind="sentinel.write"} 1']);
  expect(stage.logs).toContainEqual(
    expect.objectContaining({
      level: 50,
      why: 'refused',
      msg: expect.stringMatching(/waits for a person: say “health”/),
    }),
  );
  const health = cardText(await asked('health'));
  expect(health).toMatch(/1 thing can’t be done and waits for somebody to decide\./);
  expect(health).toContain(`#${number} Refused for good`);
});

test('it is written once somebody has it tried again, and then all is well', async () => {
  const health = await asked('health');
  const [again] = [buttonsOf(health.activity.attachments[0].content)['try again']!];
  await stage.click('ada', 'soc', again, health.conversationId);
  await eventually('it is closed in Sentinel', () => {
    const held = [...stage.world.all()].find(
      ({ incident }) => incident.properties.title === 'Refused for good',
    );
    return held?.incident.properties.status === 'Closed';
  });
  await eventually('no more trouble', async () => (await parkedInMetrics()).length === 0);
  expect(cardText(await asked('health'))).toContain('Everything is well.');
});

test('what a team did is told in its thread, without the SOC’s insides, and ends when an analyst drops it', async () => {
  const number = await stage.arrive({ title: 'Said by the team', entities });
  stage.world.faults.refuse = { status: 400, methods: ['PUT'] };
  await stage.press('piet', 'payments', number, 'comment', { text: 'not in use any more' });
  await eventually('the line on the team’s card', () =>
    /Not in Sentinel: what Piet \w+ said\.\nThe SOC can try it again or drop it\./.test(
      shown(number, 'payments'),
    ),
  );
  expect(shown(number, 'payments')).not.toContain('400');
  await eventually('a word to Piet', () =>
    stage
      .messages('payments')
      .some((m) => /your comment on incident #\d+ is not in Sentinel/.test(m.activity?.text as string)),
  );
  await eventually('the line on the SOC’s card', () =>
    /what Piet \w+ said\. Sentinel refused it \(400 /.test(shown(number)),
  );
  expect(cardText((await stage.ask('piet', 'payments', `try again ${number}`)).at(-1))).toMatch(
    /for the SOC’s analysts/,
  );
  await stage.press('ada', 'soc', number, 'drop', { reason: 'we know' });
  await eventually('no line on the team’s card', () => !/Not in Sentinel/.test(shown(number, 'payments')));
  expect(cardText(await asked(`history ${number}`))).toMatch(/dropped what could not be done\n.*we know/);
  expect(cardText(await asked(`drop ${number} again`))).toMatch(/waits for you to decide/);
  expect(stage.comments(number)).toEqual([]);
});
