/** The SOC proposes a containment, the application team decides, and a playbook is run once; as several people see it. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { account, host } from '../../sandbox/sentinel/entities.ts';
import { playbooks } from '../../sandbox/settings.ts';
import type { SentMessage } from '../../sandbox/teams/connector.ts';
import { sandboxPeople } from '../../sandbox/teams/people.ts';
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
  type Where,
} from './stage.ts';

let stage: Stage;

beforeAll(async () => {
  const oid = (key: string): string => sandboxPeople().find((one) => one.key === key)!.aadObjectId;
  const file = join(mkdtempSync(join(tmpdir(), 'muster-roles-')), 'roles.json');
  // A second analyst, who is the team's as well.
  const roles = {
    administrators: [oid('alex')],
    analysts: [oid('ada'), oid('alex')],
    managers: [oid('mona')],
  };
  writeFileSync(file, JSON.stringify(roles));
  stage = await startStage({ env: { ROLES_FILE: file } });
  await stage.settle();
}, 30_000);
afterAll(() => stage.stop());

/** An incident that is the payments team's in one entity of two. */
async function arrive(title = 'Odd process'): Promise<number> {
  const number = await stage.arrive({
    title,
    entities: [host('pay-web-01', 'rg-payments'), account('eve@contoso.example')],
  });
  await stage.card('payments', number);
  return number;
}

/** Ada proposes; gives what the form offered. */
async function propose(number: number, inputs: Json = {}): Promise<Json> {
  const { card } = await stage.card('soc', number);
  const button = await eventually(
    'the button',
    () => buttonsOf(stage.cardNow('soc', number)?.card ?? card).propose,
  );
  const form = formOf((await stage.open('ada', 'soc', button)).body);
  const wanted = {
    measure: 'playbook',
    playbook: playbooks[0]!.id,
    why: 'It talks to a bad host.',
    lifting: 'We release it once it is clean.',
    ...inputs,
  };
  const { body } = await stage.submit('ada', 'soc', filledIn(form, wanted));
  expect(body.task?.value?.card).toBeUndefined();
  return form;
}

/** The newest check's card in a thread: its buttons, what it says now, and its thread. */
async function check(where: Where, number: number) {
  const { thread } = await stage.card(where, number);
  const post = await eventually(`a check of #${number} in ${where}`, () =>
    stage
      .messages(where)
      .findLast(
        (m) => m.operation === 'post' && m.conversationId === thread && /Containment check/.test(cardText(m)),
      ),
  );
  const now = (): SentMessage => stage.messages(where).findLast((m) => m.messageId === post.messageId)!;
  return {
    post,
    thread,
    text: () => cardText(now()),
    buttons: () => buttonsOf(cardOf(now())),
  };
}
const runs = () => stage.world.workspaces[0]!.playbookRuns;
const said = (where: Where, number: number, what: RegExp) =>
  eventually(`${what} in ${where}`, async () => {
    const { thread } = await stage.card(where, number);
    return stage.messages(where).find((m) => m.conversationId === thread && what.test(cardText(m)));
  });

test('a proposal reaches the team with its own entities only, and nothing is done yet', async () => {
  const number = await arrive();
  const form = await propose(number, { minutes: '30' });
  expect(JSON.stringify(nodes(form).find((n) => n.id === 'entities')?.choices)).not.toContain('eve@');
  const team = await check('payments', number);
  expect(team.text()).toMatch(/Ada Moreno \(SOC\) asks Payments/);
  expect(team.text()).toContain('It talks to a bad host');
  expect(Object.keys(team.buttons())).toEqual(['go ahead', 'hold', 'impact']);
  expect(runs()).toHaveLength(0);
});

