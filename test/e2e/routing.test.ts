/** Who gets which incidents: naming the SOC's channel, connecting a team's, and what follows from it. */
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
const payments = [host('pay-web-01', 'rg-payments')];
const shop = (n: number) => [host(`shop-web-0${n}`, 'rg-webshop')];

beforeAll(async () => {
  stage = await startStage({ firstChannelIsSoc: false });
}, 30_000);
afterAll(() => stage.stop());

/** The form behind the button that `connect` is answered with. */
async function connectForm(where: 'payments' | 'webshop' | 'soc'): Promise<Json> {
  const [answer] = await stage.ask('alex', where, 'connect');
  const button = buttonsOf(cardOf(answer)).connect!;
  return formOf((await stage.open('alex', where, button)).body);
}

test('until the SOC’s channel is named nothing is posted, and the welcome card says so', async () => {
  await stage.install('soc');
  const [welcome, ...others] = stage.messages('soc');
  expect(cardText(welcome)).toMatch(/soc here/);
  expect(others).toEqual([]);
  for (let i = 1; i <= 7; i++)
    stage.world.create({ title: `Before ${i}`, entities: i < 3 ? shop(i) : payments });
  await stage.poll();
  await eventually('all are in the log', async () =>
    (await stage.log(7)).some((e) => e.action === 'detailed'),
  );
  expect(stage.messages('soc')).toHaveLength(1);
});

test('only an administrator names it, once', async () => {
  for (const key of ['ada', 'mona'])
    expect(cardText((await stage.ask(key, 'soc', 'soc here'))[0])).toMatch(/administrator/);
  const [done] = await stage.ask('alex', 'soc', 'soc here');
  expect(cardText(done)).toMatch(/SOC/);
  expect(cardText((await stage.ask('alex', 'soc', 'soc here'))[0])).toMatch(/already/);
});

test('what is open then is told in one card, and what comes later gets cards of its own', async () => {
  const summary = await eventually('the summary', () =>
    stage.messages('soc').find((m) => /7/.test(cardText(m)) && cardText(m).includes('Before')),
  );
  expect(cardText(summary)).toMatch(/7/);
  for (let i = 1; i <= 7; i++) expect(stage.cardPosts('soc', i)).toEqual([]);
  const number = await stage.arrive({ title: 'Afterwards', entities: payments });
  expect(stage.cardPosts('soc', number)).toHaveLength(1);
  expect(stage.messages('soc').filter((m) => cardText(m).includes('Before'))).toHaveLength(1);
});

test('connect is for analysts and administrators, and never for the SOC’s channel', async () => {
  await stage.install('payments');
  await stage.install('webshop');
  expect(cardText((await stage.ask('piet', 'payments', 'connect'))[0])).toMatch(/analyst/);
  const data = {
    verb: 'connect',
    confirmed: 'yes',
    nonce: 'n',
    name: 'X',
    hosts: '*-web',
    from: 'Low',
    zone: 'UTC',
    language: 'en',
  };
  const refused = await stage.submit('piet', 'payments', data);
  expect(cardText(formOf(refused.body))).toMatch(/analyst/);
  expect(cardText(formOf((await stage.submit('alex', 'soc', data)).body))).toMatch(/SOC/);
});

test('a rule that can’t be right is refused at its field, with everything that was typed', async () => {
  const form = await connectForm('payments');
  const empty = formOf((await stage.submit('alex', 'payments', filledIn(form, { name: 'Payments' }))).body);
  expect(complaints(empty).length).toBeGreaterThan(0);
  const wrong = {
    name: 'Payments',
    hosts: '*',
    subscriptions: 'not-a-guid',
    accounts: 'pay-*@contoso.example',
  };
  const again = formOf((await stage.submit('alex', 'payments', filledIn(form, wrong))).body);
  expect(complaints(again).length).toBeGreaterThanOrEqual(2);
  const stood = Object.fromEntries(nodes(again).flatMap((n) => (n.id ? [[n.id, n.value]] : [])));
  expect(stood).toMatchObject(wrong);
  expect(cardText((await stage.ask('alex', 'soc', 'routes'))[0])).not.toContain('Payments');
});

