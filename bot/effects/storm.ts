/** Posts a storm's card, keeps it true while the storm lasts, and brings it up to date when something in it changes. */
import { lastJoined, stormCardOf } from '../actions/storm-card.ts';
import { NotFound, Upstream } from '../errors.ts';
import { type ChannelState, channelLogKey } from '../incidents/channel.ts';
import type { Brief } from '../incidents/grouping.ts';
import type { Storm, StormEffect, StormEvent } from '../incidents/storm.ts';
import type { WithoutId } from '../log/journal.ts';
import { type ChannelDraft, channels as channelKind } from '../log/kinds.ts';
import type { Handler, Outcome, Task, Tools } from './handler.ts';
import { sendOnce } from './once.ts';
import { placeOf } from './place.ts';

/** A storm's card is sent at most once in this time: what comes meanwhile is on it then. */
const updateMs = 5000;

type Of<K extends StormEffect['kind']> = Handler<Extract<StormEffect, { kind: K }>>;

interface Seen {
  state: ChannelState;
  storm: Storm;
  briefs: Brief[];
}

/** Posts the card once something is in the storm, and follows it from then on. */
export const postStorm: Of<'storm.post'> = async (task, tools) => {
  const { effect } = task;
  const seen = await see(effect, tools);
  if (!seen || seen.storm.posted) return {};
  const { state, storm, briefs } = seen;
  if (briefs.length === 0) return isOver(seen, tools) ? end(effect, tools) : again(tools);
  const place = await placeOf(effect.channel, tools);
  const look = await tools.lookAt(effect.channel);
  const card = stormCardOf(state, storm, briefs, look);
  const summary = look.words('talk:summary.storm', { count: briefs.length });
  const compose = async () => ({ card, summary });
  const sent = await orEnd(effect, tools, () => sendOnce(task, { place, compose }, tools));
  if (!sent) return {};
  if (sent.message) note(seen, sent.id, card, effect.channel, tools);
  const stormPosted: StormEvent = {
    kind: 'stormPosted',
    id: storm.id,
    thread: sent.thread,
    message: sent.id,
    ...(sent.again && { again: true }),
  };
  const follow: WithoutId<StormEffect> = {
    kind: 'storm.follow',
    channel: effect.channel,
    storm: storm.id,
    due: later(tools),
  };
  return {
    events: [stormPosted],
    effects: [follow],
  };
};

/** While a storm lasts its card is looked at every few seconds; when nothing joins it any more, the card says so. */
export const followStorm: Of<'storm.follow'> = async ({ effect, turn }, tools) => {
  const seen = await see(effect, tools);
  if (!seen?.storm.posted) return {};
  await orEnd(effect, tools, () => show(seen, effect.channel, turn, tools));
  // The last look comes after every replica has heard that it is over, and leaves further news to the news themselves.
  if (seen.storm.ended) return isHeard(seen.storm, tools) ? {} : again(tools);
  if (isOver(seen, tools)) await end(effect, tools);
  return again(tools);
};

/** Something in a storm has changed. While it is followed that is enough; afterwards, many changes make few updates. */
export const updateStorm: Of<'storm.update'> = async ({ entry, effect, turn }, tools) => {
  const { channel, storm: id } = effect;
  const known = (await tools.channels()).find((one) => one.place?.id === channel);
  const storm = known?.storms?.find((one) => one.id === id);
  if (!known?.present || (storm && (!storm.ended || !isHeard(storm, tools)))) return {};
  if (tools.storms.shows(channel, id, entry.logKey, entry.seq)) return {};
  const shownAt = tools.storms.shownAt(channel, id);
  if (shownAt !== undefined && tools.clock.now().getTime() - shownAt < updateMs)
    return { again: new Date(shownAt + updateMs).toISOString() };
  const seen = await see(effect, tools);
  // Where the card is gone for good there is nothing left to keep true.
  if (seen?.storm.posted) await show(seen, channel, turn, tools).catch(unlessGone);
  return {};
};

async function see({ channel, storm: id }: StormEffect, tools: Tools): Promise<Seen | undefined> {
  const state = await tools.journal.read(channelKind, channelLogKey(channel));
  const storm = state.storms?.find((one) => one.id === id);
  if (!storm || !state.present) return undefined;
  // The state goes on changing in place; what is shown is told by its seq now.
  return { state: { ...state }, storm, briefs: await tools.storms.members(channel, id) };
}

async function show(seen: Seen, channel: string, turn: Task['turn'], tools: Tools): Promise<void> {
  const { state, storm, briefs } = seen;
  const { thread, message } = storm.posted!;
  const place = await placeOf(channel, tools);
  const card = stormCardOf(state, storm, briefs, await tools.lookAt(channel));
  if (!tools.shown.shows(message, card)) {
    await turn(channel);
    // Nobody else has had the channel: it shows that still.
    if (!tools.shown.shows(message, card)) await tools.messenger.update(place, thread, message, { card });
  }
  note(seen, message, card, channel, tools);
}

function note({ state, storm }: Seen, message: string, card: object, channel: string, tools: Tools): void {
  tools.shown.note(message, card);
  tools.storms.shown(channel, storm.id, state.logKey, state.seq);
}

function later(tools: Tools): string {
  return new Date(tools.clock.now().getTime() + updateMs).toISOString();
}

function again(tools: Tools): Outcome {
  return { again: later(tools) };
}

/** Nothing has joined for long enough. */
function isOver({ storm, briefs }: Seen, { clock, stormQuietMinutes }: Tools): boolean {
  return clock.now().getTime() - Date.parse(lastJoined(storm, briefs)) >= stormQuietMinutes * 60_000;
}

/** Replicas know a channel's state at least as it was some seconds ago; until then incidents may still join. */
function isHeard(storm: Storm, { clock }: Tools): boolean {
  return storm.ended !== undefined && clock.now().getTime() - Date.parse(storm.ended) >= 2 * updateMs;
}

/** Where its card can't be for good, a storm is over: whatever comes gets cards of its own, or begins another storm. */
async function orEnd<T>(effect: StormEffect, tools: Tools, send: () => Promise<T>): Promise<T> {
  try {
    return await send();
  } catch (error) {
    if (isGone(error)) await end(effect, tools);
    throw error;
  }
}

function isGone(error: unknown): boolean {
  return error instanceof NotFound || (error instanceof Upstream && error.details.outcome === 'never');
}

function unlessGone(error: unknown): void {
  if (!isGone(error)) throw error;
}

async function end({ channel, storm: id }: StormEffect, tools: Tools): Promise<Outcome> {
  await tools.journal.append(channelKind, channelLogKey(channel), (state): ChannelDraft | undefined =>
    state.storms?.some((storm) => storm.id === id && !storm.ended)
      ? {
          actor: { kind: 'muster' },
          action: 'storm ended',
          key: `storm ended:${id}`,
          events: [{ kind: 'stormEnded', id }],
          effects: [],
        }
      : undefined,
  );
  return {};
}
