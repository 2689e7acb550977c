/** A High is closed as a false positive only by two people, whatever way one of them tries. Ada and Alex are analysts. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { host } from '../../sandbox/sentinel/entities.ts';
import { sandboxPeople } from '../../sandbox/teams/people.ts';
import {
  buttonsOf,
  cardText,
  eventually,
  filledIn,
  formOf,
  type Json,
  nodes,
  type Stage,
  startStage,
} from './stage.ts';

let stage: Stage;
const entities = [host('pay-web-01', 'rg-payments')];
const asFalse = {
  outcome: 'FalsePositive.InaccurateData',
  comment: 'The feed was wrong. <at>SOC</at> [x](http://evil.example)',
};
const properties = (number: number): Json => stage.held(number).incident.properties;
const shown = (where: 'soc' | 'payments', number: number): string => stage.cardNow(where, number)?.text ?? '';
const wantedBy = (name: string, number: number) =>
  eventually(`that ${name} wants to close #${number}`, () =>
    new RegExp(`${name} wants to close this`).test(shown('soc', number)),
  );
const button = (number: number, verb: string): Promise<Json> =>
  eventually(`the button ${verb}`, () => buttonsOf(stage.cardNow('soc', number)?.card)[verb]);
const said = (number: number): string => {
  const thread = stage.cardNow('soc', number)?.thread;
  return stage
    .messages('soc')
    .filter((m) => m.operation === 'post' && m.conversationId === thread)
    .map(cardText)
    .join('\n');
};
/** What Muster answers to a click. */
const answer = ({ value }: Json): string => (typeof value === 'string' ? value : cardText(value));

beforeAll(async () => {
  const people = sandboxPeople();
  const oid = (key: string) => people.find((p) => p.key === key)!.aadObjectId;
  const file = join(mkdtempSync(join(tmpdir(), 'muster-roles-')), 'roles.json');
  const roles = {
    administrators: [oid('alex')],
    analysts: [oid('ada'), oid('alex')],
    managers: [oid('mona')],
  };
  writeFileSync(file, JSON.stringify(roles));
  stage = await startStage({
    env: { SECOND_PERSON: 'High:FalsePositive', ROLES_FILE: file, STORM_CARDS_PER_MINUTE: '60' },
  });
  await stage.settle();
}, 30_000);
afterAll(() => stage.stop());

const high = (title: string) => stage.arrive({ title, severity: 'High', entities });

test('one person’s closing is kept, shown and told, and nothing is closed; a second one closes it in both names', async () => {
  const number = await high('Wanted, then agreed');
  await stage.card('payments', number);
  await stage.press('ada', 'soc', number, 'close', asFalse);
  await wantedBy('Ada Moreno', number);
  expect(shown('soc', number)).toMatch(/False positive – inaccurate data[\s\S]*Somebody else must agree/);
  expect(shown('soc', number)).toContain('The feed was wrong.');
  await eventually('the team sees that it is open', () =>
    /second person has to agree/.test(shown('payments', number)),
  );
  // What is not decided yet is the SOC’s own matter.
  expect(shown('payments', number)).not.toMatch(/Ada Moreno|False positive|The feed/);
  await eventually('the SOC is told', () => /Ada Moreno wants to close incident/.test(said(number)));
  await stage.sandbox.app.idle();
  expect(properties(number).status).toBe('New');
  const open = await stage.ask('ada', 'soc', 'open').then((m) => m.map(cardText).join());
  expect(open).toMatch(new RegExp(`#${number} [\\s\\S]*waits for a second person`));

  await stage.press('alex', 'soc', number, 'agree closing');
  await eventually('Sentinel is told', () => properties(number).status === 'Closed');
  expect(properties(number)).toMatchObject({
    classification: 'FalsePositive',
    classificationReason: 'InaccurateData',
  });
  expect(properties(number).classificationComment).toMatch(
    /^Ada Moreno \(SOC, Teams\): The feed was wrong\.[^\n]*\n– agreed by Alex Admin \(SOC, Teams\)$/,
  );
  await eventually('both on the card', () => /by Ada Moreno and Alex Admin/.test(shown('soc', number)));
  const [history] = await stage.ask('ada', 'soc', `history ${number}`);
  expect(cardText(history)).toMatch(/Alex Admin[\s\S]*agreed to close it, as Ada Moreno wanted/);
  const closed = (await stage.log(number)).find(({ action }) => action === 'agree closing');
  expect(closed?.events).toMatchObject([
    { intent: { by: { name: 'Alex Admin' }, with: { name: 'Ada Moreno' }, change: { status: 'Closed' } } },
  ]);
});

