/** An activity from Teams as a request of ours. Only what the verified activity says; everything is parsed. */
import type { Activity } from 'botbuilder';
import { z } from 'zod';
import type { Asked, Revised } from '../actions/asked.ts';
import type { Speaker } from '../actions/gather.ts';
import { withoutMention } from '../actions/parse.ts';
import type { Place } from '../ports.ts';

const record = z.record(z.string(), z.unknown());
const actionValue = z.object({ action: z.object({ verb: z.string(), data: record.optional() }) });
const dialogValue = z.object({ data: record });
// What of it makes no sense is for the verb to say.
const consentValue = z.object({
  action: z.unknown(),
  context: record.catch({}),
  uploadInfo: record.catch({}),
});

// What is typed has the name that the manifest gives it; before anything is, Teams sends `initialRun` in its place.
const queryValue = z.object({
  commandId: z.unknown(),
  parameters: z.array(z.object({ name: z.unknown(), value: z.unknown() })).catch([]),
  queryOptions: record.catch({}),
});

// Anything may be missing or of another type: what can't be read counts as absent, so that nothing here throws.
const text = z.string().optional().catch(undefined);
const named = z.object({ id: text, name: text }).optional().catch(undefined);
const told = z.object({
  id: text,
  type: text,
  name: text,
  replyToId: text,
  text,
  serviceUrl: text,
  locale: text,
  localTimezone: text,
  rawLocalTimestamp: text,
  timestamp: z
    .union([z.string(), z.date().transform(String)])
    .optional()
    .catch(undefined),
  attachments: z.array(z.object({ contentType: text }).catch({})).catch([]),
  entities: z.array(z.object({ type: text, locale: text, timezone: text }).catch({})).catch([]),
  conversation: z.object({ id: text, name: text, conversationType: text, tenantId: text }).catch({}),
  from: z.object({ name: text, aadObjectId: text, tenantId: text }).catch({}),
  channelData: z
    .object({
      team: z.object({ id: text, name: text, aadGroupId: text }).optional().catch(undefined),
      channel: named,
      settings: z.object({ selectedChannel: named }).optional().catch(undefined),
      tenant: named,
      eventType: text,
    })
    .catch({}),
});

const parsed = new WeakMap<Activity, z.infer<typeof told>>();

/** What an activity tells, read once however often it is asked. */
function toldIn(activity: Activity): z.infer<typeof told> {
  const known = parsed.get(activity) ?? told.parse(activity);
  parsed.set(activity, known);
  return known;
}

/** The place of an activity; a thread's conversation id carries the thread, which is no part of the place. */
export function placeOf(activity: Activity): Place {
  const { conversation, channelData: data, serviceUrl = '' } = toldIn(activity);
  const type = conversation.conversationType;
  const kind = type === 'personal' ? 'personal' : type === 'groupChat' ? 'groupChat' : 'channel';
  const channel = data.channel?.id ? data.channel : data.settings?.selectedChannel;
  const id = kind === 'channel' && channel?.id ? channel.id : withoutThread(conversation.id ?? '');
  // Teams gives the General channel no name.
  const name =
    kind === 'channel'
      ? (channel?.name ?? (id === data.team?.id ? 'General' : undefined))
      : conversation.name;
  return {
    kind,
    id,
    tenantId: conversation.tenantId ?? data.tenant?.id ?? '',
    serviceUrl,
    ...(data.team?.id && { teamId: data.team.id }),
    ...(data.team?.aadGroupId && { groupId: data.team.aadGroupId }),
    ...(name && { name }),
    ...(data.team?.name && { teamName: data.team.name }),
  };
}

function withoutThread(conversationId: string): string {
  return conversationId.replace(/;messageid=.*$/, '');
}

export function speakerOf(activity: Activity): Speaker | undefined {
  const { from, locale, localTimezone, entities } = toldIn(activity);
  const oid = from.aadObjectId?.toLowerCase();
  if (!oid) return undefined;
  const place = placeOf(activity);
  // An invoke may tell language and zone only so.
  const client = entities.find(({ type }) => type === 'clientInfo');
  return {
    oid,
    name: from.name ?? '',
    place,
    ...(from.tenantId && { tenantId: from.tenantId }),
    ...spokenIn({ locale: locale ?? client?.locale, timezone: localTimezone ?? client?.timezone }),
  };
}

function spokenIn({ locale, timezone }: { locale: string | undefined; timezone: string | undefined }) {
  return { ...(locale && { language: locale }), ...(timezone && { zone: timezone }) };
}

