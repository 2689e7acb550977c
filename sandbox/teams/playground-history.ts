/**
 * What the Playground's server tells its pages, as it came: a message made or changed in a conversation. A message
 * that starts a thread names the channel, and the thread as `postConversationId`; a reply names the thread.
 */
export type PlaygroundAction = {
  action: 'createMessage' | 'updateMessage' | 'typing';
  actionConversationId: string;
  message?: { messageId: string; postConversationId?: string; [field: string]: unknown };
};

/** One open page: what it has been shown, and how it is told of more. */
type Page = { known: Set<string>; send: (action: PlaygroundAction) => void };

type Kept = { action: PlaygroundAction; reader: string | undefined };

const KEPT = 2000;

/**
 * Remembers what was said, because the Playground's page does not: opened anew it is empty, and a change of a message
 * that it has not seen stops it from showing anything more. So each page is told the story so far, and is never told
 * of a message that it cannot place. A personal chat is told only to the person whose it was at the time.
 */
export function playgroundHistory(personalChatId: string, currentPerson: () => string) {
  const kept: Kept[] = [];
  const pages = new Set<Page>();
  const chats = (id: string) => !id.includes(';messageid=');

  const tell = (page: Page, action: PlaygroundAction) => {
    const { message, actionConversationId } = action;
    const placed = chats(actionConversationId) || page.known.has(actionConversationId);
    if (!placed || (action.action === 'updateMessage' && !page.known.has(message!.messageId))) return;
    if (action.action === 'createMessage' && page.known.has(message!.messageId)) return;
    learn(page, action);
    page.send(action);
  };
  const learn = (page: Page, { message }: PlaygroundAction) => {
    if (message) page.known.add(message.messageId);
    if (message?.postConversationId) page.known.add(message.postConversationId);
  };
  const keep = (action: PlaygroundAction) => {
    const { message } = action;
    if (action.action === 'typing' || !message) return;
    const before = kept.find((entry) => entry.action.message?.messageId === message.messageId);
    if (before) {
      const { postConversationId } = before.action.message!;
      before.action = {
        ...before.action,
        message: { ...message, ...(postConversationId && { postConversationId }) },
      };
      return;
    }
    const personal = action.actionConversationId === personalChatId;
    kept.push({ action, reader: personal ? currentPerson() : undefined });
    if (kept.length > KEPT) kept.shift();
  };

  return {
    /** What the Playground says goes to every page and is kept. */
    heard: (action: PlaygroundAction) => {
      keep(action);
      for (const page of pages) tell(page, action);
    },
    /** What somebody wrote in a page is shown there already, so it is only kept. */
    written: (action: PlaygroundAction) => {
      keep(action);
      for (const page of pages) learn(page, action);
    },
    /** A page has been opened: it is told the story so far. Returns what to call when it is closed. */
    opened: (send: Page['send']): (() => void) => {
      const page: Page = { known: new Set(), send };
      for (const { action, reader } of kept) {
        if (reader === undefined || reader === currentPerson()) tell(page, action);
      }
      pages.add(page);
      return () => void pages.delete(page);
    },
    /** A page that lost its connection is back: it is told only of what is to come. */
    returned: (send: Page['send']): (() => void) => {
      const page: Page = { known: new Set(), send };
      for (const { action } of kept) learn(page, action);
      pages.add(page);
      return () => void pages.delete(page);
    },
  };
}
