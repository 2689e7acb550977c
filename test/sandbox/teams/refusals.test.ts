import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { PLACE_IDS, personalChatId } from '../../../sandbox/teams/people.ts';
import { connectorOf, control, gatewayWithBot } from '../../fixtures/gateway.ts';

const { soc, payments } = PLACE_IDS;
let stage: Awaited<ReturnType<typeof gatewayWithBot>>;
let teams: ReturnType<typeof connectorOf>;
beforeEach(async () => {
  stage = await gatewayWithBot();
  teams = connectorOf(stage.gateway);
});
afterEach(() => stage.close());

test.each([
  [403, 'BotNotInConversationRoster'],
  [403, 'BotDisabledByAdmin'],
  [404, 'ConversationNotFound'],
] as const)(
  'every call about a refused place is answered %s %s, and the others go on',
  async (status, code) => {
    stage.gateway.refuse(payments, { status, code });
    const answers = await Promise.all([
      teams.say(payments),
      teams.say(`${payments};messageid=1`),
      teams.startThread(payments),
      teams.update(payments, '1'),
      teams.members(payments),
      teams.member(payments, '29:sandbox-ada'),
    ]);
    for (const answer of answers) {
      expect(answer).toMatchObject({ status, body: { error: { code } } });
      expect(answer.body.error.message).toMatch(/\w\.$/);
    }
    expect((await teams.say(soc)).status).toBe(201);
    expect(stage.gateway.sent).toHaveLength(1);
    stage.gateway.refuse(payments, undefined);
    expect((await teams.say(payments)).status).toBe(201);
  },
);

test('blocked writes say their code inside a text, as the service behind Teams does', async () => {
  stage.gateway.refuse(personalChatId('mona'), { status: 403, code: 'MessageWritesBlocked' });
  const { status, body } = await teams.openChat('29:sandbox-mona');
  expect([status, body.errorCode, body.error]).toEqual([403, 209, undefined]);
  expect(JSON.parse(body.message)).toMatchObject({ subCode: 'MessageWritesBlocked' });
  expect((await teams.openChat('29:sandbox-ada')).status).toBe(201);
});

test('a refusal is set, shown and lifted over the control surface', async () => {
  const refuse = { status: 404, code: 'ConversationNotFound' };
  const set = await control(stage.gateway, 'PUT', 'refusals', { place: payments, refuse });
  expect(set).toEqual({ status: 200, body: { [payments]: refuse } });
  expect((await teams.say(payments)).status).toBe(404);
  expect((await control(stage.gateway, 'GET', 'state')).body.refusals).toEqual({ [payments]: refuse });
  const lifted = await control(stage.gateway, 'PUT', 'refusals', { place: payments, refuse: null });
  expect(lifted.body).toEqual({});
  expect((await teams.say(payments)).status).toBe(201);
});

test.each([
  { place: '19:nowhere@thread.tacv2', refuse: { status: 403, code: 'X' } },
  { place: payments, refuse: { status: 200, code: 'X' } },
  { place: payments },
])('%j is no refusal', async (body) => {
  const answer = await control(stage.gateway, 'PUT', 'refusals', body);
  expect([answer.status, answer.body.error]).toEqual([400, expect.stringMatching(/\w\.$/)]);
  expect(stage.gateway.refusals()).toEqual({});
});

test('the bot is taken out of a channel and put back, hears of both, and only in between is refused', async () => {
  await stage.gateway.announceInstallations();
  stage.received.length = 0;
  await control(stage.gateway, 'POST', 'take-out', { place: payments });
  expect(stage.received).toMatchObject([
    { type: 'installationUpdate', action: 'remove', conversation: { id: payments } },
    {
      type: 'conversationUpdate',
      membersRemoved: [{ id: expect.stringMatching(/^28:/) }],
      channelData: { eventType: 'teamMemberRemoved' },
    },
  ]);
  expect(stage.received[1]).not.toHaveProperty('membersAdded');
  expect((await teams.say(payments)).body.error.code).toBe('BotNotInConversationRoster');
  stage.received.length = 0;
  await control(stage.gateway, 'POST', 'put-back', { place: payments });
  expect(stage.received).toMatchObject([
    { type: 'installationUpdate', action: 'add' },
    { type: 'conversationUpdate', membersAdded: [{}] },
  ]);
  expect((await teams.say(payments)).status).toBe(201);
});

test('while the bot is out of a channel, the Playground’s page cannot put it back by being opened', async () => {
  await stage.gateway.takeOut(payments);
  stage.received.length = 0;
  const opened = { type: 'installationUpdate', action: 'add', conversation: { id: payments } };
  const answer = await fetch(`${stage.gateway.url}/playground/api/messages`, {
    method: 'POST',
    body: JSON.stringify(opened),
  });
  expect([answer.status, stage.received]).toEqual([200, []]);
});