/** What a person did, or undefined for an activity that is none of a person's doings. */
export function askedIn(activity: Activity): Asked | undefined {
  const speaker = speakerOf(activity);
  const kind = kindOf(activity);
  const { id, conversation, text, timestamp, replyToId } = toldIn(activity);
  if (!speaker || !kind || !conversation.id) return undefined;
  // Changed twice, it comes twice under the same id: what was made of it and when is what tells the two apart.
  const once =
    kind in revisions ? JSON.stringify([id, kind, timestamp, text]) : deliveredOnce(activity, speaker.oid);
  return {
    kind,
    speaker,
    data: dataOf(activity),
    text: without.includes(kind) ? '' : withoutMention(text ?? ''),
    conversation: conversation.id,
    messageKey: `${conversation.id} ${once ?? id}`,
    ...(id && { message: id }),
    ...((kind === 'click' || kind === 'open' || kind === 'consent') && replyToId && { card: replyToId }),
  };
}

/** What is done without words. */
const without: Asked['kind'][] = ['click', 'open', 'submit', 'find', 'look', 'consent'];

// Teams sends the changed message under its own id again (learn.microsoft.com, "Subscribe to conversation events").
const revisions: Record<Revised, string> = {
  edited: 'messageUpdate editMessage',
  restored: 'messageUpdate undeleteMessage',
  deleted: 'messageDelete softDeleteMessage',
};

/** What stays the same when Teams delivers a message again under another id; undefined where no client time is told. */
function deliveredOnce(activity: Activity, oid: string): string | undefined {
  const { text: words, rawLocalTimestamp: at } = toldIn(activity);
  return at ? JSON.stringify([oid, at, words]) : undefined;
}

function kindOf(activity: Activity): Asked['kind'] | undefined {
  // An older client sends the button's fallback: a message with a value and no text.
  if (activity.type === 'message') {
    if (record.safeParse(activity.value).success && !activity.text) return 'click';
    if (isCardAlone(activity)) return undefined;
    return placeOf(activity).kind === 'channel' && !mentionsMuster(activity) ? 'overheard' : 'typed';
  }
  const changed = `${activity.type} ${toldIn(activity).channelData.eventType}`;
  const [revised] = Object.entries(revisions).find(([, is]) => is === changed) ?? [];
  if (revised) return revised as Revised;
  if (activity.type !== 'invoke') return undefined;
  if (activity.name === 'adaptiveCard/action') return 'click';
  if (activity.name === 'task/fetch') return dataOf(activity).from === 'reference' ? 'look' : 'open';
  if (activity.name === 'composeExtension/query') return 'find';
  if (activity.name === 'fileConsent/invoke') return 'consent';
  return activity.name === 'task/submit' ? 'submit' : undefined;
}

/** Somebody put a card into their message, as by the message extension, and said nothing to it: that asks for no answer. */
function isCardAlone(activity: Activity): boolean {
  const { text: words, attachments } = toldIn(activity);
  return (
    withoutMention(words ?? '') === '' &&
    !mentionsMuster(activity) &&
    attachments.some(({ contentType }) => contentType?.startsWith('application/vnd.microsoft.card.'))
  );
}

/** In a channel, Muster is spoken to by a mention; everything else that Teams tells us there is overheard. */
function mentionsMuster({ text: words, entities, recipient }: Activity): boolean {
  const mentioned = z
    .array(z.object({ type: text, mentioned: named }))
    .catch([])
    .parse(entities);
  return (
    mentioned.some((e) => e.type === 'mention' && e.mentioned?.id === recipient?.id) ||
    /<at\b/i.test(words ?? '')
  );
}

function dataOf(activity: Activity): Record<string, unknown> {
  if (activity.name === 'adaptiveCard/action') {
    const parsed = actionValue.safeParse(activity.value);
    return parsed.success ? { ...parsed.data.action.data, verb: parsed.data.action.verb } : {};
  }
  if (activity.name === 'fileConsent/invoke') {
    const { action, context, uploadInfo } = consentValue.safeParse(activity.value).data ?? {};
    return { ...uploadInfo, action, offer: context?.offer };
  }
  if (activity.name === 'composeExtension/query') {
    const { parameters, queryOptions } = queryValue.safeParse(activity.value).data ?? {};
    const typed = parameters?.find(({ name }) => name === 'text')?.value;
    return { text: typed, skip: queryOptions?.skip, count: queryOptions?.count };
  }
  if (activity.type === 'message') return record.safeParse(activity.value).data ?? {};
  return dialogValue.safeParse(activity.value).data?.data ?? {};
}
