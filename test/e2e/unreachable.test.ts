/** Channels that Teams won't let Muster write to: the SOC is told once, has the incidents meanwhile, and it mends by itself. */
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { host } from '../../sandbox/sentinel/entities.ts';
import { NO_FAULTS } from '../../sandbox/teams/faults.ts';
import { PLACE_IDS, TEAM } from '../../sandbox/teams/people.ts';
import { buttonsOf, cardText, eventually, type Json, type Stage, startStage } from './stage.ts';

let stage: Stage;
const entities = [host('pay-web-01', 'rg-payments')];

beforeAll(async () => {
  stage = await startStage();
  await stage.settle();
}, 30_000);
afterEach(() => {
  stage.gateway.setFaults(NO_FAULTS);
  stage.logs.length = 0;
});
afterAll(() => stage.stop());

/** What Teams tells of a channel: that of the payments team unless `channelData` says otherwise. */
const told = (eventType: string, channelData: Json = {}) => {
  const activity = stage.activity('alex', 'payments', { type: 'conversationUpdate' });
  return stage.send({
    ...activity,
    channelData: { ...activity.channelData, eventType, ...channelData },
  });
};
const tells = (words: RegExp) =>
  stage.messages('soc').filter((m) => m.operation === 'post' && words.test(cardText(m)));
const lost = () => tells(/can’t write to Payments/);
const back = () => tells(/Payments can be reached again/);
const oneMore = (what: () => unknown[], before: number) =>
  eventually('the SOC is told', () => what().length === before + 1);
const create = async (title: string): Promise<number> => {
  const { incidentNumber: number } = stage.world.create({ title, entities }).properties;
  await stage.poll();
  await stage.card('soc', number);
  return number;
};
const metric = async (name: string): Promise<number> => {
  const text = await (await fetch(`${stage.sandbox.ready.bot}/metrics`)).text();
  return Number(new RegExp(`^${name}(?:\\{.*\\})? (\\S+)$`, 'm').exec(text)?.[1]);
};

test('a channel that was deleted is told to the SOC once, with how many of its incidents are open and what to do', async () => {
  const number = await stage.arrive({ title: 'Open when it was deleted', entities });
  await stage.card('payments', number);
  await told('channelDeleted');
  await oneMore(lost, 0);
  expect(cardText(lost()[0])).toMatch(
    /the channel was deleted[\s\S]*1 open incident[\s\S]*restore the channel/,
  );
  await eventually('the SOC’s card says where it stands', () =>
    /Can’t be reached/.test(stage.cardNow('soc', number)!.text),
  );
  await told('channelDeleted');
  const meanwhile = await create('Came meanwhile');
  await stage.press('ada', 'soc', number, 'acknowledge');
  await eventually('Sentinel is told', () => stage.held(number).incident.properties.status === 'Active');
  expect(lost()).toHaveLength(1);
  await eventually('whose it would be is on the card, once its entities are known', () =>
    /Payments[\s\S]*Can’t be reached/.test(stage.cardNow('soc', meanwhile)!.text),
  );
  expect(stage.cardNow('payments', meanwhile)).toBeUndefined();
  expect(await metric('muster_unreachable_channels')).toBe(1);
});

test('once it is restored it gets what it missed, and the SOC is told once', async () => {
  expect(stage.cardNow('payments', 1)!.text).not.toMatch(/Ada Moreno/);
  await told('channelRestored');
  await oneMore(back, 0);
  await stage.card('payments', 2);
  await eventually('its card is brought up to date', () =>
    /Ada Moreno/.test(stage.cardNow('payments', 1)!.text),
  );
  expect(stage.cardPosts('payments', 1)).toHaveLength(1);
  expect(stage.cardPosts('payments', 2)).toHaveLength(1);
  await eventually('the SOC’s card', () => !/Can’t be reached/.test(stage.cardNow('soc', 2)!.text));
  expect(back()).toHaveLength(1);
  expect(await metric('muster_unreachable_channels')).toBe(0);
});

test('a closing that it missed is on its card when it is back', async () => {
  await told('ChannelDeleted');
  await oneMore(lost, 1);
  await stage.press('ada', 'soc', 2, 'close', { outcome: 'Undetermined', comment: 'Nothing in it.' });
  await eventually('it is closed', () => stage.held(2).incident.properties.status === 'Closed');
  await told('CHANNELRESTORED');
  await oneMore(back, 1);
  await eventually('the card says closed', () => /Closed/.test(stage.cardNow('payments', 2)!.text));
});

