/** Forty incidents at once where five a minute are enough: one card in each channel stands for them. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { host } from '../../sandbox/sentinel/entities.ts';
import type { SentMessage } from '../../sandbox/teams/connector.ts';
import {
  buttonsOf,
  cardOf,
  cardText,
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
// The card is sent every five seconds, and forty incidents have much to be done.
const patience = 25_000;
const numbers: Record<'brute' | 'odd' | 'high', number[]> = { brute: [], odd: [], high: [] };
const all = (): number[] => Object.values(numbers).flat();

beforeAll(async () => {
  stage = await startStage({ env: { STORM_CARDS_PER_MINUTE: '5' } });
  await stage.settle();
  const create = (severity: string, title: string, rule: string): number =>
    stage.world.create({
      title,
      severity,
      relatedAnalyticRuleIds: [rule],
      entities: [host('pay-web-01', 'rg-payments')],
    }).properties.incidentNumber;
  const brute = '10000000-0000-4000-8000-000000000001';
  const odd = '10000000-0000-4000-8000-000000000002';
  for (let i = 0; i < 26; i++) numbers.brute.push(create('Medium', 'Brute force', brute));
  for (let i = 0; i < 12; i++) numbers.odd.push(create('Low', 'Odd process', odd));
  for (let i = 0; i < 2; i++) numbers.high.push(create('High', 'Ransomware', odd));
  await stage.poll();
}, 30_000);
afterAll(() => stage.stop());

// Everything runs in this process, and hundreds of cards take a while to read: each is read once.
const read = new WeakMap<SentMessage, string>();
function textOf(message: SentMessage): string {
  const text = read.get(message) ?? cardText(message);
  read.set(message, text);
  return text;
}

/** The posts of storm cards in a channel. */
const stormPosts = (where: Where): SentMessage[] =>
  stage.messages(where).filter((m) => m.operation === 'post' && /^Storm: /m.test(textOf(m)));

/** A channel's storm card as it is now. */
function storm(where: Where): { card: Json; text: string } | undefined {
  const [post] = stormPosts(where);
  const last = post && stage.messages(where).findLast((m) => m.messageId === post.messageId);
  return last && { card: cardOf(last)!, text: textOf(last) };
}

const stormShows = (where: Where, what: string, shows: (text: string) => boolean) =>
  eventually(
    `the storm card in ${where}: ${what}`,
    () => {
      const now = storm(where);
      return now && shows(now.text) && now;
    },
    patience,
  );

/** The numbers of the incidents' own cards in a channel, in the order of their posts. */
const posts = (where: Where): number[] =>
  stage
    .messages(where)
    .filter((m) => m.operation === 'post' && !m.conversationId.includes(';'))
    .flatMap((m) => /^Incident (\d+)$/m.exec(textOf(m))?.slice(1).map(Number) ?? []);
const carded = (where: Where): number[] => posts(where).toSorted((a, b) => a - b);

/** The buttons of the group with that title on the storm card. */
async function groupButtons(where: Where, title: string): Promise<Record<string, Json>> {
  const { card } = await stormShows(where, title, (text) => text.includes(title));
  const group = nodes(card).find((n) => n.type === 'Container' && n.separator && cardText(n).includes(title));
  return buttonsOf(group);
}

const listed = (where: Where): number =>
  Number(/^Storm: (\d+) incident/m.exec(storm(where)?.text ?? '')?.[1]);

test.each<Where>(['soc', 'payments'])(
  'in %s each incident is visible: on its own card, or on the one storm card, which counts right',
  async (where) => {
    await eventually('all are there', () => listed(where) + carded(where).length === 40, patience);
    expect(stormPosts(where)).toHaveLength(1);
    expect(carded(where).length).toBeLessThan(20);
    expect(carded(where)).toEqual(expect.arrayContaining(numbers.high));
    expect(new Set(carded(where)).size).toBe(carded(where).length);
  },
);

test('the log of an incident in it says so, and has its deadline', async () => {
  const grouped = all().find(
    (number) => !carded('soc').includes(number) && !carded('payments').includes(number),
  )!;
  const entries = await stage.log(grouped);
  const where = entries.flatMap((e) => e.events).flatMap((e) => (e.kind === 'grouped' ? [e.channel] : []));
  expect(where).toHaveLength(2);
  expect(entries.flatMap((e) => e.effects).filter((e) => e.kind === 'timer')).toHaveLength(2);
});

