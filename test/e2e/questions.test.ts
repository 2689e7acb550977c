/** The SOC asks an application team, which answers where it works. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { host } from '../../sandbox/sentinel/entities.ts';
import type { SentMessage } from '../../sandbox/teams/connector.ts';
import {
  buttonsOf,
  cardOf,
  cardText,
  complaints,
  eventually,
  filledIn,
  formOf,
  type Json,
  type Stage,
  startStage,
} from './stage.ts';

let stage: Stage;
let number: number;
let thread: string;
const payments = '19:sandbox-payments@thread.tacv2';

beforeAll(async () => {
  stage = await startStage();
  await stage.settle();
  const spec = { title: 'Odd sign-in', entities: [host('pay-web-01', 'rg-payments')] };
  number = stage.world.create(spec).properties.incidentNumber;
  thread = (await stage.card('payments', number)).thread;
}, 30_000);
afterAll(() => stage.stop());

/** The card of a question in the team's thread: its post, and how it stands now. */
const asked = (question: string): Promise<{ post: SentMessage; data: Json; text: () => string }> =>
  eventually(`the question: ${question}`, () => {
    const inThread = stage.messages('payments').filter((m) => m.conversationId === thread);
    const post = inThread.find((m) => m.operation === 'post' && cardText(m).includes(question));
    const data = post && buttonsOf(cardOf(post)).answer;
    const text = () => cardText(stage.messages('payments').findLast((m) => m.messageId === post!.messageId));
    return post && data && { post, data, text };
  });

test('a question to one person is put in their thread, and mentions them', async () => {
  await stage.press('ada', 'soc', number, 'ask', {
    channel: payments,
    people: stage.person('piet').aadObjectId,
    question: 'Was that you?',
  });
  const { post } = await asked('Was that you?');
  const { id, name } = stage.person('piet');
  expect(post.activity?.entities).toEqual([
    { type: 'mention', text: `<at>${name}</at>`, mentioned: { id, name } },
  ]);
  expect(post.activity?.text).toContain(`<at>${name}</at>`);
  await eventually('their card asks for it', () =>
    stage.cardNow('payments', number)?.text.includes('Was that you?'),
  );
});

test('a person who is not asked is refused in a sentence', async () => {
  const { data } = await asked('Was that you?');
  const { body } = await stage.click('alex', 'payments', { ...data, answer: 'I think so' }, thread);
  expect(body).toMatchObject({ type: 'application/vnd.microsoft.activity.message' });
  expect(body.value).toContain('Piet Larsen');
  expect((await stage.log(number)).map((e) => e.action)).not.toContain('answer');
});

test('an empty answer is refused, and writes nothing', async () => {
  const { data } = await asked('Was that you?');
  const { body } = await stage.click('piet', 'payments', { ...data, answer: '  ' }, thread);
  expect(body.type).toBe('application/vnd.microsoft.activity.message');
  expect((await stage.log(number)).map((e) => e.action)).not.toContain('answer');
});

test('the answer stays on the card, in the log, and in Sentinel as one comment with its question', async () => {
  const { data, text } = await asked('Was that you?');
  const { body } = await stage.click('piet', 'payments', { ...data, answer: 'Yes, on call.' }, thread);
  expect(cardText(body.value)).toMatch(/Was that you\?[\s\S]*Piet Larsen[\s\S]*Yes, on call\./);
  await eventually('the card in the thread', () => text().includes('Yes, on call.'));
  await eventually('one comment', () => stage.comments(number).join().includes('Yes, on call.'));
  const comments = stage.comments(number);
  expect(comments).toHaveLength(1);
  expect(comments[0]).toMatch(
    /^Ada Moreno \(SOC, Teams\): .*Was that you\?\nPiet Larsen \(Payments, Teams\): .*Yes, on call\./,
  );
  const answer = (await stage.log(number)).find((e) => e.action === 'answer');
  expect(answer).toMatchObject({
    actor: { name: 'Piet Larsen' },
    texts: { answer: { text: 'Yes, on call.' } },
  });
});

test('the asker is told in the SOC’s thread, by a mention', async () => {
  const soc = (await stage.card('soc', number)).thread;
  const told = await eventually('the answer', () =>
    stage.messages('soc').find((m) => m.conversationId === soc && cardText(m).includes('Yes, on call.')),
  );
  expect(JSON.stringify(told.activity?.entities)).toContain(stage.person('ada').id);
});

test('a question to the whole team mentions nobody, anybody there answers it, and every answer stays', async () => {
  await stage.press('ada', 'soc', number, 'ask', {
    channel: payments,
    people: '',
    question: 'Who owns pay-web-01?',
  });
  const { post, data, text } = await asked('Who owns pay-web-01?');
  expect(post.activity?.entities).toBeUndefined();
  await stage.click('piet', 'payments', { ...data, answer: 'Not me.' }, thread);
  await stage.click('alex', 'payments', { ...data, answer: 'Me.' }, thread);
  await eventually('both', () => /Not me\.[\s\S]*Me\./.test(text()));
  await eventually('both in one comment', () =>
    stage.comments(number).some((c) => /Who owns[\s\S]*Not me\.[\s\S]*Me\./.test(c)),
  );
  expect(stage.comments(number).filter((c) => c.includes('Who owns'))).toHaveLength(1);
});

test('a question to somebody outside of the team, or without words, is refused and asks nobody', async () => {
  const button = buttonsOf((await stage.card('soc', number)).card).ask!;
  const form = formOf((await stage.open('ada', 'soc', button)).body);
  const nia = { channel: payments, people: stage.person('nia').aadObjectId, question: 'Nia?' };
  const refused = await stage.submit('ada', 'soc', filledIn(form, nia));
  expect(cardText(formOf(refused.body))).toContain('Payments');
  const silent = await stage.submit('ada', 'soc', filledIn(form, { channel: payments, question: ' ' }));
  expect(complaints(formOf(silent.body))).toHaveLength(1);
  const nowhere = await stage.submit(
    'ada',
    'soc',
    filledIn(form, { channel: '19:elsewhere', question: 'Who?' }),
  );
  expect(formOf(nowhere.body)).toBeDefined();
  expect((await stage.log(number)).filter((e) => e.action === 'ask')).toHaveLength(2);
});

test('a team does not ask, and an answer does not come from another channel', async () => {
  const button = buttonsOf((await stage.card('soc', number)).card).ask!;
  const { body } = await stage.open('piet', 'payments', button);
  expect(cardText(formOf(body))).toMatch(/analyst/);
  const { data } = await asked('Who owns pay-web-01?');
  const answered = await stage.click('nia', 'webshop', { ...data, answer: 'Forged' });
  expect(answered.body.type).toBe('application/vnd.microsoft.activity.message');
  expect(JSON.stringify(await stage.log(number))).not.toContain('Forged');
});