test('before it is saved, it says how many incidents of the last 30 days would have matched', async () => {
  const form = await connectForm('payments');
  const values = { name: 'Payments', hosts: 'pay-*', contact: stage.person('piet').aadObjectId, from: 'Low' };
  const preview = formOf((await stage.submit('alex', 'payments', filledIn(form, values))).body);
  // Five of the seven before, and the one afterwards.
  expect(cardText(preview)).toMatch(/\b6\b[\s\S]*\b8\b/);
  expect(cardText((await stage.ask('alex', 'soc', 'routes'))[0])).not.toContain('Payments');

  const back = nodes(preview).find((n) => n.type === 'Action.Submit' && n.data?.back === 'yes')!;
  const form2 = formOf((await stage.submit('alex', 'payments', back.data)).body);
  expect(filledIn(form2, {})).toMatchObject({ name: 'Payments', hosts: 'pay-*' });

  const save = nodes(preview).find((n) => n.type === 'Action.Submit' && n.data?.confirmed === 'yes')!;
  expect((await stage.submit('alex', 'payments', save.data)).body).toEqual({});
  const summary = await eventually('more than a few that match already are told in one card', () =>
    stage.messages('payments').find((m) => cardText(m).includes('Before')),
  );
  expect(cardText(summary)).toContain('Before 7');
  expect(cardText(summary)).not.toContain('Before 1');
});

test('few that match already get their own cards', async () => {
  const form = await connectForm('webshop');
  const values = { name: 'Webshop', resourceGroups: 'rg-webshop', from: 'Medium' };
  const preview = formOf((await stage.submit('ada', 'webshop', filledIn(form, values))).body);
  const save = nodes(preview).find((n) => n.type === 'Action.Submit' && n.data?.confirmed === 'yes')!;
  await stage.submit('ada', 'webshop', save.data);
  await stage.card('webshop', 1);
  await stage.card('webshop', 2);
});

test('routes lists which channel gets what', async () => {
  const text = cardText((await stage.ask('ada', 'soc', 'routes'))[0]);
  expect(text).toMatch(/SOC[\s\S]*Payments[\s\S]*pay-\*[\s\S]*Webshop[\s\S]*rg-webshop/);
});

test('a severity that is raised later brings the card, and one that is lowered says that it is no longer theirs', async () => {
  const number = await stage.arrive({ title: 'Small', severity: 'Low', entities: shop(3) });
  expect(stage.cardNow('webshop', number)).toBeUndefined();
  await stage.press('ada', 'soc', number, 'severity', { severity: 'High' });
  const before = await stage.card('webshop', number);
  expect(buttonsOf(before.card)).toHaveProperty('acknowledge');
  await eventually('Sentinel is told', () => stage.held(number).incident.properties.severity === 'High');
  stage.world.change(number, { severity: 'Informational' });
  await stage.poll();
  const after = await eventually('the card says so', () => {
    const now = stage.cardNow('webshop', number);
    return now && now.text !== before.text && !/shop-web-03/.test(now.text) && now;
  });
  expect(buttonsOf(after.card)).not.toHaveProperty('acknowledge');
  expect(stage.cardPosts('webshop', number)).toHaveLength(1);
});

test('disconnect ends it: nothing more comes, and the cards that are there say so', async () => {
  expect(cardText((await stage.ask('nia', 'webshop', 'disconnect'))[0])).toMatch(/analyst/);
  const [done] = await stage.ask('ada', 'webshop', 'disconnect');
  expect(cardText(done)).toContain('Webshop');
  await eventually('the card of #1 says so', () => !/shop-web-01/.test(stage.cardNow('webshop', 1)!.text));
  const number = await stage.arrive({ severity: 'High', entities: shop(4) });
  expect(stage.cardNow('webshop', number)).toBeUndefined();
  expect(cardText((await stage.ask('ada', 'webshop', 'disconnect'))[0])).toMatch(/not connected/);
});

test('another SOC channel ends the one before', async () => {
  await stage.ask('alex', 'webshop', 'soc here');
  const { incidentNumber: number } = stage.world.create({ title: 'Moved' }).properties;
  await stage.poll();
  await stage.card('webshop', number);
  expect(stage.cardNow('soc', number)).toBeUndefined();
});