test('a group is listed on request, and one of it gets its card, which begins a thread', async () => {
  const { group } = await groupButtons('payments', 'Brute force');
  const form = formOf((await stage.open('piet', 'payments', group!)).body);
  expect(cardText(form)).toMatch(/^Brute force – \d+ incidents$/m);
  const wanted = nodes(form).find((n) => n.type === 'Action.Submit' && n.data?.verb === 'post card')!;
  const answer = await stage.submit('piet', 'payments', wanted.data);
  const number = Number(/#(\d+) /.exec(cardText(form))![1]);
  expect(cardText(formOf(answer.body))).toContain('has its card');
  await stage.card('payments', number);
  expect(stage.cardPosts('payments', number)).toHaveLength(1);
  // A redelivered click posts no second one.
  await stage.submit('piet', 'payments', wanted.data);
  expect(
    (await stage.log(number)).flatMap((e) => e.effects).filter((e) => e.kind === 'card.post'),
  ).toHaveLength(1);
});

test('a comment on one gives it its card', async () => {
  const number = numbers.odd.find((n) => !carded('soc').includes(n))!;
  await stage.type('ada', 'soc', `comment ${number} Seen this before.`);
  expect((await stage.card('soc', number)).text).toContain('Seen this before.');
});

test('a whole group is acknowledged: each in its log, and no card for it', async () => {
  const before = carded('soc');
  const data = (await groupButtons('soc', 'Brute force'))['acknowledge group']!;
  const answer = await stage.click('ada', 'soc', data);
  expect(answer.body.value).toMatch(/Acknowledging these incidents: \d+/);
  const shown = await stormShows('soc', 'who did it', (text) =>
    /Ada .*acknowledged \d+ incidents of “Brute force”/.test(text),
  );
  expect(shown.text).toMatch(/\d+ Medium\n · \d+ acknowledged$/m);
  const inStorm = numbers.brute.filter((number) => !before.includes(number));
  for (const number of inStorm) {
    const entries = await stage.log(number);
    const acks = entries.filter((e) => e.events.some((event) => event.kind === 'acknowledged'));
    expect(acks).toHaveLength(1);
    expect(acks[0]).toMatchObject({ action: 'acknowledge', actor: { name: stage.person('ada').name } });
  }
  expect(carded('soc')).toEqual(before);
  await eventually('Sentinel has them', () =>
    inStorm.every((number) => stage.held(number).incident.properties.status === 'Active'),
  );
  expect((await groupButtons('soc', 'Brute force'))['acknowledge group']).toBeUndefined();
  // The same click, delivered again.
  const again = await stage.click('ada', 'soc', data);
  expect(again.body.value).toMatch(/^Nothing in this group is left/);
  const entries = await stage.log(inStorm[0]!);
  expect(entries.filter(({ action }) => action === 'acknowledge')).toHaveLength(1);
});

test('the SOC closes a group with what it was; a team can’t', async () => {
  const button = (await groupButtons('soc', 'Odd process'))['close group']!;
  expect((await groupButtons('payments', 'Odd process'))['close group']).toBeUndefined();
  const refused = await stage.open('piet', 'payments', button);
  expect(cardText(formOf(refused.body))).toMatch(/analyst/);
  const form = formOf((await stage.open('ada', 'soc', button)).body);
  expect(cardText(form)).toMatch(/open incidents?: Odd process/);
  const answer = await stage.submit(
    'ada',
    'soc',
    filledIn(form, { outcome: 'FalsePositive.InaccurateData', comment: 'A test run.' }),
  );
  expect(cardText(formOf(answer.body))).toMatch(/Closing these incidents/);
  await stormShows('soc', 'closed', (text) => /Ada .*closed \d+ incidents? of “Odd process”/.test(text));
  const inStorm = numbers.odd.filter((number) => !stage.cardPosts('soc', number).length);
  await eventually('Sentinel has them', () =>
    inStorm.every((number) => stage.held(number).incident.properties.status === 'Closed'),
  );
  for (const number of inStorm)
    expect(stage.held(number).incident.properties).toMatchObject({
      classification: 'FalsePositive',
      classificationReason: 'InaccurateData',
      classificationComment: expect.stringContaining('A test run.'),
    });
  await stormShows('payments', 'closed there too', (text) => /Odd process[\s\S]*\d+ closed/.test(text));
});

test('only what is in this channel’s own storm can be named', async () => {
  const { group } = await groupButtons('payments', 'Brute force');
  const forged = await stage.open('piet', 'payments', { ...group, storm: '999' });
  expect(cardText(formOf(forged.body))).toMatch(/nothing like that in this channel’s storm/);
  const elsewhere = await stage.click('piet', 'payments', {
    ...group,
    verb: 'acknowledge group',
    storm: '999',
  });
  expect(elsewhere.body.value).toMatch(/nothing like that in this channel’s storm/);
  const stranger = await stage.open('nia', 'payments', group!);
  expect(cardText(formOf(stranger.body))).not.toContain('Brute force');
});

test('nothing failed meanwhile', () => {
  expect(stage.logs.filter(({ level }) => level >= 50)).toEqual([]);
});
