import { z } from 'zod';
import type { Activity } from './activity.ts';
import type { Answer, Call } from './http.ts';
import { type Person, type Place, placeOf, TEAM } from './people.ts';

const schema = z.strictObject({
  /** Whether the team's owner consented to the bot reading its channels' messages (ChannelMessage.Read.Group). */
  consent: z.boolean(),
  /** A message is listed so long after it was sent, in milliseconds. */
  lagMs: z.number().int().min(0).max(600_000),
  /** Each call is answered with this status. */
  fail: z.number().int().min(400).max(599).nullable(),
});

/** How Microsoft Graph is at the moment. */
export type GraphSettings = z.infer<typeof schema>;

/** A good day in a team whose owner consented, as an owner does who adds the bot. */
export const GRAPH_AS_USUAL: GraphSettings = { consent: true, lagMs: 0, fail: null };

/** What happened to a message in a place: by the bot, or by a person. */
export type MessageChange = {
  operation: 'post' | 'update' | 'remove';
  /** A channel's or chat's id; of an answer in a thread with `;messageid=…` behind. */
  conversationId: string;
  messageId: string;
  activity?: Activity | undefined;
  /** Absent: the bot. */
  person?: Person;
};

/** Microsoft Graph's lists of a channel's messages, fed by what the connector carried out. */
export type LocalGraph = {
  note: (change: MessageChange) => void;
  /** Answers one call; `path` starts at `v1.0`. */
  answer: (call: Call) => Answer;
  settings: () => GraphSettings;
  /** Changes some of the settings. Throws, in a sentence, when they cannot be set so. */
  set: (change: unknown) => GraphSettings;
};

type Kept = MessageChange & { at: number; changedAt: number; deletedAt?: number };

const mostKept = 5000;
const largestPage = 50;

/** `url`: its own base URL, for the addresses of next pages. */
export function createGraph(options: {
  botId: string;
  places: Place[];
  url: () => string;
  now: () => Date;
}): LocalGraph {
  const { botId, places, now } = options;
  const kept: Kept[] = [];
  let settings = GRAPH_AS_USUAL;

  const rootOf = ({ conversationId }: MessageChange) => /;messageid=(\d+)$/.exec(conversationId)?.[1];
  const isIn = (place: Place) => (message: Kept) => message.conversationId.split(';')[0] === place.id;
  const isListed = ({ at }: Kept) => now().getTime() - at >= settings.lagMs;
  /** A thread comes by the newest of what was said in it. */
  const lastSaid = (thread: Kept, all: Kept[]) =>
    Math.max(thread.at, ...all.filter((one) => rootOf(one) === thread.messageId).map(({ at }) => at));

  const messagesIn = (place: Place, root: string | undefined): Kept[] => {
    const all = kept.filter(isIn(place)).filter(isListed);
    if (root) return all.filter((one) => rootOf(one) === root).sort((a, b) => b.at - a.at);
    const threads = all.filter((one) => rootOf(one) === undefined);
    const said = new Map(threads.map((one) => [one, lastSaid(one, all)]));
    return threads.sort((a, b) => said.get(b)! - said.get(a)!);
  };

  const list = ({ path, query }: Call, messages: Kept[], root: string | undefined): Answer => {
    const size = Math.min(largestPage, Number(query.get('$top') ?? 20));
    const from = Number(query.get('$skiptoken') ?? 0);
    const value = messages.slice(from, from + size).map((message) => chatMessage(message, root, botId));
    const here = `${options.url()}/${path.map(encodeURIComponent).join('/')}`;
    const next = from + size < messages.length && `${here}?$top=${size}&$skiptoken=${from + size}`;
    return {
      status: 200,
      body: { '@odata.count': value.length, ...(next && { '@odata.nextLink': next }), value },
    };
  };

  return {
    settings: () => settings,
    set: (change) => {
      const parsed = schema.partial().safeParse(change);
      const issue = parsed.error?.issues[0];
      if (issue)
        throw new Error(`Graph cannot be set so: ${issue.path.join('.') || 'body'}: ${issue.message}.`);
      settings = { ...settings, ...(parsed.data as Partial<GraphSettings>) };
      return settings;
    },
    note: (change) => {
      const at = now().getTime();
      const known = kept.find(({ messageId }) => messageId === change.messageId);
      if (change.operation === 'post') kept.push({ ...change, at, changedAt: at });
      else if (known && change.operation === 'remove') known.deletedAt = at;
      else if (known) Object.assign(known, { activity: change.activity, changedAt: at });
      if (kept.length > mostKept) kept.shift();
    },
    answer: (call) => {
      const [version, teams, group, channels, channel = '', messages, root, replies] = call.path;
      if (!/^Bearer \S+$/.test(call.authorization ?? ''))
        return failure(401, 'InvalidAuthenticationToken', 'Access token is empty.');
      if (settings.fail) return failure(settings.fail, 'generalException', 'Failed by the sandbox.');
      const asked = [call.method, version, teams, channels, messages, root && replies].filter(Boolean);
      const isList = /^GET v1\.0 teams channels messages( replies)?$/.test(asked.join(' '));
      if (!isList || call.path.length > 8 || (root !== undefined && replies === undefined))
        return failure(
          400,
          'BadRequest',
          'The sandbox’s Graph lists the messages of a channel, and no more.',
        );
      const place = placeOf(places, channel);
      if (group !== TEAM.aadGroupId || place?.kind !== 'channel')
        return failure(404, 'NotFound', 'No team or channel was found.');
      if (!settings.consent)
        return failure(
          403,
          'Forbidden',
          'Missing role permissions on the request: ChannelMessage.Read.Group.',
        );
      return list(call, messagesIn(place, root), root);
    },
  };
}

