import { type Answer, jsonObject } from './http.ts';
import { type Person, PLACE_IDS, personalChatId, TEAM } from './people.ts';

/** The parts of a Bot Framework activity that the sandbox reads or rewrites; the rest passes through it. */
export type Activity = {
  type?: string;
  action?: string;
  id?: string;
  replyToId?: string;
  text?: string;
  serviceUrl?: string;
  from?: object;
  recipient?: object;
  conversation?: { id?: string; [field: string]: unknown };
  channelData?: { tenant?: object; [field: string]: unknown };
  membersAdded?: { id?: string }[];
  membersRemoved?: { id?: string }[];
  attachments?: { contentType?: string; content?: unknown }[];
  [field: string]: unknown;
};

/** What turns an activity of the Playground into one that Teams might have sent. */
export type Sender = { person: Person; serviceUrl: string };

/**
 * The Playground's activity as the chosen person's: the Playground knows one user and one personal chat, so the
 * person, the tenant, their own personal chat and the gateway's connector are put in its place.
 */
export function asPerson(activity: Activity, { person, serviceUrl }: Sender): Activity {
  const { id, name, aadObjectId, tenantId } = person;
  const personal = activity.conversation?.id === PLACE_IDS.personal;
  return {
    ...activity,
    channelId: 'msteams',
    serviceUrl,
    from: { id, name, aadObjectId },
    conversation: {
      ...activity.conversation,
      ...(personal && { id: personalChatId(person.key) }),
      tenantId,
    },
    channelData: { ...activity.channelData, tenant: { id: tenantId } },
  };
}

/** Whether an activity says that the bot was added here. The Playground says so each time that its page opens a chat. */
export function addsBot(activity: Activity): boolean {
  if (activity.type === 'installationUpdate')
    return activity.action?.toLowerCase().startsWith('add') === true;
  return (
    activity.type === 'conversationUpdate' &&
    activity.membersAdded?.some((member) => member.id?.startsWith('28:')) === true
  );
}

/** Whether an activity says that the bot was taken away from here. */
export function removesBot(activity: Activity): boolean {
  if (activity.type === 'installationUpdate') {
    return activity.action?.toLowerCase().startsWith('remove') === true;
  }
  return (
    activity.type === 'conversationUpdate' &&
    activity.membersRemoved?.some((member) => member.id?.startsWith('28:')) === true
  );
}

/** Where the bot is added to, by whom. */
export type Installation = {
  kind: 'channel' | 'groupChat' | 'personal';
  conversationId: string;
  person: Person;
};

/** The two activities by which Teams tells a bot that it was added somewhere, in the order in which Teams sends them. */
export function installationActivities(
  { kind, conversationId, person }: Installation,
  { botId, serviceUrl }: { botId: string; serviceUrl: string },
): Activity[] {
  const bot = { id: `28:${botId}`, name: 'Muster' };
  const { id, name, aadObjectId, tenantId } = person;
  const common = {
    channelId: 'msteams',
    serviceUrl,
    timestamp: new Date().toISOString(),
    from: { id, name, aadObjectId },
    recipient: bot,
    conversation: {
      id: conversationId,
      conversationType: kind,
      tenantId,
      ...(kind !== 'personal' && { isGroup: true }),
    },
    entities: [{ type: 'clientInfo', locale: 'en-GB', country: 'GB', platform: 'Web' }],
    locale: 'en-GB',
  };
  const team = kind === 'channel' ? { team: TEAM, channel: { id: conversationId } } : {};
  const settings = { settings: { selectedChannel: { id: conversationId } } };
  const tenant = { tenant: { id: tenantId } };
  return [
    {
      ...common,
      type: 'installationUpdate',
      action: 'add',
      id: crypto.randomUUID(),
      channelData: { ...team, ...tenant, ...settings, source: { name: 'message' } },
    },
    {
      ...common,
      type: 'conversationUpdate',
      id: crypto.randomUUID(),
      membersAdded: [{ id: bot.id }],
      channelData: {
        ...team,
        ...tenant,
        ...settings,
        ...(kind === 'channel' && { eventType: 'teamMemberAdded' }),
      },
    },
  ];
}

/**
 * A click's answer as the Playground can show it. Teams shows the message of an error under the card; the Playground
 * shows nothing at all, so there it becomes a message.
 */
export function asShownByPlayground(answer: Answer): Answer {
  const body = Buffer.isBuffer(answer.body) ? jsonObject(answer.body) : undefined;
  if (body?.type !== 'application/vnd.microsoft.error') return answer;
  const { message } = (body.value ?? {}) as { message?: string };
  const type = 'application/vnd.microsoft.activity.message';
  return { status: 200, body: { statusCode: 200, type, value: message ?? 'The bot refused.' } };
}
