/** Tells somebody in their channel that what they did there to a storm's group can't be done for all of it. */
import { whyText } from '../../cards/trouble.ts';
import { isReachable, type RouteEffect } from '../incidents/channel.ts';
import { channels } from '../log/kinds.ts';
import type { Handler } from './handler.ts';
import { mentionsOf, plainName } from './mention.ts';
import { sendOnce } from './once.ts';

export const tellParked: Handler<RouteEffect> = async (task, tools) => {
  const state = await tools.journal.read(channels, task.entry.logKey, false);
  const trouble = state.trouble?.[task.effect.of ?? ''];
  // Somebody decided before it was told.
  if (!trouble?.parked?.by || !isReachable(state)) return {};
  const { where, parked } = trouble;
  const { place, storms = [] } = state;
  const mentions = await mentionsOf([trouble.parked.by], place, tools);
  const [person] = mentions;
  if (!person) return {};
  const { words, ...look } = await tools.lookAt(place.id);
  const { why, code } = parked;
  const text = words('talk:notice.groupParked', {
    names: person.text,
    why: whyText({ why, ...(code && { code: plainName(code) }) }, where, { words, ...look }),
  });
  const summary = words('talk:summary.groupParked');
  const { effect } = parked;
  const thread = storms.find(({ id }) => 'storm' in effect && id === effect.storm)?.posted?.thread;
  const compose = async () => ({ text, mentions, summary });
  await sendOnce(task, { place, compose, text, ...(thread && { thread }) }, tools);
  return {};
};
