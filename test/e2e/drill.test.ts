/** A drill: a team practises with a marked incident, and the SOC is told who answered when. Sentinel and figures hear nothing. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { buttonsOf, cardOf, cardText, eventually, type Stage, startStage } from './stage.ts';

let stage: Stage;

beforeAll(async () => {
  stage = await startStage();
  await stage.settle();
}, 30_000);
afterAll(() => stage.stop());

const practice = (where: 'soc' | 'payments') =>
  stage.messages(where).find((m) => /^Practice: nothing has happened/m.test(cardText(m)));

test('a team practises with a marked incident, and the SOC is told who did what, and after how long', async () => {
  const before = stage.sandbox.requests!.count();
  const [figures] = await stage.ask('ada', 'soc', 'status');
  const [begun] = await stage.ask('ada', 'soc', 'drill pay');
  expect(cardText(begun)).toMatch(/Practice with Payments begins/);
  const card = await eventually('the practice incident in the team’s channel', () => practice('payments'));
  expect(cardText(card)).toMatch(/sign-ins to practice-01/);
  expect(cardText(card)).toMatch(/because the SOC practises with your team/);
  expect(practice('soc')).toBeDefined();
  const question = await eventually('the question', () =>
    stage.messages('payments').find((m) => buttonsOf(cardOf(m)).answer),
  );
  expect(cardText(question)).toMatch(/Practice: would you expect/);
  const [running] = await stage.ask('ada', 'soc', 'drill payments');
  expect(cardText(running)).toMatch(/is going on/);

  const { conversationId, messageId } = question as never as { conversationId: string; messageId: string };
  await stage.click(
    'piet',
    'payments',
    buttonsOf(cardOf(card)).acknowledge!,
    conversationId,
    card.messageId!,
  );
  await stage.click(
    'piet',
    'payments',
    { ...buttonsOf(cardOf(question)).answer, value: 'no', answer: 'Never at night' },
    conversationId,
    messageId,
  );
  const check = await eventually('the containment check', () =>
    stage.messages('payments').find((m) => buttonsOf(cardOf(m))['go ahead']),
  );
  expect(cardText(check)).toMatch(/Practice: the host may be in an attacker/);
  const words = { reason: 'Nobody needs it at night', breaks: '', whom: '', safe: '' };
  await stage.submit('piet', 'payments', {
    ...buttonsOf(cardOf(check))['go ahead'],
    ...words,
    nonce: 'n1',
  });
  const report = await eventually(
    'the report',
    () => stage.messages('soc').find((m) => /has done all that was practised/.test(cardText(m))),
    30_000,
  );
  expect(cardText(report)).toMatch(/Acknowledged by Piet Larsen after 0 min/);
  expect(cardText(report)).toMatch(/Piet Larsen answered after \d min, saying: No: Never at night/);
  expect(cardText(report)).toMatch(
    /Piet Larsen decided on the containment after \d min, saying: go ahead: Nobody needs it/,
  );

  const [after] = await stage.ask('ada', 'soc', 'status');
  const plain = (text: string): string => text.replace(/As of .*/g, '').replace(/\d\d:\d\d/g, '');
  expect(plain(cardText(after))).toBe(plain(cardText(figures)));
  const asked = stage.sandbox.requests!.list().slice(before);
  expect(asked.filter(({ method }) => method !== 'GET')).toEqual([]);
});

test('without a team that is connected it says which there are', async () => {
  expect(cardText((await stage.ask('ada', 'soc', 'drill'))[0])).toMatch(/Connected are: Payments/);
  expect(cardText((await stage.ask('ada', 'soc', 'drill webshop'))[0])).toMatch(
    /No connected team is called “webshop”/,
  );
  expect(cardText((await stage.ask('ada', 'payments', 'drill payments'))[0])).toMatch(/SOC’s channel/);
});
