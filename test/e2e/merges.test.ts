/** What Defender merges, renames and reopens, and the numbers that people name incidents by. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { host } from '../../sandbox/sentinel/entities.ts';
import type { IncidentSpec } from '../../sandbox/sentinel/specs.ts';
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
const paymentsId = '19:sandbox-payments@thread.tacv2';
const payments = [host('pay-web-01', 'rg-payments')];
let made = 0;

beforeAll(async () => {
  stage = await startStage();
  await stage.settle();
}, 30_000);
afterAll(() => stage.stop());

/** A new incident with an alert of its own, whose details have been read. */
const arrive = (spec: Partial<IncidentSpec> = {}): Promise<number> =>
  stage.arrive({ alerts: [{ title: `Alert ${++made}` }], ...spec });
const text = (where: 'soc' | 'payments', number: number): string => stage.cardNow(where, number)?.text ?? '';
const kinds = async (number: number): Promise<string[]> =>
  (await stage.log(number)).flatMap((entry) => entry.events.map((event) => event.kind));
const actions = async (number: number): Promise<string[]> =>
  (await stage.log(number)).map((entry) => entry.action);
const said = async (where: 'soc' | 'payments', words: string, thread?: string): Promise<string> =>
  (await stage.ask('ada', where, words, thread)).map(cardText).join('\n');
const repliesIn = (where: 'soc' | 'payments', thread: string): string[] =>
  stage
    .messages(where)
    .filter((m) => m.operation === 'post' && m.conversationId === thread)
    .map(cardText);

/** One half of a merge, as Defender makes it: the alerts are there, or the other incident is empty and closed. */
function takeAlerts(into: number, from: number): void {
  const [target, source] = [stage.held(into), stage.held(from)];
  target.alerts.push(...source.alerts);
  stage.world.touched(target, 'Microsoft Defender XDR');
}
function leaveEmpty(number: number, more: Json = {}): void {
  const held = stage.held(number);
  held.alerts.length = 0;
  Object.assign(held.incident.properties, { status: 'Closed', classification: 'Undetermined' });
  Object.assign(held.own, more);
  held.incident.properties.labels = [{ labelName: 'Redirected', labelType: 'AutoAssigned' }];
  stage.world.touched(held, 'Microsoft Defender XDR');
}

test('an incident that arrives merged away gets no card', async () => {
  const { incidentNumber: number } = stage.world.create({
    title: 'A leftover',
    status: 'Closed',
    classification: 'Undetermined',
    labels: [{ labelName: 'Redirected', labelType: 'AutoAssigned' }],
    entities: payments,
  }).properties;
  await stage.poll();
  await eventually('it is in the log', async () => (await actions(number)).includes('arrived'));
  await arrive({ title: 'The next one' });
  expect(stage.cardPosts('soc', number)).toEqual([]);
  expect(await said('soc', `show ${number}`)).toMatch(/Merged into another incident by Defender/);
});

test('a merge carries the acknowledgement, the owner and the open question over, and counts once', async () => {
  const from = await arrive({ title: 'First sign', entities: payments });
  const into = await arrive({ title: 'The whole story', entities: payments });
  await stage.press('piet', 'payments', from, 'acknowledge');
  await stage.press('ada', 'soc', from, 'take');
  const question = 'Is pay-web-01 yours?';
  await stage.press('ada', 'soc', from, 'ask', { channel: paymentsId, people: '', question });
  await eventually('the owner is in Sentinel', () => stage.held(from).incident.properties.owner?.assignedTo);
  const old = (await stage.card('payments', from)).thread;
  await eventually('the question', () => repliesIn('payments', old).some((one) => one.includes(question)));
  const open = async (): Promise<number> => Number(/(\d+)\nopen/.exec(await said('soc', 'status'))?.[1]);
  const before = await open();

  stage.world.merge(from, into);
  await stage.poll();
  for (const where of ['soc', 'payments'] as const) {
    await eventually(
      `the card in ${where} says so`,
      () => text(where, from).includes(`#${into}`) || text(where, from).includes(`incident ${into}`),
    );
    const verbs = ['history', ...(where === 'soc' ? ['report'] : []), 'show'];
    expect(Object.keys(buttonsOf(stage.cardNow(where, from)?.card)).sort()).toEqual(verbs);
    expect(stage.cardPosts(where, from)).toHaveLength(1);
  }
  expect(text('soc', from)).toContain(`Merged into #${into}: The whole story`);
  expect(text('payments', from)).not.toContain('The whole story');

  await eventually('its card includes the other', () => text('soc', into).includes(`Includes\n#${from}`));
  expect(text('soc', into)).toMatch(/Acknowledged by Piet Larsen/);
  await eventually(
    'Sentinel has the owner',
    () => stage.held(into).incident.properties.owner?.assignedTo === 'Ada Moreno',
  );
  const { thread } = await stage.card('payments', into);
  const asked = (where: string) =>
    stage
      .messages('payments')
      .find((m) => m.operation === 'post' && m.conversationId === where && cardText(m).includes(question));
  const post = await eventually('the question in the new thread', () => asked(thread));
  const data = buttonsOf(cardOf(post)).answer!;
  await stage.click('piet', 'payments', { ...data, answer: 'Yes, ours.' }, thread);
  await eventually('the answer is with the survivor', async () => (await kinds(into)).includes('answered'));
  await eventually('the old question says where it went', () => {
    const now = stage.messages('payments').findLast((m) => m.messageId === asked(old)!.messageId);
    return cardText(now).includes(`incident ${into}`) && !buttonsOf(cardOf(now)).answer;
  });
  expect(await kinds(from)).toContain('mergedInto');
  expect((await kinds(into)).filter((kind) => kind === 'absorbed')).toHaveLength(1);
  await eventually('it is open once', async () => (await open()) === before - 1);
  expect(await said('soc', `history ${into}`)).toContain(`merged #${from} into this one`);
  expect(await said('soc', `history ${from}`)).toContain(`merged it into #${into}`);

  expect(await said('soc', `acknowledge ${from}`)).toContain(`merged into #${into}`);
  expect(await said('soc', `reopen ${from}`)).toContain(`merged into #${into}`);
  expect(await said('soc', 'One more thing', (await stage.card('soc', from)).thread)).toContain(`#${into}`);
});

