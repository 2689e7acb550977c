/** A question from the SOC's list through all that can become of it, as several people. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { host } from '../../sandbox/sentinel/entities.ts';
import {
  buttonsOf,
  cardOf,
  cardText,
  complaints,
  eventually,
  filledIn,
  formOf,
  type Json,
  nodes,
  type Stage,
  startStage,
} from './stage.ts';

let stage: Stage;
let number: number;
let thread: string;
const payments = '19:sandbox-payments@thread.tacv2';
const oid = (key: string): string => stage.person(key).aadObjectId;

beforeAll(async () => {
  stage = await startStage({ env: { ANSWER_LINK_HOSTS: 'contoso.sharepoint.com' } });
  await stage.settle();
  const spec = { title: 'Odd sign-in', entities: [host('pay-web-01', 'rg-payments')] };
  number = stage.world.create(spec).properties.incidentNumber;
  thread = (await stage.card('payments', number)).thread;
}, 30_000);
afterAll(() => stage.stop());

/** A question's card as the team's thread shows it now. */
const shown = (question: string): Promise<{ card: Json; text: string; message: string }> =>
  eventually(`the card of: ${question}`, () => {
    const post = stage
      .messages('payments')
      .find((m) => m.operation === 'post' && m.conversationId === thread && cardText(m).includes(question));
    const last = post && stage.messages('payments').findLast((m) => m.messageId === post.messageId);
    const card = cardOf(last);
    return card && post && { card, text: cardText(last), message: post.messageId! };
  });
const shows = (question: string, words: RegExp): Promise<true> =>
  eventually(`${words} on the card of: ${question}`, async () => words.test((await shown(question)).text));
const inSoc = (words: RegExp): Promise<true> =>
  eventually(`${words} in the SOC’s thread`, () =>
    stage.messages('soc').some((m) => words.test(cardText(m))),
  );
const actions = async (): Promise<string[]> => (await stage.log(number)).map(({ action }) => action);

/** The choices of a form's list of questions, by what they say. */
async function listed(): Promise<Record<string, string>> {
  const form = formOf(
    (await stage.open('ada', 'soc', buttonsOf((await stage.card('soc', number)).card).ask!)).body,
  );
  const { choices } = nodes(form).find(({ id }) => id === 'listed')!;
  return Object.fromEntries((choices as Json[]).map(({ title, value }) => [title, value]));
}

const press = async (key: string, question: string, verb: string, inputs: Json = {}): Promise<Json> => {
  const data = buttonsOf((await shown(question)).card)[verb]!;
  const sent = data.msteams
    ? await stage.fill(key, 'payments', data, inputs)
    : await stage.click(key, 'payments', { ...data, ...inputs }, thread);
  return sent.body;
};

test('the SOC’s list starts with four questions, and is edited by the SOC in its channel only', async () => {
  expect(Object.keys(await listed())).toEqual([
    'Was this deployment planned?',
    'Is this sign-in expected?',
    'Is this address yours?',
    'What breaks if this host is isolated?',
  ]);
  const [asked] = await stage.ask('ada', 'soc', 'question list');
  const form = formOf((await stage.open('ada', 'soc', buttonsOf(cardOf(asked))['question list']!)).body);
  const { value } = nodes(form).find(({ id }) => id === 'questions')!;
  expect(value).toContain('Is this sign-in expected? | yes/no');
  const questions = `${value}\nWhich of them is it? | dev, test, prod`;
  await stage.submit('ada', 'soc', filledIn(form, { questions }));
  expect(Object.keys(await listed())).toContain('Which of them is it?');
  const elsewhere = await stage.ask('ada', 'payments', 'question list');
  expect(cardText(elsewhere[0])).toMatch(/only in the SOC’s channel/);
});

