/** What Muster could not do for a channel by itself is tried again or dropped: from `health`, since it has no card. */
import type { CardContext } from '../../cards/context.ts';
import { undoneText } from '../../cards/trouble.ts';
import { Refused } from '../errors.ts';
import type { ChannelEffect, ChannelState } from '../incidents/channel.ts';
import type { WithoutId } from '../log/journal.ts';
import { type ChannelDraft, channels as channelKind } from '../log/kinds.ts';
import { allow } from './allowed.ts';
import type { Context } from './define.ts';
import type { Desk } from './desk.ts';
import { drop } from './drop.ts';
import { clickKey } from './keys.ts';
import { dropping, parkedNow, retrying } from './parked.ts';
import { sayWords } from './say-words.ts';
import { tryAgain } from './try-again.ts';

type Data = Record<string, unknown>;

/** Whether a button or a dialog of `health` is about a channel's own log. */
export function isAboutLog({ verb, log }: Data): boolean {
  return typeof log === 'string' && (verb === tryAgain.verb || verb === drop.verb);
}

/** Decides, and gives what to say. Throws Refused. */
export async function onLog(data: Data, context: Context, look: CardContext, desk: Desk): Promise<string> {
  const action = data.verb === drop.verb ? drop : tryAgain;
  allow(action, context);
  const channel = await named(data, desk);
  const parsed = action.input.safeParse(data);
  if (!parsed.success) throw new Refused('input', { verb: action.verb });
  const { effect, reason } = parsed.data as { effect?: string; reason?: string };
  const key = clickKey(action.verb, context.actor.oid, { log: channel.logKey, effect });
  await desk.journal.append(channelKind, channel.logKey, (state): ChannelDraft | undefined => {
    if (state.keys[key] !== undefined) return undefined;
    const parked = parkedNow(state.trouble, effect);
    if (parked.length === 0) throw new Refused('nothingParkedThere');
    const { events, effects } = reason ? { events: dropping(parked), effects: [] } : retrying(parked);
    return {
      actor: { kind: 'person', ...context.actor },
      action: action.verb,
      key,
      events,
      effects: effects as WithoutId<ChannelEffect>[],
      ...(reason && { texts: { reason } }),
    };
  });
  const params = { name: nameOf(channel) };
  return sayWords(reason ? { key: 'ofChannel.dropped', params } : { key: 'ofChannel.tried', params }, look);
}

/** What the dialog that drops it says. Throws Refused. */
export async function logForm(data: Data, context: Context, look: CardContext, desk: Desk) {
  allow(drop, context);
  const channel = await named(data, desk);
  const effect = typeof data.effect === 'string' ? data.effect : undefined;
  const parked = parkedNow(channel.trouble, effect);
  return {
    heading: nameOf(channel),
    undone: parked.map((one) => undoneText(one, look, () => nameOf(channel))),
    values: {},
  };
}

/** Only a channel that we know; everything else is looked up. */
async function named({ log }: Data, desk: Desk): Promise<ChannelState> {
  const found = (await desk.channels()).find((channel) => channel.logKey === log);
  if (!found) throw new Refused('nothingParkedThere');
  return found;
}

function nameOf(channel: ChannelState): string {
  return channel.connection?.name ?? (channel.soc ? 'SOC' : (channel.place?.name ?? ''));
}
