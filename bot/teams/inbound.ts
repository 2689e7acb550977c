/** An activity from Teams as a request of ours. Only what the verified activity says; everything is parsed. */
import type { Activity } from 'botbuilder';
import { z } from 'zod';
import type { Asked } from '../actions/asked.ts';
import type { Speaker } from '../actions/gather.ts';
import { withoutMention } from '../actions/parse.ts';
import type { Place } from '../ports.ts';

const record = z.record(z.string(), z.unknown());
const actionValue = z.object({ action: z.object({ verb: z.string(), data: record.optional() }) });
const dialogValue = z.object({ data: record });

/** The place of an activity; a thread's conversation id carries the thread, which is no part of the place. */
export function placeOf(activity: Activity): Place {
  const data = (activity.channelData ?? {}) as {
    team?: { id?: string; name?: string };
    channel?: { id?: string; name?: string };
    settings?: { selectedChannel?: { id?: string; name?: string } };
    tenant?: { id?: string };
  };
  const type = activity.conversation.conversationType;
  const kind = type === 'personal' ? 'personal' : type === 'groupChat' ? 'groupChat' : 'channel';
  const channel = data.channel?.id ? data.channel : data.settings?.selectedChannel;
  const id = kind === 'channel' && channel?.id ? channel.id : withoutThread(activity.conversation.id);
  // Teams gives the General channel no name.
  const name =
    kind === 'channel'
      ? (channel?.name ?? (id === data.team?.id ? 'General' : undefined))
      : activity.conversation.name;
  return {
    kind,
    id,
    tenantId: activity.conversation.tenantId ?? data.tenant?.id ?? '',
    serviceUrl: activity.serviceUrl,
    ...(data.team?.id && { teamId: data.team.id }),
    ...(name && { name }),
    ...(data.team?.name && { teamName: data.team.name }),
  };
}

function withoutThread(conversationId: string): string {
  return conversationId.replace(/;messageid=.*$/, '');
}

export function speakerOf(activity: Activity): Speaker | undefined {
  const oid = activity.from?.aadObjectId?.toLowerCase();
  if (!oid) return undefined;
  const place = placeOf(activity);
  const from = activity.from as { name?: string; tenantId?: string };
  return {
    oid,
    name: from.name ?? '',
    place,
    ...(from.tenantId && { tenantId: from.tenantId }),
    ...(activity.locale && { language: activity.locale }),
    ...(activity.localTimezone && { zone: activity.localTimezone }),
  };
}

/** What a person did, or undefined for an activity that is none of a person's doings. */
export function askedIn(activity: Activity): Asked | undefined {
  const speaker = speakerOf(activity);
  const kind = kindOf(activity);
  if (!speaker || !kind) return undefined;
  return {
    kind,
    speaker,
    data: dataOf(activity),
    text: kind === 'typed' ? withoutMention(activity.text ?? '') : '',
    conversation: activity.conversation.id,
    messageKey: `${activity.conversation.id} ${activity.id}`,
  };
}

function kindOf(activity: Activity): Asked['kind'] | undefined {
  // An older client sends the button's fallback: a message with a value and no text.
  if (activity.type === 'message')
    return record.safeParse(activity.value).success && !activity.text ? 'click' : 'typed';
  if (activity.type !== 'invoke') return undefined;
  if (activity.name === 'adaptiveCard/action') return 'click';
  if (activity.name === 'task/fetch') return 'open';
  return activity.name === 'task/submit' ? 'submit' : undefined;
}

function dataOf(activity: Activity): Record<string, unknown> {
  if (activity.name === 'adaptiveCard/action') {
    const parsed = actionValue.safeParse(activity.value);
    return parsed.success ? { ...parsed.data.action.data, verb: parsed.data.action.verb } : {};
  }
  if (activity.type === 'message') return record.safeParse(activity.value).data ?? {};
  return dialogValue.safeParse(activity.value).data?.data ?? {};
}