test('a listed question brings its answers along; its card says by when, and who stands in', async () => {
  await stage.press('ada', 'soc', number, 'ask', {
    channel: payments,
    listed: (await listed())['Is this sign-in expected?'],
    people: oid('piet'),
    standIn: oid('alex'),
    when: '1h',
  });
  const { card, text } = await shown('Is this sign-in expected?');
  expect(text).toMatch(/Question \d+-1 about incident/);
  expect(text).toMatch(/Please answer by .*\d\d:\d\d \w+/);
  expect(text).toContain('After that, Alex');
  const choices = nodes(card).find(({ id }) => id === 'value')!.choices as Json[];
  expect(choices.map(({ title }) => title)).toEqual(['Yes', 'No', 'Don’t know']);
  await eventually('it is counted', () => stage.cardNow('soc', number)?.text.includes('1 open'));
});

test('nobody but the one who is asked answers it: by no button, dialog, words or forged data', async () => {
  const before = await actions();
  const { card } = await shown('Is this sign-in expected?');
  const data = { ...buttonsOf(card).answer!, value: 'yes', answer: 'I am the stand-in, later' };
  for (const forged of [
    data,
    { ...data, actor: oid('piet'), by: { oid: oid('piet') } },
    { ...data, channel: payments },
  ])
    expect((await stage.click('alex', 'payments', forged, thread)).body.value).toMatch(/Piet Larsen/);
  for (const verb of ['more time', 'pass on', 'cannot say']) {
    const sent = { ...buttonsOf(card)[verb]!, when: '4h', person: oid('alex'), reason: 'x', nonce: 'n' };
    expect(cardText(formOf((await stage.submit('alex', 'payments', sent)).body))).toMatch(/Piet Larsen/);
  }
  await stage.type('alex', 'payments', `answer ${number}-1 yes`, thread);
  await stage.type('alex', 'payments', 'answer yes', thread);
  await stage.type('alex', 'payments', 'yes', thread);
  await stage.type('ada', 'soc', `answer ${number}-1 yes`);
  await stage.click('nia', 'webshop', data);
  await stage.click('ada', 'soc', data, (await stage.card('soc', number)).thread);
  const added = (await actions()).slice(before.length);
  const told = ['answer', 'cannot say', 'pass on', 'more time', 'ask'];
  expect(added.filter((action) => told.includes(action))).toEqual([]);
  expect((await shown('Is this sign-in expected?')).text).not.toContain('1 answer');
});

test('more time moves the due time, and the asker is told', async () => {
  await press('piet', 'Is this sign-in expected?', 'more time', {
    when: 'tomorrow',
    reason: 'I look it up.',
  });
  await shows('Is this sign-in expected?', /Piet Larsen needs more time, until .*10:00/);
  await inSoc(/Piet Larsen \(Payments\) needs more time[\s\S]*I look it up\./);
});

test('a time that is no later is refused in the form, which keeps what was typed', async () => {
  const form = formOf(
    await press('piet', 'Is this sign-in expected?', 'more time', { when: '1h', reason: 'Typed.' }),
  );
  expect(complaints(form).join()).toMatch(/due later than that already/);
  expect(nodes(form).find(({ id }) => id === 'reason')!.value).toBe('Typed.');
});

test('“not me, ask …” hands it over: the other is mentioned and may answer, the first may not any more', async () => {
  const opened = await stage.open(
    'piet',
    'payments',
    buttonsOf((await shown('Is this sign-in expected?')).card)['pass on']!,
  );
  const { choices } = nodes(formOf(opened.body)).find(({ id }) => id === 'person')!;
  expect((choices as Json[]).map(({ value }) => value)).toContain(oid('alex'));
  await press('piet', 'Is this sign-in expected?', 'pass on', {
    person: oid('alex'),
    reason: 'Alex runs it.',
  });
  await shows('Is this sign-in expected?', /Piet Larsen handed it over to Alex/);
  await inSoc(/hands your question over to Alex/);
  await eventually('Alex is mentioned', () =>
    stage
      .messages('payments')
      .some(
        (m) =>
          /handed over to you/.test(cardText(m)) &&
          JSON.stringify(m.activity?.entities).includes(stage.person('alex').id),
      ),
  );
  const { value } = await press('piet', 'Is this sign-in expected?', 'answer', { value: 'yes' });
  expect(value).toMatch(/Alex/);
});

