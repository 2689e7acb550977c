import type { Activity } from './activity.ts';
import { type Answer, connectorError, jsonObject } from './http.ts';
import { withFilesShown } from './playground-files.ts';

/** Where the bot's messages go: the Playground, or memory where there is none. Answers are those of Teams' connector. */
export type Messages = {
  /** Starts a thread in a channel: `{ id: '<channel>;messageid=<root>', activityId }`. */
  thread: (channelId: string, activity: Activity) => Promise<Answer>;
  /** Says something in a conversation: `{ id }`. */
  post: (conversationId: string, activity: Activity) => Promise<Answer>;
  update: (conversationId: string, messageId: string, activity: Activity) => Promise<Answer>;
  remove: (conversationId: string, messageId: string) => Promise<Answer>;
};

let lastId = 0;

/** A message id as Teams makes them: the time in milliseconds, and never the same twice. */
export function newMessageId(): string {
  lastId = Math.max(Date.now(), lastId + 1);
  return String(lastId);
}

/** Keeps the bot's messages in memory. `live` tells the ids that may still be changed. */
export function memoryMessages(): Messages {
  const live = new Set<string>();
  const key = (conversationId: string, id: string) => `${conversationId.split(';')[0]} ${id}`;
  const missing = connectorError(404, 'ActivityNotFoundInConversation', 'The message was not found.');
  const keep = (conversationId: string) => {
    const id = newMessageId();
    live.add(key(conversationId, id));
    return id;
  };
  return {
    thread: async (channelId) => {
      const activityId = keep(channelId);
      return { status: 201, body: { id: `${channelId};messageid=${activityId}`, activityId } };
    },
    post: async (conversationId, activity) =>
      activity.type === 'message'
        ? { status: 201, body: { id: keep(conversationId) } }
        : { status: 202, body: {} },
    update: async (conversationId, id) =>
      live.has(key(conversationId, id)) ? { status: 200, body: { id } } : missing,
    remove: async (conversationId, id) =>
      live.delete(key(conversationId, id)) ? { status: 200, body: {} } : missing,
  };
}

/** Shows the bot's messages in the Playground, through its mock connector. */
export function playgroundMessages(connectorUrl: string): Messages {
  const call = async (method: string, path: string[], body: object): Promise<Answer> => {
    const response = await fetch(
      `${connectorUrl}/v3/conversations/${path.map(encodeURIComponent).join('/')}`,
      {
        method,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      },
    );
    const type = response.headers.get('content-type');
    return {
      status: response.status,
      body: Buffer.from(await response.arrayBuffer()),
      headers: type ? { 'content-type': type } : {},
    };
  };
  const post = (conversationId: string, activity: Activity) =>
    call('POST', [conversationId, 'activities'], activity);
  const update = (conversationId: string, id: string, activity: Activity) =>
    call('PUT', [conversationId, 'activities', id], onePart(activity).main);
  // A message of several parts is one in Teams; here the first part is the message, and the rest follow it.
  const followedBy = async (conversationId: string, answer: Answer, rest: Activity[]) => {
    for (const part of answer.status < 300 ? rest : []) await post(conversationId, part);
    return answer;
  };
  return {
    update,
    thread: async (channelId, activity) => {
      const { main, rest } = onePart(activity);
      const answer = await call('POST', [], {
        isGroup: true,
        channelData: { channel: { id: channelId } },
        activity: main,
      });
      const thread = Buffer.isBuffer(answer.body) ? jsonObject(answer.body)?.id : undefined;
      return followedBy(typeof thread === 'string' ? thread : channelId, answer, rest);
    },
    post: async (conversationId, activity) => {
      const { main, rest } = onePart(activity);
      return followedBy(conversationId, await post(conversationId, main), rest);
    },
    // It cannot delete; Teams too leaves a line behind where a message was.
    remove: (conversationId, id) =>
      update(conversationId, id, { type: 'message', text: 'This message has been deleted.' }),
  };
}

/**
 * A message cut into parts of one thing each. The Playground does so too, but then it answers without an id, refuses
 * to update, and drops the card that starts a thread. A card is the main part, because it is what gets updated.
 */
function onePart(activity: Activity): { main: Activity; rest: Activity[] } {
  const { text, attachments = [], entities, ...common } = withFilesShown(activity);
  const cards: Activity[] = attachments.map((attachment) => ({ ...common, attachments: [attachment] }));
  const words = text ? [{ ...common, text, ...(entities !== undefined && { entities }) }] : [];
  const [main, ...rest] = [...cards, ...words];
  return main && rest.length > 0 ? { main, rest } : { main: withFilesShown(activity), rest: [] };
}