test('the proposer, whoever was not asked and a forged click decide nothing, by any route', async () => {
  const number = await arrive('Forged');
  await propose(number);
  const team = await check('payments', number);
  const data = team.buttons()['go ahead']!;
  const words = { reason: 'me', breaks: '', whom: '', safe: '' };
  const forms = [
    // Ada proposed it: in the team's thread, in the SOC's, in their own chat; by the form and past it.
    await stage.open('ada', 'payments', data),
    await stage.submit('ada', 'payments', { ...data, ...words, nonce: 'n1' }),
    await stage.submit('ada', 'soc', {
      ...data,
      ...words,
      nonce: 'n2',
      by: stage.person('piet').aadObjectId,
    }),
    await stage.submit('ada', 'personal', { ...data, ...words, nonce: 'n3', as: 'team', actor: 'piet' }),
    await stage.submit('ada', 'soc', { ...data, ...words, verb: 'override', nonce: 'n4' }),
    // Nia is of another team, Gus a guest.
    await stage.submit('nia', 'webshop', { ...data, ...words, nonce: 'n5' }),
    await stage.submit('gus', 'payments', { ...data, ...words, nonce: 'n6' }),
  ];
  for (const { body } of forms) expect(cardText(formOf(body)).length).toBeGreaterThan(20);
  await stage.click('ada', 'payments', { ...data, ...words }, team.thread, team.post.messageId);
  await stage.type('ada', 'payments', `go ahead ${number}: fine by me`);
  await stage.type('ada', 'personal', `go ahead ${number}: fine by me`);
  await stage.type('ada', 'soc', `override ${number}: no time`);
  const actions = (await stage.log(number)).map((e) => e.action);
  expect(actions).not.toContain('go ahead');
  expect(actions).not.toContain('override');
  expect(runs()).toHaveLength(0);
});

test('the team tells the impact and two of it agree: the playbook runs once, and everybody is told', async () => {
  const number = await arrive('Agreed');
  await propose(number);
  const team = await check('payments', number);
  const first = formOf((await stage.open('piet', 'payments', team.buttons()['go ahead']!)).body);
  expect(cardText(first)).toContain('Isolate host with Defender');
  expect(cardText(first)).not.toContain('eve@');
  const silent = await stage.submit('piet', 'payments', filledIn(first, { reason: ' ' }));
  expect(complaints(formOf(silent.body))).toHaveLength(1);
  const sent = filledIn(first, { reason: 'No batch runs now', breaks: 'Card payments', safe: 'Until 22:00' });
  await stage.submit('piet', 'payments', sent);
  await stage.submit('piet', 'payments', sent);
  // What Piet sent, sent again by who proposed it.
  const replayed = await stage.submit('ada', 'payments', sent);
  expect(cardText(formOf(replayed.body))).toMatch(/You proposed this/);
  await eventually('the first word', () => /Piet Larsen[\s\S]*go ahead/.test(team.text()));
  expect(runs()).toHaveLength(0);
  await stage.type('piet', 'payments', `go ahead ${number}: and again`);
  expect(runs()).toHaveLength(0);
  await stage.type('alex', 'payments', `go ahead ${number}: fine`);
  await eventually('the run', () => runs().length === 1);
  expect(runs()[0]).toMatchObject({
    incident: stage.held(number).incident.name,
    logicAppsResourceId: playbooks[0]!.id,
  });
  const told = await said('soc', number, /Sentinel took it/);
  expect(JSON.stringify(told.activity?.entities)).toContain(stage.person('ada').id);
  await said('payments', number, /Sentinel took it/);
  await eventually('its one comment', () => /Sentinel took the playbook/.test(stage.comments(number).join()));
  expect(stage.comments(number)).toHaveLength(1);
  expect(stage.comments(number)[0]).toMatch(
    /^Ada Moreno \(SOC, Teams\): Proposes[\s\S]*\nPiet Larsen \(Payments, Teams\): [\s\S]*Card payments[\s\S]*\nAlex Admin/,
  );
  const soc = await check('soc', number);
  await eventually('the way to lift it', () => soc.buttons().lift);
  expect(runs()).toHaveLength(1);
  runs().length = 0;
});

