/** A button was pressed that has summaries sent here, or ends them. */
import type { CardContext } from '../../cards/context.ts';
import { channelLogKey } from '../incidents/channel.ts';
import { channels } from '../log/kinds.ts';
import { setUp } from './act.ts';
import type { Asked, Reply } from './asked.ts';
import type { ChannelAction, Context } from './define.ts';
import { type Desk, notice } from './desk.ts';
import { digestsCard } from './digests.ts';
import { every } from './every.ts';
import { clickKey } from './keys.ts';
import { sayWords } from './say-words.ts';
import { stopDigest } from './stop-digest.ts';

export function isAboutDigests(action: ChannelAction): boolean {
  return action === every || action === stopDigest;
}

/** The list that a press ends one of shows what is left; anything else is answered beside the card. */
export async function onDigests(
  action: ChannelAction,
  asked: Asked,
  context: Context,
  look: CardContext,
  desk: Desk,
): Promise<Reply> {
  const { data, messageKey } = asked;
  const logKey = channelLogKey(context.place.id);
  // The same button may be pressed again later, and mean it.
  const key = clickKey(action.verb, context.actor.oid, {
    ...data,
    place: context.place.id,
    press: messageKey,
  });
  const said = await setUp(action, data, context, key, { ...desk, look });
  if (data.from === 'list')
    return { kind: 'replace', card: digestsCard(await desk.journal.read(channels, logKey), look) };
  return { kind: 'post', card: notice(sayWords(said, look), look, 'good') };
}
