import { afterEach, beforeEach, expect, test } from '@jest/globals';
import {
  type ChannelEvent,
  channelEvent,
  messageDeleted,
  messageEdited,
  messageUndeleted,
  type TeamEvent,
  type Telling,
  teamEvent,
} from '../../../sandbox/teams/events.ts';
import { PLACE_IDS, personalChatId, TEAM } from '../../../sandbox/teams/people.ts';
import { botId, gatewayWithBot, type Json } from '../../fixtures/gateway.ts';

const { payments, groupChat } = PLACE_IDS;
let stage: Awaited<ReturnType<typeof gatewayWithBot>>;
let telling: Telling;
beforeEach(async () => {
  stage = await gatewayWithBot();
  const { gateway } = stage;
  telling = { person: gateway.people[0]!, botId, serviceUrl: gateway.serviceUrl };
});
afterEach(() => stage.close());

/** Sends an activity through the gateway, and gives what the bot got. */
const got = async (activity: Parameters<typeof stage.gateway.tell>[0]): Promise<Json> => {
  expect((await stage.gateway.tell(activity)).status).toBe(200);
  return stage.received.at(-1)!;
};

test.each<ChannelEvent>(['channelCreated', 'channelDeleted', 'channelRenamed', 'channelRestored'])(
  '%s comes in the team’s conversation, and names the channel in its channel data',
  async (eventType) => {
    const activity = await got(channelEvent(eventType, { id: payments, name: 'Payments 2' }, telling));
    expect(activity).toMatchObject({
      type: 'conversationUpdate',
      channelId: 'msteams',
      serviceUrl: stage.gateway.serviceUrl,
      from: { aadObjectId: telling.person.aadObjectId },
      recipient: { id: `28:${botId}` },
      conversation: { id: TEAM.id, conversationType: 'channel', isGroup: true },
      channelData: {
        eventType,
        channel: { id: payments, name: 'Payments 2' },
        team: { id: TEAM.id },
        tenant: { id: telling.person.tenantId },
      },
    });
  },
);

test.each<TeamEvent>(['teamArchived', 'teamUnarchived', 'teamDeleted', 'teamHardDeleted', 'teamRestored'])(
  '%s names the team and no channel',
  async (eventType) => {
    const { type, channelData } = await got(teamEvent(eventType, telling));
    expect(type).toBe('conversationUpdate');
    expect(channelData).toMatchObject({ eventType, team: { id: TEAM.id, name: TEAM.name } });
    expect(channelData).not.toHaveProperty('channel');
  },
);

test('teamRenamed brings the new name', async () => {
  const { channelData } = await got(teamEvent('teamRenamed', telling, 'Contoso Defence'));
  expect(channelData).toMatchObject({
    eventType: 'teamRenamed',
    team: { id: TEAM.id, name: 'Contoso Defence' },
  });
});

test('an edited message comes under its own id, with its new text and in its thread', async () => {
  const thread = `${payments};messageid=17`;
  const activity = await got(
    messageEdited({ conversationId: thread, id: '18', text: 'I meant yes' }, telling),
  );
  expect(activity).toMatchObject({
    type: 'messageUpdate',
    id: '18',
    text: 'I meant yes',
    conversation: { id: thread, conversationType: 'channel' },
    channelData: { eventType: 'editMessage', channel: { id: payments }, team: { id: TEAM.id } },
  });
});

test('a deleted message comes without text, and with it when that is taken back', async () => {
  const conversationId = personalChatId('ada');
  const deleted = await got(messageDeleted({ conversationId, id: '18', text: 'gone' }, telling));
  expect(deleted).toMatchObject({
    type: 'messageDelete',
    id: '18',
    conversation: { id: conversationId, conversationType: 'personal' },
    channelData: { eventType: 'softDeleteMessage' },
  });
  expect(deleted).not.toHaveProperty('text');
  const back = await got(messageUndeleted({ conversationId: groupChat, id: '18', text: 'here' }, telling));
  expect(back).toMatchObject({
    type: 'messageUpdate',
    text: 'here',
    conversation: { conversationType: 'groupChat', isGroup: true },
    channelData: { eventType: 'undeleteMessage' },
  });
  expect(back.channelData).not.toHaveProperty('team');
});