test('one who says hold holds it; a second analyst overrides with a reason, which the team is told', async () => {
  const number = await arrive('Held');
  await propose(number, { measure: 'isolateHost' });
  const team = await check('payments', number);
  await stage.fill('piet', 'payments', team.buttons().hold!, { reason: 'Payroll runs' });
  await said('soc', number, /on hold/);
  await eventually('no buttons', () => Object.keys(team.buttons()).length === 0);
  const soc = await check('soc', number);
  const button = await eventually('the override', () => soc.buttons().override);
  await stage.fill('alex', 'soc', button, { reason: 'Ransomware spreads' });
  await said('payments', number, /without Payments’s word/);
  await eventually('the reason', () => team.text().includes('Ransomware spreads'));
  expect(team.text()).toContain('Payroll runs');
});

test('lifted, the team is asked whether its service is healthy, and closing before that warns', async () => {
  const number = await arrive('Lifted');
  await propose(number, { measure: 'stopWorkload', doing: 'the nightly export' });
  const team = await check('payments', number);
  for (const who of ['piet', 'alex'])
    await stage.fill(who, 'payments', team.buttons()['go ahead']!, { reason: 'fine' });
  const soc = await check('soc', number);
  const done = await eventually('what the SOC can say', () => soc.buttons().outcome);
  await stage.click('ada', 'soc', { ...done, as: 'done' }, soc.thread, soc.post.messageId);
  await said('payments', number, /Ada Moreno says that .* is done/);

  const typed = await stage.ask('ada', 'soc', `close ${number}`);
  expect(typed.map(cardText).join()).toMatch(/Still contained: Stop the workload/);
  const close = buttonsOf((await stage.card('soc', number)).card).close!;
  const form = formOf((await stage.open('ada', 'soc', close)).body);
  expect(cardText(form)).toMatch(/Still contained/);
  const inputs = { outcome: 'Undetermined', comment: 'hm', sure: 'no' };
  const asked = await stage.submit('ada', 'soc', filledIn(form, inputs));
  expect(complaints(formOf(asked.body))).toHaveLength(1);
  expect(stage.held(number).incident.properties.status).toBe('New');
  await stage.submit('ada', 'soc', filledIn(form, { ...inputs, sure: 'yes' }));
  await eventually('closed all the same', () => stage.held(number).incident.properties.status === 'Closed');

  const lift = await eventually('the way to lift it', () => soc.buttons().lift);
  await stage.fill('ada', 'soc', lift, { reason: 'Cleaned' });
  const healthy = await eventually('the question', () => team.buttons().healthy);
  await stage.fill('piet', 'payments', healthy, { healthy: 'no', reason: 'Still slow' });
  await said('soc', number, /not healthy yet/);
  await stage.type('piet', 'payments', `healthy ${number} yes`);
  await said('soc', number, /healthy again/);
  await eventually('nothing more to ask', () => Object.keys(team.buttons()).length === 0);
});

test('where the answer was lost nothing is run again, and an analyst says what is so', async () => {
  const number = await arrive('Lost');
  await propose(number);
  const team = await check('payments', number);
  await stage.fill('piet', 'payments', team.buttons()['go ahead']!, { reason: 'fine' });
  stage.world.faults.dropAfterCommit = 1;
  // Comments are written as well, and one of them may lose its answer instead.
  const lost = eventually('the run', () => {
    if (stage.world.faults.dropAfterCommit === 0 && runs().length === 0)
      stage.world.faults.dropAfterCommit = 1;
    return runs().length === 1;
  });
  await stage.type('alex', 'payments', `go ahead ${number}: fine`);
  await lost;
  await said('payments', number, /answer got lost/);
  const doubt = await said('soc', number, /answer got lost/);
  expect(JSON.stringify(doubt.activity?.entities)).toContain(stage.person('ada').id);
  const soc = await check('soc', number);
  await eventually('the three things to say', () =>
    /It ran\b[\s\S]*It did not run[\s\S]*Run it again/.test(soc.text()),
  );
  expect(runs()).toHaveLength(1);
  await stage.type('ada', 'soc', `outcome ${number} again`);
  await eventually('run once more, by a person', () => runs().length === 2);
  await said('soc', number, /Sentinel took it/);
  expect(runs()).toHaveLength(2);
  runs().length = 0;
});
