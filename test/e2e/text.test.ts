/** Everything by words to Muster: in a channel, in a thread, in a group chat and in a personal chat. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { host } from '../../sandbox/sentinel/entities.ts';
import {
  buttonsOf,
  cardOf,
  cardText,
  eventually,
  filledIn,
  formOf,
  type Json,
  type Stage,
  startStage,
  type Where,
} from './stage.ts';

let stage: Stage;
/** of the payments team, of the payments team, of nobody */
let one: number;
let two: number;
let other: number;

beforeAll(async () => {
  stage = await startStage();
  await stage.settle();
  for (const key of ['ada', 'piet', 'mona', 'nia', 'alex']) await stage.install('personal', key);
  await stage.install('groupChat');
  const entities = [host('pay-web-01', 'rg-payments')];
  one = await stage.arrive({ title: 'Theirs, first', severity: 'High', entities });
  two = await stage.arrive({ title: 'Theirs, second', entities });
  other = await stage.arrive({ title: 'Of the domain controller', severity: 'Low' });
}, 30_000);
afterAll(() => stage.stop());

const held = (number: number): Json => stage.held(number).incident.properties;
const said = async (key: string, where: Where, text: string, thread?: string): Promise<string> => {
  const answers = await stage.ask(key, where, text, thread);
  expect(answers).toHaveLength(1);
  return cardText(answers[0]);
};

test.each([
  ['ada', 'soc'],
  ['piet', 'payments'],
  ['ada', 'groupChat'],
  ['mona', 'personal'],
  ['nia', 'personal'],
] as [string, Where][])('words that mean nothing get a short useful answer (%s, %s)', async (key, where) => {
  expect(await said(key, where, 'lorem ipsum dolor')).toMatch(/help/);
  expect(await said(key, where, 'opne')).toMatch(/Did you mean “open”|help/);
  expect(await said(key, where, '')).toMatch(/help/);
});

test('a message of a thread of Muster’s that mentions nobody’s incident is answered as elsewhere', async () => {
  expect(await said('ada', 'soc', 'hello there', '19:sandbox-soc@thread.tacv2;messageid=1')).not.toBe('');
});

test('help tells what the one who asks may do there, and nothing else', async () => {
  const analyst = await said('ada', 'soc', 'help');
  const member = await said('piet', 'payments', 'help');
  const manager = await said('mona', 'personal', 'help');
  expect(analyst).toMatch(/close/);
  expect(member).toMatch(/not ours/);
  expect(member).not.toMatch(/close 1234|severity 1234|soc here/);
  expect(manager).toMatch(/status/);
  expect(manager).not.toMatch(/acknowledge 1234|close 1234/);
  expect(await said('alex', 'soc', 'help')).toMatch(/soc here/);
});

test('every verb works by words: in the channel with a number, in the thread without', async () => {
  const { thread } = await stage.card('soc', one);
  expect(await said('ada', 'soc', `acknowledge ${one}`)).toMatch(/acknowledged/);
  await eventually('Active', () => held(one).status === 'Active');
  expect(await said('ada', 'soc', 'release', thread)).toMatch(/Nobody owns/);
  expect(await said('ada', 'soc', `take #${one}`)).toMatch(/You own/);
  expect(await said('ada', 'soc', 'comment looked at the logs', thread)).toMatch(/comment/);
  expect(await said('ada', 'soc', `share ${one} please do not reboot`)).toMatch(/Payments/);
  expect(await said('ada', 'soc', 'severity medium', thread)).toMatch(/Medium/);
  expect(await said('ada', 'soc', `tag ${one} pci -old`)).toMatch(/tags/i);
  expect(await said('ada', 'soc', 'undo', thread)).toMatch(/undone/);
  expect(await said('piet', 'payments', `not ours ${two} it is the shop’s`)).toMatch(/back with the SOC/);
  expect(await said('piet', 'payments', `undo ${two}`)).toMatch(/undone/);
  expect(await said('piet', 'personal', `take ${two}`)).toMatch(/You own/);
  await eventually('Sentinel holds all of it', () => {
    const comments = stage.comments(one).join('\n');
    return (
      held(one).severity === 'Medium' &&
      held(one).labels.length === 0 &&
      held(one).owner.assignedTo === 'Ada Moreno' &&
      held(two).owner.assignedTo === 'Piet Larsen' &&
      /looked at the logs/.test(comments) &&
      /do not reboot/.test(comments)
    );
  });
});