test('a plain yes to Muster in the thread is an answer of whoever is asked, and can be corrected', async () => {
  const [told] = await stage.ask('alex', 'payments', 'Yes, a contractor.', thread);
  expect(cardText(told)).toMatch(/Thank you/);
  await shows('Is this sign-in expected?', /Alex[\s\S]*Yes\n[\s\S]*a contractor\./);
  await press('alex', 'Is this sign-in expected?', 'answer', { value: 'no', answer: 'He left in May.' });
  await shows(
    'Is this sign-in expected?',
    /Yes[\s\S]*corrected later|corrected later[\s\S]*No\n[\s\S]*He left in May\./,
  );
  const answers = (await stage.log(number))
    .flatMap(({ events }) => events)
    .filter((e) => e.kind === 'answered');
  expect(answers).toMatchObject([{ value: 'yes' }, { value: 'no', corrects: answers[0]!.id }]);
  await inSoc(/\(corrected\) No: He left in May\./);
});

test('an answer that is delivered again is one, and sent again by another it is none', async () => {
  const data = { ...buttonsOf((await shown('Is this sign-in expected?')).card).answer!, value: 'unknown' };
  const count = async () => (await actions()).filter((action) => action === 'answer').length;
  await stage.click('alex', 'payments', data, thread);
  const after = await count();
  await stage.click('alex', 'payments', data, thread);
  expect((await stage.click('piet', 'payments', data, thread)).body.value).toMatch(/Alex/);
  expect(await count()).toBe(after);
});

test('all of it is one comment in Sentinel', async () => {
  const comment = await eventually('the newest', () =>
    stage.comments(number).find((c) => c.includes('He left in May.')),
  );
  expect(comment).toMatch(
    /Is this sign-in expected[\s\S]*Needs more time[\s\S]*Handed the question over[\s\S]*Yes: a contractor[\s\S]*He left in May/,
  );
  expect(stage.comments(number).filter((c) => c.includes('Is this sign-in expected'))).toHaveLength(1);
});

test('“can’t say” leaves it open, and others add notes', async () => {
  await stage.press('ada', 'soc', number, 'ask', { question: 'Who owns the batch?', people: '', when: '4h' });
  await press('piet', 'Who owns the batch?', 'cannot say', { reason: 'Not my system.' });
  await press('alex', 'Who owns the batch?', 'question note', { text: 'It moved in May.' });
  await shows(
    'Who owns the batch?',
    /Can’t say[\s\S]*Not my system\.[\s\S]*Alex \w+ notes[\s\S]*It moved in May\./,
  );
  await eventually('it is open still', () => stage.cardNow('soc', number)?.text.includes('1 open'));
});

test('a document in an answer is a link only at an allowed host', async () => {
  const [offer] = await stage.ask('alex', 'payments', `answer ${number}-2`, thread);
  const data = buttonsOf(cardOf(offer)).answer!;
  const inputs = { answer: 'We do.', link: 'https://contoso.sharepoint.com/batch.docx' };
  await stage.fill('alex', 'payments', data, inputs);
  await shows('Who owns the batch?', /We do\./);
  const { card } = await shown('Who owns the batch?');
  expect(nodes(card).filter(({ type }) => type === 'Action.OpenUrl')).toMatchObject([
    { title: 'View at contoso.sharepoint.com', url: 'https://contoso.sharepoint.com/batch.docx' },
  ]);
  await stage.fill('alex', 'payments', data, { answer: 'We do!', link: 'https://evil.example/batch.docx' });
  await shows('Who owns the batch?', /evil\[\.\]example/);
  const later = (await shown('Who owns the batch?')).card;
  expect(nodes(later).filter(({ type }) => type === 'Action.OpenUrl')).toHaveLength(1);
});

