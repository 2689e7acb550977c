/** What people do on a storm's card: look into a group, have a card posted, act on all of a group. */
import type { CardContext } from '../../cards/context.ts';
import { Refused } from '../errors.ts';
import { groupOf, meantBy } from '../incidents/grouping.ts';
import { act, setUp } from './act.ts';
import { allow } from './allowed.ts';
import type { Asked, Reply } from './asked.ts';
import type { ChannelAction, Context } from './define.ts';
import { type Desk, incidentIn } from './desk.ts';
import { gather } from './gather.ts';
import { group } from './group.ts';
import { clickKey } from './keys.ts';
import { postCard } from './post-card.ts';
import { sayWords } from './say-words.ts';
import { stormIdIn } from './storms.ts';

/** Whether a dialog's data is about the list of a group: a page of it, or a card that is to be posted from it. */
export function isAboutGroup({ verb, from }: Record<string, unknown>): boolean {
  return verb === group.verb || (verb === postCard.verb && from === group.verb);
}

/** A page of a group's incidents; where a row's card was asked for, after that is done. */
export async function groupWindow(asked: Asked, look: CardContext, desk: Desk): Promise<Reply> {
  const context = await gather(asked.speaker, 'dialog', desk);
  if (asked.data.verb === postCard.verb) {
    const incident = incidentIn(asked.data);
    const { rev } = asked.data;
    const key = clickKey(postCard.verb, context.actor.oid, { incident, rev, place: context.place.id });
    await act(postCard, incident, {}, context, key, desk);
  }
  allow(group, context);
  const parsed = group.input.safeParse(asked.data);
  if (!parsed.success) throw new Refused('noGroup');
  const inStorm = await desk.storms.members(context.place.id, stormIdIn(asked.data));
  const nothing = { overview: { incidents: [], rows: [], channels: [] }, view: [], hidden: 0, late: [] };
  const buttons = () => ({ front: [], more: [] });
  const card = group.answer({ ...nothing, buttons, inStorm }, parsed.data, context, look);
  return { kind: 'dialog', title: look.words('dialogs:storm.title'), card };
}

/** Acts on a whole group: it is kept that it is to be done, and the answer does not wait until it is. */
export async function onGroup(
  action: ChannelAction,
  data: Record<string, unknown>,
  context: Context,
  look: CardContext,
  desk: Desk,
): Promise<string> {
  if (action.needs !== 'storm') throw new Refused('unknownVerb');
  const key = clickKey(action.verb, context.actor.oid, { ...data, place: context.place.id });
  const inStorm = await desk.storms.members(context.place.id, stormIdIn(data));
  return sayWords(await setUp(action, data, context, key, { ...desk, look }, inStorm), look);
}

/** The heading of a dialog that is for a whole group. */
export async function groupForm(asked: Asked, context: Context, look: CardContext, desk: Desk) {
  const key = String(asked.data.group);
  const inStorm = await desk.storms.members(context.place.id, stormIdIn(asked.data));
  const of = inStorm.filter((brief) => brief.group === key);
  if (of.length === 0) throw new Refused('noGroup');
  const { title } = groupOf(key, of, context.now);
  const count = meantBy('close', inStorm, key).length;
  return { heading: look.words('dialogs:closeGroup.heading', { count, title }), values: {} };
}
