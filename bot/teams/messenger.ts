/** Posts, replies and updates through Teams' connector: each asked once, with a timeout; retries are the dispatcher's. */
import type { Activity } from 'botbuilder';
import { ActivityTypes } from 'botbuilder';
import type { ConnectorClient } from 'botframework-connector';
import { Upstream } from '../errors.ts';
import type { FileOffer, Member, Message, Messenger, Place, Posted, StoredFile } from '../ports.ts';
import type { Connectors } from './connectors.ts';
import { cannotLook, type Look } from './look.ts';
import { marked } from './mark.ts';
import { upstream } from './upstream.ts';

interface MessengerOptions {
  /** how looking for a message works; without it nothing can be looked for */
  look?: Look | undefined;
  /** how long one request may take */
  timeoutMs?: number | undefined;
}

export function createMessenger(
  connectors: Connectors,
  appId: string,
  { look = cannotLook, timeoutMs = 10_000 }: MessengerOptions = {},
): Messenger {
  const asking = async <T>(
    { id, serviceUrl }: Pick<Place, 'serviceUrl'> & { id?: string },
    operation: string,
    repeatable: boolean,
    work: (client: ConnectorClient, options: object) => Promise<T>,
  ) => {
    const client = await connectors.of(serviceUrl);
    try {
      return await work(client, { abortSignal: AbortSignal.timeout(timeoutMs) });
    } catch (error) {
      throw upstream(operation, repeatable, error, id);
    }
  };

  const send = (place: Place, conversation: string, message: Message): Promise<Posted> =>
    asking(place, 'post the message', false, async (client, options) => {
      const { id } = await client.conversations.sendToConversation(
        conversation,
        activityOf(message),
        options,
      );
      return { thread: conversation, id: idOrFail(id) };
    });

  return {
    post(place, message) {
      // A chat has no threads; a channel gets a new one.
      if (place.kind !== 'channel') return send(place, place.id, message);
      return asking(place, 'start the thread', false, async (client, options) => {
        const parameters = {
          isGroup: true,
          bot: { id: appId, name: 'Muster' },
          tenantId: place.tenantId,
          channelData: { channel: { id: place.id }, tenant: { id: place.tenantId } },
          activity: activityOf(message) as Activity,
        };
        const answer = await client.conversations.createConversation(parameters as never, options);
        const thread = idOrFail(answer.id);
        return { thread, id: /;messageid=(\d+)/.exec(thread)?.[1] ?? idOrFail(answer.activityId) };
      });
    },

    reply: send,

    async update(place, thread, messageId, message) {
      await asking(place, 'update the card', true, (client, options) =>
        client.conversations.updateActivity(
          thread,
          messageId,
          { ...activityOf(message), id: messageId },
          options,
        ),
      );
    },

    async direct(place: Place, person: Member, message: Message) {
      // It is not the place that is asked from which is gone where this can't be opened.
      const { serviceUrl } = place;
      const conversation = await asking(
        { serviceUrl },
        'open the personal chat',
        true,
        async (client, options) => {
          const parameters = {
            isGroup: false,
            bot: { id: appId, name: 'Muster' },
            members: [{ id: person.id }],
            tenantId: place.tenantId,
            channelData: { tenant: { id: place.tenantId } },
          };
          return idOrFail((await client.conversations.createConversation(parameters as never, options)).id);
        },
      );
      return send({ ...place, kind: 'personal', id: conversation }, conversation, message);
    },

    find: look,

    async remove(place, thread, messageId) {
      await asking(place, 'delete the message', true, (client, options) =>
        client.conversations.deleteActivity(thread, messageId, options),
      ).catch((error) => {
        if (!(error instanceof Upstream && error.details.messageGone)) throw error;
      });
    },
  };
}

const cardType = 'application/vnd.microsoft.card.adaptive';
// learn.microsoft.com, "Send and receive files using a bot"; only in personal chats.
const consentType = 'application/vnd.microsoft.teams.card.file.consent';
const fileType = 'application/vnd.microsoft.teams.card.file.info';

function idOrFail(id: string | undefined): string {
  if (id) return id;
  throw new Upstream('Teams accepted the message and named no id for it.', {
    service: 'teams',
    operation: 'post',
    outcome: 'unknown',
  });
}

/** A message as Teams takes it. A mention is an entity whose text stands in the message to the letter. */
export function activityOf({
  card,
  text,
  summary,
  mentions = [],
  key,
  offer,
  file,
}: Message): Partial<Activity> {
  if (offer) return { type: ActivityTypes.Message, attachments: [consentCard(offer)] };
  if (file) return { type: ActivityTypes.Message, attachments: [fileCard(file)] };
  return {
    type: ActivityTypes.Message,
    ...(text && { text }),
    ...(summary && { summary }),
    ...(card && { attachments: [{ contentType: cardType, content: key ? marked(card, key) : card }] }),
    ...(mentions.length > 0 && {
      entities: mentions.map(({ id, name }) => ({
        type: 'mention',
        text: `<at>${name}</at>`,
        mentioned: { id, name },
      })),
    }),
  };
}

function consentCard({ id, name, description, size }: FileOffer) {
  const context = { offer: id };
  const content = { description, sizeInBytes: size, acceptContext: context, declineContext: context };
  return { contentType: consentType, name, content };
}

function fileCard({ name, url, uniqueId, type }: StoredFile) {
  return { contentType: fileType, contentUrl: url, name, content: { uniqueId, fileType: type } };
}
