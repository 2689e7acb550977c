/** One activity from Teams: whatever it is, it gets an answer in time and never an error of the SDK's. */
import { type Activity, ActivityTypes, type TurnContext } from 'botbuilder';
import type { Logger } from 'pino';
import type { CardContext } from '../../cards/context.ts';
import { noticeCard, type Tone } from '../../cards/notice/notice.ts';
import type { Card } from '../../cards/template.ts';
import type { Asked, Reply } from '../actions/asked.ts';
import { Upstream } from '../errors.ts';
import type { Directory, FileOffer, Message, Messenger, Place } from '../ports.ts';
import type { Words } from '../words/words.ts';
import { askedIn, placeOf, speakerOf } from './inbound.ts';
import { answerToClick, answerToDialog, answerToSearch } from './outbound.ts';
import type { Places } from './places.ts';

export interface TurnOptions {
  converse(asked: Asked): Promise<Reply>;
  messenger: Messenger;
  places: Places;
  directory: Directory;
  lookAt(placeId: string, speaker: { language?: string; zone?: string }): Promise<CardContext>;
  logger: Logger;
  /** for how long a turn waits for what it began, in real milliseconds; unless set, somewhat less than Teams does */
  patienceMs?: number;
  /** told of each answer that goes on after its turn has ended: it never fails */
  behind(answering: Promise<void>): void;
}

/**
 * Teams delivers again what is not taken within 15 s, and tells whoever presses a button that something went wrong; a slow
 * store or a full channel may take longer.
 */
const longestTurnMs = 9000;

/** Teams waits five seconds for what was found (learn.microsoft.com, "Respond to search command"). */
const longestSearchMs = 4000;

/** What is not said to Muster, or where it need not be. */
const besides: Asked['kind'][] = ['overheard', 'edited', 'deleted', 'restored', 'find', 'look'];

