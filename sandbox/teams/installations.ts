import { type Activity, addsBot, type Installation, installationActivities, removesBot } from './activity.ts';
import { removalActivities } from './events.ts';
import type { Answer } from './http.ts';
import { type Person, PLACE_IDS, type Place, personalChatId, placeOf } from './people.ts';
import type { Refusals } from './refusals.ts';

/** What the installations need of the gateway. `deliver` sends an activity to the bot, signed. */
export type InstallationsOptions = {
  people: Person[];
  places: Place[];
  botId: string;
  serviceUrl: () => string;
  refusals: Refusals;
  deliver: (activity: Activity) => Promise<Answer>;
};

/** What the bot was told of one place, and how it answered. */
export type Told = { place: string; status: number };

/** Where the bot is, and the activities by which it hears of that. */
export type Installations = {
  /** Adds it to General, Payments, the group chat and everybody's personal chat. */
  announce: () => Promise<Told[]>;
  /** Takes it out of a place: from then on that answers 403 BotNotInConversationRoster. Throws where there is no such place. */
  takeOut: (placeId: string) => Promise<Told[]>;
  /** Puts it back, or adds it for the first time. Throws where there is no such place. */
  putBack: (placeId: string) => Promise<Told[]>;
  /** Whether the bot need not hear of it: the Playground says that it was added each time that its page opens a chat. */
  isStale: (activity: Activity) => boolean;
  /** Takes notice of what went to the bot otherwise. */
  note: (activity: Activity, answer: Answer) => void;
};

/** Nothing is installed yet. */
export function createInstallations(options: InstallationsOptions): Installations {
  const { people, places, botId, refusals } = options;
  const installed = new Set<string>();
  const out = new Set<string>();
  const keyOf = (activity: Activity) => `${activity.conversation?.id} ${activity.type}`;
  const note = (activity: Activity, answer: Answer) => {
    if (removesBot(activity)) installed.delete(keyOf(activity));
    if (addsBot(activity) && answer.status < 300) installed.add(keyOf(activity));
  };
  const installer = people.find((one) => one.role === 'administrator')!;

  const whereIs = (placeId: string): Installation => {
    const place = placeOf(places, placeId);
    if (!place) throw new Error(`There is no place '${placeId}'; GET /_sandbox/state lists them.`);
    const owner = place.kind === 'personal' && people.find(({ key }) => key === place.members[0]);
    return { kind: place.kind, conversationId: place.id, person: owner || installer };
  };
  const tell = async (where: Installation, make: typeof installationActivities): Promise<Told[]> => {
    const told: Told[] = [];
    for (const activity of make(where, { botId, serviceUrl: options.serviceUrl() })) {
      const answer = await options.deliver(activity);
      note(activity, answer);
      told.push({ place: where.conversationId, status: answer.status });
    }
    return told;
  };

  return {
    note,
    async announce() {
      const { soc, payments, groupChat } = PLACE_IDS;
      const told: Told[] = [];
      for (const id of [soc, payments, groupChat, ...people.map(({ key }) => personalChatId(key))])
        told.push(...(await tell(whereIs(id), installationActivities)));
      return told;
    },
    async takeOut(placeId) {
      const where = whereIs(placeId);
      refusals.refuse(placeId, { status: 403, code: 'BotNotInConversationRoster' });
      out.add(where.conversationId);
      return tell(where, removalActivities);
    },
    async putBack(placeId) {
      const where = whereIs(placeId);
      refusals.refuse(placeId, undefined);
      out.delete(where.conversationId);
      return tell(where, installationActivities);
    },
    isStale: (activity) =>
      addsBot(activity) && (installed.has(keyOf(activity)) || out.has(activity.conversation?.id ?? '')),
  };
}
