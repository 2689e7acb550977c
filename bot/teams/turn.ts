/** One activity from Teams: whatever it is, it gets an answer in time and never an error of the SDK's. */
import { type Activity, ActivityTypes, type TurnContext } from 'botbuilder';
import type { Logger } from 'pino';
import type { Asked, Reply } from '../actions/asked.ts';
import type { Messenger, Place } from '../ports.ts';
import { askedIn, placeOf, speakerOf } from './inbound.ts';
import { answerToClick, answerToDialog } from './outbound.ts';
import type { Places } from './places.ts';

export interface TurnOptions {
  converse(asked: Asked): Promise<Reply>;
  messenger: Messenger;
  places: Places;
  /** sends something to the speaker's own chat, or says where they spoke that it could not */
  alone(asked: Asked, card: Record<string, unknown>): Promise<void>;
  /** a sentence as a card, in the words of the place */
  notice(asked: Asked, text: string): Promise<Record<string, unknown>>;
  logger: Logger;
}

export function createTurn({ converse, messenger, places, alone, notice, logger }: TurnOptions) {
  async function post(place: Place, conversation: string, card: Record<string, unknown>): Promise<void> {
    await messenger.reply(place, conversation, { card });
  }

  async function answer(context: TurnContext, asked: Asked, reply: Reply): Promise<void> {
    const { activity } = context;
    if (activity.type === ActivityTypes.Invoke) {
      const body = asked.kind === 'click' ? answerToClick(reply) : answerToDialog(reply);
      await context.sendActivity({ type: 'invokeResponse', value: { status: 200, ...(body && { body }) } });
    }
    // An older client pressed the button's fallback, which is a message: only a message can answer it.
    else if (reply.kind === 'tell')
      await post(asked.speaker.place, asked.conversation, await notice(asked, reply.text));
    if (reply.kind === 'post') {
      await post(asked.speaker.place, asked.conversation, reply.card);
      if (reply.alone) await alone(asked, reply.alone);
    }
  }

  return async (context: TurnContext): Promise<void> => {
    const activity = context.activity as Activity;
    try {
      const asked = askedIn(activity);
      // What is overheard outside of an incident's thread is nobody's business here: nothing is kept of it.
      if (asked?.kind !== 'overheard') await places.note(activity);
      if (asked) return await answer(context, asked, await converse(asked));
      if (activity.type === ActivityTypes.Invoke)
        await context.sendActivity({ type: 'invokeResponse', value: { status: 200 } });
    } catch (error) {
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
      if (activity.type === ActivityTypes.Invoke && !context.responded)
        await context.sendActivity({
          type: 'invokeResponse',
          value: {
            status: 200,
            body: answerToClick({
              kind: 'tell',
              text: 'Muster could not do that just now. Please try again in a minute.',
            }),
          },
        });
    }
  };
}