test('the surviving incident is found also where its new alerts are seen before the other is empty', async () => {
  const from = await arrive({ title: 'Small part' });
  const into = await arrive({ title: 'Bigger part' });
  takeAlerts(into, from);
  await stage.poll();
  await eventually('its alerts are read again', async () =>
    (await stage.log(into)).some(({ events }) =>
      events.some((e) => e.kind === 'detailed' && e.alerts.length === 2),
    ),
  );
  expect(await kinds(from)).not.toContain('mergedInto');
  leaveEmpty(from);
  await stage.poll();
  await eventually('the card names it', () => text('soc', from).includes(`Merged into #${into}`));
});

test('and where the other is empty long before the alerts are seen again', async () => {
  const from = await arrive({ title: 'Early part' });
  const into = await arrive({ title: 'Late part' });
  const alerts = [...stage.held(from).alerts];
  leaveEmpty(from);
  await stage.poll();
  await eventually('the card says so', () => text('soc', from).includes('Merged into another incident'));
  expect(buttonsOf(stage.cardNow('soc', from)?.card)).toHaveProperty('merged');
  expect(await said('soc', `comment ${from} too late`)).toMatch(/merged into another one by Defender/);
  stage.held(into).alerts.push(...alerts);
  stage.world.touched(stage.held(into), 'Microsoft Defender XDR');
  await stage.poll();
  await eventually('the card names it', () => text('soc', from).includes(`Merged into #${into}`));
});

test('by the number that Defender’s link leads to', async () => {
  const into = await arrive({ providerName: 'Microsoft XDR', providerIncidentId: '70001' });
  const from = await arrive({ providerName: 'Microsoft XDR', providerIncidentId: '70002' });
  leaveEmpty(from, { providerIncidentUrl: 'https://security.microsoft.com/incident2/70001/overview?tid=x' });
  await stage.poll();
  await eventually('the card names it', () => text('soc', from).includes(`Merged into #${into}`));
  expect(text('soc', into)).toContain('(Defender 70001)');
});

test('a person says it, by words or by the card’s button, and chains end at the last', async () => {
  const [a, b, c] = [
    await arrive({ title: 'A' }),
    await arrive({ title: 'B' }),
    await arrive({ title: 'C' }),
  ];
  expect(await said('soc', `merged ${a} into ${b}`)).toMatch(/still holds incident/);
  stage.held(a).alerts.length = 0;
  leaveEmpty(a);
  await stage.poll();
  await eventually('the card says so', () => text('soc', a).includes('Merged into another incident'));
  expect(await said('soc', `merged ${a} into ${a}`)).toMatch(/into itself/);
  expect(await said('soc', `merged ${a} into 987654`)).toMatch(/987654/);
  expect(await said('soc', `merged ${a} into ${b}`)).toContain(`merged into #${b}`);
  await eventually('B includes A', () => text('soc', b).includes(`#${a}`));
  expect(text('soc', a)).toMatch(/said by Ada Moreno/);

  leaveEmpty(b);
  await stage.poll();
  await eventually('the card says so', () => text('soc', b).includes('Merged into another incident'));
  await stage.press('ada', 'soc', b, 'merged', { into: `#${c}` });
  await eventually('C includes both', () => text('soc', c).includes(`Includes\n#${a}, #${b}`));
  await eventually('A lives on in C', () => text('soc', a).includes(`Merged into #${c}`));
  expect((await kinds(c)).filter((kind) => kind === 'absorbed')).toHaveLength(1);
  expect(await said('soc', `merged ${b} in ${c}`)).toContain(`already merged into #${c}`);
  expect(await said('soc', `merged ${c} into ${a}`)).toMatch(/into itself/);
});

