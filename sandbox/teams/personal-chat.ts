import type { Activity } from './activity.ts';
import type { Answer } from './http.ts';
import { type Messages, newMessageId } from './messages.ts';
import { PLACE_IDS } from './people.ts';

/** The Playground's one personal chat, lent to whoever is chosen. */
export type PersonalChat = {
  post: (key: string, activity: Activity) => Promise<Answer>;
  update: (id: string, activity: Activity) => Promise<Answer>;
  remove: (id: string) => Promise<Answer>;
  /** Shows what was written to a person, by key, while they were away. */
  enter: (key: string) => Promise<void>;
  /** The id that the bot knows a message by, from the one that the Playground gave it. */
  botsId: (playgroundId: string) => string;
};

/**
 * The bot sees a personal chat for each person, the Playground has one. What is for the chosen person is shown at
 * once; what is for anybody else waits, as it would in Teams, until they are there to read it.
 */
export function sharedPersonalChat(messages: Messages, current: () => string): PersonalChat {
  const waiting = new Map<string, { key: string; activity: Activity }>();
  const shown = new Map<string, string>();
  // What the bot sends names the person's own chat; the Playground knows only its one.
  const here = (activity: Activity): Activity => ({
    ...activity,
    conversation: { ...activity.conversation, id: PLACE_IDS.personal },
  });
  const show = (activity: Activity) => messages.post(PLACE_IDS.personal, here(activity));

  return {
    post: async (key, activity) => {
      if (key === current()) return show(activity);
      if (activity.type !== 'message') return { status: 202, body: {} };
      const id = newMessageId();
      waiting.set(id, { key, activity });
      return { status: 201, body: { id } };
    },
    update: async (id, activity) => {
      const letter = waiting.get(id);
      if (!letter) return messages.update(PLACE_IDS.personal, shown.get(id) ?? id, here(activity));
      letter.activity = activity;
      return { status: 200, body: { id } };
    },
    remove: async (id) =>
      waiting.delete(id)
        ? { status: 200, body: {} }
        : messages.remove(PLACE_IDS.personal, shown.get(id) ?? id),
    enter: async (newcomer) => {
      for (const [id, letter] of [...waiting].filter(([, { key }]) => key === newcomer)) {
        const answer = await show(letter.activity);
        if (answer.status >= 300) continue;
        waiting.delete(id);
        const shownId = playgroundId(answer);
        if (shownId) shown.set(id, shownId);
      }
    },
    botsId: (playgroundId) => [...shown].find(([, id]) => id === playgroundId)?.[0] ?? playgroundId,
  };
}

function playgroundId({ body }: Answer): string | undefined {
  if (!Buffer.isBuffer(body)) return undefined;
  return (JSON.parse(body.toString('utf8')) as { id?: string }).id;
}
