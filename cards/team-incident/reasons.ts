/** Why a channel sees an incident, as the end of `You see this because it …`. */
import type { Reason } from '../../bot/incidents/events.ts';
import { type CardContext, listOn } from '../context.ts';
import { outsideText } from '../untrusted.ts';

const owned = ['subscription', 'resourceGroup', 'resource', 'host', 'account'];
const most = 3;

/** One sentence naming what the team owns or follows, at most three things of each sort. */
export function whyText(reasons: Reason[], context: CardContext): string {
  const { words } = context;
  const named = (reason: Reason): string =>
    words(`cards:because.${reason.field}`, { name: outsideText(reason.pattern, 80) });
  const things = reasons.filter((reason) => owned.includes(reason.field)).map(named);
  const rest = things.length - most;
  const shown =
    rest > 0 ? [...things.slice(0, most), words('cards:because.others', { count: rest })] : things;
  const touches =
    things.length > 0
      ? [words('cards:because.touches', { things: listOn(context, shown), count: things.length })]
      : [];
  const others = (['rule', 'product', 'tag'] as const).flatMap((field) =>
    reasons
      .filter((reason) => reason.field === field)
      .slice(0, 1)
      .map(named),
  );
  const clauses = listOn(context, [...touches, ...others]);
  if (!clauses) return words('cards:because.unknown');
  return words(touches.length > 0 ? 'cards:because.sentence' : 'cards:because.sentenceFollowed', { clauses });
}