test('a renamed incident is renamed in place', async () => {
  const number = await arrive({ title: 'Before', entities: payments });
  await stage.card('payments', number);
  stage.world.change(number, { title: 'Multi-stage incident on one endpoint' }, 'Microsoft Defender XDR');
  await stage.poll();
  for (const where of ['soc', 'payments'] as const) {
    await eventually(`the title in ${where}`, () => text(where, number).includes('Multi-stage incident'));
    expect(stage.cardPosts(where, number)).toHaveLength(1);
  }
});

test('what is reopened in Sentinel is told in each thread that has its card, with what is new', async () => {
  const number = await arrive({ title: 'Comes back', severity: 'Medium', entities: payments });
  const team = await stage.card('payments', number);
  const soc = await stage.card('soc', number);
  stage.world.change(number, { status: 'Closed', classification: 'Undetermined' });
  await stage.poll();
  await eventually('it is closed', () => /Closed/.test(text('payments', number)));
  stage.held(number).alerts.push(...structuredClone(stage.held(number).alerts));
  stage.world.change(number, { status: 'New', severity: 'High' });
  await stage.poll();
  const told = `Incident #${number} was reopened in Sentinel: 1 new alert, severity raised to High`;
  for (const [where, thread] of [
    ['soc', soc.thread],
    ['payments', team.thread],
  ] as const)
    await eventually(`the line in ${where}`, () =>
      repliesIn(where, thread).some((one) => one.includes(told)),
    );
  await eventually(
    'the full card is back',
    () => buttonsOf(stage.cardNow('payments', number)?.card).acknowledge,
  );
  expect(stage.cardPosts('payments', number)).toHaveLength(1);
  expect(await actions(number)).not.toContain('gave up');
});

test('what a person reopens is told with their words to the SOC, and without them to a team', async () => {
  const number = await arrive({ title: 'Back again', entities: payments });
  const { thread } = await stage.card('payments', number);
  const { thread: socs } = await stage.card('soc', number);
  await stage.press('ada', 'soc', number, 'close', { outcome: 'Undetermined', comment: 'Nothing.' });
  await eventually('it is closed', () => stage.held(number).incident.properties.status === 'Closed');
  await said('soc', `reopen ${number} the same host [again](https://evil.example)`);
  const line = await eventually('the line', () =>
    repliesIn('soc', socs).find((one) => one.includes('Ada Moreno reopened')),
  );
  expect(line).toContain(`Ada Moreno reopened incident #${number}: the same host`);
  expect(line).not.toContain('https://evil.example');
  const theirs = await eventually('the team’s line', () =>
    repliesIn('payments', thread).find((one) => one.includes('reopened')),
  );
  expect(theirs).toContain(`Ada Moreno reopened incident #${number}`);
  expect(theirs).not.toContain('the same host');
  await eventually('Sentinel reads why', () =>
    stage.comments(number).some((one) => one.includes('the same host')),
  );
});

test('a number that two incidents go by is asked about, and the button does it on the one chosen', async () => {
  const one = await arrive({ title: 'By its own number' });
  const other = await arrive({
    title: 'By Defender’s number',
    providerName: 'Microsoft XDR',
    providerIncidentId: String(one),
  });
  const [list] = await stage.ask('ada', 'soc', `comment ${one} the words`);
  expect(cardText(list)).toMatch(new RegExp(`#${one} can be several incidents`));
  expect(cardText(list)).toMatch(/By its own number[\s\S]*By Defender’s number/);
  for (const number of [one, other]) expect(await actions(number)).not.toContain('comment');
  const buttons = nodes(cardOf(list)).filter((n) => n.type === 'Action.Execute');
  expect(buttons).toHaveLength(2);
  const { name } = stage.held(other).incident;
  const chosen = buttons.find(({ data }) => data.incident.endsWith(name.toLowerCase()))!;
  await stage.click('ada', 'soc', chosen.data);
  expect(await actions(other)).toContain('comment');
  expect(await actions(one)).not.toContain('comment');

  const [mixed] = await stage.ask('ada', 'soc', `take ${one} and ${other}`);
  const rows = nodes(cardOf(mixed)).filter((n) => n.type === 'Action.Execute');
  expect(rows).toHaveLength(2);
  await stage.click('ada', 'soc', rows[0]!.data);
  await stage.click('ada', 'soc', rows[1]!.data);
  for (const number of [one, other]) expect(await actions(number)).toContain('take');

  const [shown] = await stage.ask('ada', 'soc', `show ${one}`);
  expect(nodes(cardOf(shown)).filter((n) => n.type === 'Action.Execute')).toHaveLength(2);
  const inThread = await said('soc', `release ${one}`, (await stage.card('soc', one)).thread);
  expect(inThread).toContain(`#${one}`);
  expect(await actions(one)).toContain('release');
});