function failure(status: number, code: string, message: string): Answer {
  return { status, body: { error: { code, message } } };
}

/** The message in the shape of Graph's chatMessage; a deleted one is listed without what it said. */
function chatMessage(kept: Kept, root: string | undefined, botId: string): object {
  const { messageId, at, changedAt, deletedAt, activity = {}, person } = kept;
  const iso = (time: number | undefined) => (time === undefined ? null : new Date(time).toISOString());
  const cards = deletedAt === undefined ? (activity.attachments ?? []) : [];
  const attachments = cards.map(({ contentType, content }, i) => ({
    id: `${messageId}-${i}`,
    contentType,
    contentUrl: null,
    content: JSON.stringify(content),
    name: null,
    thumbnailUrl: null,
  }));
  const text = deletedAt === undefined ? htmlOf(activity.text ?? '') : '';
  return {
    id: messageId,
    replyToId: root ?? null,
    etag: String(changedAt),
    messageType: 'message',
    createdDateTime: iso(at),
    lastModifiedDateTime: iso(deletedAt ?? changedAt),
    lastEditedDateTime: changedAt > at ? iso(changedAt) : null,
    deletedDateTime: iso(deletedAt),
    subject: null,
    summary: null,
    from: person
      ? { application: null, device: null, user: { id: person.aadObjectId, displayName: person.name } }
      : {
          device: null,
          user: null,
          application: { id: botId, displayName: 'Muster', applicationIdentityType: 'bot' },
        },
    body: {
      contentType: 'html',
      content: text + attachments.map(({ id }) => `<attachment id="${id}"></attachment>`).join(''),
    },
    attachments,
    mentions: [],
    reactions: [],
  };
}

/** What Teams makes of a message's text. */
function htmlOf(text: string): string {
  if (text === '') return '';
  let mentions = 0;
  const escaped = text
    .replace(/&/g, '&amp;')
    .replace(/<(?!\/?at>)/g, '&lt;')
    .replace(/<at>/g, () => `<at id="${mentions++}">`);
  return `<p>${escaped}</p>`;
}