test('a team’s archive is the end of all its channels, and of the SOC’s own there is a line in the log', async () => {
  await told('teamArchived', { channel: undefined });
  await eventually('an error in the log', () =>
    stage.logs.some(({ level, msg }) => level >= 50 && /SOC's channel can't be written to/.test(msg)),
  );
  expect(await metric('muster_unreachable_channels')).toBe(2);
  expect((await fetch(`${stage.sandbox.ready.bot}/readyz`)).status).toBe(200);
  const { incidentNumber: number } = stage.world.create({ title: 'In the archive', entities }).properties;
  await stage.poll();
  await eventually('it is in the log', async () => (await stage.log(number)).length > 1);
  expect(stage.cardNow('soc', number)).toBeUndefined();
  await told('teamUnarchived', { channel: undefined });
  await stage.card('soc', number);
  await stage.card('payments', number);
  expect(stage.cardPosts('soc', number)).toHaveLength(1);
});

test.each([
  [403, 'BotNotInConversationRoster', /removed from the channel/],
  [404, 'ConversationNotFound', /was deleted/],
  [403, 'BotDisabledByAdmin', /blocked the app/],
  // Who speaks there proves nothing here; that Muster's answer gets through does.
  [403, 'MessageWritesBlocked', /takes no messages/],
])(
  'a write that ends in %i %s ends the route; speaking to Muster there brings it back',
  async (status, code, why) => {
    const number = await stage.arrive({ title: code, entities });
    await stage.card('payments', number);
    const [before, again] = [lost().length, back().length];
    // Everything is refused for the moment, so what the SOC's channel gets waits until Teams lets it.
    stage.gateway.setFaults({ refuse: { status, code } });
    stage.world.change(number, { title: `${code} renamed` });
    await stage.poll();
    await eventually(
      'both are known to be lost',
      async () => (await metric('muster_unreachable_channels')) === 2,
    );
    stage.gateway.setFaults(NO_FAULTS);
    stage.logs.length = 0;
    await stage.type('ada', 'soc', 'help');
    await oneMore(lost, before);
    expect(cardText(lost().at(-1))).toMatch(why);
    await stage.type('piet', 'payments', 'help');
    await oneMore(back, again);
    await eventually('the card is brought up to date', () =>
      stage.cardNow('payments', number)!.text.includes(`${code} renamed`),
    );
    expect(stage.cardPosts('payments', number)).toHaveLength(1);
  },
);

test('a channel that Muster was taken out of is told as well, and being added again brings it back', async () => {
  const [before, again] = [lost().length, back().length];
  await stage.send(stage.activity('alex', 'payments', { type: 'installationUpdate', action: 'remove' }));
  await oneMore(lost, before);
  expect(cardText(lost().at(-1))).toMatch(/removed from the channel/);
  await stage.install('payments');
  await oneMore(back, again);
});

test('names that change in Teams are taken over, and a kind of event that is new does no harm', async () => {
  await told('channelRenamed', { channel: { id: PLACE_IDS.payments, name: 'Payments and cards' } });
  await told('TeamRenamed', { channel: undefined, team: { id: TEAM.id, name: 'Shop and more' } });
  expect(cardText((await stage.ask('ada', 'soc', 'routes'))[0])).toContain(
    'Payments – Shop and more / Payments and cards',
  );
  const { status } = await told('channelMadeRound');
  expect(status).toBe(200);
  expect(stage.logs.filter(({ level }) => level >= 50)).toEqual([]);
});

test('a card that was deleted in Teams is posted afresh, in a new thread, while its incident is open', async () => {
  const losses = lost().length;
  const number = await stage.arrive({ title: 'Deleted in Teams', entities });
  const first = await stage.card('payments', number);
  const where = `${encodeURIComponent(first.thread)}/activities/${first.messageId}`;
  await fetch(`${stage.gateway.serviceUrl}v3/conversations/${where}`, { method: 'DELETE' });
  stage.world.change(number, { title: 'Deleted and renamed' });
  await stage.poll();
  await eventually('the loss is in the log', async () =>
    (await stage.log(number)).some(({ events }) => events.some(({ kind }) => kind === 'lost')),
  );
  const posts = await eventually('a second card', () => {
    const found = stage.cardPosts('payments', number);
    return found.length === 2 && found;
  });
  expect(posts[1]!.messageId).not.toBe(first.messageId);
  expect(cardText(posts[1])).toContain('Deleted and renamed');
  const thread = `${posts[1]!.conversationId};messageid=${posts[1]!.messageId}`;
  const { body } = await stage.click(
    'piet',
    'payments',
    buttonsOf(posts[1]!.activity as Json).acknowledge!,
    thread,
  );
  expect(cardText(body.value)).toContain('Piet');
  expect(lost()).toHaveLength(losses);
});