test('a command typed in a thread stands in the incident’s history', async () => {
  const { thread } = await stage.card('payments', one);
  await stage.ask('piet', 'payments', 'show', thread);
  const entry = (await stage.log(one)).findLast((e) => e.action === 'commanded');
  expect(entry).toMatchObject({ actor: { name: 'Piet Larsen' }, texts: { words: { text: 'show' } } });
});

test.each(['close', 'assign', 'ask', 'comment', 'severity'])(
  'what needs more than a number is answered with one prefilled button (%s)',
  async (verb) => {
    const [answer] = await stage.ask('ada', 'soc', `${verb} ${one}`);
    const buttons = buttonsOf(cardOf(answer));
    expect(Object.keys(buttons)).toEqual([verb]);
    expect(buttons[verb]).toMatchObject({ msteams: { type: 'task/fetch' } });
    const { body } = await stage.open('ada', 'soc', buttons[verb]!);
    expect(cardText(formOf(body))).toContain('Theirs, first');
  },
);

test('that button closes it', async () => {
  const number = await stage.arrive({ title: 'To be closed by words' });
  const [answer] = await stage.ask('ada', 'personal', `close ${number}`);
  const data = buttonsOf(cardOf(answer)).close!;
  const { body } = await stage.fill('ada', 'personal', data, {
    outcome: 'Undetermined',
    comment: 'Nothing found.',
  });
  expect(body).toEqual({});
  await eventually('Sentinel holds it', () => held(number).status === 'Closed');
  expect(held(number).classificationComment).toBe('Ada Moreno (SOC, Teams): Nothing found.');
});

test('several numbers: one preview, one confirmation, and an entry in each log', async () => {
  const numbers = [await stage.arrive({ title: 'Many a' }), await stage.arrive({ title: 'Many b' })];
  const [preview] = await stage.ask('ada', 'soc', `acknowledge ${numbers.join(', ')}`);
  expect(cardText(preview)).toMatch(/Many a[\s\S]*Many b/);
  for (const number of numbers)
    expect((await stage.log(number)).some((e) => e.action === 'acknowledge')).toBe(false);
  const button = buttonsOf(cardOf(preview)).acknowledge!;
  const { body } = await stage.click('ada', 'soc', button);
  expect(cardText(body.value)).toMatch(/acknowledged[\s\S]*acknowledged/);
  await stage.click('ada', 'soc', button);
  for (const number of numbers)
    expect((await stage.log(number)).filter((e) => e.action === 'acknowledge')).toHaveLength(1);

  const [closing] = await stage.ask('ada', 'soc', `close ${numbers.join(' and ')}`);
  const form = formOf((await stage.open('ada', 'soc', buttonsOf(cardOf(closing)).close!)).body);
  const outcome = { outcome: 'BenignPositive.SuspiciousButExpected', comment: 'The test.' };
  await stage.submit('ada', 'soc', filledIn(form, outcome));
  for (const number of numbers) await eventually('Sentinel holds it', () => held(number).status === 'Closed');
});

test('numbers that are none, or too many, do nothing and say so', async () => {
  expect(await said('ada', 'soc', `acknowledge ${two} 999999`)).toMatch(/999999/);
  const many = Array.from({ length: 21 }, (_, i) => i + 1).join(' ');
  expect(await said('ada', 'soc', `close ${many}`)).toMatch(/20/);
  expect((await stage.log(two)).some((e) => e.actor.kind === 'person' && e.actor.name === 'Ada Moreno')).toBe(
    false,
  );
  expect(await said('ada', 'soc', 'close')).toMatch(/number/);
});

test('open, mine, show, status: what each may see', async () => {
  expect(await said('ada', 'soc', 'open')).toMatch(
    /Theirs, second[\s\S]*domain controller|domain controller[\s\S]*Theirs/,
  );
  const team = await said('piet', 'payments', 'open');
  expect(team).toContain('Theirs, second');
  expect(team).not.toContain('domain controller');
  expect(await said('nia', 'personal', 'open')).not.toMatch(/Theirs|domain controller/);
  expect(await said('piet', 'personal', 'mine')).toMatch(/Theirs, second/);
  expect(await said('ada', 'personal', 'mine')).toMatch(/Theirs, first/);
  expect(await said('ada', 'personal', `show ${other}`)).toMatch(/domain controller/);
  expect(await said('piet', 'personal', `show ${two}`)).toMatch(/Theirs, second/);
  expect(await said('piet', 'personal', `show ${other}`)).toMatch(/no such incident/);
  expect(await said('mona', 'personal', 'status')).toMatch(/Theirs, second/);
  const theirs = await said('mona', 'personal', 'status payments');
  expect(theirs).toMatch(/Payments[\s\S]*Theirs/);
  expect(theirs).not.toContain('domain controller');
  expect(await said('piet', 'payments', 'status')).toMatch(/Payments/);
  expect(await said('mona', 'personal', 'status nowhere')).toMatch(/Payments/);
});

