/** Activities by which Teams tells a bot what became of its channels, its teams and people's messages. */
import { type Activity, type Installation, installationActivities } from './activity.ts';
import { type Person, TEAM } from './people.ts';

/** Who did it, to which bot and from which service address it is told, and when it happened (now, unless set). */
export type Telling = { person: Person; botId: string; serviceUrl: string; at?: Date };

/** What happens to a channel; `channelData.eventType` says which. */
export type ChannelEvent = 'channelCreated' | 'channelDeleted' | 'channelRenamed' | 'channelRestored';

/** What happens to a whole team, likewise. */
export type TeamEvent =
  | 'teamArchived'
  | 'teamUnarchived'
  | 'teamDeleted'
  | 'teamHardDeleted'
  | 'teamRestored'
  | 'teamRenamed';

/** A message of a person: `id` is the message's, `conversationId` of a thread is `<channel>;messageid=<root>`. */
export type PersonsMessage = { conversationId: string; id: string; text?: string };

/**
 * Tells of a channel. Its conversation is the team's, that is the General channel's, whichever channel it is about:
 * which one stands in `channelData.channel`, with its name (of a renamed one, the new name).
 */
export function channelEvent(
  eventType: ChannelEvent,
  channel: { id: string; name: string },
  telling: Telling,
): Activity {
  const team = { id: TEAM.id, name: TEAM.name, aadGroupId: TEAM.aadGroupId };
  return update({ channel: { ...channel }, team, eventType }, telling);
}

/** Tells of the sandbox's team. @param name of a renamed one, the new name. */
export function teamEvent(eventType: TeamEvent, telling: Telling, name: string = TEAM.name): Activity {
  return update({ team: { id: TEAM.id, name, aadGroupId: TEAM.aadGroupId }, eventType }, telling);
}

/** The two activities by which Teams tells that the bot was taken away from somewhere. */
export function removalActivities(
  where: Installation,
  to: { botId: string; serviceUrl: string },
): Activity[] {
  return installationActivities(where, to).map(({ membersAdded, channelData = {}, ...activity }) => ({
    ...activity,
    ...(activity.type === 'installationUpdate' && { action: 'remove' }),
    ...(membersAdded && { membersRemoved: membersAdded }),
    channelData: {
      ...channelData,
      ...(channelData.eventType !== undefined && { eventType: 'teamMemberRemoved' }),
    },
  }));
}

/** A person edited a message: the activity has the message's id and its new text. */
export const messageEdited = (message: PersonsMessage & { text: string }, telling: Telling): Activity =>
  ofMessage('messageUpdate', 'editMessage', message, telling);

/** A person deleted a message: its id, and no text. */
export const messageDeleted = ({ text: _gone, ...message }: PersonsMessage, telling: Telling): Activity =>
  ofMessage('messageDelete', 'softDeleteMessage', message, telling);

/** A person took a deletion back: the message's id, and the text that it has again. */
export const messageUndeleted = (message: PersonsMessage & { text: string }, telling: Telling): Activity =>
  ofMessage('messageUpdate', 'undeleteMessage', message, telling);

function update(channelData: NonNullable<Activity['channelData']>, telling: Telling): Activity {
  const { tenantId } = telling.person;
  return {
    ...common(telling),
    type: 'conversationUpdate',
    id: `f:${crypto.randomUUID()}`,
    conversation: { isGroup: true, conversationType: 'channel', id: TEAM.id, tenantId },
    channelData: { ...channelData, tenant: { id: tenantId } },
  };
}

function ofMessage(
  type: 'messageUpdate' | 'messageDelete',
  eventType: string,
  { conversationId, id, text }: PersonsMessage,
  telling: Telling,
): Activity {
  const { tenantId } = telling.person;
  const [placeId = ''] = conversationId.split(';');
  const conversationType = kindOf(placeId);
  const inTeam = conversationType === 'channel' && {
    team: { id: TEAM.id, aadGroupId: TEAM.aadGroupId },
    channel: { id: placeId },
    teamsChannelId: placeId,
    teamsTeamId: TEAM.id,
  };
  return {
    ...common(telling),
    type,
    id,
    conversation: {
      id: conversationId,
      conversationType,
      tenantId,
      ...(conversationType !== 'personal' && { isGroup: true }),
    },
    ...(text !== undefined && { text, textFormat: 'plain' }),
    locale: 'en-GB',
    channelData: { ...inTeam, eventType, tenant: { id: tenantId } },
  };
}

function common({ person, botId, serviceUrl, at = new Date() }: Telling): Activity {
  const { id, name, aadObjectId } = person;
  return {
    channelId: 'msteams',
    serviceUrl,
    timestamp: at.toISOString(),
    from: { id, name, aadObjectId },
    recipient: { id: `28:${botId}`, name: 'Muster' },
  };
}

/** Teams' conversation ids tell what they are of. */
function kindOf(placeId: string): 'channel' | 'groupChat' | 'personal' {
  if (placeId.endsWith('@thread.tacv2')) return 'channel';
  return placeId.startsWith('19:') ? 'groupChat' : 'personal';
}