test('what is said in the thread is an answer only where it says so', async () => {
  await stage.press('ada', 'soc', number, 'ask', { question: 'When did it start?', people: oid('piet') });
  await shown('When did it start?');
  const overhear = (key: string, text: string) =>
    stage.send(stage.activity(key, 'payments', { type: 'message', text }, thread));
  await overhear('piet', 'Yes, lunch at twelve. No idea about the answer.');
  await overhear('alex', `answer ${number}-3: at noon`);
  await overhear('piet', `Answer ${number}-3: at nine`);
  await shows('When did it start?', /Piet Larsen[\s\S]*at nine/);
  const { text } = await shown('When did it start?');
  expect(text).not.toMatch(/lunch|at noon/);
});

test('words to Muster of whoever is asked are kept, and one press makes them the answer', async () => {
  await stage.press('ada', 'soc', number, 'ask', { question: 'And who saw it?', people: oid('piet') });
  await shown('And who saw it?');
  const [kept] = await stage.ask('piet', 'payments', 'The night shift, I think', thread);
  expect(cardText(kept)).toContain(`Does that answer question ${number}-4?`);
  const before = (await actions()).filter((action) => action === 'answer').length;
  await stage.click('piet', 'payments', buttonsOf(cardOf(kept)).answer!, thread);
  await shows('And who saw it?', /Piet Larsen[\s\S]*The night shift, I think/);
  expect((await actions()).filter((action) => action === 'answer')).toHaveLength(before + 1);
});

test('whoever the team wants asked now is asked by name; in their own chat they answer by its number', async () => {
  await stage.press('ada', 'soc', number, 'ask', { question: 'Who is on call?', people: 'now' });
  const { text } = await shown('Who is on call?');
  const { name } = stage.gateway.people.find(
    (one) => text.includes(`asks ${one.name} `) || text.includes(`asks ${one.name}\n`),
  )!;
  const key = stage.gateway.people.find((one) => one.name === name)!.key;
  const [told] = await stage.ask(key, 'personal', `answer ${number}-5 I am`);
  expect(cardText(told)).toMatch(/Thank you/);
  await shows('Who is on call?', /I am/);
});

test('“questions” lists what is open to whoever may see it, and “withdraw” ends one', async () => {
  await stage.press('ada', 'soc', number, 'ask', {
    question: 'Anything else?',
    people: oid('piet'),
    when: '30m',
  });
  await shown('Anything else?');
  const text = async (key: string, where: 'soc' | 'payments' | 'webshop' | 'personal', what: string) =>
    cardText((await stage.ask(key, where, what))[0]);
  await eventually('Piet’s', async () =>
    (await text('piet', 'payments', 'questions mine')).includes(`${number}-6 Anything else?`),
  );
  expect(await text('piet', 'payments', 'questions mine')).toContain('1 open question of yours');
  expect(await text('alex', 'payments', 'questions mine')).toContain('No open question is yours');
  expect(await text('alex', 'payments', 'questions team')).toContain('Anything else?');
  expect(await text('ada', 'soc', 'questions')).toContain('Payments: Piet Larsen');
  expect(await text('ada', 'soc', 'questions overdue')).toContain('No question is overdue');
  expect(await text('nia', 'webshop', 'questions')).not.toContain('Anything else?');
  expect(await text('piet', 'payments', `withdraw ${number}-6`)).toMatch(/analyst/);
  expect(await text('ada', 'soc', `withdraw ${number}-6 it is clear now`)).toContain(
    `Question ${number}-6 is withdrawn`,
  );
  await shows('Anything else?', /withdrew this question/);
  const late = await stage.ask('piet', 'payments', `answer ${number}-6 nothing`, thread);
  expect(cardText(late[0])).toMatch(/was withdrawn/);
});