test('a shift is handed over, and what is overdue or unanswered is listed: what each may see', async () => {
  expect(await said('ada', 'soc', `handover note: watch ${other}`)).toMatch(/begins with your note/);
  const analyst = await said('ada', 'soc', 'handover');
  expect(analyst).toMatch(/Hand-over[\s\S]*Ada[^\n]* to the next shift/);
  expect(analyst).toContain(`watch ${other}`);
  const member = await said('piet', 'payments', 'Übergabe seit gestern');
  expect(member).toMatch(/Hand-over[\s\S]*Payments · /);
  expect(member).not.toMatch(/next shift|domain controller/);
  expect(await said('piet', 'payments', 'OVERDUE')).toMatch(/Nothing is overdue/);
  expect(await said('mona', 'personal', 'unanswered payments')).toMatch(/^Payments: /);
  expect(await said('mona', 'personal', 'handover last weak')).toMatch(/Did you mean/);
});

test('in the SOC’s channel nothing is withheld from those in it', async () => {
  expect(await said('mona', 'soc', 'status')).toMatch(/domain controller/);
  expect(await said('mona', 'soc', `history ${other}`)).toMatch(/raised it/);
});

test('in a group chat an answer holds what all may see, and the rest goes to the one who asked', async () => {
  const alone = stage.messages('personal', 'ada').length;
  const [here] = await stage.ask('ada', 'groupChat', 'open');
  expect(cardText(here)).not.toMatch(/Theirs|domain controller/);
  const rest = await eventually(
    'the rest, in the personal chat',
    () => stage.messages('personal', 'ada')[alone],
  );
  expect(cardText(rest)).toMatch(/Theirs, second/);
  expect(cardText(rest)).toMatch(/domain controller/);

  const [notHere] = await stage.ask('ada', 'groupChat', `show ${other}`);
  expect(cardText(notHere)).not.toContain('domain controller');
  await eventually('the card, in the personal chat', () =>
    stage
      .messages('personal', 'ada')
      .slice(alone + 1)
      .some((m) => cardText(m).includes('domain controller')),
  );
  expect(stage.messages('personal', 'nia').map(cardText).join()).not.toMatch(/Theirs|domain controller/);
});

test('in a group chat a verb’s answer tells nothing of the incident to those who may not see it', async () => {
  const [preview] = await stage.ask('ada', 'groupChat', `close ${other}`);
  expect(cardText(preview)).not.toContain('domain controller');
  const [list] = await stage.ask('ada', 'groupChat', `acknowledge ${one} ${other}`);
  expect(cardText(list)).not.toMatch(/Theirs|domain controller/);
});

test('in the team’s channel a verb’s answer tells nothing of incidents that are not theirs', async () => {
  const [preview] = await stage.ask('ada', 'payments', `close ${other}`);
  expect(cardText(preview)).not.toContain('domain controller');
  const [shown] = await stage.ask('ada', 'payments', `show ${other}`);
  expect(cardText(shown)).not.toContain('domain controller');
});

test('a click on a list’s row in a place where not all may see it shows nothing there', async () => {
  const [list] = await stage.ask('ada', 'soc', 'open');
  const data = { ...buttonsOf(cardOf(list)).show!, incident: (await stage.log(other))[0]!.logKey };
  const before = stage.messages('payments').length;
  await stage.click('ada', 'payments', data);
  expect(stage.messages('payments').slice(before).map(cardText).join()).not.toContain('domain controller');
});

test('what is said to Muster in an incident’s thread is in its log, also where it led to an answer, a button or a refusal', async () => {
  const { thread } = await stage.card('soc', other);
  await stage.ask('ada', 'soc', 'histroy', thread);
  await stage.ask('ada', 'soc', 'close', thread);
  await stage.ask('ada', 'soc', 'open', thread);
  await stage.ask('mona', 'soc', 'take', thread);
  const words = (await stage.log(other)).flatMap((entry) => entry.texts.words?.text ?? []);
  expect(words).toEqual(expect.arrayContaining(['histroy', 'close', 'open', 'take']));
});
