/** An incident's life, as the SOC and the payments team live it. The tests follow one another. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { digestOf, hashOf } from '../../bot/log/entry.ts';
import { account, host, ip } from '../../sandbox/sentinel/entities.ts';
import {
  buttonsOf,
  cardOf,
  cardText,
  eventually,
  type Json,
  nodes,
  type Stage,
  startStage,
} from './stage.ts';

let stage: Stage;
let number: number;
const properties = (): Json => stage.held(number).incident.properties;
const shown = (where: 'soc' | 'payments'): string => stage.cardNow(where, number)?.text ?? '';
const inThread = (where: 'soc' | 'payments'): string =>
  stage
    .messages(where)
    .filter((m) => m.conversationId === `${where === 'soc' ? soc : payments}`)
    .map(cardText)
    .join('\n');
let soc: string;
let payments: string;

beforeAll(async () => {
  stage = await startStage();
  await stage.settle();
}, 30_000);
afterAll(() => stage.stop());

test('an incident gets a card in the SOC’s channel, and one in the payments channel with only their entities', async () => {
  const spec = {
    title: 'Brute force against pay-web-01',
    severity: 'High',
    entities: [
      host('pay-web-01', 'rg-payments'),
      host('dc-01', 'rg-identity'),
      ip('203.0.113.9'),
      account('root'),
    ],
  };
  number = stage.world.create(spec).properties.incidentNumber;
  const ours = await stage.card('payments', number);
  soc = (await stage.card('soc', number)).thread;
  payments = ours.thread;
  expect(ours.text).toContain('pay-web-01');
  expect(ours.text).not.toMatch(/dc-01|203\.0\.113|root/);
  await eventually('all entities on the SOC’s card', () => /dc-01[\s\S]*Payments/.test(shown('soc')));
  // The bot writes nothing on arrival.
  expect(properties().status).toBe('New');
  expect(stage.comments(number)).toEqual([]);
});

test('a High that arrives makes one sound in the payments channel, for the contact of the team', async () => {
  const piet = stage.person('piet');
  const sounds = await eventually('a mention of Piet', () => {
    const found = stage.messages('payments').filter((m) => m.conversationId === payments);
    return found.length > 0 && found;
  });
  expect(sounds).toHaveLength(1);
  expect(sounds[0]?.activity?.entities).toEqual([
    { type: 'mention', text: `<at>${piet.name}</at>`, mentioned: { id: piet.id, name: piet.name } },
  ]);
});

test('the team acknowledges: it shows in both channels, Sentinel gets a comment, and stays New', async () => {
  const { body } = await stage.press('piet', 'payments', number, 'acknowledge');
  expect(cardText(body.value)).toContain('Piet Larsen');
  await eventually('the SOC sees it', () => /Acknowledged by Piet Larsen/.test(shown('soc')));
  await eventually('the comment', () => stage.comments(number).length === 1);
  expect(stage.comments(number)[0]).toMatch(/^Piet Larsen \(Payments, Teams\): /);
  expect(properties()).toMatchObject({ status: 'New', owner: { objectId: null } });
});

test('the analyst acknowledges: the incident is Active and hers', async () => {
  const ada = stage.person('ada');
  await stage.press('ada', 'soc', number, 'acknowledge');
  await eventually('Sentinel is told', () => properties().status === 'Active');
  expect(properties().owner).toMatchObject({
    objectId: ada.aadObjectId,
    userPrincipalName: ada.userPrincipalName,
    assignedTo: ada.name,
  });
  await eventually('the team sees it', () => /Ada Moreno/.test(shown('payments')));
});

test('the team assigns it to one of its own by dialog, who is mentioned', async () => {
  const piet = stage.person('piet');
  const before = stage.messages('payments').length;
  await stage.press('ada', 'payments', number, 'assign', { assignee: piet.aadObjectId });
  await eventually('Sentinel is told', () => properties().owner.objectId === piet.aadObjectId);
  const mention = await eventually('a mention', () =>
    stage
      .messages('payments')
      .slice(before)
      .find((m) => m.operation === 'post'),
  );
  expect(JSON.stringify(mention.activity?.entities)).toContain(piet.id);
  await eventually('the SOC sees it', () => /Piet Larsen/.test(shown('soc')));
});

test('nobody can be assigned who is not in the roster, or is a guest', async () => {
  for (const key of ['nia', 'gus']) {
    const { body } = await stage.press('piet', 'payments', number, 'assign', {
      assignee: stage.person(key).aadObjectId,
    });
    expect(cardText(body.task.value.card.content).length).toBeGreaterThan(20);
  }
  expect(properties().owner.assignedTo).toBe('Piet Larsen');
});

test('what the team comments is relayed to the SOC’s thread, and goes to Sentinel', async () => {
  await stage.press('piet', 'payments', number, 'comment', { text: 'We rebooted <pay-web-01>.' });
  await eventually('the relay', () => inThread('soc').includes('We rebooted <pay-web-01>.'));
  await eventually('the comment in Sentinel', () =>
    stage.comments(number).includes('Piet Larsen (Payments, Teams): We rebooted &lt;pay-web-01&gt;.'),
  );
  await eventually('the team sees it', () => shown('payments').includes('We rebooted <pay-web-01>.'));
});

test('what the SOC comments stays with the SOC', async () => {
  await stage.press('ada', 'soc', number, 'comment', { text: 'Only for the SOC.' });
  await eventually('the comment in Sentinel', () =>
    stage.comments(number).includes('Ada Moreno (SOC, Teams): Only for the SOC.'),
  );
  await eventually('the SOC’s card', () => shown('soc').includes('Only for the SOC.'));
});

test('what the SOC shares crosses to the team', async () => {
  await stage.press('ada', 'soc', number, 'share', { text: 'Please keep the logs.' });
  await eventually('the relay', () => inThread('payments').includes('Please keep the logs.'));
  await eventually('the team’s card', () => shown('payments').includes('Please keep the logs.'));
  await eventually('the comment in Sentinel', () =>
    stage.comments(number).some((c) => c.includes('keep the logs')),
  );
  expect(JSON.stringify(stage.messages('payments'))).not.toContain('Only for the SOC.');
});

test('messages in the team’s thread go to the SOC at once, and to Sentinel as one comment once it is quiet', async () => {
  await stage.type('piet', 'payments', 'I saw a strange login', payments);
  await stage.type('piet', 'payments', 'and another one', payments);
  await eventually('the relay', () => /strange login[\s\S]*another one/.test(inThread('soc')));
  const rolled = await eventually('the roll-up', () =>
    stage.comments(number).filter((c) => c.includes('strange login')),
  ).then(() =>
    eventually('both in it', () => {
      const found = stage.comments(number).filter((c) => /strange login|another one/.test(c));
      return found.length > 0 && found.join().includes('another one') && found;
    }),
  );
  expect(rolled).toHaveLength(1);
});

test('severity, tags: the analyst changes them, and Sentinel holds them', async () => {
  await stage.press('ada', 'soc', number, 'severity', { severity: 'Low' });
  await stage.press('ada', 'soc', number, 'tag', { add: 'pci, night shift' });
  await eventually(
    'Sentinel is told',
    () => properties().severity === 'Low' && properties().labels.length === 2,
  );
  expect(properties().labels).toEqual([
    { labelName: 'pci', labelType: 'User' },
    { labelName: 'night shift', labelType: 'User' },
  ]);
});

test('undo takes the tags back, and only one’s own last act', async () => {
  const refused = await stage.press('piet', 'payments', number, 'undo');
  expect(refused.body.value).toContain('Ada Moreno');
  await stage.press('ada', 'soc', number, 'undo');
  await eventually('Sentinel is told', () => properties().labels.length === 0);
  expect(properties().severity).toBe('Low');
});

test('not ours: the team hands it back with a reason, which the SOC reads; undone, it is theirs again', async () => {
  await stage.press('piet', 'payments', number, 'not ours', { reason: 'That host is decommissioned.' });
  await eventually('the relay', () => inThread('soc').includes('That host is decommissioned.'));
  await eventually('the comment in Sentinel', () =>
    stage.comments(number).some((c) => c.includes('decommissioned')),
  );
  await eventually(
    'the team’s card without the button',
    () => !buttonsOf(stage.cardNow('payments', number)?.card)['not ours'],
  );
  await stage.press('piet', 'payments', number, 'undo');
  await eventually(
    'it is theirs again',
    () => buttonsOf(stage.cardNow('payments', number)?.card)['not ours'],
  );
});

test('closing needs a comment, which its form says at the field', async () => {
  const { body } = await stage.press('ada', 'soc', number, 'close', { outcome: 'Undetermined', comment: '' });
  expect(body.task.type).toBe('continue');
  expect(properties().status).toBe('Active');
});

test('close: Sentinel holds the classification, and both cards shrink', async () => {
  const before = JSON.stringify((await stage.card('soc', number)).card).length;
  await stage.press('ada', 'soc', number, 'close', {
    outcome: 'TruePositive.SuspiciousActivity',
    comment: 'Key revoked.',
  });
  await eventually('Sentinel is told', () => properties().status === 'Closed');
  expect(properties()).toMatchObject({
    classification: 'TruePositive',
    classificationReason: 'SuspiciousActivity',
    classificationComment: 'Ada Moreno (SOC, Teams): Key revoked.',
  });
  await eventually('the SOC’s card', () => /Closed/.test(shown('soc')));
  await eventually('the team’s card', () => /Closed/.test(shown('payments')));
  expect(JSON.stringify((await stage.card('soc', number)).card).length).toBeLessThan(before);
});

test('reopen: it is Active again, without the classification, and its owner is mentioned where he is', async () => {
  const before = stage.messages('payments').length;
  await stage.press('ada', 'soc', number, 'reopen');
  await eventually('Sentinel is told', () => properties().status === 'Active');
  expect(properties()).not.toHaveProperty('classification');
  await eventually('a button to close it', () => buttonsOf(stage.cardNow('soc', number)?.card).close);
  const sound = await eventually('the mention', () =>
    stage
      .messages('payments')
      .slice(before)
      .find((m) => m.operation === 'post'),
  );
  expect(sound).toMatchObject({
    conversationId: payments,
    activity: { text: expect.stringContaining('reopened') },
  });
  expect(JSON.stringify(sound.activity?.entities)).toContain(stage.person('piet').id);
});

test('no verb posted a reply: cards change in place, and each channel has one card', () => {
  expect(stage.cardPosts('soc', number)).toHaveLength(1);
  expect(stage.cardPosts('payments', number)).toHaveLength(1);
});

test('the log in Cosmos DB holds every act with who did it, and its chain verifies', async () => {
  const entries = await stage.log(number);
  const acts = entries.flatMap(({ actor, action }) =>
    actor.kind === 'person' ? [`${actor.name}: ${action}`] : [],
  );
  expect(acts).toEqual([
    'Piet Larsen: acknowledge',
    'Ada Moreno: acknowledge',
    'Ada Moreno: assign',
    'Piet Larsen: comment',
    'Ada Moreno: comment',
    'Ada Moreno: share',
    'Piet Larsen: say',
    'Piet Larsen: say',
    'Ada Moreno: severity',
    'Ada Moreno: tag',
    'Ada Moreno: undo',
    'Piet Larsen: not ours',
    'Piet Larsen: undo',
    'Ada Moreno: close',
    'Ada Moreno: reopen',
  ]);
  let prev = '';
  for (const [i, entry] of entries.entries()) {
    expect(entry).toMatchObject({ seq: i + 1, prev, hash: hashOf(entry) });
    for (const [name, text] of Object.entries(entry.texts)) expect(digestOf(text)).toBe(entry.digests[name]);
    prev = entry.hash;
  }
});

test('nothing stays open in the log', async () => {
  await eventually('every effect but the timers is struck', async () =>
    (await stage.log(number)).every(({ effects, open }) =>
      Object.keys(open).every((id) => effects.find((e) => e.id === id)?.kind === 'timer'),
    ),
  );
});

test('history shows all of it to the SOC, page by page, and withholds the SOC’s comments from the team', async () => {
  const all = await history('ada', 'soc', soc);
  for (const said of ['Only for the SOC.', 'We rebooted', 'Please keep the logs.', 'decommissioned'])
    expect(all.join()).toContain(said);
  expect(all.length).toBeGreaterThan(2);

  const team = (await history('piet', 'payments', payments)).join();
  for (const said of ['We rebooted', 'Please keep the logs.', 'decommissioned']) expect(team).toContain(said);
  expect(team).not.toContain('Only for the SOC.');
});

/** The pages of the history, the newest first, as somebody turns them. */
async function history(key: string, where: 'soc' | 'payments', thread: string): Promise<string[]> {
  const [first] = await stage.ask(key, where, 'history', thread);
  const pages = [];
  for (let card = cardOf(first); card; ) {
    pages.push(cardText(card));
    const older = nodes(card).find(
      (n) => n.type === 'Action.Execute' && n.data.page === String(pages.length + 1),
    );
    card = older && (await stage.click(key, where, older.data, thread)).body.value;
  }
  return pages;
}
