/** Looks in a channel, through Microsoft Graph, whether a message of ours is there: the answer to sending it got lost. */
import { z } from 'zod';
import { Upstream } from '../errors.ts';
import { type Graph, graphFailure } from '../graph/graph.ts';
import type { Messenger, Place } from '../ports.ts';
import { isMarked } from './mark.ts';

export type Look = Messenger['find'];

const operation = 'look for a message of Muster’s';
const pageSize = 50;
// A thousand messages since: whatever else is wrong there, nobody can look through it.
const mostPages = 20;

// chatMessage (learn.microsoft.com/graph/api/resources/chatmessage): a card is JSON in a string; deleted ones are listed
// on, without their content.
const page = z.object({
  value: z.array(
    z.object({
      id: z.string(),
      createdDateTime: z.string(),
      deletedDateTime: z.string().nullish(),
      from: z
        .object({ application: z.object({ id: z.string() }).nullish() })
        .nullish()
        .catch(undefined),
      body: z.object({ content: z.string().nullish() }).nullish().catch(undefined),
      attachments: z
        .array(z.object({ content: z.string().nullish() }))
        .nullish()
        .catch(undefined),
    }),
  ),
  '@odata.nextLink': z.string().optional(),
});

type Found = z.infer<typeof page>['value'][number];

/**
 * Needs the permission ChannelMessage.Read.Group, to which a team's owner consents by adding Muster to the team. It
 * covers neither chats nor private channels.
 * @param appId of the bot, which Graph names as the sender of its messages
 */
export function lookIn(graph: Graph, appId: string): Look {
  return async (place, thread, key, since, text) => {
    let path: string | undefined = listOf(place, thread);
    for (let pages = 0; path !== undefined; pages++) {
      if (pages === mostPages) throw inVain('there is too much in the channel');
      const answer = await graph.get(operation, path);
      if (answer.status !== 200) throw graphFailure(operation, answer);
      const { data } = page.safeParse(answer.body);
      if (!data) throw inVain('Microsoft Graph answered with something else');
      const found = data.value.find((message) => isSought(message, since) && is(message, key, text));
      if (found) return { thread: thread ?? `${place.id};messageid=${found.id}`, id: found.id };
      // Threads come by their last answer, so an old one may come before a new one: a whole page of old ones tells.
      if (data.value.every(({ createdDateTime }) => Date.parse(createdDateTime) < since.getTime())) break;
      path = data['@odata.nextLink'];
    }
    return undefined;
  };

  function isSought({ from, createdDateTime, deletedDateTime }: Found, since: Date): boolean {
    const ours = from?.application?.id.toLowerCase() === appId.toLowerCase();
    return ours && !deletedDateTime && Date.parse(createdDateTime) >= since.getTime();
  }
}

/** Where there is no Graph. */
export const cannotLook: Look = async () => {
  throw inVain('Muster may not ask Microsoft Graph');
};

function listOf({ kind, id, groupId }: Place, thread: string | undefined): string {
  if (kind !== 'channel') throw inVain('it is no channel of a team');
  if (!groupId) throw inVain('Teams has not told yet which team’s channel it is');
  const messages = `/teams/${encodeURIComponent(groupId)}/channels/${encodeURIComponent(id)}/messages`;
  const root = /;messageid=(\d+)$/.exec(thread ?? '')?.[1];
  if (thread !== undefined && !root) throw inVain('it is no thread of a channel');
  return `${messages}${root ? `/${root}/replies` : ''}?$top=${pageSize}`;
}

function is({ attachments, body }: Found, key: string, text: string | undefined): boolean {
  const cards = (attachments ?? []).flatMap(({ content }) => content ?? []);
  if (cards.some((card) => isMarked(card, key))) return true;
  return text !== undefined && cards.length === 0 && bare(body?.content ?? '') === bare(text);
}

/** A text by its letters and digits: Teams gives back as HTML what was sent as Markdown with mentions. */
function bare(text: string): string {
  return text
    .replace(/<[^>]*>/g, '')
    .replace(/&(#\d+|#x[\da-f]+|\w+);/gi, '')
    .replace(/[^\p{L}\p{N}]/gu, '');
}

function inVain(why: string): Upstream {
  return new Upstream(`A message can’t be looked for: ${why}.`, {
    service: 'graph',
    operation,
    outcome: 'never',
  });
}
