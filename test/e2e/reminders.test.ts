/** Nobody acknowledges in time: the team is told when half of it is gone, the SOC when all of it is. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { host } from '../../sandbox/sentinel/entities.ts';
import { cardText, eventually, type Stage, startStage } from './stage.ts';

let stage: Stage;
const entities = [host('pay-web-01', 'rg-payments')];
const notices = (where: 'soc' | 'payments', number: number): string[] =>
  stage
    .messages(where)
    .filter((m) => m.operation === 'post' && m.activity?.text?.toString().includes(`#${number}`))
    .map(cardText);

beforeAll(async () => {
  // Twelve seconds, of which four pass in one.
  stage = await startStage({
    env: { ACKNOWLEDGE_MINUTES: 'Medium:0.2' },
  });
  await stage.settle();
}, 30_000);
afterAll(() => stage.stop());

test('half of the time gone is told to the team, overdue to the SOC and on its card, each once', async () => {
  const number = await stage.arrive({ title: 'Nobody looks', entities });
  await eventually('the team is told', () => notices('payments', number).length === 1);
  expect(notices('payments', number)[0]).toMatch(/Piet Larsen[\s\S]*nobody has acknowledged/);
  expect(notices('soc', number)).toEqual([]);
  await eventually('the SOC is told', () => notices('soc', number).length === 1);
  expect(notices('soc', number)[0]).toMatch(/overdue/);
  await eventually('the card says so', () => /overdue/i.test(stage.cardNow('soc', number)!.text));
  expect(notices('payments', number)).toHaveLength(1);
});

test('what is acknowledged in time is not told of', async () => {
  const number = await stage.arrive({ title: 'Somebody looks', entities });
  await stage.press('piet', 'payments', number, 'acknowledge');
  const later = await stage.arrive({ title: 'A later one that nobody looks at', entities });
  await eventually('the later one is overdue', () => notices('soc', later).length === 1);
  expect(notices('payments', number)).toEqual([]);
  expect(notices('soc', number)).toEqual([]);
});
