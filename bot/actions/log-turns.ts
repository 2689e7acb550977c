/**
 * From `health`: what Muster could not do for a channel by itself, which has no card, is tried again or dropped; and
 * everything at once is tried again.
 */
import type { CardContext } from '../../cards/context.ts';
import { undoneText } from '../../cards/trouble.ts';
import { Refused } from '../errors.ts';
import { type ChannelEffect, type ChannelState, nameOf } from '../incidents/channel.ts';
import { type IncidentState, isIncidentLogKey } from '../incidents/state.ts';
import type { WithoutId } from '../log/journal.ts';
import { type ChannelDraft, channels as channelKind } from '../log/kinds.ts';
import { act } from './act.ts';
import { allowInSoc } from './allowed.ts';
import type { Context, IncidentAction } from './define.ts';
import type { Desk } from './desk.ts';
import { drop } from './drop.ts';
import { clickKey } from './keys.ts';
import { dropping, namesOf, parkedNow, retrying } from './parked.ts';
import { sayWords } from './say-words.ts';
import { tryAgain } from './try-again.ts';

type Data = Record<string, unknown>;

/** Whether a button or a dialog of `health` is about a channel's own log. */
export function isAboutLog({ verb, log }: Data): boolean {
  return typeof log === 'string' && (verb === tryAgain.verb || verb === drop.verb);
}

/** In place of a log's key: everything that waits for a decision. */
export const everything = '*';

/** Decides, and gives what to say. Throws Refused. */
export async function onLog(data: Data, context: Context, look: CardContext, desk: Desk): Promise<string> {
  const action = data.verb === drop.verb ? drop : tryAgain;
  allowInSoc(action, context);
  if (data.log === everything && action === tryAgain) {
    const number = String(await tryAll(context, desk));
    return sayWords({ key: 'ofChannel.all', params: { number } }, look);
  }
  const channel = await named(data, desk);
  const parsed = action.input.safeParse(data);
  if (!parsed.success) throw new Refused('input', { verb: action.verb });
  const { effect, reason } = parsed.data as { effect?: string; reason?: string };
  await decide(channel.logKey, effect, reason, context, desk);
  const params = { name: calledIn(channel, look) };
  return sayWords(reason ? { key: 'ofChannel.dropped', params } : { key: 'ofChannel.tried', params }, look);
}

/** Has a channel's effects tried again, or with a reason drops them; once for each time that they were parked. */
async function decide(
  logKey: string,
  effect: string | undefined,
  reason: string | undefined,
  context: Context,
  desk: Desk,
): Promise<void> {
  const action = reason ? drop.verb : tryAgain.verb;
  const key = clickKey(action, context.actor.oid, { log: logKey, effect });
  await desk.journal.append(channelKind, logKey, (state): ChannelDraft | undefined => {
    if (state.keys[key] !== undefined) return undefined;
    const parked = parkedNow(state.trouble, effect);
    if (parked.length === 0) throw new Refused('nothingParkedThere');
    const { events, effects } = reason ? { events: dropping(parked), effects: [] } : retrying(parked);
    return {
      actor: { kind: 'person', ...context.actor },
      action,
      key,
      events,
      effects: effects as WithoutId<ChannelEffect>[],
      ...(reason && { texts: { reason } }),
    };
  });
}

const atOnce = 10;

/** After a bad day there may be hundreds. Gives in how many logs something is tried again. */
async function tryAll(context: Context, desk: Desk): Promise<number> {
  const { incidents, channels } = await desk.health();
  const one = async ({ logKey, trouble }: IncidentState | ChannelState): Promise<number> => {
    const { effect } = namesOf(trouble);
    if (!effect) return 0;
    const key = clickKey(tryAgain.verb, context.actor.oid, { incident: logKey, effect });
    const trying = isIncidentLogKey(logKey)
      ? act(tryAgain as IncidentAction, logKey, { effect }, context, key, desk, true)
      : decide(logKey, effect, undefined, context, desk);
    // Somebody was faster: what they decided stands.
    return Promise.resolve(trying).then(
      () => 1,
      (error) => {
        if (error instanceof Refused) return 0;
        throw error;
      },
    );
  };
  const all = [...incidents, ...channels];
  let count = 0;
  for (let i = 0; i < all.length; i += atOnce)
    for (const done of await Promise.all(all.slice(i, i + atOnce).map(one))) count += done;
  if (count === 0) throw new Refused('nothingParkedThere');
  return count;
}

/** What the dialog that drops it says. Throws Refused. */
export async function logForm(data: Data, context: Context, look: CardContext, desk: Desk) {
  allowInSoc(drop, context);
  const channel = await named(data, desk);
  const effect = typeof data.effect === 'string' ? data.effect : undefined;
  const parked = parkedNow(channel.trouble, effect);
  return {
    heading: calledIn(channel, look),
    undone: parked.map((one) => undoneText(one, look, () => calledIn(channel, look))),
    values: {},
  };
}

/** Only a channel that we know; everything else is looked up. */
async function named({ log }: Data, desk: Desk): Promise<ChannelState> {
  const found = (await desk.channels()).find((channel) => channel.logKey === log);
  if (!found) throw new Refused('nothingParkedThere');
  return found;
}

/** What a place is called to whoever sees to Muster itself: a chat is nobody else's business. */
export function calledIn(channel: ChannelState, { words }: CardContext): string {
  const { kind = 'channel' } = channel.place ?? {};
  return kind === 'channel' ? nameOf(channel) : words('talk:health.chat');
}
