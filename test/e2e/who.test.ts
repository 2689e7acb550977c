/** Who may do what: people are who the verified activity says they are, and nothing that a card says changes it. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { host } from '../../sandbox/sentinel/entities.ts';
import {
  buttonsOf,
  cardOf,
  cardText,
  eventually,
  type Json,
  type Stage,
  startStage,
  type Where,
} from './stage.ts';

let stage: Stage;
/** an incident of the payments team, and one of nobody's */
let theirs: number;
let nobodys: number;
let acknowledge: Json;
let strange: Json;

beforeAll(async () => {
  stage = await startStage();
  await stage.settle();
  await stage.install('webshop');
  const owned = { name: 'Webshop', hosts: 'shop-*', from: 'Informational', language: 'en', zone: 'UTC' };
  await stage.submit('alex', 'webshop', { verb: 'connect', confirmed: 'yes', nonce: 'n', ...owned });
  theirs = stage.world.create({ title: 'Theirs', entities: [host('pay-web-01', 'rg-payments')] }).properties
    .incidentNumber;
  nobodys = stage.world.create({ title: 'Nobody’s' }).properties.incidentNumber;
  acknowledge = buttonsOf((await stage.card('payments', theirs)).card).acknowledge!;
  strange = buttonsOf((await stage.card('soc', nobodys)).card).acknowledge!;
}, 30_000);
afterAll(() => stage.stop());

const acts = async (number: number): Promise<string[]> =>
  (await stage.log(number)).flatMap((e) =>
    e.actor.kind === 'person' ? [`${e.actor.name}: ${e.action}`] : [],
  );
const sentence = (body: Json): string => {
  expect(body.type).toBe('application/vnd.microsoft.activity.message');
  expect(body.value).toMatch(/^[“A-Z].{20,}\.$/s);
  return body.value;
};

test('a guest in the channel is refused in a sentence', async () => {
  const { body } = await stage.click('gus', 'payments', acknowledge);
  expect(sentence(body)).toMatch(/guest/);
  expect(cardText((await stage.ask('gus', 'payments', 'open'))[0])).toMatch(/guest/);
});

test('somebody who is not in the channel is refused, whatever the activity says of the place', async () => {
  const { body } = await stage.click('nia', 'payments', acknowledge);
  expect(sentence(body)).toMatch(/find you among/);
  const soc = await stage.click('piet', 'soc', strange);
  expect(sentence(soc.body)).toMatch(/find you among/);
});

test('a person of another tenant does not get past the gate', async () => {
  const body = stage.activity('ada', 'soc', {
    type: 'invoke',
    name: 'adaptiveCard/action',
    value: { action: { type: 'Action.Execute', verb: 'acknowledge', data: strange } },
  });
  const other = '00000000-0000-4000-8000-0000000000ff';
  const moved = {
    ...body,
    conversation: { ...body.conversation, tenantId: other },
    channelData: { ...body.channelData, tenant: { id: other } },
  };
  expect((await stage.send(moved)).status).toBe(403);
});

