/** A team says whom it wants asked; somebody of them leaves, and the team and the SOC are asked for somebody else. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { host } from '../../sandbox/sentinel/entities.ts';
import { TEAM } from '../../sandbox/teams/people.ts';
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
  type Where,
} from './stage.ts';

let stage: Stage;

beforeAll(async () => {
  stage = await startStage();
  await stage.settle();
  await stage.install('webshop');
}, 30_000);
afterAll(() => stage.stop());

const oid = (key: string): string => stage.person(key).aadObjectId;
const told = (where: Where, words: RegExp) => stage.messages(where).filter((m) => words.test(cardText(m)));
/** What a typed `contacts` is answered with, and what its button opens. */
const contacts = async (key: string, where: Where) => cardOf((await stage.ask(key, where, 'contacts'))[0])!;
const form = async (key: string): Promise<Json> =>
  formOf(
    (await stage.open(key, 'payments', buttonsOf(await contacts(key, 'payments'))['set contacts']!)).body,
  );

/** Somebody is taken out of the payments channel, which Teams tells of in one that they were in, or in the team's first. */
async function leaves(key: string, where: 'payments' | 'soc'): Promise<void> {
  const place = stage.gateway.places.find(({ name }) => name === 'Payments')!;
  place.members = place.members.filter((one) => one !== key);
  const { id, aadObjectId, tenantId } = stage.person(key);
  await stage.send({
    ...stage.activity('ada', where, { type: 'conversationUpdate', membersRemoved: [{ id, aadObjectId }] }),
    channelData: { tenant: { id: tenantId }, team: TEAM, eventType: 'teamMemberRemoved' },
  });
}

test('a member of the team names its contacts, and everybody in the channel sees who did', async () => {
  const filled = filledIn(await form('piet'), {
    contact: oid('piet'),
    standIn: oid('ada'),
    day1: '08:00-12:00, 13-17',
    turn2: oid('alex'),
  });
  await stage.submit('piet', 'payments', filled);
  const card = await eventually(
    'the contacts in the channel',
    () => told('payments', /Set by Piet Larsen/)[0],
  );
  expect(cardText(card)).toMatch(
    /Security contact\nPiet Larsen\nStand-in\nAda Moreno\nWorking hours\nMon 08:00–12:00, 13:00–17:00/,
  );
  expect(cardText(card)).toMatch(/Week of .*\nAlex Admin/);
  const soc = await eventually(
    'the contacts in the SOC’s channel',
    () => told('soc', /Set by Piet Larsen/)[0],
  );
  expect(buttonsOf(cardOf(soc))).toEqual({});
});

test('a High mentions the contact, whoever connected the channel', async () => {
  await stage.arrive({
    title: 'Payment host',
    severity: 'High',
    entities: [host('pay-web-01', 'rg-payments')],
  });
  const mention = await eventually('the mention', () =>
    stage.messages('payments').find((m) => /High severity/.test(m.activity?.text ?? '')),
  );
  expect(mention.activity?.text).toContain('<at>Piet Larsen</at>');
});

test('what can’t stay is said at its field, by the roster’s word, and nothing that was typed is lost', async () => {
  const typed = { contact: oid('nia'), standIn: oid('gus'), day2: 'nine to five' };
  const first = formOf((await stage.submit('piet', 'payments', filledIn(await form('piet'), typed))).body);
  expect(complaints(first)).toEqual([expect.stringContaining('“nine to five” can’t be read')]);
  const again = formOf((await stage.submit('piet', 'payments', filledIn(first, { day2: '9-17' }))).body);
  expect(complaints(again)).toEqual([
    expect.stringContaining('This person is not in this channel'),
    expect.stringContaining('Guests and people of another organisation'),
  ]);
  expect(filledIn(again, {})).toMatchObject({ contact: oid('nia'), standIn: oid('gus'), day2: '9-17' });
  expect(cardText(await contacts('piet', 'payments'))).toContain('Piet Larsen');
});

test('a guest, and whoever is not in the channel, set nothing', async () => {
  const forged = { verb: 'set contacts', contact: oid('gus'), nonce: 'n-7' };
  for (const key of ['gus', 'nia'])
    expect(cardText((await stage.submit(key, 'payments', forged)).body.task.value.card.content)).toMatch(
      /guests can’t use it|can’t find you among the people here/,
    );
  expect(cardText(await contacts('piet', 'payments'))).not.toContain('Gus');
});

test('the SOC sees of each connected channel who is asked, and who is missing', async () => {
  const list = cardText(await contacts('ada', 'soc'));
  expect(list).toMatch(/Contacts of 1 team, something missing at 0/);
  expect(list).toMatch(/asked now: Piet Larsen, then Ada Moreno/);
  expect(cardText((await stage.ask('ada', 'soc', 'routes'))[0])).not.toContain('no security contact');
});

test('who leaves is noticed when Teams tells, and the team and the SOC are each asked once for somebody else', async () => {
  await leaves('piet', 'payments');
  const team = await eventually(
    'the question to the team',
    () => told('payments', /not in this channel any more/)[0],
  );
  expect(cardText(team)).toContain('Piet Larsen: security contact');
  expect(buttonsOf(cardOf(team))).toHaveProperty('set contacts');
  const soc = await eventually(
    'the question to the SOC',
    () => told('soc', /not in its channel any more/)[0],
  );
  expect(cardText(soc)).toContain('Piet Larsen: security contact');
  const list = cardText(await contacts('ada', 'soc'));
  expect(list).toMatch(/something missing at 1/);
  expect(list).toMatch(/no contact · .*asked now: Ada Moreno/);
  expect(cardText((await stage.ask('ada', 'soc', 'routes'))[0])).toContain('no security contact');
});

test('the next one who leaves, as told of the whole team, is asked about alone', async () => {
  await leaves('alex', 'soc');
  await eventually('the second question', () => told('payments', /Alex Admin: on the rota/)[0]);
  await eventually('the SOC’s', () => told('soc', /Alex Admin: on the rota/)[0]);
  expect(told('payments', /Piet Larsen: security contact/)).toHaveLength(1);
  expect(told('payments', /not in this channel any more, or is a guest now/)).toHaveLength(2);
  expect(told('soc', /not in its channel any more/)).toHaveLength(2);
});

test('the form still names who is gone, so that it is seen whom to replace, and takes somebody else', async () => {
  const opened = await form('ada');
  expect(cardText(opened)).toContain('Piet Larsen (not in this channel any more)');
  const kept = formOf((await stage.submit('ada', 'payments', filledIn(opened, {}))).body);
  expect(complaints(kept)).toHaveLength(2);
  const mended = { contact: oid('ada'), standIn: 'nobody', turn2: 'nobody' };
  await stage.submit('ada', 'payments', filledIn(kept, mended));
  await eventually('the new contacts', () => told('payments', /Set by Ada Moreno/)[0]);
  expect(cardText(await contacts('ada', 'soc'))).toMatch(/no stand-in · .*asked now: Ada Moreno/);
});
