import type { Activity } from './activity.ts';
import { type Answer, jsonObject, sandboxError } from './http.ts';
import { PLACE_IDS, TEAM } from './people.ts';

/** What the Playground's page sends when an `Action.Submit` is pressed. */
type Submit = { conversation: { id: string }; replyToId?: string; value: Record<string, unknown> };

/** The body as a pressed button that opens a dialog, or undefined where it is any other. */
export function opensDialog(body: Buffer): Submit | undefined {
  const submit = jsonObject(body) as Submit | undefined;
  const msteams = submit?.value?.msteams as { type?: string } | undefined;
  return msteams?.type === 'task/fetch' ? submit : undefined;
}

/**
 * Asks the bot for a dialog (`task/fetch`), or tells it what was filled in (`task/submit`), as Teams would: the
 * Playground knows no dialogs and would send a message instead. The answer is the bot's, or an error in a sentence.
 */
export async function askForDialog(
  name: 'task/fetch' | 'task/submit',
  submit: Submit,
  { gatewayUrl, botId }: { gatewayUrl: string; botId: string },
): Promise<Answer> {
  const response = await fetch(`${gatewayUrl}/playground/api/messages`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(dialogActivity(name, submit, botId)),
  });
  const body = Buffer.from(await response.arrayBuffer());
  if (response.ok) return { status: 200, body, headers: { 'content-type': 'application/json' } };
  const said = jsonObject(body)?.error;
  return sandboxError(200, typeof said === 'string' ? said : `Unable to reach app (${response.status}).`);
}

function dialogActivity(name: string, submit: Submit, botId: string): Activity {
  const { id } = submit.conversation;
  // The page adds a second spelling of the property that opened the dialog.
  const { msTeams: _, ...data } = submit.value;
  const [place = ''] = id.split(';');
  const isChannel = place === PLACE_IDS.soc || place === PLACE_IDS.payments;
  const chat = place === PLACE_IDS.groupChat ? 'groupChat' : 'personal';
  return {
    type: 'invoke',
    name,
    id: crypto.randomUUID(),
    timestamp: new Date().toISOString(),
    recipient: { id: `28:${botId}`, name: 'Muster' },
    conversation: {
      id,
      conversationType: isChannel ? 'channel' : chat,
      ...((isChannel || chat === 'groupChat') && { isGroup: true }),
    },
    channelData: isChannel ? { team: { id: TEAM.id }, channel: { id: place } } : {},
    ...(submit.replyToId !== undefined && { replyToId: submit.replyToId }),
    value: { data, context: { theme: 'default' } },
    entities: [{ type: 'clientInfo', locale: 'en-GB', country: 'GB', platform: 'Web' }],
    locale: 'en-GB',
  };
}