export function createTurn(options: TurnOptions) {
  const { converse, messenger, places, directory, lookAt, logger, behind } = options;
  const { patienceMs = longestTurnMs } = options;

  /** A sentence as a card, in the words of the place. */
  async function notice({ speaker }: Asked, say: (words: Words) => string, tone: Tone): Promise<Card> {
    const look = await lookAt(speaker.place.id, speaker);
    return noticeCard({ text: say(look.words), tone }, look);
  }

  /** Sends something to the speaker's own chat, or says where they spoke that it could not: once, whatever there was. */
  async function alone(asked: Asked, messages: Message[]): Promise<void> {
    const { place, oid } = asked.speaker;
    const member = await directory.member(place, oid);
    if (!member) return;
    const sending = async (): Promise<void> => {
      for (const message of messages) await messenger.direct(place, member, message);
    };
    await sending().catch(async (error) => {
      logger.warn({ err: error }, 'a personal chat could not be opened');
      await post(
        place,
        asked.conversation,
        await notice(asked, (words) => words('talk:noPersonalChat'), 'warning'),
      );
    });
  }

  async function post(place: Place, conversation: string, card: Card): Promise<void> {
    try {
      await messenger.reply(place, conversation, { card });
    } catch (error) {
      const { gone, code } = error instanceof Upstream ? error.details : {};
      if (gone) await places.refused(place.id, gone, code);
      throw error;
    }
    await places.wrote(place);
  }

  /** Answers a press or a form itself: whatever else is said of it comes as messages. */
  async function respond(context: TurnContext, asked: Asked, reply: Reply): Promise<void> {
    const answerTo = { click: answerToClick, find: answerToSearch }[asked.kind as string] ?? answerToDialog;
    const body = answerTo(reply);
    await context.sendActivity({ type: 'invokeResponse', value: { status: 200, ...(body && { body }) } });
  }

  /** What is said in messages. The SDK's context may be gone by then. */
  async function say(asked: Asked, reply: Reply, isInvoke: boolean): Promise<void> {
    // An older client pressed the button's fallback, which is a message: only a message can answer it.
    if (reply.kind === 'tell' && !isInvoke)
      await post(asked.speaker.place, asked.conversation, await notice(asked, () => reply.text, 'refused'));
    if (reply.kind === 'post') {
      await post(asked.speaker.place, asked.conversation, reply.card);
      if (reply.alone) await alone(asked, [{ card: reply.alone }]);
      if (reply.offers) await offer(asked, reply.offers);
    }
  }

  /** Files are offered in personal chats only: Teams knows no other way. */
  async function offer(asked: Asked, offers: FileOffer[]): Promise<void> {
    const { place } = asked.speaker;
    const messages = offers.map((one): Message => ({ offer: one }));
    // A chat of two people is personal to Teams as well.
    const isOwn = place.kind === 'personal' && (await directory.members(place)).length === 1;
    if (!isOwn) return alone(asked, messages);
    for (const message of messages) await messenger.reply(place, asked.conversation, message);
  }

  /** An answer to an offered file. Putting it into its place may take longer than Teams waits, so that is acknowledged first. */
  async function consented(context: TurnContext, asked: Asked, since: number): Promise<void> {
    await context.sendActivity({ type: 'invokeResponse', value: { status: 200 } });
    const activity = context.activity as Activity;
    const { speaker, conversation, card } = asked;
    const going = async (): Promise<void> => {
      const reply = await decide(activity, asked);
      // What was answered can't be answered again.
      if (card)
        await messenger
          .remove(speaker.place, conversation, card)
          .catch((error) => logger.warn({ err: error }, 'an offer stays to be seen'));
      if (reply.kind === 'post') await post(speaker.place, conversation, reply.card);
      if (reply.kind === 'file') await messenger.reply(speaker.place, conversation, { file: reply.file });
    };
    await inTime(going(), activity, since);
  }

  function note(error: unknown, activity: Activity): void {
    logger.error(
      {
        err: error,
        type: activity.type,
        name: activity.name,
        speaker: speakerOf(activity)?.oid,
        place: placeOf(activity).id,
      },
      'a turn failed',
    );
  }

  /**
   * What was begun, or undefined where the turn has taken too long by then: then it goes on behind. Time is Teams', not the
   * world's. `since`: when the turn began, by `performance.now()`
   */
  async function inTime<T>(
    begun: Promise<T>,
    activity: Activity,
    since: number,
    patience = patienceMs,
  ): Promise<T | undefined> {
    const late = Promise.withResolvers<undefined>();
    const left = Math.max(0, patience - (performance.now() - since));
    const timer = setTimeout(late.resolve, left, undefined).unref();
    let ended = false;
    const first = await Promise.race([
      begun.finally(() => {
        ended = true;
      }),
      late.promise,
    ]).finally(() => clearTimeout(timer));
    if (!ended)
      behind(
        begun.then(
          () => undefined,
          (error) => note(error, activity),
        ),
      );
    return first;
  }

  /** Decides what somebody wants, and what to answer. */
  async function decide(activity: Activity, asked: Asked): Promise<Reply> {
    // What is overheard outside of an incident's thread is nobody's business here: nothing is kept of it.
    if (!besides.includes(asked.kind)) await places.note(activity);
    if (asked.kind === 'overheard')
      await places.hears(activity).catch((error) => logger.warn({ err: error }, 'noted at the next message'));
    return converse(asked);
  }

  /** The reply to a press, or in its place that it takes long: what was asked for goes on, and the card will show it. */
  async function replyInTime(activity: Activity, asked: Asked, since: number): Promise<Reply> {
    const { speaker, kind } = asked;
    const patience = kind === 'find' ? Math.min(patienceMs, longestSearchMs) : patienceMs;
    const reply = await inTime(decide(activity, asked), activity, since, patience);
    if (reply) return reply;
    const { words } = await lookAt(speaker.place.id, speaker);
    return { kind: 'tell', text: words(kind === 'find' ? 'talk:find.slow' : 'talk:takesLong') };
  }

  return async (context: TurnContext): Promise<void> => {
    const since = performance.now();
    const activity = context.activity as Activity;
    try {
      const asked = askedIn(activity);
      const isInvoke = activity.type === ActivityTypes.Invoke;
      // What Teams tells may concern every channel of a team.
      if (!asked) await inTime(places.note(activity), activity, since);
      else if (asked.kind === 'consent') return await consented(context, asked, since);
      else if (isInvoke) {
        const reply = await replyInTime(activity, asked, since);
        await respond(context, asked, reply);
        return await inTime(say(asked, reply, isInvoke), activity, since);
      } else {
        const saying = decide(activity, asked).then((reply) => say(asked, reply, isInvoke));
        return await inTime(saying, activity, since);
      }
      if (isInvoke) await context.sendActivity({ type: 'invokeResponse', value: { status: 200 } });
    } catch (error) {
      note(error, activity);
      if (activity.type === ActivityTypes.Invoke && !context.responded) {
        const text = 'Muster could not do that just now. Please try again in a minute.';
        const answerTo = activity.name === 'composeExtension/query' ? answerToSearch : answerToClick;
        const value = { status: 200, body: answerTo({ kind: 'tell', text }) };
        await context.sendActivity({ type: 'invokeResponse', value });
      }
    }
  };
}