test('an activity of another service address, or without a token, does not get past the gate', async () => {
  const body = stage.activity('ada', 'soc', { type: 'message', text: 'open' });
  expect((await stage.send({ ...body, serviceUrl: 'https://evil.example/' })).status).toBe(403);
  const bare = await fetch(`${stage.sandbox.ready.bot}/api/messages`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  expect(bare.status).toBe(401);
});

test('a team’s member does not act on an incident of another team, though the card’s data names it', async () => {
  const { body } = await stage.click('nia', 'webshop', acknowledge);
  expect(sentence(body)).toMatch(/not with your team/);
  const forged = await stage.click('piet', 'payments', { ...acknowledge, incident: strange.incident });
  expect(sentence(forged.body)).toMatch(/not with your team/);
});

test('what a card says of person, place and role is not believed', async () => {
  const claims = {
    channel: '19:sandbox-payments@thread.tacv2',
    actor: { oid: stage.person('ada').aadObjectId },
    roles: ['analyst'],
    memberOf: ['19:sandbox-payments@thread.tacv2'],
  };
  const { body } = await stage.click('nia', 'webshop', { ...acknowledge, ...claims });
  expect(sentence(body)).toMatch(/not with your team/);
});

test.each([
  ['an incident that is none', { incident: 'incident:x~y~z:00000000-0000-4000-8000-000000000000' }],
  ['an incident that is no id', { incident: '../../secrets' }],
  ['an incident of another type', { incident: { $ne: '' } }],
  ['no incident', { incident: undefined }],
  ['a verb that is none', { verb: 'eval' }],
  ['a verb that people may not use', { verb: 'say', text: 'x', quietSeconds: 0 }],
  ['a verb that wants a dialog', { verb: 'close', classification: 'Undetermined' }],
  ['a verb of the prototype', { verb: 'constructor' }],
])('a card with %s is refused in a sentence', async (_what, forged) => {
  const { body, status } = await stage.click('ada', 'soc', { ...strange, ...forged });
  expect(status).toBe(200);
  sentence(body);
});

test('members and managers do not use an analyst’s verbs, by button, dialog or text', async () => {
  for (const [key, where] of [
    ['piet', 'payments'],
    ['mona', 'soc'],
  ] as [string, Where][]) {
    const opened = await stage.open(key, where, { ...acknowledge, verb: 'close' });
    expect(cardText(opened.body.task.value.card.content)).toMatch(/analyst/);
    const sent = await stage.submit(key, where, {
      ...acknowledge,
      verb: 'close',
      outcome: 'Undetermined',
      comment: 'x',
      nonce: 'n',
    });
    expect(cardText(sent.body.task.value.card.content)).toMatch(/analyst/);
    expect(cardText((await stage.ask(key, where, `severity ${theirs} high`))[0])).toMatch(/analyst/);
  }
});

test('a manager asks for the status, and does not act', async () => {
  expect(cardText((await stage.ask('mona', 'soc', 'status'))[0])).toMatch(/acknowledge/i);
  sentence((await stage.click('mona', 'soc', strange)).body);
});

test('an administrator sets up, and does not close', async () => {
  const { body } = await stage.open('alex', 'soc', { ...strange, verb: 'close' });
  expect(cardText(body.task.value.card.content)).toMatch(/analyst/);
});

test('nobody but Ada and the team’s members has acted until now', async () => {
  expect([...(await acts(theirs)), ...(await acts(nobodys))]).toEqual([]);
  expect(stage.held(theirs).incident.properties.status).toBe('New');
});

test('the same click delivered twice, and again with another activity id, makes one entry', async () => {
  const value = { action: { type: 'Action.Execute', verb: 'acknowledge', data: acknowledge } };
  const click = stage.activity('piet', 'payments', { type: 'invoke', name: 'adaptiveCard/action', value });
  const answers = await Promise.all([
    stage.send(click),
    stage.send(click),
    stage.send({ ...click, id: crypto.randomUUID() }),
  ]);
  for (const { body } of answers) expect(cardText(body.value)).toContain('Piet Larsen');
  expect(await acts(theirs)).toEqual(['Piet Larsen: acknowledge']);
});

test('a click delivered again after it was undone does not come back', async () => {
  await stage.press('piet', 'payments', theirs, 'undo');
  await stage.click('piet', 'payments', acknowledge);
  expect(await acts(theirs)).toEqual(['Piet Larsen: acknowledge', 'Piet Larsen: undo']);
});

test('a dialog sent twice makes one entry; the same words said again on purpose make two', async () => {
  const comment = buttonsOf((await stage.card('payments', theirs)).card).comment!;
  const sent = { ...comment, text: 'Looking.', nonce: 'first' };
  await stage.submit('piet', 'payments', sent);
  await stage.submit('piet', 'payments', sent);
  await stage.submit('piet', 'payments', { ...sent, nonce: 'second' });
  expect((await acts(theirs)).filter((a) => a.endsWith('comment'))).toHaveLength(2);
});

test('a typed message delivered twice makes one entry, also with another activity id', async () => {
  const { thread } = await stage.card('payments', theirs);
  const message = stage.activity(
    'piet',
    'payments',
    { type: 'message', text: '<at>Muster</at> I am on it', localTimestamp: '2026-11-24T20:00:00.000Z' },
    thread,
  );
  await stage.send(message);
  await stage.send(message);
  await stage.send({ ...message, id: crypto.randomUUID() });
  expect((await acts(theirs)).filter((a) => a.endsWith('say'))).toHaveLength(1);
});

test('who pressed first is told to the one who presses second', async () => {
  const button = buttonsOf((await stage.card('soc', nobodys)).card).acknowledge!;
  await stage.click('ada', 'soc', button);
  const said = await eventually('the answer', async () => {
    const messages = await stage.ask('ada', 'soc', `acknowledge ${nobodys}`);
    return messages.map(cardText).find((text) => /already/.test(text));
  });
  expect(said).toMatch(/Ada Moreno already acknowledged/);
});

test('a member whose channel Muster was removed from acts there no more', async () => {
  const removal = { type: 'installationUpdate', action: 'remove' };
  await stage.send(stage.activity('alex', 'webshop', removal));
  const shop = stage.world.create({ title: 'Shop', entities: [host('shop-web-01', 'rg-webshop')] });
  const number = shop.properties.incidentNumber;
  await stage.card('soc', number);
  await eventually('it is routed', async () =>
    (await stage.log(number)).some((e) => e.action === 'detailed'),
  );
  expect(stage.cardNow('webshop', number)).toBeUndefined();
  const [answer] = await stage.ask('nia', 'personal', `acknowledge ${number}`);
  expect(cardOf(answer)).toBeDefined();
  expect(await acts(number)).toEqual([]);
});