test('whoever wants it can’t agree: not by the button, by words, by the same again, by forged data or by the form again', async () => {
  const number = await high('Wanted by one alone');
  const first = await stage.card('soc', number);
  const close = buttonsOf(first.card).close!;
  const opened = formOf((await stage.open('ada', 'soc', close)).body);
  const sent = stage.activity('ada', 'soc', {
    type: 'invoke',
    name: 'task/submit',
    value: { data: filledIn(opened, asFalse) },
  });
  await stage.send(sent);
  await wantedBy('Ada Moreno', number);
  const agree = await button(number, 'agree closing');
  const { thread, messageId } = await stage.card('soc', number);
  const press = (data: Json) => stage.click('ada', 'soc', data, thread, messageId);

  expect(answer((await press(agree)).body)).toMatch(/It was you who wants/);
  expect((await stage.ask('ada', 'soc', 'agree closing', thread)).map(cardText).join()).toMatch(/It was you/);
  expect((await stage.ask('ada', 'personal', `agree and close ${number}`)).map(cardText).join()).toMatch(
    /It was you/,
  );
  // Delivered again, and with a new nonce: the same person’s wish stays one.
  await stage.send(sent);
  await stage.send({ ...sent, id: crypto.randomUUID() });
  await stage.submit('ada', 'soc', { ...filledIn(opened, asFalse), nonce: 'another' });
  const alex = stage.person('alex');
  for (const forged of [
    { by: { oid: alex.aadObjectId, name: alex.name }, actor: alex.aadObjectId },
    { with: { oid: alex.aadObjectId }, oid: alex.aadObjectId, confirmed: 'yes' },
    { wanted: '1' },
    { wanted: '' },
  ])
    await press({ ...agree, ...forged });
  await press({
    ...agree,
    verb: 'close',
    classification: 'FalsePositive',
    reason: 'InaccurateData',
    agreed: 'yes',
  });
  await stage.sandbox.app.idle();
  expect(properties(number).status).toBe('New');
  const log = await stage.log(number);
  expect(log.filter(({ events }) => events.some((e) => e.kind === 'closingWanted'))).toHaveLength(1);
  expect(JSON.stringify(log)).not.toContain('"status":"Closed"');
});

test('lowering the severity first, or undoing, gets nobody round it', async () => {
  const number = await high('Lowered by the one who closes');
  await stage.press('ada', 'soc', number, 'severity', { severity: 'Low' });
  await eventually('it is Low in Sentinel', () => properties(number).severity === 'Low');
  await stage.press('ada', 'soc', number, 'close', asFalse);
  await wantedBy('Ada Moreno', number);
  // Undoing takes the wish back, and closes nothing.
  await stage.press('ada', 'soc', number, 'undo');
  await eventually('it is taken back', () => /took it back/.test(shown('soc', number)));
  // Closed as something else it may be, reopened, and that undone: as what it was.
  await stage.press('ada', 'soc', number, 'close', { outcome: 'Undetermined', comment: 'x' });
  await eventually('it is closed', () => properties(number).status === 'Closed');
  await stage.press('ada', 'soc', number, 'reopen');
  await eventually('it is open', () => properties(number).status !== 'Closed');
  await stage.press('ada', 'soc', number, 'close', asFalse);
  await wantedBy('Ada Moreno', number);
  await stage.sandbox.app.idle();
  expect(properties(number).status).not.toBe('Closed');
});

test('declined, it stays open, whoever wanted it is told why, and hostile words are only words', async () => {
  const number = await high('Wanted, then declined');
  await stage.press('ada', 'soc', number, 'close', asFalse);
  await wantedBy('Ada Moreno', number);
  const agree = await button(number, 'agree closing');
  const reason = 'No: ${title} <at>Ada</at> [click](https://evil.example/x) <script>';
  await stage.press('alex', 'soc', number, 'decline closing', { reason });
  await eventually('the card says so', () => /Alex Admin declined/.test(shown('soc', number)));
  await eventually('Ada is told', () => /Alex Admin is against closing/.test(said(number)));
  const card = stage.cardNow('soc', number)!.card;
  expect(nodes(card).filter((n) => n.type === 'TextRun' && /script/.test(n.text))).toHaveLength(1);
  expect(JSON.stringify(card)).not.toMatch(/https:\/\/evil|http:\/\/evil/);
  const notice = stage.messages('soc').find((m) => /is against closing/.test(cardText(m)));
  expect(cardText(notice)).not.toMatch(/https:\/\/evil|<script/);
  expect(notice?.activity?.entities).toMatchObject([{ mentioned: { name: 'Ada Moreno' } }]);
  // What was drawn before agrees to nothing any more.
  const { thread, messageId } = await stage.card('soc', number);
  const { body } = await stage.click('alex', 'soc', agree, thread, messageId);
  expect(answer(body)).toMatch(/Nobody wants what you decided on/);
  await stage.sandbox.app.idle();
  expect(properties(number).status).toBe('New');
});

test('closed in Sentinel meanwhile, nobody has to agree any more, and whoever wanted it is told', async () => {
  const number = await high('Wanted, then closed elsewhere');
  await stage.press('ada', 'soc', number, 'close', asFalse);
  await wantedBy('Ada Moreno', number);
  stage.world.change(number, {
    status: 'Closed',
    classification: 'TruePositive',
    classificationReason: 'SuspiciousActivity',
  });
  await stage.poll();
  await eventually('the card is closed', () => /True positive/.test(shown('soc', number)));
  await eventually('Ada is told', () => /closed or gone meanwhile/.test(said(number)));
  expect(shown('soc', number)).not.toMatch(/wants to close/);
});
