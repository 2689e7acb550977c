import type { Activity } from './activity.ts';
import type { Files } from './files.ts';

/** What a file's attachment is in Teams; the Playground shows neither. */
const consentType = 'application/vnd.microsoft.teams.card.file.consent';
const fileType = 'application/vnd.microsoft.teams.card.file.info';
const cardType = 'application/vnd.microsoft.card.adaptive';
const verb = 'sandbox.file';

type Attachment = { contentType?: string; contentUrl?: string; name?: string; content?: unknown };
type Consent = {
  description?: string;
  sizeInBytes?: number;
  acceptContext?: unknown;
  declineContext?: unknown;
};

/** A bot's message as the Playground can show it: an offered file, and one that is there, become Adaptive Cards. */
export function withFilesShown(activity: Activity): Activity {
  const { attachments } = activity;
  return attachments ? { ...activity, attachments: attachments.map(shown) } : activity;
}

function shown(attachment: Attachment): Attachment {
  const { contentType, contentUrl, name = '', content } = attachment;
  if (contentType === consentType) {
    const { description = '', sizeInBytes = 0, acceptContext, declineContext } = (content ?? {}) as Consent;
    return card(
      [name, description, `${sizeInBytes} bytes`],
      [
        button('Allow', { action: 'accept', context: acceptContext, name }),
        button('Decline', { action: 'decline', context: declineContext, name }),
      ],
    );
  }
  if (contentType !== fileType) return attachment;
  return card([name], [{ type: 'Action.OpenUrl', title: 'Download', url: contentUrl }]);
}

function card(lines: string[], actions: object[]): Attachment {
  const runs = lines.map((text) => ({ type: 'RichTextBlock', inlines: [{ type: 'TextRun', text }] }));
  return { contentType: cardType, content: { type: 'AdaptiveCard', version: '1.5', body: runs, actions } };
}

function button(title: string, data: object): object {
  return { type: 'Action.Execute', title, verb, data };
}

/** A press on such a card as Teams would tell it, with a place made for the file; anything else as it is. */
export function asFileConsent(activity: Activity, files: Files): Activity {
  const pressed = (
    activity.value as { action?: { verb?: unknown; data?: Record<string, unknown> } } | undefined
  )?.action;
  if (activity.name !== 'adaptiveCard/action' || pressed?.verb !== verb) return activity;
  const { action, context, name } = pressed.data ?? {};
  const uploadInfo = action === 'accept' ? { uploadInfo: files.session(String(name)) } : {};
  const value = { type: 'fileUpload', action, context, ...uploadInfo };
  return { ...activity, name: 'fileConsent/invoke', value };
}

/** What the Playground takes for the answer to a press that has none of its own. */
export const pressTaken = {
  statusCode: 200,
  type: 'application/vnd.microsoft.activity.message',
  value: '',
};
