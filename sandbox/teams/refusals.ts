import { z } from 'zod';
import { type Answer, connectorError } from './http.ts';
import { type Place, placeOf } from './people.ts';

/** How Teams answers every call about a place that the bot cannot reach: a status and one of its error codes. */
export const refusal = z.strictObject({
  status: z.number().int().min(400).max(599),
  code: z.string().min(1),
});
export type Refusal = z.infer<typeof refusal>;

/** Teams' own words for its codes (learn.microsoft.com, "Messages in bot conversations", status codes). */
const MESSAGES: Record<string, string> = {
  BotNotInConversationRoster: "The bot isn't part of the conversation roster.",
  BotDisabledByAdmin: 'The tenant admin disabled this bot.',
  ConversationBlockedByUser: 'User blocked the conversation with the bot.',
  ConversationNotFound: 'Conversation not found.',
  ForbiddenOperationException: 'The bot is not allowed to do this here.',
};

/** Which places answer nothing but a refusal, by place id. */
export type Refusals = {
  /** Sets a place's refusal, or with undefined takes it away. Throws where there is no such place. */
  refuse: (placeId: string, how: Refusal | undefined) => void;
  /** What is answered about a place; undefined where the call is to be carried out. */
  about: (place: Place | undefined) => Answer | undefined;
  list: () => Record<string, Refusal>;
};

/** No refusals yet. */
export function createRefusals(places: Place[]): Refusals {
  const refused = new Map<string, Refusal>();
  return {
    refuse(placeId, how) {
      const place = placeOf(places, placeId);
      if (!place) throw new Error(`There is no place '${placeId}'; GET /_sandbox/state lists them.`);
      if (how) refused.set(place.id, how);
      else refused.delete(place.id);
    },
    about(place) {
      const how = place && refused.get(place.id);
      return how && answerOf(how);
    },
    list: () => Object.fromEntries(refused),
  };
}

/**
 * Most refusals have the connector's common shape. That of blocked writes comes from another service behind it:
 * its code stands inside a JSON text (same site, "Send proactive messages").
 */
function answerOf({ status, code }: Refusal): Answer {
  if (code !== 'MessageWritesBlocked')
    return connectorError(status, code, MESSAGES[code] ?? 'Refused by the sandbox.');
  const details = 'Writing messages to this thread is blocked.';
  const message = JSON.stringify({ subCode: code, details, errorCode: null, errorSubCode: null }, null, 2);
  return { status, body: { errorCode: 209, message: message.replaceAll('\n', '\r\n') } };
}
