import { placeToCreate } from './about.ts';
import type { Activity } from './activity.ts';
import type { MessageChange } from './graph.ts';
import { type Answer, type Call, connectorError, jsonObject } from './http.ts';
import { type Messages, memoryMessages, playgroundMessages } from './messages.ts';
import { type Person, PLACE_IDS, type Place, placeOf } from './people.ts';
import { type PersonalChat, sharedPersonalChat } from './personal-chat.ts';
import { findMember, listMembers, pageMembers, teamChannels, teamDetails } from './roster.ts';

/** Something that the bot sent, newest last. `person` stands where it went to somebody's personal chat. */
export type SentMessage = {
  at: string;
  operation: 'post' | 'update' | 'remove';
  place: string;
  conversationId: string;
  messageId?: string;
  status: number;
  activity?: Activity;
};

/** Teams' connector, as the bot sees it: what it says goes to the Playground, who is where comes from the sandbox. */
export type Connector = {
  /** Answers one call; `path` starts at `v3`. */
  answer: (call: Call) => Promise<Answer>;
  /** From here on messages are shown in this Playground. */
  showIn: (playgroundConnectorUrl: string) => void;
  /** The personal chat of the Playground, once there is one. */
  personalChat: () => PersonalChat | undefined;
  sent: SentMessage[];
};

const noConversation = connectorError(404, 'ConversationNotFound', 'Conversation not found.');
const noCall = connectorError(404, 'NotFound', 'The sandbox knows no such call of the connector.');

/**
 * How many messages `sent` tells of, 200 unless set, and the clock of their times. `note`: called with each change of a
 * message that was carried out.
 */
export type ConnectorOptions = {
  kept?: number | undefined;
  now?: (() => Date) | undefined;
  note?: ((change: MessageChange) => void) | undefined;
};

/** Makes a connector that keeps messages in memory until it is told of a Playground. `current`: who uses that now. */
export function createConnector(
  people: Person[],
  places: Place[],
  current: () => string,
  { kept = 200, now = () => new Date(), note }: ConnectorOptions = {},
): Connector {
  const memory = memoryMessages();
  const sent: SentMessage[] = [];
  let playground: { messages: Messages; personal: PersonalChat } | undefined;
  const shownByPlayground: string[] = [PLACE_IDS.soc, PLACE_IDS.payments, PLACE_IDS.groupChat];
  const messagesOf = (place: Place) =>
    playground && shownByPlayground.includes(place.id) ? playground.messages : memory;
  // Its one member's key is the only thing that a personal chat adds to its place.
  const personalOf = (place: Place) =>
    playground && place.kind === 'personal' && place.members[0] !== undefined
      ? { chat: playground.personal, key: place.members[0] }
      : undefined;

  const post = (place: Place, conversationId: string, activity: Activity) => {
    const personal = personalOf(place);
    return personal
      ? personal.chat.post(personal.key, activity)
      : messagesOf(place).post(conversationId, activity);
  };

  const record = async (
    place: Place,
    entry: Pick<SentMessage, 'operation' | 'conversationId' | 'messageId' | 'activity'>,
    carriedOut: Promise<Answer>,
  ) => {
    const answer = await carriedOut;
    if (entry.activity?.type === 'typing') return answer;
    const messageId = entry.messageId ?? idIn(answer);
    sent.push({
      at: now().toISOString(),
      place: place.name,
      ...entry,
      ...(messageId && { messageId }),
      status: answer.status,
    });
    if (sent.length > kept) sent.shift();
    if (messageId && answer.status < 300) note?.({ ...entry, messageId });
    return answer;
  };

  const createConversation = async (body: Record<string, unknown>): Promise<Answer> => {
    const { isGroup, activity } = body as { isGroup?: boolean; activity?: Activity };
    const place = placeToCreate(body, people, places);
    if (isGroup) {
      if (!place || !activity) {
        return connectorError(400, 'BadSyntax', 'A thread takes channelData.channel.id and an activity.');
      }
      const entry = { operation: 'post', conversationId: place.id, activity } as const;
      return record(place, entry, messagesOf(place).thread(place.id, activity));
    }
    if (!place) {
      return connectorError(403, 'BotNotInConversationRoster', 'The bot is not installed for this person.');
    }
    if (!activity) return { status: 201, body: { id: place.id } };
    const entry = { operation: 'post', conversationId: place.id, activity } as const;
    const answer = await record(place, entry, post(place, place.id, activity));
    return { status: answer.status, body: { id: place.id, activityId: idIn(answer) } };
  };

  const activities = async (place: Place, conversationId: string, call: Call): Promise<Answer> => {
    const [, , , , messageId] = call.path;
    const activity = jsonObject(call.body) as Activity | undefined;
    if (call.method === 'POST') {
      if (!activity) return connectorError(400, 'BadSyntax', 'The body is not a JSON object.');
      return record(
        place,
        { operation: 'post', conversationId, activity },
        post(place, conversationId, activity),
      );
    }
    if (!messageId) return noCall;
    const personal = personalOf(place)?.chat;
    if (call.method === 'PUT') {
      if (!activity) return connectorError(400, 'BadSyntax', 'The body is not a JSON object.');
      return record(
        place,
        { operation: 'update', conversationId, messageId, activity },
        personal
          ? personal.update(messageId, activity)
          : messagesOf(place).update(conversationId, messageId, activity),
      );
    }
    if (call.method !== 'DELETE') return noCall;
    return record(
      place,
      { operation: 'remove', conversationId, messageId },
      personal ? personal.remove(messageId) : messagesOf(place).remove(conversationId, messageId),
    );
  };

  return {
    sent,
    personalChat: () => playground?.personal,
    showIn: (url) => {
      const messages = playgroundMessages(url);
      playground = { messages, personal: sharedPersonalChat(messages, current) };
    },
    answer: async (call) => {
      const [version, collection, id, part, subject] = call.path;
      if (version !== 'v3') return noCall;
      if (collection === 'teams' && id) {
        if (placeOf(places, id)?.kind !== 'channel') return noConversation;
        return part === 'conversations' ? teamChannels(places) : teamDetails(places, people);
      }
      if (collection !== 'conversations') return noCall;
      if (!id) {
        const body = call.method === 'POST' ? jsonObject(call.body) : undefined;
        return body ? createConversation(body) : noCall;
      }
      const place = placeOf(places, id);
      if (!place) return noConversation;
      if (part === 'activities') return activities(place, id, call);
      if (part === 'pagedmembers') return pageMembers(place, people);
      if (part !== 'members') return noCall;
      return subject ? findMember(place, people, subject) : listMembers(place, people);
    },
  };
}

function idIn({ body }: Answer): string | undefined {
  const answer = Buffer.isBuffer(body) ? jsonObject(body) : (body as Record<string, unknown> | undefined);
  const id = answer?.activityId ?? answer?.id;
  return typeof id === 'string' ? id : undefined;
}
