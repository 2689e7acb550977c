/** Somebody in the team's channel may be the one whom an incident is about: the SOC decides whether the team is told. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { account, host } from '../../sandbox/sentinel/entities.ts';
import { cardText, eventually, type Stage, startStage } from './stage.ts';

let stage: Stage;
const payHost = host('pay-web-01', 'rg-payments');

beforeAll(async () => {
  stage = await startStage();
  await stage.settle();
}, 30_000);
afterAll(() => stage.stop());

const inPayments = (number: number) => stage.cardNow('payments', number);

test('a team one of whom is in an incident learns nothing of it until an analyst says so', async () => {
  const number = await stage.arrive({
    title: 'Odd sign-in of somebody in payments',
    severity: 'High',
    entities: [payHost, account('piet@contoso.example')],
  });
  const soc = await eventually('the SOC’s card says who', () => {
    const shown = stage.cardNow('soc', number);
    return shown && /Piet Larsen is in that channel/.test(shown.text) && shown;
  });
  expect(soc.text).toMatch(/Payments/);
  // What anybody there asks, in the channel or in their own chat, tells as little as the channel itself.
  for (const where of ['payments', 'personal'] as const)
    for (const words of ['open', `show ${number}`, `history ${number}`, 'status', `acknowledge ${number}`]) {
      const told = (await stage.ask('piet', where, words)).map(cardText).join('\n');
      expect(told).not.toMatch(/Odd sign-in/);
    }
  expect(inPayments(number)).toBeUndefined();
  expect(stage.messages('payments').map(cardText).join('\n')).not.toContain('Odd sign-in');

  await stage.press('ada', 'soc', number, 'inform', { reason: 'HR agrees' });
  const told = await stage.card('payments', number);
  expect(told.text).toContain('Odd sign-in');
  await eventually('the SOC’s card says so', () =>
    /Not acknowledged yet/.test(stage.cardNow('soc', number)?.text ?? ''),
  );
  const [history] = await stage.ask('ada', 'soc', `history ${number}`);
  expect(cardText(history)).toMatch(/HR agrees/);
});

test('a team none of whom is in it is told within seconds', async () => {
  const number = await stage.arrive({
    title: 'Odd sign-in of a stranger',
    entities: [payHost, account('nia@contoso.example')],
  });
  expect((await stage.card('payments', number)).text).toContain('Odd sign-in of a stranger');
});

test('a forged word that it be told, from somebody in the team, is refused', async () => {
  const number = await stage.arrive({
    title: 'Another odd sign-in',
    entities: [payHost, account('piet@contoso.example')],
  });
  const button = await eventually('its button', () => stage.cardNow('soc', number)?.card);
  expect(JSON.stringify(button)).toContain('inform');
  await stage.ask('piet', 'payments', `inform ${number}`);
  await stage.ask('piet', 'personal', `inform ${number}`);
  const log = await stage.log(number);
  expect(log.flatMap(({ events }) => events.map(({ kind }) => kind))).not.toContain('informed');
  expect(inPayments(number)).toBeUndefined();
});
